using System.Globalization;
using Hven.Tables.Tests.Matrix;

namespace Hven.Tables.Tests.Fuzz;

/// <summary>Readers of damaged files. HVEN_FUZZ_SEEDS raises the number of files, HVEN_FUZZ_START the first seed.</summary>
public sealed class DamagedFileTests
{
    [Theory]
    [InlineData("arrow", 400)]
    [InlineData("feather", 200)]
    [InlineData("hdf5", 500)]
    [InlineData("ecsv", 300)]
    [InlineData("json", 500)]
    [InlineData("html", 400)]
    public async Task Read_damaged_file_gives_rows_or_one_exception(string name, int seeds)
    {
        MatrixFormat format = MatrixFormat.All.Single(other => other.Name == name);
        seeds = Setting("HVEN_FUZZ_SEEDS", seeds);
        Assert.Empty(await DamagedFileCheck.RunAsync(format, await DamagedFileCheck.SamplesAsync(format), Setting("HVEN_FUZZ_START", 0), seeds));
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : usual;
}
