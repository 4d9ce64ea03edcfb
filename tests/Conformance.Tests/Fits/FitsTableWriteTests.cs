using Hven.Conformance.Tests.Support;
using Hven.Tables;
using Hven.Tables.FitsTable;
using Hven.Tables.Tests;

namespace Hven.Conformance.Tests.Fits;

/// <summary>What we write, read by astropy and fitsio and judged by fitsverify.</summary>
public sealed class FitsTableWriteTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1000, false)]
    [InlineData(1000, true)]
    public async Task Write_every_type_is_read_alike_by_astropy_and_fitsio(int rows, bool withArrays)
    {
        string path = await WriteAsync(rows, withArrays);
        try
        {
            IReadOnlyList<CellForm.Digest> theirs = (await TableFiles.PeerAsync("astropy", [new(path, 1)]))[0].Columns!;
            await using FileStream stream = File.OpenRead(path);
            await using FitsTableReader reader = await FitsTableReader.OpenAsync(stream, null, TestContext.Current.CancellationToken);
            List<CellForm.Digest> ours = await CellForm.OfAsync(reader);
            Assert.Equal(theirs.Select(their => (their.Name, their.Rows, their.Sha256)), ours.Select(our => (our.Name, our.Rows, our.Sha256)));
            // fitsio cannot make an array of no rows.
            Assert.True(rows == 0 || int.Parse(await Tool.PythonAsync("fits_peers.py", path, $"{rows}"), System.Globalization.CultureInfo.InvariantCulture) >= 10);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1000, true)]
    public async Task Write_every_type_satisfies_fitsverify(int rows, bool withArrays)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/fitsverify"), "fitsverify is not installed.");
        string path = await WriteAsync(rows, withArrays);
        try
        {
            string report = await Tool.RunAsync("fitsverify", path);
            Assert.Contains("0 warning(s) and 0 error(s)", report, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<string> WriteAsync(int rows, bool withArrays)
    {
        string path = Path.GetTempFileName();
        RecordBatch batch = SampleTable.Make(rows, 21, withArrays, ascii: true);
        await using FileStream stream = File.Create(path);
        await using FitsTableWriter writer = new(stream, batch.Schema);
        await writer.WriteAsync(batch, TestContext.Current.CancellationToken);
        await writer.EndAsync(default, TestContext.Current.CancellationToken);
        return path;
    }
}
