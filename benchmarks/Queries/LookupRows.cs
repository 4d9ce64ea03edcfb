using Hven.Benchmarks.Peers;

namespace Hven.Benchmarks.Queries;

/// <summary>Small queries that are no cones: an object by its identifier, and the least query there is.</summary>
internal sealed class LookupRows(BenchmarkOptions options, Report report, HvenClient client, PostgresClient postgres, BareDuckDb duckDb, string table)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<byte[]> requests = ById(options.Rows, 1000);
        string[] queries = [.. Identifiers(options.Rows, 1000).Select(id => $"SELECT {SurveyColumns.TenNames} FROM {table} WHERE coadd_object_id = {id}")];
        string[] few = [.. Identifiers(options.Rows, 10).Select(id => $"SELECT {SurveyColumns.TenNames} FROM \"rows\" WHERE coadd_object_id = {id}")];
        IReadOnlyList<Timing> timings = await Timing.CompareAsync(
            options.Rounds,
            cancellationToken,
            client.Contender("Hven", requests, 1),
            postgres.Contender("PostgreSQL btree on the identifier", queries, 1),
            new("DuckDB, a scan", BareDuckDb.CpuSeconds, token => ScanAsync(few, token)));
        report.Compare("object by id, 10 columns, one client", timings[0], timings[1], null, Report.Milliseconds);
        report.Compare("object by id, 10 columns, one client", timings[0] with { Outcome = new(few.Length, few.Length) }, timings[2], null, Report.Milliseconds);
        report.Add("object by id, server CPU", Report.Invariant($"{timings[0].CpuMilliseconds:0.###} ms"), "<= 2 ms", timings[0].CpuMilliseconds <= 2);

        IReadOnlyList<Timing> top = await Timing.CompareAsync(options.Rounds, cancellationToken, client.Contender("Hven", Top(1000), 1));
        report.Add("SELECT TOP 1, server CPU", Report.Milliseconds(top[0]), "<= 5 ms", top[0].CpuMilliseconds <= 5);
    }

    /// <summary>Requests for single objects all over the survey.</summary>
    public static IReadOnlyList<byte[]> ById(long rows, int count) =>
        [.. Identifiers(rows, count).Select(id => HvenClient.Request($"SELECT {SurveyColumns.TenNames} FROM dr1.main WHERE COADD_OBJECT_ID = {id}"))];

    /// <summary>Requests for one row, whichever.</summary>
    public static IReadOnlyList<byte[]> Top(int count) => [.. Enumerable.Repeat(HvenClient.Request("SELECT TOP 1 RA, DEC FROM dr1.main"), count)];

    private async Task<Outcome> ScanAsync(string[] queries, CancellationToken cancellationToken)
    {
        long rows = 0;
        foreach (string query in queries)
        {
            rows += (await duckDb.QueryAsync(query, cancellationToken)).Count;
        }

        return new(queries.Length, rows);
    }

    private static IEnumerable<long> Identifiers(long rows, int count)
    {
        // The demo numbers its rows from 1 and gives row n the identifier 500000000 + 7 n. The stride is prime: neighbours in time are none in place.
        for (int index = 0; index < count; index++)
        {
            yield return 500_000_000 + (7 * (1 + ((index * 7_368_787L) % rows)));
        }
    }
}
