using System.Globalization;
using Hven.Benchmarks.Peers;
using Hven.Benchmarks.Queries;

namespace Hven.Benchmarks.Tap;

/// <summary>TAP as a protocol: what it costs over the bare engine, and beside GAVO DaCHS over the same rows.</summary>
internal static class TapBenchmark
{
    // DaCHS takes seconds for as many; more would measure patience.
    private const long MaxRows = 1_000_000;
    private const int DumpedRows = 100_000;

    // As DaCHS names them, with what they are called here.
    private static readonly (string Item, string Format)[] s_formats =
    [
        ("VOTable BINARY2", "application/x-votable+xml;serialization=BINARY2"), ("VOTable TABLEDATA", "application/x-votable+xml;serialization=TABLEDATA"), ("CSV", "text/csv;header=present"),
        ("FITS", "application/fits"),
    ];

    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken cancellationToken)
    {
        long rows = Math.Min(options.Rows, MaxRows);
        await HvenServerProcess.MakeDemoAsync(rows, cancellationToken);
        string accelerator = BareDuckDb.Accelerator(HvenServerProcess.DataDirectory(rows));
        report.Fact("rows", rows.ToString("N0", CultureInfo.InvariantCulture));
        await using DachsServer dachs = await DachsServer.StartAsync(accelerator, cancellationToken);
        report.Fact("GAVO DaCHS", await DachsServer.VersionAsync(cancellationToken));
        using BareDuckDb duckDb = new(accelerator);
        report.Fact("DuckDB", duckDb.Version);
        IReadOnlyList<Cone> cones = await QueriesBenchmark.ConesAsync(duckDb, options, cancellationToken);
        await using HvenServerProcess server = await HvenServerProcess.ServeAsync(rows, cancellationToken);
        using TapService ours = new("Hven", server.Port, "dr1.main", server.CpuSeconds);
        using TapService theirs = new("GAVO DaCHS", dachs.Port, "hven.main", dachs.CpuSeconds);
        await TopAsync(options, report, ours, theirs, duckDb, cancellationToken);
        await JobsAsync(options, report, ours, theirs, cancellationToken);
        foreach (int clients in new[] { 1, 4, 16, 64 })
        {
            await ConesAsync(options, report, ours, theirs, cones, clients, cancellationToken);
        }

        foreach ((string item, string format) in s_formats)
        {
            IReadOnlyList<Timing> timings = await Timing.CompareAsync(
                options.Rounds, cancellationToken, ours.Contender(Dump(ours), format, DumpedRows), theirs.Contender(Dump(theirs), format, DumpedRows));
            report.Compare($"{DumpedRows:N0} rows of 10 columns, {item}", timings[0], timings[1], null, Report.Throughput);
        }
    }

    private static string Dump(TapService service) => $"SELECT TOP {DumpedRows} {SurveyColumns.TenNames} FROM {service.Table}";

    private static async Task TopAsync(BenchmarkOptions options, Report report, TapService ours, TapService theirs, BareDuckDb duckDb, CancellationToken cancellationToken)
    {
        const int Many = 500;
        const int Few = 20;
        string[] Top(TapService service, int count) => [.. Enumerable.Repeat($"SELECT TOP 1 RA, DEC FROM {service.Table}", count)];
        IReadOnlyList<Timing> timings = await Timing.CompareAsync(
            options.Rounds,
            cancellationToken,
            ours.Contender(Top(ours, Many), 1),
            new("DuckDB, bare", BareDuckDb.CpuSeconds, async token =>
            {
                long found = 0;
                for (int index = 0; index < Many; index++)
                {
                    found += (await duckDb.QueryAsync("SELECT RA, DEC FROM \"rows\" LIMIT 1", token)).Count;
                }

                return new Outcome(Many, found);
            }),
            theirs.Contender(Top(theirs, Few), 1));
        report.Add("SELECT TOP 1, sync, server CPU", Report.Milliseconds(timings[0]), "<= 5 ms", timings[0].CpuMilliseconds <= 5);
        report.Compare("SELECT TOP 1, sync", timings[0], timings[1], null, Report.Milliseconds);
        report.Compare("SELECT TOP 1, sync", timings[0] with { Outcome = new(Few, Few) }, timings[2], null, Report.Milliseconds);
    }

    private static async Task JobsAsync(BenchmarkOptions options, Report report, TapService ours, TapService theirs, CancellationToken cancellationToken)
    {
        string Query(TapService service) => $"SELECT TOP 1 RA, DEC FROM {service.Table}";
        IReadOnlyList<Timing> timings = await Timing.CompareAsync(options.Rounds, cancellationToken, ours.Jobs(Query(ours), 20), theirs.Jobs(Query(theirs), 1));
        report.Add("trivial async job, created to COMPLETED, wall", Report.Invariant($"{timings[0].WallMilliseconds:0.#} ms"), "<= 150 ms", timings[0].WallMilliseconds <= 150);
        report.Compare("trivial async job", timings[0] with { Outcome = new(1) }, timings[1], null, Report.Milliseconds);
    }

    private static async Task ConesAsync(
        BenchmarkOptions options, Report report, TapService ours, TapService theirs, IReadOnlyList<Cone> cones, int clients, CancellationToken cancellationToken)
    {
        Cone[] many = [.. cones.Take(2000)];
        Cone[] few = [.. many.Take(100)];
        IReadOnlyList<Timing> timings = await Timing.CompareAsync(
            options.Rounds, cancellationToken, ours.Contender(TapService.Cones(many, ours.Table), clients), theirs.Contender(TapService.Cones(few, theirs.Table), clients));

        // The dear contender gets a part of the cones; its rows are compared with ours of that part.
        Outcome part = await ours.Contender(TapService.Cones(few, ours.Table), clients).RunAsync(cancellationToken);
        report.Compare($"cone 1', 10 columns, {clients} {(clients == 1 ? "client" : "clients")}", timings[0] with { Outcome = part }, timings[1], null, Report.Throughput);
    }
}
