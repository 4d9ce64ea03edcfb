using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Hven.Functional.Tests.Support;
using Hven.Tables.Votable;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>TAP 1.1, asynchronous, over UWS 1.1.</summary>
public sealed class AsyncJobTests(DemoServer demo) : IDisposable
{
    private const string Query = "SELECT TOP 5 ra, dec FROM dr1.main ORDER BY coadd_object_id";
    private const string Endless = "SELECT COUNT(*) AS n FROM dr1.main AS a, dr1.main AS b, dr1.main AS c WHERE a.ra + b.ra > c.ra";

    private readonly HttpClient _plain = Tap.Plain(demo.Server.Address);

    public void Dispose() => _plain.Dispose();

    [Fact]
    public async Task Job_goes_its_way_from_pending_to_its_result()
    {
        string job = await _plain.CreateJobAsync(("QUERY", Query), ("RUNID", "mine"));
        XElement document = XDocument.Parse(await _plain.GetStringAsync(job)).Root!;
        Assert.Equal("1.1", document.Attribute("version")!.Value);
        Assert.Equal(("PENDING", "mine"), (document.Phase(), document.Element(Tap.Uws + "runId")!.Value));
        Assert.Equal("PENDING", await _plain.GetStringAsync(job + "/phase"));
        Assert.Equal("", await _plain.GetStringAsync(job + "/owner"));
        Assert.Equal("", await _plain.GetStringAsync(job + "/quote"));
        Assert.Empty(XDocument.Parse(await _plain.GetStringAsync(job + "/results")).Root!.Elements());

        await SeeOtherAsync(job, "/executionduration", ("EXECUTIONDURATION", "100"));
        Assert.Equal("100", await _plain.GetStringAsync(job + "/executionduration"));
        await SeeOtherAsync(job, "/executionduration", ("EXECUTIONDURATION", "99999999"));
        Assert.Equal("86400", await _plain.GetStringAsync(job + "/executionduration"));
        string time = $"{TimeProvider.System.GetUtcNow().AddDays(3):yyyy-MM-ddTHH:mm:ss}.000Z";
        await SeeOtherAsync(job, "/destruction", ("DESTRUCTION", time));
        Assert.Equal(time, await _plain.GetStringAsync(job + "/destruction"));
        await SeeOtherAsync(job, "/parameters", ("MAXREC", "3"), ("Responseformat", "csv"));
        XElement[] parameters = [.. XDocument.Parse(await _plain.GetStringAsync(job + "/parameters")).Root!.Elements()];
        Assert.Equal(["LANG", "QUERY", "MAXREC", "Responseformat"], parameters.Select(parameter => parameter.Attribute("id")!.Value));

        await SeeOtherAsync(job, "/phase", ("PHASE", "RUN"));
        document = await _plain.EndedAsync(job);
        Assert.Equal("COMPLETED", document.Phase());
        XElement result = document.Descendants(Tap.Uws + "result").Single();
        Assert.Equal("result", result.Attribute("id")!.Value);
        string href = result.Attributes().Single(attribute => attribute.Name.LocalName == "href").Value;
        Assert.Equal(job + "/results/result", href);
        using HttpResponseMessage answer = await _plain.GetAsync(new Uri(href));
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(4, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        using HttpRequestMessage range = new(HttpMethod.Get, href);
        range.Headers.Range = new(3, 9);
        using HttpResponseMessage part = await _plain.SendAsync(range);
        Assert.Equal((HttpStatusCode.PartialContent, text[3..10]), (part.StatusCode, await part.Content.ReadAsStringAsync()));
        using HttpResponseMessage late = await _plain.PostFormAsync(job + "/parameters", ("QUERY", "SELECT 1"));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
    }

    [Fact]
    public async Task Phase_run_at_creation_runs_the_job()
    {
        string job = await _plain.CreateJobAsync(("QUERY", Query), ("phase", "run"));
        Assert.Equal("COMPLETED", (await _plain.EndedAsync(job)).Phase());
        (ResultTable table, VotableReader reader) = await ResultTable.FromVotableAsync(await _plain.GetStreamAsync(job + "/results/result"));
        Assert.Equal((5, false), (table.Rows.Count, reader.Overflow));
    }

    [Fact]
    public async Task Trivial_job_is_done_within_150_ms()
    {
        await _plain.EndedAsync(await _plain.CreateJobAsync(("QUERY", Query), ("PHASE", "RUN")));
        List<double> times = [];
        for (int round = 0; round < 11; round++)
        {
            long started = Stopwatch.GetTimestamp();
            Assert.Equal("COMPLETED", (await _plain.EndedAsync(await _plain.CreateJobAsync(("QUERY", Query), ("PHASE", "RUN")))).Phase());
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        Assert.True(times[5] < 150, $"The median of {string.Join(", ", times.Select(time => $"{time:0}"))} ms.");
    }

    [Fact]
    public async Task Overflow_is_told_in_the_result()
    {
        string job = await _plain.CreateJobAsync(("QUERY", "SELECT ra FROM dr1.main"), ("MAXREC", "7"), ("PHASE", "RUN"));
        Assert.Equal("COMPLETED", (await _plain.EndedAsync(job)).Phase());
        (ResultTable table, VotableReader reader) = await ResultTable.FromVotableAsync(await _plain.GetStreamAsync(job + "/results/result"));
        Assert.Equal((7, true), (table.Rows.Count, reader.Overflow));
    }

    [Theory]
    [InlineData("QUERY", "SELECT nothing FROM dr1.main", "nothing")]
    [InlineData("LANG", "PQL", "PQL")]
    [InlineData("FORMAT", "papyrus", "papyrus")]
    [InlineData("UPLOAD", "t,param:nowhere", "nowhere")]
    public async Task Wrong_job_has_an_address_and_an_error_document(string name, string value, string told)
    {
        string job = await _plain.CreateJobAsync(("QUERY", Query), (name, value), ("PHASE", "RUN"));
        XElement document = await _plain.EndedAsync(job);
        Assert.Equal("ERROR", document.Phase());
        Assert.Contains(told, document.Descendants(Tap.Uws + "message").Single().Value, StringComparison.Ordinal);
        Assert.Contains(told, await _plain.GetAsync(new Uri(job + "/error")).ErrorAsync(HttpStatusCode.OK), StringComparison.Ordinal);
        Assert.Contains("error", await _plain.GetAsync(new Uri(job + "/results/result")).ErrorAsync(HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_makes_and_changes_nothing()
    {
        using HttpResponseMessage list = await _plain.GetAsync($"/tap/async?LANG=ADQL&PHASE=COMPLETED&QUERY={Uri.EscapeDataString(Query)}");
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        Assert.Empty(XDocument.Parse(await list.Content.ReadAsStringAsync()).Root!.Elements());
        string job = await _plain.CreateJobAsync(("QUERY", Query));
        using HttpResponseMessage phase = await _plain.GetAsync(new Uri(job + "/phase?PHASE=RUN"));
        Assert.Equal("PENDING", await phase.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Job_that_has_ended_is_not_run_again_and_an_abort_leaves_it()
    {
        string job = await _plain.CreateJobAsync(("QUERY", Query), ("PHASE", "RUN"));
        await _plain.EndedAsync(job);
        using (HttpResponseMessage again = await _plain.PostFormAsync(job + "/phase", ("PHASE", "RUN")))
        {
            Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
            string told = await again.Content.ReadAsStringAsync();
            Assert.Contains("COMPLETED", told, StringComparison.Ordinal);
            Assert.Contains("Make a new one", told, StringComparison.Ordinal);
        }

        await SeeOtherAsync(job, "/phase", ("PHASE", "ABORT"));
        Assert.Equal("COMPLETED", await _plain.GetStringAsync(job + "/phase"));
        string running = await RunningAsync(_plain);
        await SeeOtherAsync(running, "/phase", ("PHASE", "RUN"));
        await SeeOtherAsync(running, "/phase", ("PHASE", "ABORT"));
        using HttpResponseMessage aborted = await _plain.PostFormAsync(running + "/phase", ("PHASE", "RUN"));
        Assert.Equal(HttpStatusCode.Conflict, aborted.StatusCode);
    }

    [Fact]
    public async Task Wait_with_a_phase_that_does_not_exist_is_refused_with_those_that_do()
    {
        string job = await _plain.CreateJobAsync(("QUERY", Query));
        string told = await _plain.GetAsync(new Uri(job + "?WAIT=60&PHASE=SLEEPING")).ErrorAsync(HttpStatusCode.BadRequest);
        Assert.Contains("SLEEPING", told, StringComparison.Ordinal);
        Assert.Contains("PENDING, QUEUED, EXECUTING", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_ends_with_the_change_or_the_time_or_at_once_when_the_phase_is_another()
    {
        string job = await _plain.CreateJobAsync(("QUERY", Query));
        long started = Stopwatch.GetTimestamp();
        Assert.Equal("PENDING", XDocument.Parse(await _plain.GetStringAsync(job + "?WAIT=60&PHASE=EXECUTING")).Root!.Phase());
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 5);
        Assert.Equal("PENDING", XDocument.Parse(await _plain.GetStringAsync(job + "?WAIT=1&PHASE=PENDING")).Root!.Phase());
        // A timer may come a millisecond early.
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0.95, 8);
        Task<string> waiting = _plain.GetStringAsync(job + "?WAIT=-1");
        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(200)));
        await SeeOtherAsync(job, "/phase", ("PHASE", "RUN"));
        Assert.NotEqual("PENDING", XDocument.Parse(await waiting).Root!.Phase());
    }

    [Fact]
    public async Task Estimate_of_a_job_is_held_against_the_truth_when_it_has_run()
    {
        const string Cone = "SELECT ra, dec FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(30, -30, 0.5))";
        long before = await EstimatesAsync();
        Assert.Equal("COMPLETED", (await _plain.EndedAsync(await _plain.CreateJobAsync(("QUERY", Cone), ("PHASE", "RUN")))).Phase());
        await Api.EventuallyAsync(EstimatesAsync, count => count == before + 1, TimeSpan.FromSeconds(5), "Compared estimates");

        async Task<long> EstimatesAsync()
        {
            string metrics = await demo.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
            return metrics.Split('\n').Where(line => line.StartsWith("hven_query_estimate_ratio_count", StringComparison.Ordinal)).Sum(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Abort_stops_a_running_job_within_a_second()
    {
        string job = await RunningAsync(_plain);
        long started = Stopwatch.GetTimestamp();
        await SeeOtherAsync(job, "/phase", ("PHASE", "ABORT"));
        Assert.Equal("ABORTED", await _plain.GetStringAsync(job + "/phase"));

        // The place in the queue is free when the engine has let go of it.
        Assert.Equal("COMPLETED", (await _plain.EndedAsync(await _plain.CreateJobAsync(("QUERY", Query), ("PHASE", "RUN")))).Phase());
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 2);
    }

    [Fact]
    public async Task Execution_duration_is_held_to()
    {
        string job = await _plain.CreateJobAsync(("QUERY", Endless), ("EXECUTIONDURATION", "1"), ("PHASE", "RUN"));
        XElement document = await _plain.EndedAsync(job);
        Assert.Equal("ABORTED", document.Phase());
        Assert.Contains("1 s", await _plain.GetAsync(new Uri(job + "/error")).ErrorAsync(HttpStatusCode.OK), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deleted_job_is_gone_with_its_files(bool byMethod)
    {
        string job = await RunningAsync(_plain);
        string folder = Path.Combine(demo.Data, "jobs", job[(job.LastIndexOf('/') + 1)..]);
        await Api.EventuallyAsync(() => Task.FromResult(File.Exists(Path.Combine(folder, "job.json"))), exists => exists, TimeSpan.FromSeconds(2), "the job's record");
        using HttpResponseMessage deleted = byMethod ? await _plain.DeleteAsync(new Uri(job)) : await _plain.PostFormAsync(job, ("ACTION", "DELETE"));
        Assert.Equal((HttpStatusCode.SeeOther, new Uri(demo.Server.Address, "/tap/async")), (deleted.StatusCode, deleted.Headers.Location));
        foreach (string child in new[] { "", "/phase", "/parameters", "/results", "/results/result", "/error" })
        {
            using HttpResponseMessage gone = await _plain.GetAsync(new Uri(job + child));
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }

        await Api.EventuallyAsync(() => Task.FromResult(Directory.Exists(folder)), exists => !exists, TimeSpan.FromSeconds(2), "the job's folder");
    }

    [Fact]
    public async Task List_shows_a_client_its_own_jobs_and_no_others()
    {
        using HttpClient one = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = demo.Server.Address };
        using HttpClient other = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = demo.Server.Address };
        string first = await one.CreateJobAsync(("QUERY", Query));
        DateTimeOffset between = TimeProvider.System.GetUtcNow();
        await Task.Delay(20);
        string second = await one.CreateJobAsync(("QUERY", Query), ("PHASE", "RUN"), ("RUNID", "r"));
        string foreign = await other.CreateJobAsync(("QUERY", Query));
        await one.EndedAsync(second);
        Assert.Equal([second, first], await ListAsync(one, ""));
        Assert.Equal([foreign], await ListAsync(other, ""));
        Assert.Empty(await ListAsync(_plain, ""));
        Assert.Equal([second], await ListAsync(one, "?LAST=1"));
        Assert.Equal([second], await ListAsync(one, $"?AFTER={between.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}"));
        Assert.Equal([first], await ListAsync(one, "?PHASE=PENDING"));
        Assert.Equal([second, first], await ListAsync(one, "?PHASE=PENDING&PHASE=COMPLETED"));
        Assert.Contains("SLEEPING", await one.GetAsync("/tap/async?PHASE=SLEEPING").ErrorAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..%2fjob.json")]
    [InlineData("..%2f..%2freleases")]
    [InlineData("%2fetc%2fpasswd")]
    [InlineData("job.json")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("x%00y")]
    public async Task Name_of_no_job_finds_nothing(string id)
    {
        string answer = await RawRequest.SendAsync(demo.Server.Address, $"GET /tap/async/{id}/results/result HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 (404|400)", answer);
        string job = await _plain.CreateJobAsync(("QUERY", Query));
        answer = await RawRequest.SendAsync(demo.Server.Address, $"GET {new Uri(job).AbsolutePath}/results/{id} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 (404|400)", answer);
    }

    [Fact]
    public async Task Upload_is_kept_with_the_job_until_it_has_run()
    {
        using HttpResponseMessage made = await _plain.PostAsync(
            new Uri("/tap/async", UriKind.Relative),
            Tap.Form([("LANG", "ADQL"), ("FORMAT", "csv"), ("UPLOAD", "t,param:odd part"), ("QUERY", "SELECT SUM(x) AS s FROM TAP_UPLOAD.t")], ("odd part", "x\n1\n2\n"u8.ToArray())));
        string job = made.Headers.Location!.ToString();
        string uploads = Path.Combine(demo.Data, "jobs", job[(job.LastIndexOf('/') + 1)..], "uploads");
        Assert.Single(Directory.GetFiles(uploads));
        await SeeOtherAsync(job, "/phase", ("PHASE", "RUN"));
        Assert.Equal("COMPLETED", (await _plain.EndedAsync(job)).Phase());
        Assert.Equal("s\n3\n", (await _plain.GetStringAsync(job + "/results/result")).ReplaceLineEndings("\n"));
        await Api.EventuallyAsync(() => Task.FromResult(Directory.Exists(uploads)), exists => !exists, TimeSpan.FromSeconds(5), "the uploads");
    }

    [Fact]
    public async Task Thousand_jobs_at_once_all_end()
    {
        string[] jobs = await Task.WhenAll(Enumerable.Range(0, 1000).Select(number => _plain.CreateJobAsync(("QUERY", $"SELECT COUNT(*) + {number} AS n FROM tap_schema.tables"), ("FORMAT", "csv"), ("PHASE", "RUN"))));
        Assert.Equal(1000, jobs.Distinct().Count());
        foreach (string job in jobs)
        {
            Assert.Equal("COMPLETED", (await _plain.EndedAsync(job)).Phase());
            using HttpResponseMessage deleted = await _plain.DeleteAsync(new Uri(job));
            Assert.Equal(HttpStatusCode.SeeOther, deleted.StatusCode);
        }
    }

    [Fact]
    public async Task Full_queue_and_full_disk_are_told()
    {
        using TemporaryFolder folder = new();
        demo.CopyDataTo(folder.Path);
        await using HvendProcess server = await HvendProcess.ServeAsync(folder.Path, ("HVEN__Jobs__Running", "1"), ("HVEN__Jobs__Queued", "1"), ("HVEN__Jobs__DiskMiB", "1"));
        using HttpClient plain = Tap.Plain(server.Address);
        string large = await plain.CreateJobAsync(("QUERY", "SELECT * FROM dr1.main"), ("FORMAT", "csv"), ("PHASE", "RUN"));
        Assert.Equal("ERROR", (await plain.EndedAsync(large)).Phase());
        Assert.Contains("MiB", await plain.GetAsync(new Uri(large + "/error")).ErrorAsync(HttpStatusCode.OK), StringComparison.Ordinal);

        // What was taken is given back, and nothing of it comes up in the next job.
        string next = await plain.CreateJobAsync(("QUERY", Query), ("FORMAT", "csv"), ("PHASE", "RUN"));
        Assert.Equal("COMPLETED", (await plain.EndedAsync(next)).Phase());
        Assert.Equal(6, (await plain.GetStringAsync(new Uri(next + "/results/result"))).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        string running = await RunningAsync(plain);
        await plain.CreateJobAsync(("QUERY", Query), ("PHASE", "RUN"));
        using HttpResponseMessage refused = await plain.PostFormAsync("/tap/async", ("LANG", "ADQL"), ("QUERY", Query), ("PHASE", "RUN"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        using HttpResponseMessage deleted = await plain.DeleteAsync(new Uri(running));
        Assert.Equal(HttpStatusCode.SeeOther, deleted.StatusCode);
    }

    [Fact]
    public async Task Jobs_survive_the_death_of_the_server()
    {
        using TemporaryFolder folder = new();
        demo.CopyDataTo(folder.Path);
        string pending, done, running, path;
        await using (HvendProcess server = await HvendProcess.ServeAsync(folder.Path, ("HVEN__Jobs__Running", "1")))
        {
            using HttpClient plain = Tap.Plain(server.Address);
            pending = new Uri(await plain.CreateJobAsync(("QUERY", Query))).AbsolutePath;
            done = new Uri(await plain.CreateJobAsync(("QUERY", Query), ("FORMAT", "csv"), ("PHASE", "RUN"))).AbsolutePath;
            await plain.EndedAsync(done);
            running = new Uri(await RunningAsync(plain)).AbsolutePath;
        }

        // The server was killed. What ran runs again, once.
        path = Path.Combine(folder.Path, "jobs", running[(running.LastIndexOf('/') + 1)..], "job.json");
        await using (HvendProcess server = await HvendProcess.ServeAsync(folder.Path, ("HVEN__Jobs__Running", "1")))
        {
            using HttpClient plain = Tap.Plain(server.Address);
            Assert.Equal("PENDING", await plain.GetStringAsync(pending + "/phase"));
            Assert.Equal(6, (await plain.GetStringAsync(done + "/results/result")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
            await Api.EventuallyAsync(() => plain.GetStringAsync(running + "/phase"), phase => phase == "EXECUTING", TimeSpan.FromSeconds(10), "the job that ran");
            JsonElement record = await Api.EventuallyAsync(
                async () => JsonDocument.Parse(await File.ReadAllTextAsync(path)).RootElement, text => text.GetProperty("attempts").GetInt32() == 2, TimeSpan.FromSeconds(5), "the record");
            Assert.Equal("EXECUTING", record.GetProperty("phase").GetString());
            Assert.Contains(record.GetProperty("transitions").EnumerateArray(), step => step.GetProperty("cause").GetString()!.Contains("server stopped", StringComparison.Ordinal));
        }

        await using (HvendProcess server = await HvendProcess.ServeAsync(folder.Path))
        {
            using HttpClient plain = Tap.Plain(server.Address);
            Assert.Equal("ERROR", await plain.GetStringAsync(running + "/phase"));
            Assert.Contains("2 times", await plain.GetAsync(running + "/error").ErrorAsync(HttpStatusCode.OK), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Second_server_on_the_same_data_answers_queries_and_lets_the_first_run_its_jobs()
    {
        string job = await RunningAsync(_plain);
        await using (HvendProcess second = await HvendProcess.ServeAsync(demo.Data))
        {
            using HttpClient plain = Tap.Plain(second.Address);
            string other = await plain.CreateJobAsync(("QUERY", Query), ("PHASE", "RUN"));
            Assert.Equal("COMPLETED", (await plain.EndedAsync(other)).Phase());
            await plain.MustAnswerAsync();

            // What one server runs the other stops.
            Assert.Equal("EXECUTING", await plain.GetStringAsync(new Uri(second.Address, new Uri(job).AbsolutePath + "/phase")));
            using HttpResponseMessage deleted = await plain.DeleteAsync(new Uri(second.Address, new Uri(job).AbsolutePath));
            Assert.Equal(HttpStatusCode.SeeOther, deleted.StatusCode);
        }

        string folder = Path.Combine(demo.Data, "jobs", job[(job.LastIndexOf('/') + 1)..]);
        await Api.EventuallyAsync(() => Task.FromResult(Directory.Exists(folder)), exists => !exists, TimeSpan.FromSeconds(5), "the job's folder");
    }

    [Fact]
    public async Task Job_is_gone_when_its_time_has_come()
    {
        string job = await RunningAsync(_plain);
        string folder = Path.Combine(demo.Data, "jobs", job[(job.LastIndexOf('/') + 1)..]);
        await SeeOtherAsync(job, "/destruction", ("DESTRUCTION", "2026-01-01T00:00:00Z"));
        using HttpResponseMessage gone = await _plain.GetAsync(new Uri(job));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        await Api.EventuallyAsync(() => Task.FromResult(Directory.Exists(folder)), exists => !exists, TimeSpan.FromSeconds(30), "the job's folder");
    }

    [Fact]
    public async Task Metrics_tell_of_jobs()
    {
        Assert.Equal("COMPLETED", (await _plain.EndedAsync(await _plain.CreateJobAsync(("QUERY", Query), ("PHASE", "RUN")))).Phase());
        string metrics = await Api.EventuallyAsync(
            () => _plain.GetStringAsync("/metrics"), text => text.Contains("hven_jobs_total", StringComparison.Ordinal) && text.Contains("phase=\"COMPLETED\"", StringComparison.Ordinal), TimeSpan.FromSeconds(5), "the metrics");
        Assert.Contains("hven_job_duration_seconds_bucket", metrics, StringComparison.Ordinal);
        Assert.Contains("hven_job_wait_seconds_bucket", metrics, StringComparison.Ordinal);
        Assert.Contains("hven_jobs_executing", metrics, StringComparison.Ordinal);
    }

    private static async Task<string> RunningAsync(HttpClient plain)
    {
        string job = await plain.CreateJobAsync(("QUERY", Endless), ("PHASE", "RUN"));
        await Api.EventuallyAsync(() => plain.GetStringAsync(job + "/phase"), phase => phase == "EXECUTING", TimeSpan.FromSeconds(10), "the job");
        return job;
    }

    private async Task SeeOtherAsync(string job, string child, params (string Name, string Value)[] parameters)
    {
        using HttpResponseMessage response = await _plain.PostFormAsync(job + child, parameters);
        Assert.Equal((HttpStatusCode.SeeOther, new Uri(job)), (response.StatusCode, response.Headers.Location));
    }

    private static async Task<string[]> ListAsync(HttpClient client, string filter) =>
        [.. XDocument.Parse(await client.GetStringAsync("/tap/async" + filter)).Root!.Elements().Select(job => job.Attributes().Single(attribute => attribute.Name.LocalName == "href").Value)];
}
