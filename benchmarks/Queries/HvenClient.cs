using System.Globalization;
using System.Text;
using Hven.Benchmarks.Peers;

namespace Hven.Benchmarks.Queries;

/// <summary>Clients of one <c>hvend</c>, on connections that stay open.</summary>
internal sealed class HvenClient(HvenServerProcess server) : IDisposable
{
    private readonly List<LoopbackConnection> _connections = [];

    /// <summary>The bytes of a query's request.</summary>
    public static byte[] Request(string adql, long maxRecords = 1_000_000) =>
        LoopbackConnection.Get($"/tap/sync?LANG=ADQL&RESPONSEFORMAT=csv&MAXREC={maxRecords}&QUERY={Uri.EscapeDataString(adql)}");

    /// <summary>A contender that sends all requests, each once.</summary>
    public Contender Contender(string name, IReadOnlyList<byte[]> requests, int clients) => new(name, server.CpuSeconds, token => LoadAsync(requests, clients, token));

    /// <summary>A contender that runs one query whose result is numbers.</summary>
    public Contender Contender(string name, string adql, Func<List<double[]>, double[]> check) =>
        new(name, server.CpuSeconds, async token => new Outcome(1, check(await QueryAsync(adql, token))));

    /// <summary>Sends each request once, by so many clients at a time.</summary>
    /// <returns>Requests, and the rows of all answers.</returns>
    public async Task<Outcome> LoadAsync(IReadOnlyList<byte[]> requests, int clients, CancellationToken cancellationToken)
    {
        while (_connections.Count < clients)
        {
            _connections.Add(await LoopbackConnection.OpenAsync(server.Port, cancellationToken));
        }

        int next = 0;
        long lines = 0;
        await Task.WhenAll(_connections.Take(clients).Select(connection => Task.Run(
            async () =>
            {
                long own = 0;
                for (int index = Interlocked.Increment(ref next) - 1; index < requests.Count; index = Interlocked.Increment(ref next) - 1)
                {
                    own += (await connection.SendAsync(requests[index], null, cancellationToken)).Lines - 1;
                }

                Interlocked.Add(ref lines, own);
            },
            cancellationToken)));
        return new(requests.Count, lines);
    }

    /// <summary>Runs a query and gives its rows, each as numbers.</summary>
    public async Task<List<double[]>> QueryAsync(string adql, CancellationToken cancellationToken)
    {
        if (_connections.Count == 0)
        {
            _connections.Add(await LoopbackConnection.OpenAsync(server.Port, cancellationToken));
        }

        using MemoryStream body = new();
        await _connections[0].SendAsync(Request(adql), body, cancellationToken);
        return [.. Encoding.UTF8.GetString(body.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
    }

    public void Dispose() => _connections.ForEach(connection => connection.Dispose());
}
