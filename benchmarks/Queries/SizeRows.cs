using System.Globalization;
using Hven.Benchmarks.Peers;

namespace Hven.Benchmarks.Queries;

/// <summary>How the cost of small queries grows with the table.</summary>
internal static class SizeRows
{
    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken cancellationToken)
    {
        long[] sizes = [.. new long[] { 100_000, 1_000_000, 10_000_000, options.Rows }.Where(size => size <= options.Rows).Distinct()];
        foreach (long size in sizes)
        {
            await HvenServerProcess.MakeDemoAsync(size, cancellationToken);
            using BareDuckDb duckDb = new(BareDuckDb.Accelerator(HvenServerProcess.DataDirectory(size)));
            IReadOnlyList<Cone> cones = await QueriesBenchmark.ConesAsync(duckDb, options with { Rows = size }, cancellationToken);
            await using HvenServerProcess server = await HvenServerProcess.ServeAsync(size, cancellationToken);
            using HvenClient client = new(server);
            byte[][] requests = [.. cones.Take(1000).Select(cone => HvenClient.Request(cone.Adql(SurveyColumns.TenNames)))];
            for (int round = 0; round < 10; round++)
            {
                await client.LoadAsync(requests, 8, cancellationToken);
            }

            IReadOnlyList<Timing> timings = await Timing.CompareAsync(
                options.Rounds,
                cancellationToken,
                client.Contender("cone 1'", requests, 1),
                client.Contender("object by id", LookupRows.ById(size, 1000), 1),
                client.Contender("TOP 1", LookupRows.Top(1000), 1));
            report.Add(
                string.Create(CultureInfo.InvariantCulture, $"cost against size: {size:N0} rows"),
                string.Join(", ", timings.Select(timing => Report.Invariant($"{timing.Name} {timing.CpuMilliseconds:0.###}"))) + " ms CPU");
        }
    }
}
