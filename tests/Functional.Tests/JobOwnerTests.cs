using System.Net;
using System.Net.Http.Json;
using System.Xml.Linq;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Jobs of many users: whose they are, whose turn it is, and what becomes of them when the database goes away.</summary>
public sealed class JobOwnerTests(DemoServer demo)
{
    private const string Query = "SELECT TOP 5 ra, dec FROM dr1.main ORDER BY coadd_object_id";
    private const string Endless = "SELECT COUNT(*) AS n FROM dr1.main AS a, dr1.main AS b, dr1.main AS c WHERE a.ra + b.ra > c.ra";

    [Fact]
    public async Task Job_of_a_user_does_not_exist_to_others()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient cleo = await server.SignInAsync("cleo");
        using HttpClient nobody = server.Anonymous();
        using HttpClient program = server.WithToken(await server.TokenAsync("ben", "query", "jobs"));
        string job = await ben.CreateJobAsync(("QUERY", Query), ("FORMAT", "csv"), ("PHASE", "RUN"));
        XElement document = await ben.EndedAsync(job);
        Assert.Equal(("COMPLETED", "ben"), (document.Phase(), document.Element(Tap.Uws + "ownerId")!.Value));
        foreach (HttpClient stranger in new[] { cleo, nobody })
        {
            foreach (string child in new[] { "", "/phase", "/parameters", "/results", "/results/result", "/error", "/owner" })
            {
                using HttpResponseMessage hidden = await stranger.GetAsync(new Uri(job + child));
                Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
            }

            using HttpResponseMessage aborted = await stranger.PostFormAsync(job + "/phase", ("PHASE", "ABORT"));
            using HttpResponseMessage deleted = await stranger.DeleteAsync(new Uri(job));
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (aborted.StatusCode, deleted.StatusCode));
            Assert.Empty(await ListAsync(stranger));
        }

        // One user, whatever the client; and administrators.
        Assert.Equal([job], await ListAsync(ben));
        Assert.Equal([job], await ListAsync(program));
        Assert.Empty(await ListAsync(ada));
        Assert.Equal(6, (await ada.GetStringAsync(new Uri(job + "/results/result"))).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        using HttpResponseMessage gone = await program.DeleteAsync(new Uri(job));
        Assert.Equal(HttpStatusCode.SeeOther, gone.StatusCode);
        Assert.Empty(await ListAsync(ben));
    }

    [Fact]
    public async Task User_with_many_jobs_delays_another_by_no_more_than_one()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo, ("HVEN__JOBS__RUNNING", "1"));
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient cleo = await server.SignInAsync("cleo");

        // One that runs until it is stopped, behind which the others queue.
        string first = await ben.CreateJobAsync(("QUERY", Endless), ("PHASE", "RUN"));
        await Api.EventuallyAsync(() => ben.GetStringAsync(new Uri(first + "/phase")), phase => phase == "EXECUTING", TimeSpan.FromSeconds(10), "the job");
        string[] many = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => ben.CreateJobAsync(("QUERY", Query), ("PHASE", "RUN"))));
        string late = await cleo.CreateJobAsync(("QUERY", Query), ("PHASE", "RUN"));
        using HttpResponseMessage stopped = await ben.DeleteAsync(new Uri(first));
        Assert.Equal("COMPLETED", (await cleo.EndedAsync(late)).Phase());
        DateTimeOffset begun = await StartedAsync(cleo, late);
        int before = 0;
        foreach (string job in many)
        {
            XElement document = XDocument.Parse(await ben.GetStringAsync(new Uri(job))).Root!;
            string? start = document.Element(Tap.Uws + "startTime") is { IsEmpty: false } time ? time.Value : null;
            before += start is { Length: > 0 } && DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture) < begun ? 1 : 0;
        }

        Assert.InRange(before, 0, 1);
    }

    [Fact]
    public async Task Limits_of_a_user_hold_for_jobs()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo, ("HVEN__JOBS__RUNNING", "4"));
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { quota = new { runningJobs = 1, queuedJobs = 1, rowsPerQuery = 3 } });
        string running = await ben.CreateJobAsync(("QUERY", Endless), ("PHASE", "RUN"));
        await Api.EventuallyAsync(() => ben.GetStringAsync(new Uri(running + "/phase")), phase => phase == "EXECUTING", TimeSpan.FromSeconds(10), "the job");
        string waiting = await ben.CreateJobAsync(("QUERY", Query), ("FORMAT", "csv"), ("PHASE", "RUN"));
        using HttpResponseMessage refused = await ben.PostFormAsync("/tap/async", ("LANG", "ADQL"), ("QUERY", Query), ("PHASE", "RUN"));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(("\"queued-jobs\";q=1", "\"queued-jobs\";r=0;t=60"), (refused.Headers.GetValues("RateLimit-Policy").Single(), refused.Headers.GetValues("RateLimit").Single()));
        await Task.Delay(1500);
        Assert.Equal("QUEUED", await ben.GetStringAsync(new Uri(waiting + "/phase")));
        using HttpResponseMessage deleted = await ben.DeleteAsync(new Uri(running));
        Assert.Equal("COMPLETED", (await ben.EndedAsync(waiting)).Phase());
        Assert.Equal(4, (await ben.GetStringAsync(new Uri(waiting + "/results/result"))).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Hours_of_a_day_hold_for_jobs()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { quota = new { jobHoursPerDay = 3.0 / 3600 } });
        string waiting = await ben.CreateJobAsync(("QUERY", Query), ("FORMAT", "csv"));
        XElement stopped = await ben.EndedAsync(await ben.CreateJobAsync(("QUERY", Endless), ("PHASE", "RUN")));
        Assert.Equal("ABORTED", stopped.Phase());
        Assert.Contains("in a day", stopped.Value, StringComparison.Ordinal);
        using HttpResponseMessage refused = await ben.PostAsJsonAsync("/api/v1/jobs", new { kind = "query", parameters = new { query = Query } });
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalHours, 0, 24);
        using HttpResponseMessage asked = await ben.PostFormAsync(waiting + "/phase", ("PHASE", "RUN"));
        await Task.Delay(1500);
        Assert.Equal("QUEUED", await ben.GetStringAsync(new Uri(waiting + "/phase")));
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { quota = new { jobHoursPerDay = 1 } });
        Assert.Equal("COMPLETED", (await ben.EndedAsync(waiting)).Phase());
    }

    [Fact]
    public async Task Job_waits_while_the_server_is_maintained()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        string job = await ben.CreateJobAsync(("QUERY", Query));
        await ada.PutAsJsonAsync("/api/v1/admin/maintenance", new { message = "New disks until noon." });
        using HttpResponseMessage refused = await ben.PostFormAsync("/tap/async", ("LANG", "ADQL"), ("QUERY", Query), ("PHASE", "RUN"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        using HttpResponseMessage asked = await ben.PostFormAsync(job + "/phase", ("PHASE", "RUN"));
        await Task.Delay(1500);
        Assert.Equal("QUEUED", await ben.GetStringAsync(new Uri(job + "/phase")));
        await ada.PutAsJsonAsync("/api/v1/admin/maintenance", new { message = (string?)null });
        Assert.Equal("COMPLETED", (await ben.EndedAsync(job)).Phase());
    }

    [Fact]
    public async Task Jobs_end_truly_when_the_database_was_away()
    {
        Assert.SkipWhen(PostgresProcess.Missing is not null, PostgresProcess.Missing ?? "");
        await using PostgresProcess postgres = await PostgresProcess.StartAsync();
        string connection = await postgres.CreateDatabaseAsync();
        using TemporaryFolder folder = new();
        demo.CopyDataTo(folder.Path);
        await using HvendProcess server = await HvendProcess.ServeAsync(folder.Path, ("HVEN__State__Postgres", connection));
        using HttpClient plain = Tap.Plain(server.Address);
        string[] jobs = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => plain.CreateJobAsync(("QUERY", "SELECT TOP 20000 * FROM dr1.main ORDER BY mag_auto_i"), ("FORMAT", "csv"), ("PHASE", "RUN"))));
        await postgres.PauseAsync();
        using (HttpResponseMessage away = await plain.GetAsync(new Uri(jobs[0])))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
            Assert.NotNull(away.Headers.RetryAfter);
        }

        // Longer than what is known of roles is new: who needs no account goes on asking.
        await Task.Delay(TimeSpan.FromSeconds(6));
        await plain.MustAnswerAsync();
        await postgres.ResumeAsync();
        foreach (string job in jobs)
        {
            string phase = await Api.EventuallyAsync(() => plain.GetStringAsync(new Uri(job + "/phase")), text => text is "COMPLETED" or "ERROR" or "ABORTED", TimeSpan.FromSeconds(60), "the job");
            Assert.Equal("COMPLETED", phase);
            Assert.Equal(20_001, (await plain.GetStringAsync(new Uri(job + "/results/result"))).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        }
    }

    private static async Task<DateTimeOffset> StartedAsync(HttpClient client, string job) =>
        DateTimeOffset.Parse(XDocument.Parse(await client.GetStringAsync(new Uri(job))).Root!.Element(Tap.Uws + "startTime")!.Value, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string[]> ListAsync(HttpClient client) =>
        [.. XDocument.Parse(await client.GetStringAsync("/tap/async")).Root!.Elements().Select(job => job.Attributes().Single(attribute => attribute.Name.LocalName == "href").Value)];
}
