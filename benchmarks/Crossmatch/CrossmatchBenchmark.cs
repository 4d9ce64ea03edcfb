using System.Globalization;
using Hven.Benchmarks.Peers;
using Hven.Benchmarks.Queries;

namespace Hven.Benchmarks.Crossmatch;

/// <summary>A list of positions against a catalogue, all pairs within an arcsecond: beside q3c_join and stilts tskymatch2, over the same rows.</summary>
internal static class CrossmatchBenchmark
{
    private const string Columns = "p.id, m.COADD_OBJECT_ID";

    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken cancellationToken)
    {
        await HvenServerProcess.MakeDemoAsync(options.Rows, cancellationToken);
        string accelerator = BareDuckDb.Accelerator(HvenServerProcess.DataDirectory(options.Rows));
        int[] sizes = [1000, 10_000, 100_000];
        MatchPositions positions = await MatchPositions.MakeAsync(options.Rows, sizes, accelerator, cancellationToken);
        report.Fact("rows", options.Rows.ToString("N0", CultureInfo.InvariantCulture));
        await using PostgresServer postgres = await PostgresServer.StartAsync(cancellationToken);
        string table = await postgres.LoadAsync(accelerator, options.Rows, cancellationToken);
        report.Fact("PostgreSQL", await postgres.VersionAsync(cancellationToken));
        PostgresClient peer = new(postgres);
        await using HvenServerProcess server = await HvenServerProcess.ServeAsync(options.Rows, cancellationToken);
        string catalogue = await positions.ExportAsync("dr1.main", "COADD_OBJECT_ID, RA, DEC", options.Rows, server, cancellationToken);
        await WarmAsync(server, sizes[0], cancellationToken);
        foreach (int size in sizes)
        {
            await positions.CopyToAsync(postgres, size, cancellationToken);
            string list = await positions.ExportAsync($"bench.positions_{size}", "id, ra, dec", size, server, cancellationToken);

            // A connection that waits while STILTS works is closed by the server.
            using HvenClient client = new(server);
            IReadOnlyList<Timing> timings = await Timing.CompareAsync(
                options.Rounds,
                cancellationToken,
                client.Contender("Hven", Adql(size), MatchPairs.Digest),
                peer.Contender("q3c_join", $"SELECT {Columns} FROM positions_{size} p, {table} m WHERE q3c_join(p.ra, p.dec, m.ra, m.dec, 1 / 3600.0)", MatchPairs.Digest));
            string item = string.Create(CultureInfo.InvariantCulture, $"{size:N0} positions within 1\", all pairs");
            report.Compare(item, timings[0], timings[1], size == sizes[^1] ? 2 : null, Report.Milliseconds);

            // STILTS takes minutes for what the others do in a second: fewer rounds, and its program's start is part of it.
            IReadOnlyList<Timing> stilts = await Timing.CompareAsync(Math.Min(options.Rounds, size == sizes[^1] ? 3 : 1), cancellationToken, StiltsMatch.Contender(list, catalogue, "all"));
            report.Compare(item, timings[0], stilts[0], size == sizes[^1] ? 3 : null, Report.Milliseconds);
        }

        await NearestAsync(options, report, positions, catalogue, sizes[^1], server, cancellationToken);
    }

    private static string Adql(int size) => $"SELECT {Columns} FROM bench.positions_{size} AS p JOIN dr1.main AS m ON DISTANCE(p.ra, p.dec, m.RA, m.DEC) <= 1 / 3600.0";

    private static async Task WarmAsync(HvenServerProcess server, int size, CancellationToken cancellationToken)
    {
        using HvenClient client = new(server);
        for (int round = 0; round < 30; round++)
        {
            await client.QueryAsync(Adql(size), cancellationToken);
        }
    }

    private static async Task NearestAsync(
        BenchmarkOptions options, Report report, MatchPositions positions, string catalogue, int size, HvenServerProcess server, CancellationToken cancellationToken)
    {
        string query = $"WITH near AS (SELECT {Columns}, DISTANCE(p.ra, p.dec, m.RA, m.DEC) AS d FROM bench.positions_{size} AS p JOIN dr1.main AS m ON DISTANCE(p.ra, p.dec, m.RA, m.DEC) <= 1 / 3600.0) "
            + "SELECT near.id, near.COADD_OBJECT_ID FROM near JOIN (SELECT id, MIN(d) AS least FROM near GROUP BY id) AS best ON near.id = best.id AND near.d = best.least";
        string list = await positions.ExportAsync($"bench.positions_{size}", "id, ra, dec", size, server, cancellationToken);
        using HvenClient client = new(server);
        IReadOnlyList<Timing> timings = await Timing.CompareAsync(options.Rounds, cancellationToken, client.Contender("Hven", query, MatchPairs.Digest));
        IReadOnlyList<Timing> stilts = await Timing.CompareAsync(1, cancellationToken, StiltsMatch.Contender(list, catalogue, "best1"));
        report.Compare(string.Create(CultureInfo.InvariantCulture, $"{size:N0} positions within 1\", nearest of each"), timings[0], stilts[0], 3, Report.Milliseconds);
    }
}
