using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Tables of users that queries make (<c>INTO</c>), that grow, that are shared, and that jobs read.</summary>
public sealed class IntoTests(DemoServer demo)
{
    [Fact]
    public async Task Query_keeps_its_rows_as_a_table_at_once_by_TAP_and_as_a_job()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient nobody = server.Anonymous();
        long all = await ben.NumberAsync("SELECT COUNT(*) AS n FROM dr1.main");
        List<JsonElement[]> told = await ben.RowsAsync("SELECT TOP 50 COADD_OBJECT_ID AS id, RA, DEC INTO mydb.some FROM dr1.main ORDER BY COADD_OBJECT_ID");
        Assert.Equal(("mydb.some", 50), (told[0][0].GetString(), told[0][1].GetInt32()));
        Assert.Equal(50, await ben.NumberAsync("SELECT COUNT(*) AS n FROM mydb.some AS s JOIN dr1.main AS m ON DISTANCE(s.RA, s.DEC, m.RA, m.DEC) < 1e-7 AND s.id = m.COADD_OBJECT_ID"));
        using HttpResponseMessage taken = await ben.QueryAsync("SELECT RA INTO mydb.some FROM dr1.main");
        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);

        // Other than an answer, a table is never cut off at the default number of rows.
        string job = await ben.CreateJobAsync(("QUERY", "SELECT * INTO MyDB.everything FROM dr1.main"), ("FORMAT", "csv"), ("PHASE", "RUN"));
        XElement ended = await ben.EndedAsync(job);
        Assert.True(ended.Phase() == "COMPLETED", ended.ToString());
        Assert.Contains($"mydb.everything,{all}", await ben.GetStringAsync(new Uri(job + "/results/result")), StringComparison.Ordinal);
        Assert.Equal(all, await ben.NumberAsync("SELECT COUNT(*) AS n FROM mydb.everything"));
        Assert.Empty(Directory.GetFiles(Path.Combine(server.Data, "jobs"), "*.parquet", SearchOption.AllDirectories));
        using HttpResponseMessage again = await ben.PostAsJsonAsync("/api/v1/jobs", new { kind = "query", parameters = new { query = "SELECT RA INTO mydb.everything FROM dr1.main" } });
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        using HttpResponseMessage replaced = await ben.PostFormAsync("/tap/sync", ("LANG", "ADQL"), ("FORMAT", "csv"), ("REPLACE", "1"), ("QUERY", "SELECT TOP 3 RA INTO mydb.everything FROM dr1.main UNION ALL SELECT TOP 2 DEC FROM dr1.main"));
        Assert.Contains("mydb.everything,5", await replaced.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(5, await ben.NumberAsync("SELECT COUNT(*) AS n FROM mydb.everything"));

        foreach ((string query, string expected) in new[]
        {
            ("SELECT RA INTO dr1.main FROM dr1.main", "INTO takes a table of your own"), ("SELECT RA INTO x FROM dr1.main", "INTO mydb.name"), ("SELECT RA INTO mydb.\"../x\" FROM dr1.main", "cannot name a table"),
            ("SELECT RA FROM (SELECT RA INTO mydb.t FROM dr1.main) AS s", "first SELECT"), ("SELECT RA FROM dr1.main UNION SELECT RA INTO mydb.t FROM dr1.main", "first SELECT"),
            ("SELECT RA INTO mydb. FROM dr1.main", "the name of the table"), ("SELECT nothing INTO mydb.t FROM dr1.main", "nothing"),
        })
        {
            using HttpResponseMessage refused = await ben.QueryAsync(query);
            string text = await refused.Content.ReadAsStringAsync();
            Assert.True(refused.StatusCode == HttpStatusCode.BadRequest && JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString()!.Contains(expected, StringComparison.Ordinal), $"{query}: {text}");
        }

        // INTO is no word of ADQL: a column may be called so.
        Assert.Single(await ben.RowsAsync("SELECT TOP 1 RA into FROM dr1.main"));
        using HttpResponseMessage without = await nobody.QueryAsync("SELECT RA INTO mydb.t FROM dr1.main");
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);

        // A token that may make jobs makes no tables by them.
        using HttpClient program = server.WithToken(await server.TokenAsync("ben", "query", "jobs"));
        XElement narrow = await program.EndedAsync(await program.CreateJobAsync(("QUERY", "SELECT RA INTO mydb.t FROM dr1.main"), ("PHASE", "RUN")));
        Assert.Equal("ERROR", narrow.Phase());
        Assert.Contains("mydb", narrow.Value, StringComparison.Ordinal);
        Assert.Equal(["mydb.everything", "mydb.some"], await NamesAsync(ben));
    }

    [Fact]
    public async Task Job_that_makes_a_table_too_large_or_is_stopped_leaves_none()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { quota = new { storedBytes = 20_000 } });
        XElement full = await ben.EndedAsync(await ben.CreateJobAsync(("QUERY", "SELECT * INTO mydb.everything FROM dr1.main"), ("PHASE", "RUN")));
        Assert.Equal("ERROR", full.Phase());
        Assert.Contains("bytes", full.Value, StringComparison.Ordinal);
        string endless = await ben.CreateJobAsync(("QUERY", "SELECT a.RA INTO mydb.endless FROM dr1.main AS a, dr1.main AS b, dr1.main AS c WHERE a.ra + b.ra > c.ra"), ("PHASE", "RUN"));
        await Api.EventuallyAsync(() => ben.GetStringAsync(new Uri(endless + "/phase")), phase => phase == "EXECUTING", TimeSpan.FromSeconds(20), "the job");
        using HttpResponseMessage stopped = await ben.PostFormAsync(endless + "/phase", ("PHASE", "ABORT"));
        await Task.Delay(1000);
        Assert.Empty(await NamesAsync(ben));
        Assert.Empty(Directory.GetFiles(server.Data, "rows-*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Table_grows_by_all_rows_of_a_file_or_by_none()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        await PutAsync(ben, "t", "id,ra,dec,name\n1,10.5,-3,a\n2,11,4,\n");
        await SendAsync(ben, HttpMethod.Post, "/api/v1/mydb/t/rows", "NAME,id,dec\nθ,3,\nd,4,7.25\n");
        Assert.Equal("1|10.5|-3.0|a;2|11.0|4.0|;3|||θ;4||7.25|d", string.Join(';', (await ben.RowsAsync("SELECT id, ra, dec, name FROM mydb.t ORDER BY id")).Select(row => string.Join('|', row.Select(cell => cell.ToString())))));
        foreach ((string file, string expected) in new[]
        {
            ("id,colour\n5,red\n", "no"), ("id\n5\nsix\n", "Row 2, column id: 'six'"), ("id\n5.5\n", "5.5"), ("id\n99999999999999999999\n", "column id"), ("", "empty"),
        })
        {
            using HttpResponseMessage refused = await ben.PostAsync("/api/v1/mydb/t/rows", new StringContent(file));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(expected, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        using HttpResponseMessage none = await ben.PostAsync("/api/v1/mydb/nothing/rows", new StringContent("id\n1\n"));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Equal(4, await ben.NumberAsync("SELECT COUNT(*) AS n FROM mydb.t"));

        // Those that come at once: each is there whole, or says that it is not.
        HttpStatusCode[] codes = await Task.WhenAll(Enumerable.Range(10, 8).Select(async id =>
        {
            using HttpResponseMessage answer = await ben.PostAsync("/api/v1/mydb/t/rows", new StringContent($"id\n{id}\n{id + 100}\n"));
            return answer.StatusCode;
        }));
        Assert.All(codes, code => Assert.True(code is HttpStatusCode.OK or HttpStatusCode.Conflict));
        Assert.Equal(4 + (2 * codes.Count(code => code == HttpStatusCode.OK)), await ben.NumberAsync("SELECT COUNT(*) AS n FROM mydb.t"));
        Assert.Equal(1, await ben.NumberAsync("SELECT COUNT(*) AS n FROM mydb.t WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(11, 4, 0.001))"));
    }

    [Fact]
    public async Task Columns_are_chosen_renamed_and_given_types_after_a_preview()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        const string File = "Name,ID,z,flag\n<b>x</b>,7,1.5,0\ny,8,2,1\n";
        JsonElement preview = await SendAsync(ben, HttpMethod.Post, "/api/v1/mydb/preview?types=ID:VARCHAR&columns=ID,z", File);
        Assert.Equal("ID:char z:double", string.Join(' ', preview.GetProperty("columns").EnumerateArray().Select(column => $"{column.GetProperty("name").GetString()}:{column.GetProperty("type").GetString()}")).Replace("unicodeChar", "char", StringComparison.Ordinal));
        Assert.Empty(await NamesAsync(ben));
        await PutAsync(ben, "t", File, "?columns=ID=objid,flag,z=redshift&types=ID:SMALLINT,z:REAL,flag:VARCHAR");
        JsonElement described = await ben.GetFromJsonAsync<JsonElement>("/api/v1/mydb/t");
        Assert.Equal("objid:short flag:char redshift:float", string.Join(' ', described.GetProperty("columns").EnumerateArray().Select(column => $"{column.GetProperty("name").GetString()}:{column.GetProperty("type").GetString()}")).Replace("unicodeChar", "char", StringComparison.Ordinal));
        Assert.Equal("8 1 2.0", string.Join(' ', (await ben.RowsAsync("SELECT objid, flag, redshift FROM mydb.t WHERE objid = 8"))[0].Select(cell => cell.ToString())));
        foreach ((string query, string expected) in new[] { ("?columns=nope", "no column 'nope'"), ("?types=ID:BLOB", "Types are"), ("?types=Name:DOUBLE", "Row 1, column Name: '<b>x</b>'"), ("?types=z:INTEGER", "1.5"), ("?columns=,", "names none") })
        {
            using HttpResponseMessage refused = await ben.PutAsync($"/api/v1/mydb/u{query}", new StringContent(File));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(expected, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(["mydb.t"], await NamesAsync(ben));
        using HttpRequestMessage change = new(HttpMethod.Patch, "/api/v1/mydb/t") { Content = JsonContent.Create(new { columns = new { redshift = "From the spectrum" }, units = new { redshift = "" }, ucds = new { redshift = "src.redshift" } }) };
        using HttpResponseMessage changed = await ben.SendAsync(change);
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());
        Assert.Equal("From the spectrum|src.redshift", string.Join('|', (await ben.RowsAsync("SELECT description, ucd FROM tap_schema.columns WHERE table_name = 'mydb.t' AND column_name = 'redshift'"))[0].Select(cell => cell.ToString())));
    }

    [Fact]
    public async Task Shared_table_is_read_by_members_of_its_groups_and_does_not_exist_to_others()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient cleo = await server.SignInAsync("cleo");
        using HttpClient nobody = server.Anonymous();
        await ada.PutAsJsonAsync("/api/v1/admin/groups/wide", new { members = new[] { "ben", "cleo" } });
        await PutAsync(ben, "targets", "id,ra,dec\n1,10,5\n2,11,6\n");
        await PutAsync(ben, "own", "id\n1\n");
        await PutAsync(cleo, "targets", "id\n1\n2\n3\n");
        using HttpResponseMessage foreign = await SharePatchAsync(ben, "targets", "others");
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        using HttpResponseMessage shared = await SharePatchAsync(ben, "targets", "wide");
        Assert.True(shared.IsSuccessStatusCode, await shared.Content.ReadAsStringAsync());

        Assert.Equal((2, 3), (await cleo.NumberAsync("SELECT COUNT(*) AS n FROM mydb_ben.targets"), await cleo.NumberAsync("SELECT COUNT(*) AS n FROM mydb.targets")));
        Assert.Equal(1, await cleo.NumberAsync("SELECT COUNT(*) AS n FROM tap_schema.tables WHERE schema_name = 'mydb_ben'"));
        Assert.Contains("mydb_ben.targets", await cleo.GetStringAsync("/api/v1/tables"), StringComparison.Ordinal);
        XElement job = await cleo.EndedAsync(await cleo.CreateJobAsync(("QUERY", "SELECT COUNT(*) AS n FROM mydb_ben.targets"), ("FORMAT", "csv"), ("PHASE", "RUN")));
        Assert.True(job.Phase() == "COMPLETED", job.ToString());
        foreach (HttpClient stranger in new[] { ada, nobody })
        {
            using HttpResponseMessage hidden = await stranger.QueryAsync("SELECT COUNT(*) AS n FROM mydb_ben.targets");
            Assert.Equal(HttpStatusCode.BadRequest, hidden.StatusCode);
        }

        using HttpResponseMessage other = await cleo.QueryAsync("SELECT COUNT(*) AS n FROM mydb_ben.own");
        using HttpResponseMessage written = await cleo.QueryAsync("SELECT id INTO mydb_ben.targets FROM mydb.targets");
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (other.StatusCode, written.StatusCode));

        // It is shared under its new name, with its new rows, as long as the group has both.
        await PutAsync(ben, "targets", "id,ra,dec\n1,10,5\n", "?replace=true");
        Assert.Equal(1, await cleo.NumberAsync("SELECT COUNT(*) AS n FROM mydb_ben.targets"));
        await SendAsync(ben, HttpMethod.Patch, "/api/v1/mydb/targets", """{"name":"renamed"}""");
        Assert.Equal(1, await cleo.NumberAsync("SELECT COUNT(*) AS n FROM mydb_ben.renamed"));
        await ada.PutAsJsonAsync("/api/v1/admin/groups/wide", new { members = new[] { "ben" } });
        using HttpResponseMessage left = await cleo.QueryAsync("SELECT COUNT(*) AS n FROM mydb_ben.renamed");
        Assert.Equal(HttpStatusCode.BadRequest, left.StatusCode);
        await ada.PutAsJsonAsync("/api/v1/admin/groups/wide", new { members = new[] { "ben", "cleo" } });
        Assert.Equal(1, await cleo.NumberAsync("SELECT COUNT(*) AS n FROM mydb_ben.renamed"));
        using HttpResponseMessage dropped = await ben.DeleteAsync("/api/v1/mydb/renamed");
        using HttpResponseMessage gone = await cleo.QueryAsync("SELECT COUNT(*) AS n FROM mydb_ben.renamed");
        Assert.Equal(HttpStatusCode.BadRequest, gone.StatusCode);
    }

    [Fact]
    public async Task File_is_read_as_a_job_and_the_command_line_keeps_tables()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient ada = await server.SignInAsync("ada");
        await ada.PutAsJsonAsync("/api/v1/admin/groups/wide", new { members = new[] { "ben" } });
        using TemporaryFolder folder = new();
        string token = await server.TokenAsync("ben", "query", "jobs", "mydb");
        Task<string> Hven(params string[] arguments) => HvenProgram.MustAsync(server.Server.Address, token, folder.Path, arguments);
        folder.Write("a.csv", "id,ra,dec\n1,10,5\n2,11,6\n");
        folder.Write("b.csv", "id\n3\n");
        folder.Write("bad.csv", "id\nx\n");
        Assert.Contains("mydb.mine: 2 rows", await Hven("mydb", "put", "mydb.mine", "a.csv", "--description", "Mine", "--types", "id:BIGINT"), StringComparison.Ordinal);
        Assert.Contains("3 rows", await Hven("mydb", "append", "mine", "b.csv"), StringComparison.Ordinal);
        Assert.Contains("with positions", await Hven("mydb", "describe", "mine"), StringComparison.Ordinal);
        Assert.Contains("shared with wide", await Hven("mydb", "change", "mine", "--group", "wide", "--column", "ra=Right ascension", "--name", "yours"), StringComparison.Ordinal);
        string list = await Hven("mydb", "list");
        Assert.Matches("mydb.yours +3 .*wide +Mine", list);
        (int code, string _, string error) = await HvenProgram.RunAsync(server.Server.Address, token, folder.Path, "mydb", "append", "yours", "bad.csv");
        Assert.True(code == 1 && error.Contains("Row 1, column id", StringComparison.Ordinal), error);
        (code, _, error) = await HvenProgram.RunAsync(server.Server.Address, token, folder.Path, "mydb", "put", "yours", "a.csv");
        Assert.True(code == 1 && error.Contains("already", StringComparison.Ordinal), error);
        await Hven("mydb", "put", "yours", "b.csv", "--replace");
        Assert.Equal("n\n1", (await Hven("query", "SELECT COUNT(*) AS n FROM mydb.yours", "-f", "csv")).Trim().ReplaceLineEndings("\n"));
        (code, _, error) = await HvenProgram.RunAsync(server.Server.Address, token, folder.Path, "mydb", "put", "broken", "a.csv", "--types", "ra:SMALLINT,dec:NOTHING");
        Assert.True(code == 1 && error.Contains("dec:NOTHING", StringComparison.Ordinal), error);
        await Hven("mydb", "drop", "yours");
        Assert.Empty(await NamesAsync(ben));
        JsonElement jobs = await ben.GetFromJsonAsync<JsonElement>("/api/v1/jobs?kind=upload&phase=COMPLETED");
        Assert.Equal((2, 2), (jobs.GetProperty("total").GetInt32(), jobs.GetProperty("jobs")[1].GetProperty("rows").GetInt32()));
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(server.Data, "jobs"), "*", SearchOption.AllDirectories), file => file.Contains("/uploads/", StringComparison.Ordinal) || file.EndsWith(".parquet", StringComparison.Ordinal));
    }

    private static async Task<string[]> NamesAsync(HttpClient client) => [.. (await client.GetFromJsonAsync<JsonElement>("/api/v1/mydb")).GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("name").GetString()!)];

    private static Task<JsonElement> PutAsync(HttpClient client, string name, string file, string query = "") => SendAsync(client, HttpMethod.Put, $"/api/v1/mydb/{name}{query}", file);

    private static async Task<HttpResponseMessage> SharePatchAsync(HttpClient client, string name, string group)
    {
        using HttpRequestMessage request = new(HttpMethod.Patch, $"/api/v1/mydb/{name}") { Content = JsonContent.Create(new { groups = new[] { group } }) };
        return await client.SendAsync(request);
    }

    private static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string address, string body)
    {
        using HttpRequestMessage request = new(method, address) { Content = new StringContent(body, Encoding.UTF8, method == HttpMethod.Patch ? "application/json" : "text/csv") };
        using HttpResponseMessage answer = await client.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {address}: {answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
