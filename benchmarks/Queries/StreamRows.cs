using System.Diagnostics;
using Hven.Benchmarks.Peers;

namespace Hven.Benchmarks.Queries;

/// <summary>How soon a large result begins.</summary>
internal static class StreamRows
{
    public static async Task RunAsync(Report report, HvenServerProcess server, CancellationToken cancellationToken)
    {
        using HttpClient client = new() { BaseAddress = new($"http://127.0.0.1:{server.Port}") };
        foreach (string format in new[] { "csv", "votable", "arrow" })
        {
            List<double> waits = [];
            for (int round = 0; round < 10; round++)
            {
                Uri uri = new($"/tap/sync?LANG=ADQL&RESPONSEFORMAT={format}&MAXREC=20000000&QUERY={Uri.EscapeDataString("SELECT * FROM dr1.main")}", UriKind.Relative);
                long started = Stopwatch.GetTimestamp();
                using HttpResponseMessage answer = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                answer.EnsureSuccessStatusCode();
                await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
                await body.ReadExactlyAsync(new byte[1], cancellationToken);
                waits.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            double median = Timing.Quantile(waits, 0.5);
            report.Add($"first byte of SELECT *, {format}", Report.Invariant($"{median:0.#} ms"), "< 100 ms", median < 100);
        }
    }
}
