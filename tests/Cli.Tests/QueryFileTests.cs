using System.Text;
using Microsoft.AspNetCore.Http;

namespace Hven.Cli.Tests;

public sealed class QueryFileTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hven").FullName;
    private FakeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("r.csv", "csv")]
    [InlineData("r.TSV", "tsv")]
    [InlineData("r.vot", "vot")]
    [InlineData("r.xml", "vot")]
    [InlineData("r.fits", "fits")]
    [InlineData("r.parquet", "parquet")]
    [InlineData("r.arrow", "arrow")]
    [InlineData("r.feather", "feather")]
    [InlineData("r.h5", "h5")]
    [InlineData("r.hdf5", "h5")]
    [InlineData("r.ecsv", "ecsv")]
    [InlineData("r.html", "html")]
    [InlineData("r.json", "json")]
    public async Task Output_extension_tells_format(string name, string format)
    {
        byte[] body = [0, 0xFF, 0x1B, (byte)'\n', 0x80];
        _server.Query = context => context.Response.Body.WriteAsync(body).AsTask();
        using Session session = new();

        Assert.Equal(0, await session.RunAsync(_server, "query", "SELECT 1;", "-o", In(name)));

        Assert.Equal(format, _server.LastFormat);
        Assert.Equal("SELECT 1", _server.LastQuery);
        Assert.True(_server.LastMaxRows > 1_000_000_000);
        Assert.Equal(body, await File.ReadAllBytesAsync(In(name)));
        Assert.Equal([In(name)], Directory.GetFiles(_folder));
        Assert.StartsWith("Wrote 1 row, 5 B to ", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_of_unknown_extension_is_wrong_usage()
    {
        using Session session = new();
        Assert.Equal(2, await session.RunAsync(_server, "query", "SELECT 1", "-o", In("r.doc")));
        Assert.Contains("names no format", session.Error, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Null_value_and_des_types_are_asked_for()
    {
        Assert.Equal(0, await new Session().RunAsync(_server, "query", "SELECT 1", "-o", In("r.csv"), "--null-value", "-9999", "--des-types"));
        Assert.Equal((-9999, true), (_server.LastRequest.GetProperty("nullValue").GetInt64(), _server.LastRequest.GetProperty("desTypes").GetBoolean()));
        Session session = new();
        Assert.Equal(2, await session.RunAsync(_server, "query", "SELECT 1", "--check", "--des-types"));
        Assert.Contains("--des-types", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Format_overrides_extension()
    {
        Assert.Equal(0, await new Session().RunAsync(_server, "query", "SELECT 1", "-o", In("r.dat"), "--format", "VOTable"));
        Assert.Equal("vot", _server.LastFormat);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\n\n4\na\n1\n\n", "not complete")]
    [InlineData("Content-Length: 100\n\nSIMPLE", "after 6 bytes")]
    public async Task Cut_connection_leaves_no_new_file_and_the_old_one(string headAndBody, string message)
    {
        await File.WriteAllTextAsync(In("old.csv"), "old");
        await using CutOffServer server = new($"HTTP/1.1 200 OK\nHven-Query-Id: q1\n{headAndBody}");
        foreach (string name in new[] { "old.csv", "new.csv" })
        {
            using Session session = new();
            Assert.Equal(1, await session.RunAsync("query", "SELECT 1", "-o", In(name), "--url", server.Address));
            Assert.Contains(message, session.Error, StringComparison.Ordinal);
        }

        Assert.Equal([In("old.csv")], Directory.GetFiles(_folder));
        Assert.Equal("old", await File.ReadAllTextAsync(In("old.csv")));
    }

    [Fact]
    public async Task Failed_query_leaves_the_old_file()
    {
        await File.WriteAllTextAsync(In("r.vot"), "old");
        _server.Status = """{"id":"q1","phase":"ERROR","rows":5,"overflow":false,"elapsedMs":1.5,"error":"The engine ran out of memory."}""";
        using Session session = new();

        Assert.Equal(1, await session.RunAsync(_server, "query", "SELECT 1", "-o", In("r.vot")));

        Assert.Equal("old", await File.ReadAllTextAsync(In("r.vot")));
        Assert.Single(Directory.GetFiles(_folder));
        Assert.Contains("out of memory", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overflow_is_told()
    {
        _server.Status = """{"id":"q1","phase":"COMPLETED","rows":20000000,"overflow":true,"elapsedMs":1.5}""";
        using Session session = new();
        Assert.Equal(0, await session.RunAsync(_server, "query", "SELECT 1", "-o", In("r.csv")));
        Assert.Contains("more rows exist than the 20,000,000 that were written", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_and_device_are_refused_before_the_query_runs()
    {
        Assert.Equal(2, await new Session().RunAsync(_server, "query", "SELECT 1", "-o", _folder, "--format", "csv"));
        Assert.Equal(2, await new Session().RunAsync(_server, "query", "SELECT 1", "-o", "/dev/null", "--format", "csv"));
        Assert.Equal(1, await new Session().RunAsync(_server, "query", "SELECT 1", "-o", In("missing/r.csv")));
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Link_stays_and_its_target_is_replaced()
    {
        await File.WriteAllTextAsync(In("target.csv"), "old");
        File.CreateSymbolicLink(In("link.csv"), "target.csv");

        Assert.Equal(0, await new Session().RunAsync(_server, "query", "SELECT 1", "-o", In("link.csv")));

        Assert.Equal("target.csv", new FileInfo(In("link.csv")).LinkTarget);
        Assert.Equal("a\n1\n", await File.ReadAllTextAsync(In("target.csv")));
    }

    [Fact]
    public async Task Large_body_arrives_whole()
    {
        byte[] chunk = Encoding.ASCII.GetBytes(new string('x', 999) + "\n");
        _server.Query = async context =>
        {
            for (int index = 0; index < 3000; index++)
            {
                await context.Response.Body.WriteAsync(chunk);
            }
        };
        Assert.Equal(0, await new Session().RunAsync(_server, "query", "SELECT 1", "-o", In("r.csv")));
        Assert.Equal(3_000_000, new FileInfo(In("r.csv")).Length);
    }

    private string In(string name) => Path.Combine(_folder, name);
}
