using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Hven.Functional.Tests.Support;
using Hven.Tables;
using Hven.Tables.Parquet;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>A format that cannot hold a result says so to the one who asked, and which formats can.</summary>
public sealed class UnfitFormatTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private HvendProcess? _server;

    private HttpClient Client => _server!.Client;

    public async ValueTask InitializeAsync()
    {
        await WriteAsync(_folder["arrays.parquet"]);
        (await HvendProcess.RunAsync("ingest", "catalog", "--data", _folder["data"], "--release", "t", "--table", "arrays", _folder["arrays.parquet"])).MustSucceed();
        _server = await HvendProcess.ServeAsync(_folder["data"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData("h5", "flux", "varying length", "votable")]
    [InlineData("fits", "tags", "strings", "parquet")]
    [InlineData("votable", "tags", "strings", "parquet")]
    public async Task Column_that_a_format_cannot_hold_is_named_with_the_formats_that_can(string format, string column, string why, string fitting)
    {
        string query = $"SELECT id, {column} FROM t.arrays ORDER BY id";
        using HttpResponseMessage refused = await Client.QueryAsync(query, format);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        JsonElement problem = await refused.ProblemAsync();
        Assert.Equal("format-unfit", problem.GetProperty("code").GetString());
        string detail = problem.GetProperty("detail").GetString()!;
        Assert.Contains(column, detail);
        Assert.Contains(why, detail);
        Assert.Contains(". Formats that take", detail);
        Assert.DoesNotContain("Parameter", detail);
        string[] formats = detail[(detail.LastIndexOf(':') + 1)..].Trim(' ', '.').Split(", ");
        Assert.Contains(fitting == "votable" ? "vot" : fitting, formats);
        Assert.DoesNotContain(format == "votable" ? "vot" : format, formats);
        foreach (string other in formats)
        {
            using HttpResponseMessage answer = await Client.QueryAsync(query, other);
            Assert.True(answer.IsSuccessStatusCode, $"{other}: {await answer.Content.ReadAsStringAsync()}");
        }

        JsonElement status = await Client.StatusAsync(refused.QueryId());
        Assert.Equal("ERROR", status.GetProperty("phase").GetString());
        using HttpResponseMessage tap = await Client.GetAsync($"/tap/sync?LANG=ADQL&FORMAT={format}&QUERY={Uri.EscapeDataString(query)}");
        Assert.Equal(HttpStatusCode.BadRequest, tap.StatusCode);
        Assert.Equal(detail, await TapErrorAsync(tap));
    }

    [Fact]
    public async Task Value_that_a_format_cannot_hold_is_told_while_nothing_is_sent()
    {
        const string Query = "SELECT flux FROM t.arrays ORDER BY id";
        using HttpResponseMessage refused = await Client.QueryAsync(Query, "ecsv");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        string detail = (await refused.ProblemAsync()).GetProperty("detail").GetString()!;
        Assert.Contains("flux", detail);
        Assert.Contains("another format", detail);
        using HttpResponseMessage tap = await Client.GetAsync($"/tap/sync?LANG=ADQL&FORMAT=ecsv&QUERY={Uri.EscapeDataString(Query)}");
        Assert.Equal(HttpStatusCode.BadRequest, tap.StatusCode);
        Assert.Equal(detail, await TapErrorAsync(tap));
    }

    private static async Task<string> TapErrorAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/x-votable+xml", response.Content.Headers.ContentType!.MediaType);
        XElement root = XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;
        XElement info = root.Descendants(root.Name.Namespace + "INFO").First();
        Assert.Equal(("QUERY_STATUS", "ERROR"), (info.Attribute("name")!.Value, info.Attribute("value")!.Value));
        return info.Value;
    }

    private static async Task WriteAsync(string path)
    {
        TableSchema schema = new(
        [
            new Column("id", ElementType.Int64), new Column("ra", ElementType.Float64), new Column("dec", ElementType.Float64),
            new Column("flux", ElementType.Float64) { Shape = ArrayShape.Variable }, new Column("tags", ElementType.String) { Shape = ArrayShape.Variable },
        ]);
        RecordBatch batch = new(schema);
        for (int row = 0; row < 3; row++)
        {
            ((PrimitiveVector<long>)batch.Columns[0]).Append(row);
            ((PrimitiveVector<double>)batch.Columns[1]).Append(10 + row);
            ((PrimitiveVector<double>)batch.Columns[2]).Append(-20);
            var flux = (ListVector)batch.Columns[3];
            if (row == 1)
            {
                flux.AppendNull();
            }
            else
            {
                ((PrimitiveVector<double>)flux.Items).Append(row);
                flux.EndRow();
            }

            var tags = (ListVector)batch.Columns[4];
            ((TextVector)tags.Items).Append("star");
            tags.EndRow();
        }

        await using FileStream stream = File.Create(path);
        await using ParquetTableWriter writer = new(stream, schema);
        await writer.WriteAsync(batch, default);
        await writer.EndAsync(default, default);
    }
}
