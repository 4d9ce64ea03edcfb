using Hven.Benchmarks.Peers;
using Hven.Sky;

namespace Hven.Benchmarks.Queries;

/// <summary>Queries that read every row, and cones that the engine answers instead of the mapped columns.</summary>
internal sealed class ScanRows(BenchmarkOptions options, Report report, HvenClient client, PostgresClient postgres, BareDuckDb duckDb, string table, IReadOnlyList<Cone> cones)
{
    // Casts to DOUBLE say in each dialect in which precision to compute, so that results can be equal.
    private const string Cuts =
        "SELECT COUNT(*), AVG(CAST(MAG_AUTO_G AS DOUBLE PRECISION)), AVG(CAST(MAG_AUTO_I AS DOUBLE PRECISION)) FROM {0} "
        + "WHERE MAG_AUTO_G < 23.5 AND CAST(MAG_AUTO_G AS DOUBLE PRECISION) - MAG_AUTO_R > 0.2 AND CAST(MAG_AUTO_G AS DOUBLE PRECISION) - MAG_AUTO_R < 1.2 "
        + "AND CAST(MAG_AUTO_R AS DOUBLE PRECISION) - MAG_AUTO_I < 0.8 AND FLAGS_R < 4 AND SPREAD_MODEL_I > -0.01";

    private const string Histogram =
        "SELECT {1}(FLOOR((CAST(MAG_AUTO_G AS DOUBLE PRECISION) - MAG_AUTO_R) / 0.05)) AS x, {1}(FLOOR(CAST(MAG_AUTO_R AS DOUBLE PRECISION) / 0.1)) AS y, COUNT(*) AS n FROM {0} "
        + "WHERE MAG_AUTO_G < 30 AND MAG_AUTO_R < 30 GROUP BY x, y";

    // One term of arithmetic is enough to need the engine.
    private static readonly string s_engineColumns = SurveyColumns.TenNames + ", MAG_AUTO_G - MAG_AUTO_R AS colour";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CompareAsync("colour cuts, count and two means, full scan", query => Text(Cuts, query, ""), rows => rows[0], cancellationToken);
        await CompareAsync("2D histogram, full scan", query => Text(Histogram, query, ""), Sums, cancellationToken);
        await EngineConesAsync(cancellationToken);
    }

    private static string Text(string text, string from, string function) => string.Format(System.Globalization.CultureInfo.InvariantCulture, text, from, function);

    /// <summary>Bins, objects, and their moments: what differs when one object falls into another bin.</summary>
    private static double[] Sums(List<double[]> bins) => [bins.Count, bins.Sum(bin => bin[2]), bins.Sum(bin => bin[0] * bin[2]), bins.Sum(bin => bin[1] * bin[2])];

    private async Task CompareAsync(string item, Func<string, string> query, Func<List<double[]>, double[]> check, CancellationToken cancellationToken)
    {
        string bare = query("\"rows\"");
        IReadOnlyList<Timing> timings = await Timing.CompareAsync(
            options.Rounds,
            cancellationToken,
            client.Contender("Hven", query("dr1.main"), check),
            new("DuckDB on the same file", BareDuckDb.CpuSeconds, async token => new Outcome(1, check(await duckDb.QueryAsync(bare, token)))),
            postgres.Contender("PostgreSQL", query(table), check));
        report.Compare(item, timings[0], timings[1], 0.91, Report.Milliseconds);
        report.Compare(item, timings[0], timings[2], 3, Report.Milliseconds);
    }

    private async Task EngineConesAsync(CancellationToken cancellationToken)
    {
        string[] names = SurveyColumns.TenNames.Split(", ");
        string scan = $"SELECT {string.Join(", ", names.Select(name => $"AVG({name})"))} FROM dr1.main";
        Cone[] borders = [.. await BordersAsync(cancellationToken)];
        foreach (double minutes in new[] { 1.0, 10.0 })
        {
            byte[][] requests = [.. cones.Take(200).Concat(borders).Select(cone => HvenClient.Request(cone.WithRadius(minutes).Adql(s_engineColumns)))];
            IReadOnlyList<Timing> timings = await Timing.CompareAsync(
                options.Rounds, cancellationToken, client.Contender("Hven, cone", requests, 1), client.Contender("Hven, full scan", scan, rows => rows[0]));
            double ratio = timings[1].CpuMilliseconds / timings[0].CpuMilliseconds;
            report.Add(new($"cone {minutes}' through the engine", Report.Milliseconds(timings[0]), "full scan of its columns", Report.Milliseconds(timings[1]), Math.Round(ratio, 1), ">= 100x", ratio >= 100));

            List<double> waits = await new ConeRows(options, report, client, postgres, table, cones).WaitsAsync(requests, cancellationToken);
            double spread = Timing.Quantile(waits, 0.95) / Timing.Quantile(waits, 0.5);
            report.Add(
                $"cone {minutes}' through the engine, {borders.Length} of {requests.Length} on coarse HEALPix borders",
                Report.Invariant($"p50 {Timing.Quantile(waits, 0.5):0.##} ms, p95 {Timing.Quantile(waits, 0.95):0.##} ms"),
                Report.Invariant($"p95 <= 3 x p50; is {spread:0.#}"),
                spread <= 3);
        }
    }

    /// <summary>Corners of coarse pixels within the survey: a cone there has its rows in parts of the table that lie far from each other.</summary>
    private async Task<IReadOnlyList<Cone>> BordersAsync(CancellationToken cancellationToken)
    {
        List<Cone> borders = [];
        foreach (SkyCoord corner in Enumerable.Range(0, (int)Healpix.PixelCount(3)).SelectMany(pixel => Healpix.Corners(3, pixel)))
        {
            Cone cone = new(corner.RaDegrees, corner.DecDegrees, 10.0 / 60);
            if (borders.Count < 50 && (await client.QueryAsync(cone.Adql("COUNT(*) AS n"), cancellationToken))[0][0] > 0)
            {
                borders.Add(cone);
            }
        }

        return borders;
    }
}
