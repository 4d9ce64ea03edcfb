using System.Text.Json;
using Hven.Conformance.Tests.Support;
using Hven.Tables;
using Hven.Tables.Votable;

namespace Hven.Conformance.Tests.Votable;

/// <summary>Every VOTable of the real data, cell by cell against astropy where it reads the document.</summary>
public sealed class VotableReadTests
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>Documents that astropy 5.2 reads otherwise, and why we do not follow.</summary>
    private static readonly Dictionary<string, string> _known = new(StringComparer.Ordinal)
    {
        ["binary2_variable_length_char.xml"] = "astropy loses the row of a bounded array of characters",
        ["regression.bin.tabledata.truth.1.1.xml"] = "astropy has no nulls inside arrays of booleans",
        ["gemini.xml"] = "an empty integer cell is null, astropy before VOTable 1.3 gives 0",
        ["sla/dataset.xml"] = "an empty integer cell is null, astropy before VOTable 1.3 gives 0",
        ["datalink-ssa.xml"] = "astropy masks an array of NaN",
        ["vot_with_cdata.vot"] = "astropy cuts texts that are longer than arraysize",
        ["vot_with_definitions.vot"] = "astropy cuts texts that are longer than arraysize",
    };

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
        catch (TableFormatException exception) when (exception.Code == "VOT-DTD")
        {
            Assert.Contains("<!DOCTYPE", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
            return;
        }
        catch (TableFormatException exception)
        {
            Assert.True(theirs is null, $"astropy reads it, we do not: {exception.Code} {exception.Message}");
            return;
        }

        string? known = _known.FirstOrDefault(pair => file.EndsWith(pair.Key, StringComparison.Ordinal)).Value;
        Assert.SkipWhen(known is not null, known ?? "");
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
