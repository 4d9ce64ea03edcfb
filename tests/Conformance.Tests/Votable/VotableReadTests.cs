using System.Text.Json;
using Hven.Conformance.Tests.Support;
using Hven.Tables;
using Hven.Tables.Votable;

namespace Hven.Conformance.Tests.Votable;

/// <summary>Every VOTable of the real data, cell by cell against astropy where it reads the document.</summary>
public sealed class VotableReadTests
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>The documents, by path under the data folder.</summary>
    public static TheoryData<string> Files()
    {
        TheoryData<string> files = [];
        if (Directory.Exists(Tool.DataFolder))
        {
            foreach (string path in Directory.EnumerateFiles(Tool.DataFolder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                if ((path.EndsWith(".vot", StringComparison.Ordinal) || path.EndsWith(".xml", StringComparison.Ordinal) || path.EndsWith(".votable", StringComparison.Ordinal)
                    || path.EndsWith(".xml.gz", StringComparison.Ordinal)) && IsVotable(path))
                {
                    files.Add(Path.GetRelativePath(Tool.DataFolder, path));
                }
            }
        }

        return files;
    }

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public async Task Read_first_table_equals_astropy(string file)
    {
        string path = Tool.DataFile(file);
        List<CellForm.Digest>? theirs = await TheirsAsync(path);
        List<CellForm.Digest>? ours;
        try
        {
            await using FileStream stream = File.OpenRead(path);
            await using VotableReader reader = await VotableReader.OpenAsync(stream, null, TestContext.Current.CancellationToken);
            ours = await CellForm.OfAsync(reader);
        }
        catch (TableFormatException exception)
        {
            Assert.True(theirs is null, $"astropy reads it, we do not: {exception.Code} {exception.Message}");
            return;
        }

        Assert.SkipWhen(theirs is null, "astropy does not read it.");
        Assert.Equal(theirs!.Count, ours.Count);
        foreach ((CellForm.Digest their, CellForm.Digest our) in theirs.Zip(ours))
        {
            Assert.True(
                their.Rows == our.Rows && their.Sha256 == our.Sha256,
                $"{file} column {their.Name}: {their.Rows} rows {string.Join(" | ", their.First)} but ours {our.Rows} rows {string.Join(" | ", our.First)}");
        }
    }

    private static bool IsVotable(string path)
    {
        if (path.EndsWith(".gz", StringComparison.Ordinal))
        {
            return true;
        }

        using StreamReader reader = new(path);
        char[] start = new char[2000];
        return new string(start, 0, reader.ReadBlock(start)).Contains("VOTABLE", StringComparison.Ordinal);
    }

    private static async Task<List<CellForm.Digest>?> TheirsAsync(string path)
    {
        System.Diagnostics.ProcessStartInfo start = Tool.Python("votable_columns.py", path);
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(await error);
        return process.ExitCode != 0 ? null
            : [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<CellForm.Digest>(line, _json)!)];
    }
}
