using System.Diagnostics;
using System.Net;
using Hven.Benchmarks.Queries;

namespace Hven.Benchmarks.Tap;

/// <summary>A TAP service on this machine, whoever wrote it, used by the protocol alone.</summary>
/// <param name="name">As in the table.</param>
/// <param name="port">Where it listens.</param>
/// <param name="table">The table with the ten columns.</param>
/// <param name="cpuSeconds">CPU seconds that its processes have used so far.</param>
internal sealed class TapService(string name, int port, string table, Func<double> cpuSeconds) : IDisposable
{
    // A job ends between two looks; this is how much later than that we may learn of it.
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(5);

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(10) };

    public string Table => table;

    /// <summary>A contender that sends all queries, each once, by so many clients at a time. What is compared is the rows of all answers.</summary>
    public Contender Contender(IReadOnlyList<string> queries, int clients) => new(name, cpuSeconds, token => LoadAsync(queries, clients, token));

    /// <summary>A contender that receives one result in a format; what is compared is nothing, the operations are rows.</summary>
    public Contender Contender(string query, string format, long rows) => new(name, cpuSeconds, async token =>
    {
        await SyncAsync(query, format, rows, token);
        return new Outcome(rows);
    });

    /// <summary>A contender that runs the same job many times, one after another, from its creation to the phase COMPLETED.</summary>
    public Contender Jobs(string query, int count) => new(name, cpuSeconds, async token =>
    {
        for (int job = 0; job < count; job++)
        {
            await JobAsync(query, token);
        }

        return new Outcome(count);
    });

    public static IReadOnlyList<string> Cones(IReadOnlyList<Cone> cones, string table) => [.. cones.Select(cone => cone.Adql(Peers.SurveyColumns.TenNames, table))];

    public void Dispose() => _client.Dispose();

    private async Task<Outcome> LoadAsync(IReadOnlyList<string> queries, int clients, CancellationToken cancellationToken)
    {
        int next = 0;
        long rows = 0;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(
            async () =>
            {
                for (int index = Interlocked.Increment(ref next) - 1; index < queries.Count; index = Interlocked.Increment(ref next) - 1)
                {
                    Interlocked.Add(ref rows, await SyncAsync(queries[index], "text/csv;header=present", 1_000_000, cancellationToken) - 1);
                }
            },
            cancellationToken)));
        return new(queries.Count, rows);
    }

    /// <summary>Runs a query and gives the line feeds of its answer.</summary>
    private async Task<long> SyncAsync(string query, string format, long maxRecords, CancellationToken cancellationToken)
    {
        using FormUrlEncodedContent form = new(Parameters(query, ("RESPONSEFORMAT", format), ("FORMAT", format), ("MAXREC", Report.Invariant($"{maxRecords}"))));
        using HttpRequestMessage request = new(HttpMethod.Post, "/tap/sync") { Content = form };
        using HttpResponseMessage answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[1 << 16];
        long lines = 0;
        for (int count = await body.ReadAsync(buffer, cancellationToken); count > 0; count = await body.ReadAsync(buffer, cancellationToken))
        {
            lines += buffer.AsSpan(0, count).Count((byte)'\n');
        }

        return lines;
    }

    private async Task JobAsync(string query, CancellationToken cancellationToken)
    {
        Uri job = await PostAsync(new Uri("/tap/async", UriKind.Relative), Parameters(query), cancellationToken);
        await PostAsync(new Uri(job + "/phase"), [new("PHASE", "RUN")], cancellationToken);
        while (true)
        {
            string phase = await _client.GetStringAsync(new Uri(job + "/phase"), cancellationToken);
            switch (phase.Trim())
            {
                case "COMPLETED":
                    return;
                case "ERROR" or "ABORTED":
                    throw new InvalidOperationException($"A job of {name} ended in phase {phase}.");
            }

            await Task.Delay(s_betweenLooks, cancellationToken);
        }
    }

    private async Task<Uri> PostAsync(Uri uri, IEnumerable<KeyValuePair<string, string>> parameters, CancellationToken cancellationToken)
    {
        using FormUrlEncodedContent form = new(parameters);
        using HttpResponseMessage answer = await _client.PostAsync(uri, form, cancellationToken);
        return answer is { StatusCode: HttpStatusCode.SeeOther, Headers.Location: { } place }
            ? new Uri(_client.BaseAddress!, place)
            : throw new InvalidOperationException($"{name} answered {(int)answer.StatusCode} to {uri}.");
    }

    private static List<KeyValuePair<string, string>> Parameters(string query, params (string Name, string Value)[] more) =>
        [new("REQUEST", "doQuery"), new("LANG", "ADQL"), new("QUERY", query), .. more.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value))];
}
