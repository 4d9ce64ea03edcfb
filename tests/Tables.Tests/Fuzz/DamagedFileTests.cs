using System.Globalization;
using Hven.Tables.Tests.Matrix;

namespace Hven.Tables.Tests.Fuzz;

/// <summary>
/// Readers of damaged files. HVEN_FUZZ_SEEDS raises the number of files, HVEN_FUZZ_START the first seed. Memory is counted for the whole process, so no
/// other test runs beside these.
/// </summary>
[CollectionDefinition(nameof(DamagedFileTests), DisableParallelization = true)]
[Collection(nameof(DamagedFileTests))]
public sealed class DamagedFileTests
{
    // The bound is what a reader may allocate for one file of at most 100 kB: its buffers, and what a damaged length makes it expect before the
    // file's end tells otherwise.
    [Theory]
    [InlineData("arrow", 400, 64)]
    [InlineData("feather", 200, 64)]
    [InlineData("hdf5", 500, 64)]
    [InlineData("parquet", 300, 64)]
    [InlineData("fits", 300, 64)]
    [InlineData("csv", 300, 64)]
    [InlineData("ecsv", 300, 64)]
    [InlineData("json", 500, 64)]
    [InlineData("html", 400, 64)]
    public async Task Read_damaged_file_gives_rows_or_one_exception(string name, int seeds, int mostMebibytes)
    {
        MatrixFormat format = MatrixFormat.All.Single(other => other.Name == name);
        seeds = Setting("HVEN_FUZZ_SEEDS", seeds);
        List<byte[]> samples = await DamagedFileCheck.SamplesAsync(format);
        Assert.Empty(await DamagedFileCheck.RunAsync(format, samples, Setting("HVEN_FUZZ_START", 0), seeds, (long)mostMebibytes << 20));
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : usual;
}
