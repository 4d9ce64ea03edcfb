using Hven.Benchmarks.Peers;

namespace Hven.Benchmarks.Queries;

/// <summary>Cones through TAP: many clients, and one client's waiting.</summary>
internal sealed class ConeRows(BenchmarkOptions options, Report report, HvenClient client, PostgresClient postgres, string table, IReadOnlyList<Cone> cones)
{
    private const int Clients = 100;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await WarmUpAsync(cancellationToken);
        await LoadAsync("cone 1', 10 columns, 100 clients", SurveyColumns.TenNames, 1, 5, 1, cancellationToken);
        await LoadAsync("cone 10', 30 columns, 100 clients", SurveyColumns.AllNames, 10, 2, 1, cancellationToken);
        foreach (double minutes in new[] { 1.0, 10.0 })
        {
            List<double> waits = await WaitsAsync([.. cones.Take(1000).Select(cone => HvenClient.Request(cone.WithRadius(minutes).Adql(SurveyColumns.TenNames)))], cancellationToken);
            report.Add($"cone {minutes}', 10 columns, one client", Report.Invariant($"p50 {Timing.Quantile(waits, 0.5):0.##} ms, p95 {Timing.Quantile(waits, 0.95):0.##} ms"));
        }
    }

    /// <summary>Milliseconds from sending each request to the last byte of its answer, one after another.</summary>
    public async Task<List<double>> WaitsAsync(IReadOnlyList<byte[]> requests, CancellationToken cancellationToken)
    {
        List<double> waits = [];
        foreach (byte[] request in requests)
        {
            long started = System.Diagnostics.Stopwatch.GetTimestamp();
            await client.LoadAsync([request], 1, cancellationToken);
            waits.Add(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return waits;
    }

    private async Task LoadAsync(string item, string columns, double minutes, double leastQ3c, double leastBtree, CancellationToken cancellationToken)
    {
        Cone[] all = [.. cones.Select(cone => cone.WithRadius(minutes))];
        Cone[] few = [.. all.Take(all.Length / 5)];
        IReadOnlyList<byte[]> requests = [.. all.Select(cone => HvenClient.Request(cone.Adql(columns)))];
        Contender ours = client.Contender("Hven", [.. requests.Take(few.Length), .. requests.Skip(few.Length)], Clients);
        IReadOnlyList<Timing> timings = await Timing.CompareAsync(
            options.Rounds,
            cancellationToken,
            ours,
            postgres.Contender("PostgreSQL q3c_radial_query", [.. few.Select(cone => cone.Q3c(columns, table))], Clients),
            postgres.Contender("PostgreSQL btree on HEALPix", [.. all.Select(cone => cone.HealpixRanges(columns, table))], Clients));

        // The dear contender gets a part of the cones; its rows are compared with ours of that part.
        Outcome part = await client.LoadAsync([.. requests.Take(few.Length)], Clients, cancellationToken);
        report.Compare(item, timings[0] with { Outcome = part }, timings[1], leastQ3c, Report.Throughput);
        report.Compare(item, timings[0], timings[2], leastBtree, Report.Throughput);
        await CompareObjectsAsync(item, few, cancellationToken);
    }

    /// <summary>Compares the very objects that the contenders find, outside the measurement.</summary>
    private async Task CompareObjectsAsync(string item, IReadOnlyList<Cone> some, CancellationToken cancellationToken)
    {
        foreach (Cone cone in some.Take(100))
        {
            double[] ours = Ids(await client.QueryAsync(cone.Adql("COADD_OBJECT_ID"), cancellationToken));
            double[] q3c = Ids(await postgres.QueryAsync(cone.Q3c("coadd_object_id", table), cancellationToken));
            double[] ranges = Ids(await postgres.QueryAsync(cone.HealpixRanges("coadd_object_id", table), cancellationToken));
            if (!ours.AsSpan().SequenceEqual(q3c) || !ours.AsSpan().SequenceEqual(ranges))
            {
                report.Add(new(item, $"{ours.Length} objects in {cone}", "PostgreSQL", $"q3c {q3c.Length}, btree {ranges.Length} objects", null, "equal", false, IsValid: false));
                return;
            }
        }
    }

    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        // The runtime compiles hot methods again, and better, after some tens of calls and some seconds.
        byte[][] requests = [.. cones.Select(cone => HvenClient.Request(cone.Adql(SurveyColumns.TenNames)))];
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (System.Diagnostics.Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10))
        {
            await client.LoadAsync(requests, Clients, cancellationToken);
        }
    }

    private static double[] Ids(List<double[]> rows) => [.. rows.Select(row => row[0]).Order()];
}
