using Hven.Conformance.Tests.Support;
using Hven.Tables;
using Hven.Tables.Html;
using Hven.Tables.Tests;

namespace Hven.Conformance.Tests.Html;

/// <summary>Tables in HTML between Hven, astropy and STILTS.</summary>
public sealed class HtmlTableConformanceTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hven-{Guid.NewGuid():N}.html");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Page_of_astropy_is_read_equal()
    {
        await Tool.PythonAsync("html_tables.py", "write", _path);
        await using FileStream stream = File.OpenRead(_path);
        await using HtmlTableReader reader = await HtmlTableReader.OpenAsync(stream, new HtmlReaderOptions { Table = "stars" }, Token);
        Assert.Equal([ElementType.Int64, ElementType.Float64, ElementType.String, ElementType.Int64], reader.Schema.Columns.Select(column => column.Type));
        Assert.Equal(
            [
                "id[0]=1", "id[1]=2", "id[2]=9007199254740993", "mag[0]=3fb999999999999a", "mag[1]=81a56e1fc2f8f359", "mag[2]=4031400000000000",
                "name[0]='Čeb & <co>'", "name[1]='x y'", "name[2]=''q''", "m[0]=1", "m[1]=~", "m[2]=3",
            ],
            await Cells.OfAsync(reader));
    }

    [Fact]
    public async Task Page_of_stilts_is_read_equal()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/stilts"), "stilts is not installed.");
        string csv = _path + ".csv";
        await File.WriteAllTextAsync(csv, "id,mag,name\n1,0.1,a<b\n2,,\"c, d\"\n-3,1e-300,\n", Token);
        await Tool.RunAsync("stilts", "tcopy", $"in={csv}", "ifmt=csv", $"out={_path}", "ofmt=html");
        File.Delete(csv);
        await using FileStream stream = File.OpenRead(_path);
        await using HtmlTableReader reader = await HtmlTableReader.OpenAsync(stream, null, Token);
        Assert.Equal(
            ["id[0]=1", "id[1]=2", "id[2]=-3", "mag[0]=3fb999999999999a", "mag[1]=~", "mag[2]=01a56e1fc2f8f359", "name[0]='a<b'", "name[1]='c, d'", "name[2]=~"],
            await Cells.OfAsync(reader));
    }

    [Fact]
    public async Task Page_of_ours_is_read_by_astropy()
    {
        RecordBatch batch = new(new TableSchema([new("id", ElementType.Int64), new("mag", ElementType.Float64), new("name", ElementType.String)]));
        foreach ((long id, double mag, string name) in new[] { (long.MinValue, 0.1, "Čeb & <co>"), (1, -1e-300, "x \"y\"") })
        {
            ((PrimitiveVector<long>)batch.Columns[0]).Append(id);
            ((PrimitiveVector<double>)batch.Columns[1]).Append(mag);
            ((TextVector)batch.Columns[2]).Append(name);
        }

        await using (FileStream stream = File.Create(_path))
        await using (var writer = new HtmlTableWriter(stream, batch.Schema))
        {
            await writer.WriteAsync(batch, Token);
            await writer.EndAsync(default, Token);
        }

        Assert.Equal(
            ["id|-9223372036854775808|1", "mag|3fb999999999999a|81a56e1fc2f8f359", "name|'Čeb & <co>'|'x \"y\"'"],
            (await Tool.PythonAsync("html_tables.py", "read", _path)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
