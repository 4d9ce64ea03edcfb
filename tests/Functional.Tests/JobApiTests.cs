using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Jobs by the JSON API: made, found, followed, repeated, shared.</summary>
public sealed class JobApiTests(DemoServer demo)
{
    private const string Query = "SELECT TOP 5 COADD_OBJECT_ID, RA, DEC FROM dr1.main ORDER BY COADD_OBJECT_ID";
    private const string Endless = "SELECT COUNT(*) AS n FROM dr1.main AS a, dr1.main AS b, dr1.main AS c WHERE a.ra + b.ra > c.ra";

    [Fact]
    public async Task Job_leaves_files_of_several_formats_and_says_how_they_came_about()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        JsonElement made = await MakeAsync(ben, new { query = Query, format = "csv,fits,parquet", basename = "stars", compress = "gzip" }, name: "Some stars", tags: ["m2", "été"], comment: "for the paper");
        JsonElement job = await EndedAsync(ben, Id(made));
        Assert.Equal("COMPLETED", Phase(job));
        Assert.Equal(["stars.csv.gz", "stars.fits.gz", "stars.parquet"], job.GetProperty("results").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.Equal(("Some stars", 5, "for the paper"), (job.GetProperty("job").GetProperty("name").GetString(), job.GetProperty("job").GetProperty("rows").GetInt32(), job.GetProperty("comment").GetString()));
        foreach (JsonElement result in job.GetProperty("results").EnumerateArray())
        {
            byte[] bytes = await ben.GetByteArrayAsync(new Uri(result.GetProperty("href").GetString()!));
            Assert.Equal((result.GetProperty("bytes").GetInt32(), result.GetProperty("sha256").GetString()), (bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        }

        Assert.Equal(6, (await UnzippedAsync(ben, job.GetProperty("results")[0])).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        JsonElement source = Assert.Single(job.GetProperty("sources").EnumerateArray());
        Assert.Equal(("dr1.main", 64), (source.GetProperty("table").GetString(), source.GetProperty("identity").GetString()!.Length));
        Assert.Contains("DuckDB", job.GetProperty("engine").GetString(), StringComparison.Ordinal);
        Assert.Matches("^hven:[0-9a-f]{32}$", job.GetProperty("citation").GetString());
        string log = await ben.GetStringAsync($"/api/v1/jobs/{Id(made)}/log");
        Assert.Matches(@"(?s)PENDING.*QUEUED.*EXECUTING.*Answered by.*Wrote stars\.csv\.gz.*COMPLETED", log);

        // The same question over the same tables is the same thing to cite, whoever asks.
        using HttpClient cleo = await server.SignInAsync("cleo");
        JsonElement again = await EndedAsync(cleo, Id(await MakeAsync(cleo, new { basename = "stars", compress = "gzip", format = "csv,fits,parquet", query = Query })));
        Assert.Equal(job.GetProperty("results")[0].GetProperty("sha256").GetString(), again.GetProperty("results")[0].GetProperty("sha256").GetString());
        JsonElement other = await EndedAsync(cleo, Id(await MakeAsync(cleo, new { query = Query + " DESC" })));
        Assert.NotEqual(job.GetProperty("citation").GetString(), other.GetProperty("citation").GetString());
    }

    [Fact]
    public async Task Large_answer_is_split_into_files_that_together_hold_each_row_once()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        long rows = await ben.NumberAsync("SELECT COUNT(*) AS n FROM dr1.main");
        JsonElement job = await EndedAsync(ben, Id(await MakeAsync(ben, new { query = "SELECT * FROM dr1.main", format = "csv", splitMiB = 0.1, basename = "all" })));
        string[] names = [.. job.GetProperty("results").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
        Assert.True(names.Length > 2, string.Join(' ', names));
        Assert.Equal(Enumerable.Range(1, names.Length).Select(part => $"all_{part:D6}.csv"), names);
        HashSet<string> ids = [];
        foreach (JsonElement result in job.GetProperty("results").EnumerateArray())
        {
            string[] lines = (await ben.GetStringAsync(new Uri(result.GetProperty("href").GetString()!))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            int id = Array.IndexOf(lines[0].Trim().Split(','), "COADD_OBJECT_ID");
            Assert.All(lines[1..], line => Assert.True(ids.Add(line.Split(',')[id])));
        }

        Assert.Equal(rows, ids.Count);
        Assert.Equal(rows, job.GetProperty("job").GetProperty("rows").GetInt64());
    }

    [Fact]
    public async Task Wrong_request_is_refused_before_a_job_is_made()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        foreach ((object body, string expected) in new (object, string)[]
        {
            (new { kind = "query", parameters = new { query = "SELECT nothing FROM dr1.main" } }, "Line 1, column 8"),
            (new { kind = "query", parameters = new { } }, "QUERY is missing"),
            (new { kind = "query", parameters = new { query = Query, format = "csv,xls" } }, "xls"),
            (new { kind = "query", parameters = new { query = Query, format = "csv,csv" } }, "two formats"),
            (new { kind = "query", parameters = new { query = Query, basename = "../../etc/passwd" } }, "BASENAME"),
            (new { kind = "query", parameters = new { query = Query, basename = ".hidden" } }, "BASENAME"),
            (new { kind = "query", parameters = new { query = Query, splitMiB = 0 } }, "SPLITMIB"),
            (new { kind = "query", parameters = new { query = Query, compres = "gzip" } }, "COMPRES"),
            (new { kind = "query", parameters = new { query = new { deep = 1 } } }, "parameters.query"),
            (new { kind = "nothing", parameters = new { query = Query } }, "There are: query"),
            (new { kind = "query", parameters = new { query = Query }, tags = new[] { "a b" } }, "a b"),
            (new { kind = "query", parameters = new { query = Query }, name = new string('x', 300) }, "300"),
            (new { kind = "query", parameters = new { query = Query }, days = 0 }, "days"),
            (new { kind = "query", parameters = new { query = Query }, executionSeconds = -1 }, "executionSeconds"),
        })
        {
            using HttpResponseMessage refused = await ben.PostAsJsonAsync("/api/v1/jobs", body);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(expected, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(0, (await ListAsync(ben, "")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Jobs_are_found_by_name_phase_tag_time_and_page()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        string[] ids = [.. await Task.WhenAll(Enumerable.Range(0, 12).Select(async i => Id(await MakeAsync(ben, new { query = $"SELECT TOP {i + 1} RA FROM dr1.main" }, name: $"Job {(char)('a' + i)} 100%", tags: i % 2 == 0 ? ["even"] : ["odd", "Ünd"], run: i != 3))))];
        foreach (string id in ids.Where((_, i) => i != 3))
        {
            await EndedAsync(ben, id);
        }

        JsonElement page = await ListAsync(ben, "?sort=name&offset=4&limit=3");
        Assert.Equal((12, "Job e 100% Job f 100% Job g 100%"), (page.GetProperty("total").GetInt32(), Names(page)));
        Assert.Equal("Job l 100%", Names(await ListAsync(ben, "?sort=-name&limit=1")));
        Assert.Equal("Job l 100%", Names(await ListAsync(ben, "?sort=-rows&limit=1")));
        Assert.Equal("Job d 100%", Names(await ListAsync(ben, "?phase=PENDING,QUEUED")));
        Assert.Equal("Job b 100%", Names(await ListAsync(ben, "?q=JOB+B")));
        Assert.Equal("Job k 100%", Names(await ListAsync(ben, "?q=top+11")));
        Assert.Equal(12, (await ListAsync(ben, "?q=0%25")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await ListAsync(ben, "?q=_ob")).GetProperty("total").GetInt32());
        Assert.Equal("Job c 100%", Names(await ListAsync(ben, $"?q={ids[2][..12]}")));
        Assert.Equal(6, (await ListAsync(ben, "?tag=even")).GetProperty("total").GetInt32());
        Assert.Equal(6, (await ListAsync(ben, "?tag=%C3%9Cnd&limit=2")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await ListAsync(ben, "?tag=eve")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await ListAsync(ben, "?before=2020-01-01")).GetProperty("total").GetInt32());
        Assert.Equal(12, (await ListAsync(ben, "?after=2020-01-01&kind=query")).GetProperty("total").GetInt32());
        foreach (string wrong in new[] { "?sort=size", "?sort=3", "?limit=0", "?limit=5000", "?offset=-1", "?phase=DONE", "?after=yesterday" })
        {
            using HttpResponseMessage refused = await ben.GetAsync($"/api/v1/jobs{wrong}");
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient cleo = await server.SignInAsync("cleo");
        Assert.Equal(0, (await ListAsync(cleo, "")).GetProperty("total").GetInt32());
        JsonElement all = await ada.GetFromJsonAsync<JsonElement>("/api/v1/admin/jobs?owner=ben&q=job+c");
        Assert.Equal((1, "ben"), (all.GetProperty("total").GetInt32(), all.GetProperty("jobs")[0].GetProperty("owner").GetString()));
        using HttpResponseMessage refusedToBen = await ben.GetAsync("/api/v1/admin/jobs");
        Assert.Equal(HttpStatusCode.Forbidden, refusedToBen.StatusCode);
    }

    [Fact]
    public async Task Job_is_renamed_renewed_cancelled_retried_cloned_and_deleted()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        string id = Id(await MakeAsync(ben, new { query = Endless, format = "csv" }, name: "Endless"));
        await Api.EventuallyAsync(() => GetAsync(ben, id), job => Phase(job) == "EXECUTING", TimeSpan.FromSeconds(20), "the job");
        using HttpResponseMessage notYet = await ben.PostAsync($"/api/v1/jobs/{id}/retry", null);
        Assert.Equal(HttpStatusCode.Conflict, notYet.StatusCode);
        long begun = TimeProvider.System.GetTimestamp();
        await PostAsync(ben, $"/api/v1/jobs/{id}/cancel");
        JsonElement stopped = await EndedAsync(ben, id);
        Assert.Equal("ABORTED", Phase(stopped));
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun).TotalSeconds, 0, 2);
        Assert.Contains("stopped", stopped.GetProperty("error").GetString(), StringComparison.Ordinal);

        JsonElement changed = await SendAsync(ben, HttpMethod.Patch, $"/api/v1/jobs/{id}", new { name = "Ω Cen <b>", comment = "none", tags = new[] { "x" }, days = 30 });
        Assert.Equal("Ω Cen <b>", changed.GetProperty("job").GetProperty("name").GetString());
        Assert.InRange((changed.GetProperty("job").GetProperty("destruction").GetDateTimeOffset() - TimeProvider.System.GetUtcNow()).TotalDays, 29.9, 30.1);
        JsonElement cleared = await SendAsync(ben, HttpMethod.Patch, $"/api/v1/jobs/{id}", new { comment = "" });
        Assert.Equal(("Ω Cen <b>", false), (cleared.GetProperty("job").GetProperty("name").GetString(), cleared.TryGetProperty("comment", out JsonElement comment) && comment.ValueKind == JsonValueKind.String));
        JsonElement renewed = await PostAsync(ben, $"/api/v1/jobs/{id}/renew");
        Assert.InRange((renewed.GetProperty("job").GetProperty("destruction").GetDateTimeOffset() - TimeProvider.System.GetUtcNow()).TotalDays, 13.9, 14.1);

        JsonElement retried = await PostAsync(ben, $"/api/v1/jobs/{id}/retry");
        Assert.Equal((id, "Ω Cen <b>"), (retried.GetProperty("repeats").GetString(), retried.GetProperty("job").GetProperty("name").GetString()));
        await PostAsync(ben, $"/api/v1/jobs/{Id(retried)}/cancel");
        JsonElement cloned = await SendAsync(ben, HttpMethod.Post, $"/api/v1/jobs/{id}/clone", new { name = "Copy", run = false });
        Assert.Equal(("PENDING", "Copy"), (Phase(cloned), cloned.GetProperty("job").GetProperty("name").GetString()));
        JsonElement asked = await SendAsync(ben, HttpMethod.Patch, $"/api/v1/jobs/{Id(cloned)}", new { executionSeconds = 2 });
        Assert.Equal(2, asked.GetProperty("executionSeconds").GetInt32());
        await PostAsync(ben, $"/api/v1/jobs/{Id(cloned)}/run");
        JsonElement late = await EndedAsync(ben, Id(cloned));
        Assert.Equal("ABORTED", Phase(late));
        Assert.Contains("2 s", late.GetProperty("error").GetString(), StringComparison.Ordinal);

        using HttpResponseMessage deleted = await ben.DeleteAsync($"/api/v1/jobs/{id}");
        using HttpResponseMessage gone = await ben.GetAsync($"/api/v1/jobs/{id}");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, gone.StatusCode));
        Assert.False(Directory.Exists(Path.Combine(server.Data, "jobs", id)));
    }

    [Fact]
    public async Task Shared_job_is_seen_by_those_it_is_shared_with_and_changed_by_none_of_them()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient cleo = await server.SignInAsync("cleo");
        using HttpClient nobody = server.Anonymous();
        await ada.PutAsJsonAsync("/api/v1/admin/groups/wide", new { members = new[] { "ben", "cleo" } });
        string id = Id(await MakeAsync(ben, new { query = Query, format = "csv" }));
        JsonElement job = await EndedAsync(ben, id);
        string result = job.GetProperty("results")[0].GetProperty("href").GetString()!;
        await MustBeHiddenAsync(cleo, id, result);
        await MustBeHiddenAsync(nobody, id, result);

        // By name, then by group; taken back each time.
        foreach (object shares in new object[] { new { users = new[] { "cleo" } }, new { groups = new[] { "wide" } } })
        {
            JsonElement shared = await SendAsync(ben, HttpMethod.Post, $"/api/v1/jobs/{id}/share", shares);
            Assert.Equal(1, shared.GetProperty("shares").GetProperty("users").GetArrayLength() + shared.GetProperty("shares").GetProperty("groups").GetArrayLength());
            JsonElement seen = await GetAsync(cleo, id);
            Assert.False(seen.GetProperty("job").GetProperty("isMine").GetBoolean());
            Assert.True(!seen.TryGetProperty("shares", out JsonElement told) || told.ValueKind == JsonValueKind.Null);
            Assert.Equal(6, (await cleo.GetStringAsync(new Uri(result))).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
            Assert.Equal(id, Id((await ListAsync(cleo, "?shared=true")).GetProperty("jobs")[0], isSummary: true));
            Assert.DoesNotContain(id, (await ListAsync(cleo, "")).GetProperty("jobs").EnumerateArray().Select(one => Id(one, isSummary: true)));
            foreach ((HttpMethod method, string part) in new[] { (HttpMethod.Patch, ""), (HttpMethod.Delete, ""), (HttpMethod.Post, "/cancel"), (HttpMethod.Post, "/renew"), (HttpMethod.Post, "/share"), (HttpMethod.Post, "/run"), (HttpMethod.Post, "/retry") })
            {
                using HttpRequestMessage request = new(method, $"/api/v1/jobs/{id}{part}") { Content = JsonContent.Create(new { }) };
                using HttpResponseMessage refused = await cleo.SendAsync(request);
                Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            }

            JsonElement copy = await SendAsync(cleo, HttpMethod.Post, $"/api/v1/jobs/{id}/clone", new { });
            Assert.Equal("cleo", copy.GetProperty("job").GetProperty("owner").GetString());
            using HttpClient program = server.WithToken(await server.TokenAsync("cleo", "query"));
            using HttpResponseMessage narrow = await program.GetAsync($"/api/v1/jobs/{id}");
            Assert.Equal(HttpStatusCode.NotFound, narrow.StatusCode);
            await SendAsync(ben, HttpMethod.Post, $"/api/v1/jobs/{id}/share", new { users = Array.Empty<string>(), groups = Array.Empty<string>() });
            await MustBeHiddenAsync(cleo, id, result);
        }

        using HttpResponseMessage foreign = await ben.PostAsJsonAsync($"/api/v1/jobs/{id}/share", new { groups = new[] { "others" } });
        using HttpResponseMessage unknown = await ben.PostAsJsonAsync($"/api/v1/jobs/{id}/share", new { users = new[] { "zoe" } });
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.StatusCode, unknown.StatusCode));

        // By a link, for whoever has it.
        string link = (await SendAsync(ben, HttpMethod.Post, $"/api/v1/jobs/{id}/share", new { linkDays = 2 })).GetProperty("link").GetString()!;
        string key = new Uri(link).Query;
        using HttpResponseMessage opened = await nobody.GetAsync(new Uri(link));
        using HttpResponseMessage taken = await nobody.GetAsync(new Uri(result + key));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (opened.StatusCode, taken.StatusCode));
        using HttpResponseMessage forged = await nobody.GetAsync(new Uri(link[..^1] + (link[^1] == 'A' ? 'B' : 'A')));
        using HttpResponseMessage other = await nobody.GetAsync($"/api/v1/jobs/{Id(await MakeAsync(ben, new { query = Query }))}{key}");
        using HttpResponseMessage changed = await nobody.DeleteAsync(new Uri(link));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (forged.StatusCode, other.StatusCode, changed.StatusCode));
        Assert.DoesNotContain(key[5..], await File.ReadAllTextAsync(Path.Combine(server.Data, "jobs", id, "job.json")), StringComparison.Ordinal);
        await SendAsync(ben, HttpMethod.Post, $"/api/v1/jobs/{id}/share", new { endLinks = true });
        using HttpResponseMessage ended = await nobody.GetAsync(new Uri(link));
        Assert.Equal(HttpStatusCode.NotFound, ended.StatusCode);
    }

    [Fact]
    public async Task Result_is_taken_in_parts_and_not_twice()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        JsonElement job = await EndedAsync(ben, Id(await MakeAsync(ben, new { query = Query, format = "csv" })));
        Uri address = new(job.GetProperty("results")[0].GetProperty("href").GetString()!);
        byte[] whole = await ben.GetByteArrayAsync(address);
        using HttpRequestMessage ask = new(HttpMethod.Get, address) { Headers = { Range = new RangeHeaderValue(10, 19) } };
        using HttpResponseMessage part = await ben.SendAsync(ask);
        Assert.Equal((HttpStatusCode.PartialContent, $"\"{job.GetProperty("results")[0].GetProperty("sha256").GetString()}\""), (part.StatusCode, part.Headers.ETag!.Tag));
        Assert.Equal(whole[10..20], await part.Content.ReadAsByteArrayAsync());
        using HttpRequestMessage again = new(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(part.Headers.ETag);
        using HttpResponseMessage same = await ben.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        using HttpResponseMessage traversed = await ben.GetAsync($"/api/v1/jobs/{Id(job)}/results/..%2Fjob.json");
        Assert.Equal(HttpStatusCode.NotFound, traversed.StatusCode);
    }

    [Fact]
    public async Task Jobs_are_followed_by_events()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient cleo = await server.SignInAsync("cleo");
        using CancellationTokenSource late = new(TimeSpan.FromSeconds(60));
        using HttpResponseMessage stream = await ben.GetAsync("/api/v1/jobs/events", HttpCompletionOption.ResponseHeadersRead, late.Token);
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType!.MediaType);
        using StreamReader reader = new(await stream.Content.ReadAsStreamAsync(late.Token));
        Task<List<string>> seen = ReadUntilAsync(reader, line => line.Contains("\"COMPLETED\"", StringComparison.Ordinal), late.Token);
        await EndedAsync(cleo, Id(await MakeAsync(cleo, new { query = Query })));
        string id = Id(await MakeAsync(ben, new { query = "SELECT * FROM dr1.main ORDER BY MAG_AUTO_I" }));
        List<string> lines = await seen;
        Assert.Contains("event: job", lines);
        Assert.All(lines.Where(line => line.Contains("\"id\":\"", StringComparison.Ordinal)), line => Assert.Contains(id, line, StringComparison.Ordinal));

        // One job's events end with it, and tell of one that has ended already.
        string told = await ben.GetStringAsync($"/api/v1/jobs/{id}/events", late.Token);
        Assert.Contains("COMPLETED", told, StringComparison.Ordinal);
        using HttpResponseMessage hidden = await cleo.GetAsync($"/api/v1/jobs/{id}/events");
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        using HttpResponseMessage deleted = await ben.DeleteAsync($"/api/v1/jobs/{id}");
        await ReadUntilAsync(reader, line => line == "event: gone", late.Token);
    }

    [Fact]
    public async Task Record_of_a_job_is_enough_to_run_it_again()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient cleo = await server.SignInAsync("cleo");
        JsonElement job = await EndedAsync(ben, Id(await MakeAsync(ben, new { query = Query, format = "csv" })));
        JsonElement record = await ben.GetFromJsonAsync<JsonElement>($"/api/v1/jobs/{Id(job)}/record");
        Dictionary<string, string> parameters = record.GetProperty("parameters").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("value").GetString()!);
        JsonElement again = await EndedAsync(cleo, Id(await MakeAsync(cleo, parameters)));
        Assert.Equal(job.GetProperty("citation").GetString(), again.GetProperty("citation").GetString());
        foreach (string kept in new[] { "software", "engine", "sources", "rows", "results", "transitions" })
        {
            Assert.True(record.TryGetProperty(kept, out _), kept);
        }

        Assert.Equal(record.ToString(), JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(server.Data, "jobs", Id(job), "job.json"))).RootElement.ToString());
    }

    internal static async Task<JsonElement> MakeAsync(HttpClient client, object parameters, string? name = null, string[]? tags = null, string? comment = null, bool run = true) =>
        await SendAsync(client, HttpMethod.Post, "/api/v1/jobs", new { kind = "query", parameters, name, tags, comment, run });

    internal static string Id(JsonElement job, bool isSummary = false) => (isSummary ? job : job.GetProperty("job")).GetProperty("id").GetString()!;

    internal static string Phase(JsonElement job) => job.GetProperty("job").GetProperty("phase").GetString()!;

    internal static async Task<JsonElement> EndedAsync(HttpClient client, string id)
    {
        JsonElement job = await GetAsync(client, id);
        while (Phase(job) is "PENDING" or "QUEUED" or "EXECUTING")
        {
            job = await client.GetFromJsonAsync<JsonElement>($"/api/v1/jobs/{id}?wait=60&phase={Phase(job)}");
        }

        return job;
    }

    private static Task<JsonElement> GetAsync(HttpClient client, string id) => client.GetFromJsonAsync<JsonElement>($"/api/v1/jobs/{id}");

    private static Task<JsonElement> ListAsync(HttpClient client, string query) => client.GetFromJsonAsync<JsonElement>($"/api/v1/jobs{query}");

    private static Task<JsonElement> PostAsync(HttpClient client, string address) => SendAsync(client, HttpMethod.Post, address, null);

    private static string Names(JsonElement list) => string.Join(' ', list.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("name").GetString()));

    private static async Task MustBeHiddenAsync(HttpClient client, string id, string result)
    {
        foreach (string address in new[] { $"/api/v1/jobs/{id}", $"/api/v1/jobs/{id}/log", $"/api/v1/jobs/{id}/record", $"/api/v1/jobs/{id}/events", result })
        {
            using HttpResponseMessage hidden = await client.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute));
            Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        }
    }

    private static async Task<List<string>> ReadUntilAsync(StreamReader reader, Func<string, bool> last, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            lines.Add(line);
            if (last(line))
            {
                return lines;
            }
        }

        Assert.Fail($"The events ended: {string.Join('\n', lines)}");
        return lines;
    }

    private static async Task<string> UnzippedAsync(HttpClient client, JsonElement result)
    {
        await using Stream body = await client.GetStreamAsync(new Uri(result.GetProperty("href").GetString()!));
        await using GZipStream gzip = new(body, CompressionMode.Decompress);
        using StreamReader reader = new(gzip, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string address, object? body)
    {
        using HttpRequestMessage request = new(method, address) { Content = body is null ? null : JsonContent.Create(body) };
        using HttpResponseMessage response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {address}: {response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
