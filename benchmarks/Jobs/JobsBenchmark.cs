using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hven.Benchmarks.Peers;

namespace Hven.Benchmarks.Jobs;

/// <summary>What lists of jobs cost while a thousand wait.</summary>
internal static class JobsBenchmark
{
    private const int Waiting = 1000;
    private const int Times = 50;
    private const string Endless = "SELECT COUNT(*) AS n FROM dr1.main AS a, dr1.main AS b, dr1.main AS c WHERE a.ra + b.ra > c.ra";

    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken cancellationToken)
    {
        long rows = Math.Min(options.Rows, 1_000_000);
        await HvenServerProcess.MakeDemoAsync(rows, cancellationToken);
        await using HvenServerProcess server = await HvenServerProcess.ServeAsync(rows, cancellationToken);
        using HttpClient client = new(new SocketsHttpHandler { CookieContainer = new CookieContainer(), UseProxy = false }) { BaseAddress = new($"http://127.0.0.1:{server.Port}") };
        List<string> made = [];
        try
        {
            // As many as run at one time, behind which the others wait. They work in processes of their own, whose time is not counted.
            for (int number = 0; number < 2; number++)
            {
                made.Add(await CreateAsync(client, Endless, $"Endless {number}", cancellationToken));
            }

            await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
            for (int number = 0; number < Waiting - 2; number++)
            {
                made.Add(await CreateAsync(client, $"SELECT TOP {number + 1} RA, DEC FROM dr1.main", $"Job {number}", cancellationToken));
            }

            int total = (await client.GetFromJsonAsync<JsonElement>("/api/v1/jobs?phase=QUEUED,EXECUTING&limit=1", cancellationToken)).GetProperty("total").GetInt32();
            report.Fact("jobs that wait or run", $"{total}");
            foreach ((string item, string address) in new[]
            {
                ("all of them in one list", "/api/v1/jobs?limit=1000"), ("a page of 50", "/api/v1/jobs?offset=500&limit=50"), ("a page by name", "/api/v1/jobs?sort=name&offset=500&limit=50"),
                ("those in a phase", "/api/v1/jobs?phase=QUEUED&limit=50"), ("text in names and queries", "/api/v1/jobs?q=top+77"), ("UWS list", "/tap/async"),
            })
            {
                await GetAsync(client, address, cancellationToken);
                double before = server.CpuSeconds();
                for (int time = 0; time < Times; time++)
                {
                    await GetAsync(client, address, cancellationToken);
                }

                double milliseconds = (server.CpuSeconds() - before) * 1000 / Times;
                report.Add($"{item}, server CPU", Report.Invariant($"{milliseconds:0.0} ms"), "<= 50 ms", milliseconds <= 50);
            }
        }
        finally
        {
            // The data directory is kept for the next run: without its jobs.
            foreach (string id in made)
            {
                using HttpResponseMessage deleted = await client.DeleteAsync(new Uri($"/api/v1/jobs/{id}", UriKind.Relative), CancellationToken.None);
            }
        }
    }

    private static async Task<string> CreateAsync(HttpClient client, string query, string name, CancellationToken cancellationToken)
    {
        using HttpResponseMessage made = await client.PostAsJsonAsync("/api/v1/jobs", new { kind = "query", name, parameters = new { query } }, cancellationToken);
        made.EnsureSuccessStatusCode();
        return (await made.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("job").GetProperty("id").GetString()!;
    }

    private static async Task GetAsync(HttpClient client, string address, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await client.GetAsync(new Uri(address, UriKind.Relative), cancellationToken);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }
}
