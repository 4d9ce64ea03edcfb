using System.Text.Json;
using Hven.Conformance.Tests.Support;
using Hven.Fits;
using Hven.Tables.FitsTable;

namespace Hven.Conformance.Tests.Fits;

/// <summary>Every table of every FITS file of the real data, cell by cell against astropy.</summary>
public sealed class FitsTableReadTests
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>The files whose name says FITS, by path under the data folder.</summary>
    public static TheoryData<string> Files()
    {
        TheoryData<string> files = [];
        if (Directory.Exists(Tool.DataFolder))
        {
            foreach (string path in Directory.EnumerateFiles(Tool.DataFolder, "*.fit*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                files.Add(Path.GetRelativePath(Tool.DataFolder, path));
            }
        }

        return files;
    }

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public async Task Read_every_table_equals_astropy(string file)
    {
        string path = Tool.DataFile(file);
        List<int> tables = await TablesAsync(path);
        foreach (int hdu in tables)
        {
            List<CellForm.Digest> ours = await OursAsync(path, hdu);
            string[] lines = (await Tool.PythonAsync("fits_columns.py", path, $"{hdu}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            List<CellForm.Digest> theirs = [.. lines.Select(line => JsonSerializer.Deserialize<CellForm.Digest>(line, _json)!)];
            Assert.Equal(theirs.Count, ours.Count);
            foreach ((CellForm.Digest their, CellForm.Digest our) in theirs.Zip(ours))
            {
                Assert.True(
                    their.Rows == our.Rows && their.Sha256 == our.Sha256,
                    $"{file} HDU {hdu} column {their.Name}: {their.Rows} rows {string.Join(" | ", their.First)} but ours {our.Rows} rows {string.Join(" | ", our.First)}");
            }
        }
    }

    private static async Task<List<int>> TablesAsync(string path)
    {
        List<int> tables = [];
        await using FileStream stream = File.OpenRead(path);
        try
        {
            await using FitsReader reader = await FitsReader.OpenAsync(stream);
            while (await reader.NextAsync(TestContext.Current.CancellationToken) is { } hdu)
            {
                if (hdu.Kind is HduKind.BinaryTable or HduKind.AsciiTable)
                {
                    tables.Add(hdu.Index);
                }
            }
        }
        catch (FitsException exception)
        {
            Assert.Skip($"Not to be walked: {exception.Message}");
        }

        return tables;
    }

    private static async Task<List<CellForm.Digest>> OursAsync(string path, int hdu)
    {
        await using FileStream stream = File.OpenRead(path);
        await using FitsTableReader reader = await FitsTableReader.OpenAsync(stream, new FitsTableOptions { Hdu = hdu }, TestContext.Current.CancellationToken);
        return await CellForm.OfAsync(reader);
    }
}
