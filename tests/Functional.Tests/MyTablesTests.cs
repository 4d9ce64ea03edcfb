using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Users' own tables: made of files and queries, asked like all others, and nobody else's.</summary>
public sealed class MyTablesTests(DemoServer demo)
{
    [Fact]
    public async Task Table_of_a_file_is_asked_and_joined_by_its_owner_alone()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient cleo = await server.SignInAsync("cleo");
        using HttpClient nobody = server.Anonymous();
        List<JsonElement[]> some = await ben.RowsAsync("SELECT TOP 50 COADD_OBJECT_ID, RA, DEC FROM dr1.main ORDER BY COADD_OBJECT_ID");
        StringBuilder csv = new("id,ra,dec,名前\n");
        foreach (JsonElement[] row in some)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{row[0]},{row[1]},{row[2]},\"θ {row[0]}\"\n");
        }

        csv.Append("99,,,\n");
        JsonElement made = await PutAsync(ben, "targets", csv.ToString(), "?description=Mine");
        Assert.Equal((51, true, "mydb.targets"), (made.GetProperty("rowCount").GetInt32(), made.GetProperty("hasPosition").GetBoolean(), made.GetProperty("name").GetString()));

        Assert.Equal(51, await ben.NumberAsync("SELECT COUNT(*) AS n FROM mydb.targets"));
        Assert.Equal(1, await ben.NumberAsync("SELECT COUNT(*) AS n FROM targets WHERE \"名前\" IS NULL AND ra IS NULL"));
        Assert.Equal(50, await ben.NumberAsync("SELECT COUNT(*) AS n FROM mydb.targets AS t JOIN dr1.main AS m ON DISTANCE(t.ra, t.dec, m.RA, m.DEC) < 1e-6 AND t.id = m.COADD_OBJECT_ID"));
        string place = string.Create(CultureInfo.InvariantCulture, $"POINT({some[7][1]}, {some[7][2]})");
        Assert.Equal(some[7][0].GetInt64(), (await ben.RowsAsync($"SELECT TOP 1 id FROM mydb.targets ORDER BY DISTANCE(POINT(ra, dec), {place})"))[0][0].GetInt64());
        Assert.Equal(1, await ben.NumberAsync($"SELECT COUNT(*) AS n FROM mydb.targets WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE({some[7][1].GetRawText()}, {some[7][2].GetRawText()}, 1e-7))"));
        Assert.Equal(1, await ben.NumberAsync("SELECT COUNT(*) AS n FROM tap_schema.tables WHERE table_name = 'mydb.targets'"));
        Assert.Equal(4, await ben.NumberAsync("SELECT COUNT(*) AS n FROM tap_schema.columns WHERE table_name = 'mydb.targets'"));
        using HttpResponseMessage explained = await ben.PostAsJsonAsync("/api/v1/query/explain", new { query = "SELECT * FROM mydb.targets WHERE id = 3" });
        Assert.True((await explained.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ok").GetBoolean());
        using HttpResponseMessage cone = await ben.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/scs/mydb/targets?RA={some[7][1]}&DEC={some[7][2]}&SR=0.0001&VERB=3"));
        Assert.Contains("θ", await cone.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        string job = await ben.CreateJobAsync(("QUERY", "SELECT COUNT(*) AS n FROM mydb.targets"), ("FORMAT", "csv"), ("PHASE", "RUN"));
        XElement ended = await ben.EndedAsync(job);
        Assert.True(ended.Phase() == "COMPLETED", ended.ToString());
        Assert.Equal("n\n51\n", (await ben.GetStringAsync(new Uri(job + "/results/result"))).ReplaceLineEndings("\n"));

        foreach (HttpClient stranger in new[] { cleo, nobody })
        {
            using HttpResponseMessage query = await stranger.QueryAsync("SELECT COUNT(*) AS n FROM mydb.targets");
            Assert.Equal(HttpStatusCode.BadRequest, query.StatusCode);
            Assert.Equal(0, await stranger.NumberAsync("SELECT COUNT(*) AS n FROM tap_schema.tables WHERE schema_name = 'mydb'"));
            Assert.DoesNotContain("targets", await stranger.GetStringAsync("/tap/tables"), StringComparison.Ordinal);
        }

        using HttpResponseMessage hidden = await cleo.GetAsync("/api/v1/mydb/targets");
        using HttpResponseMessage dropped = await cleo.DeleteAsync("/api/v1/mydb/targets");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (hidden.StatusCode, dropped.StatusCode));

        // One of the same name of another user is another table.
        await PutAsync(cleo, "targets", "x\n1\n");
        Assert.Equal(1, await cleo.NumberAsync("SELECT COUNT(*) AS n FROM mydb.targets"));
        Assert.Equal(51, await ben.NumberAsync("SELECT COUNT(*) AS n FROM mydb.targets"));
    }

    [Fact]
    public async Task Table_is_replaced_only_when_asked_and_whole_or_not_at_all()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        await PutAsync(ben, "t", "x\n1\n2\n");
        using HttpResponseMessage taken = await ben.PutAsync("/api/v1/mydb/t", new StringContent("x\n1\n"));
        Assert.Equal("table-exists", (await taken.ProblemAsync()).GetProperty("code").GetString());
        using HttpResponseMessage damaged = await ben.PutAsync("/api/v1/mydb/t?replace=true", new ByteArrayContent([.. "SIMPLE  =                    T"u8.ToArray(), .. new byte[5000]]));
        Assert.Equal(HttpStatusCode.BadRequest, damaged.StatusCode);
        Assert.Equal(2, await ben.NumberAsync("SELECT COUNT(*) AS n FROM mydb.t"));
        await PutAsync(ben, "t", "x,y\n1,2\n3,4\n5,6\n", "?replace=true");
        Assert.Equal(12, await ben.NumberAsync("SELECT SUM(y) AS n FROM mydb.t"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Data, "users"), "*.part", SearchOption.AllDirectories));

        // Many at once: one of them is there, whole.
        await Task.WhenAll(Enumerable.Range(1, 8).Select(number => PutAsync(ben, "t", $"x\n{string.Join('\n', Enumerable.Repeat(number, 1000))}\n", "?replace=true")));
        List<JsonElement[]> row = await ben.RowsAsync("SELECT COUNT(*) AS n, MIN(x) AS least, MAX(x) AS most FROM mydb.t");
        Assert.Equal((1000, row[0][1].GetInt32()), (row[0][0].GetInt32(), row[0][2].GetInt32()));
    }

    [Fact]
    public async Task Query_is_kept_renamed_described_and_dropped()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpResponseMessage kept = await ben.PostAsJsonAsync("/api/v1/mydb/bright/query", new { query = "SELECT COADD_OBJECT_ID, RA, DEC, MAG_AUTO_I FROM dr1.main WHERE MAG_AUTO_I < 20" });
        Assert.True(kept.StatusCode == HttpStatusCode.Created, await kept.Content.ReadAsStringAsync());
        long expected = await ben.NumberAsync("SELECT COUNT(*) AS n FROM dr1.main WHERE MAG_AUTO_I < 20");
        Assert.Equal(expected, await ben.NumberAsync("SELECT COUNT(*) AS n FROM mydb.bright"));
        using HttpResponseMessage wrong = await ben.PostAsJsonAsync("/api/v1/mydb/x/query", new { query = "SELECT nothing FROM dr1.main" });
        Assert.True((await wrong.ProblemAsync()).TryGetProperty("diagnostics", out _));
        using HttpResponseMessage changed = await ben.PatchAsJsonAsync("/api/v1/mydb/bright", new { name = "brighter", description = "Below 20", columns = new Dictionary<string, string> { ["MAG_AUTO_I"] = "Brightness" } });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        JsonElement detail = await ben.GetFromJsonAsync<JsonElement>("/api/v1/mydb/brighter");
        Assert.Equal("Below 20", detail.GetProperty("table").GetProperty("description").GetString());
        JsonElement column = detail.GetProperty("columns").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "MAG_AUTO_I");
        Assert.Equal(("Brightness", "mag"), (column.GetProperty("description").GetString(), column.GetProperty("unit").GetString()));
        Assert.Equal(expected, await ben.NumberAsync("SELECT COUNT(*) AS n FROM mydb.brighter"));
        using HttpResponseMessage gone = await ben.GetAsync("/api/v1/mydb/bright");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);

        // A query that reads the table goes on when it is dropped.
        await ben.PostAsJsonAsync("/api/v1/mydb/everything/query", new { query = "SELECT * FROM dr1.main" });
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/query") { Content = JsonContent.Create(new { query = "SELECT * FROM mydb.everything", format = "csv" }) };
        using HttpResponseMessage reading = await ben.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using HttpResponseMessage dropped = await ben.DeleteAsync("/api/v1/mydb/everything");
        Assert.Equal(HttpStatusCode.NoContent, dropped.StatusCode);
        Assert.Equal(DemoServer.Objects + 1, (await reading.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        JsonElement left = await ben.GetFromJsonAsync<JsonElement>("/api/v1/mydb");
        Assert.Equal(["mydb.brighter"], left.GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("..%2f..%2fstate")]
    [InlineData("Upper")]
    [InlineData("with space")]
    [InlineData("x%00y")]
    [InlineData("a.b")]
    public async Task Name_that_cannot_be_is_refused(string name)
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpResponseMessage refused = await ben.PutAsync($"/api/v1/mydb/{name}", new StringContent("x\n1\n"));
        Assert.Contains(refused.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.NotFound });
        Assert.False(Directory.Exists(Path.Combine(server.Data, "users")) && Directory.EnumerateFiles(Path.Combine(server.Data, "users"), "*.parquet", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public async Task Bytes_that_a_user_may_keep_are_held_to()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { quota = new { storedBytes = 200_000 } });
        await PutAsync(ben, "small", "x\n1\n");
        using HttpResponseMessage refused = await ben.PostAsJsonAsync("/api/v1/mydb/everything/query", new { query = "SELECT * FROM dr1.main" });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Equal("quota-bytes", (await refused.ProblemAsync()).GetProperty("code").GetString());
        JsonElement left = await ben.GetFromJsonAsync<JsonElement>("/api/v1/mydb");
        Assert.Equal(["mydb.small"], left.GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("name").GetString()));
        Assert.Equal(200_000, left.GetProperty("maxBytes").GetInt64());
    }

    private static async Task<JsonElement> PutAsync(HttpClient client, string name, string csv, string options = "")
    {
        using HttpResponseMessage answer = await client.PutAsync($"/api/v1/mydb/{name}{options}", new StringContent(csv, Encoding.UTF8, "text/csv"));
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
