using System.Globalization;
using Hven.Benchmarks.Peers;

namespace Hven.Benchmarks.Queries;

/// <summary>Queries over HTTP against PostgreSQL with q3c and against bare DuckDB, over the same rows.</summary>
internal static class QueriesBenchmark
{
    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken cancellationToken)
    {
        await HvenServerProcess.MakeDemoAsync(options.Rows, cancellationToken);
        string accelerator = BareDuckDb.Accelerator(HvenServerProcess.DataDirectory(options.Rows));
        report.Fact("rows", options.Rows.ToString("N0", CultureInfo.InvariantCulture));
        await using PostgresServer postgres = await PostgresServer.StartAsync(cancellationToken);
        string table = await postgres.LoadAsync(accelerator, options.Rows, cancellationToken);
        report.Fact("PostgreSQL", await postgres.VersionAsync(cancellationToken));
        using (BareDuckDb duckDb = new(accelerator))
        {
            report.Fact("DuckDB", duckDb.Version);
            IReadOnlyList<Cone> cones = await ConesAsync(duckDb, options, cancellationToken);
            await using HvenServerProcess server = await HvenServerProcess.ServeAsync(options.Rows, cancellationToken);
            using HvenClient client = new(server);
            PostgresClient peer = new(postgres);
            ConeRows rows = new(options, report, client, peer, table, cones);
            await rows.RunAsync(cancellationToken);
            LookupRows lookups = new(options, report, client, peer, duckDb, table);
            await lookups.RunAsync(cancellationToken);
            ScanRows scans = new(options, report, client, peer, duckDb, table, cones);
            await scans.RunAsync(cancellationToken);
            await StreamRows.RunAsync(report, server, cancellationToken);
        }

        await SizeRows.RunAsync(options, report, cancellationToken);
    }

    /// <summary>Cones of one arcminute around objects all over the survey, in no order.</summary>
    public static async Task<IReadOnlyList<Cone>> ConesAsync(BareDuckDb duckDb, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        int count = options.IsQuick ? 2000 : 5000;
        List<double[]> places = await duckDb.QueryAsync(
            $"SELECT RA, DEC FROM (SELECT RA, DEC, COADD_OBJECT_ID AS id FROM \"rows\" WHERE ((COADD_OBJECT_ID - 500000000) // 7) % {Math.Max(1, options.Rows / count)} = 0) ORDER BY hash(id) LIMIT {count}",
            cancellationToken);
        return [.. places.Select(place => new Cone(place[0], place[1], 1.0 / 60))];
    }
}
