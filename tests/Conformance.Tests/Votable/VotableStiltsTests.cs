using Hven.Conformance.Tests.Support;
using Hven.Tables;
using Hven.Tables.Votable;

namespace Hven.Conformance.Tests.Votable;

/// <summary>All tables of the real data against STILTS, in one run of it: its copy in BINARY2 must have the cells that we read out of the originals.</summary>
public sealed class VotableStiltsTests
{
    /// <summary>Documents that STILTS reads otherwise or not at all.</summary>
    private static readonly (string File, string Reason)[] _known =
    [
        ("custom_datatype.xml", "refused by us: a datatype that is none"),
        ("irsa-nph-error.xml", "refused by us: DOCTYPE"),
        ("irsa-nph-m31.xml", "refused by us: DOCTYPE"),
        ("votable/tests/data/regression.xml", "refused by us: DOCTYPE"),
        ("no_field_not_empty_table.xml", "STILTS stops at rows without columns"),
        ("missingcolumns.xml", "STILTS stops at rows without columns"),
        ("too_many_columns.xml.gz", "we leave rows out that have more cells than columns, STILTS leaves the cells out"),
        ("regression.bin.tabledata.truth.1.1.xml", "STILTS has bits, nulls in arrays, null complex numbers and other spellings of Inf otherwise"),
        ("regression.bin.tabledata.truth.1.3.xml", "STILTS has bits, nulls in arrays, null complex numbers and other spellings of Inf otherwise"),
        ("vot_with_definitions.vot", "STILTS cuts texts that are longer than arraysize"),
        ("vot_with_cdata.vot", "STILTS cuts texts that are longer than arraysize"),
        ("unicode.vot", "STILTS 3.4 writes char as ASCII and loses other letters"),
        ("vot_utf8_array_dt.xml", "STILTS 3.4 writes char as ASCII and loses other letters"),
        ("stilts_all_but_k_test.vot", "STILTS writes a null array of strings as one of blanks"),
        ("stilts_all_but_k_test.expect.vot", "four numbers where arraysize says three: we leave the rows out"),
        ("stilts_all_but_k_test.expect.2.vot", "four numbers where arraysize says three: we leave the rows out"),
        ("stilts_all_but_k_test.expect.3.vot", "four numbers where arraysize says three: we leave the rows out"),
    ];

    [Fact]
    public async Task Read_all_tables_equals_what_stilts_reads()
    {
        string[] files = [.. VotableReadTests.Peers.Files().Where(file => !Array.Exists(_known, known => file.EndsWith(known.File, StringComparison.Ordinal)))];
        Assert.SkipWhen(files.Length == 0, "The test data folder is empty; set HVEN_TEST_DATA.");
        string list = Path.GetTempFileName();
        string copy = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(list, files, TestContext.Current.CancellationToken);
            await Tool.RunAsync("stilts", "-disk", "tmulti", $"in=@{list}", "multi=true", "ifmt=votable", $"out={copy}", "ofmt=votable-binary2-inline");
            List<(string File, CellForm.Digest Column)> ours = [];
            foreach (string file in files)
            {
                ours.AddRange(await ColumnsAsync(file));
            }

            List<(string File, CellForm.Digest Column)> theirs = await ColumnsAsync(copy);
            Assert.Equal(ours.Count, theirs.Count);
            foreach (((string file, CellForm.Digest our), (_, CellForm.Digest their)) in ours.Zip(theirs))
            {
                Assert.True(
                    our.Rows == their.Rows && our.Sha256 == their.Sha256,
                    $"{file} column {our.Name}: {their.Rows} rows {string.Join(" | ", their.First)} but ours {our.Rows} rows {string.Join(" | ", our.First)}");
            }
        }
        finally
        {
            File.Delete(list);
            File.Delete(copy);
        }
    }

    // Tables without rows are left out: STILTS skips those without DATA.
    private static async Task<List<(string File, CellForm.Digest Column)>> ColumnsAsync(string file)
    {
        List<(string, CellForm.Digest)> columns = [];
        await using FileStream stream = File.OpenRead(file);
        await using VotableDocumentReader reader = await VotableDocumentReader.OpenAsync(stream, new VotableOptions { OnReject = _ => { } }, TestContext.Current.CancellationToken);
        while (await reader.NextTableAsync(TestContext.Current.CancellationToken) is { } table)
        {
            columns.AddRange((await CellForm.OfAsync(table)).Where(column => column.Rows > 0).Select(column => (file, column)));
        }

        return columns;
    }
}
