using System.Globalization;
using Hven.Platform.Http;
using Hven.Sky;
using Hven.Tables;

namespace Hven.Testing;

/// <summary>Joins by position: every pair, and no other, whatever the join is written like. Expected pairs are found here by trying all.</summary>
public abstract partial class QueryEngineConformance
{
    private const double Arcsecond = 1 / 3600.0;

    public static TheoryData<double> MatchRadii => [1e-6 * Arcsecond, 1e-3 * Arcsecond, Arcsecond, 60 * Arcsecond, 0.3, 12];

    public static TheoryData<string> MatchForms =>
    [
        "SELECT a.id AS x, b.id AS y FROM t.sample a JOIN t.sample b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) <= {0}",
        "SELECT a.id AS x, b.id AS y FROM t.sample a JOIN t.sample b ON {0} >= DISTANCE(POINT(b.ra, b.dec), POINT(a.ra, a.dec))",
        "SELECT a.id AS x, b.id AS y FROM t.sample a JOIN t.sample b ON 1 = CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, {0}))",
        "SELECT a.id AS x, b.id AS y FROM t.sample a JOIN t.sample b ON INTERSECTS(CIRCLE(POINT(b.ra, b.dec), {0}), POINT(a.ra, a.dec)) = 1",
        "SELECT a.id AS x, b.id AS y FROM t.sample a, t.sample b WHERE DISTANCE(a.ra, a.dec, b.ra, b.dec) <= {0}",
        "SELECT a.id AS x, b.id AS y FROM t.sample a CROSS JOIN t.sample b WHERE a.id = a.id AND DISTANCE(a.ra, a.dec, b.ra, b.dec) <= {0}",
        "SELECT a.id AS x, b.id AS y FROM (SELECT * FROM t.sample) a JOIN t.sample b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) <= {0}",
        "SELECT a.id AS x, b.id AS y FROM t.sample a JOIN (SELECT id, ra AS lon, dec AS lat FROM t.sample) b ON DISTANCE(a.ra, a.dec, b.lon, b.lat) <= {0}",
        "SELECT a.id AS x, b.id AS y FROM (SELECT * FROM t.sample) a, (SELECT * FROM t.sample) b WHERE DISTANCE(a.ra, a.dec, b.ra, b.dec) <= {0}",
        "WITH s AS (SELECT id, ra, dec FROM t.sample) SELECT a.id AS x, b.id AS y FROM s a JOIN s b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) <= {0}",
        "SELECT a.id AS x, b.id AS y FROM t.sample a JOIN t.sample b ON DISTANCE(a.ra + 360, a.dec, b.ra, b.dec) <= {0}",
        "SELECT x, y FROM (SELECT a.id AS x, b.id AS y FROM t.sample a JOIN t.sample b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) <= {0}) p",
        "SELECT a.id AS x, b.id AS y FROM t.sample a LEFT JOIN t.sample b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) <= {0}",
        "SELECT a.id AS x, b.id AS y FROM t.sample a FULL JOIN t.sample b ON 1 = 1 WHERE DISTANCE(a.ra, a.dec, b.ra, b.dec) <= {0}",
    ];

    [Theory]
    [MemberData(nameof(MatchRadii))]
    public async Task Match_gives_the_pairs_within_the_radius(double radius)
    {
        List<(long, long)> expected = Pairs(radius, isStrict: false);
        Assert.True(expected.Count >= SampleCatalog.Rows.Count);
        Assert.Equal(expected, await PairsAsync("SELECT a.id AS x, b.id AS y FROM t.sample a JOIN t.sample b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) <= {0}", radius));
        Assert.Equal(Pairs(radius, isStrict: true), await PairsAsync("SELECT a.id AS x, b.id AS y FROM t.sample a JOIN t.sample b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < {0}", radius));
    }

    [Theory]
    [MemberData(nameof(MatchForms))]
    public async Task Match_is_the_same_in_every_form(string query) =>
        Assert.Equal(Pairs(Arcsecond, isStrict: false), await PairsAsync(query, Arcsecond));

    [Theory]
    [InlineData("DISTANCE(a.ra, a.dec, b.ra, b.dec) <= 0", true)]
    [InlineData("DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0", false)]
    [InlineData("DISTANCE(a.ra, a.dec, b.ra, b.dec) <= -1", false)]
    [InlineData("DISTANCE(a.ra, a.dec, b.ra, b.dec) < NULL", false)]
    [InlineData("DISTANCE(a.ra, a.dec, b.ra, b.dec) < 1/3600", false)]
    [InlineData("1 = CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, 0))", true)]
    public async Task Match_within_nothing_gives_at_most_the_same_positions(string condition, bool gives)
    {
        List<(long, long)> expected = gives ? Pairs(0, isStrict: false) : [];
        Assert.Equal(expected, await PairsAsync($"SELECT a.id AS x, b.id AS y FROM t.sample a JOIN t.sample b ON {condition}", 0));
    }

    [Fact]
    public async Task Match_takes_further_conditions()
    {
        const string On = "SELECT a.id AS x, b.id AS y FROM t.sample a JOIN t.sample b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < {0}";
        Dictionary<long, SampleRow> rows = SampleCatalog.Rows.ToDictionary(row => row.Id);
        List<(long X, long Y)> pairs = Pairs(0.01, isStrict: true);
        Assert.Equal(pairs.Where(pair => pair.X < pair.Y), await PairsAsync(On + " AND a.id < b.id", 0.01));
        Assert.Equal(pairs.Where(pair => rows[pair.X].Name == rows[pair.Y].Name && rows[pair.X].Name is not null), await PairsAsync(On + " WHERE a.name = b.name", 0.01));
        Assert.Equal(pairs.Where(pair => rows[pair.X].Count + rows[pair.Y].Count > 20), await PairsAsync(On + " AND a.n + b.n > 20", 0.01));
        Circle circle = new(new SkyCoord(0, 0), Angle.FromDegrees(0.02));
        Assert.Equal(
            pairs.Where(pair => circle.Contains(new SkyCoord(rows[pair.X].Ra, rows[pair.X].Dec))),
            await PairsAsync(On + " WHERE 1 = CONTAINS(POINT(a.ra, a.dec), CIRCLE(0, 0, 0.02))", 0.01));
        Assert.Equal(
            pairs.Where(pair => circle.Contains(new SkyCoord(rows[pair.Y].Ra, rows[pair.Y].Dec))),
            await PairsAsync("SELECT a.id AS x, b.id AS y FROM t.sample a JOIN (SELECT * FROM t.sample WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 0.02))) b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < {0}", 0.01));
    }

    [Theory]
    [InlineData("LEFT", "", true, false)]
    [InlineData("LEFT", " AND a.n > b.n", true, false)]
    [InlineData("RIGHT", "", false, true)]
    [InlineData("RIGHT", " AND a.n > b.n", false, true)]
    [InlineData("FULL", "", true, true)]
    [InlineData("FULL", " AND a.n > b.n", true, true)]
    [InlineData("FULL", " AND a.n > b.n AND b.mag > 20", true, true)]
    public async Task Outer_match_keeps_rows_without_partner(string kind, string condition, bool keepsLeft, bool keepsRight)
    {
        // One side has only some of the rows, so that rows of either side are left over.
        List<SampleRow> left = [.. SampleCatalog.Rows.Where(row => row.Count < 10)];
        List<SampleRow> right = [.. SampleCatalog.Rows.Where(row => row.Count > -10)];
        List<(long X, long Y)> expected = [];
        HashSet<long> partners = [];
        foreach (SampleRow a in left)
        {
            bool isAlone = true;
            foreach (SampleRow b in right)
            {
                if (Math.Abs(a.Dec - b.Dec) <= 0.01 && Separation(a, b) < 0.01
                    && (condition.Length == 0 || a.Count > b.Count) && (!condition.Contains("mag", StringComparison.Ordinal) || b.Magnitude is > 20 or double.NaN))
                {
                    isAlone = false;
                    partners.Add(b.Id);
                    expected.Add((a.Id, b.Id));
                }
            }

            if (isAlone && keepsLeft)
            {
                expected.Add((a.Id, long.MinValue));
            }
        }

        expected.AddRange(keepsRight ? right.Where(b => !partners.Contains(b.Id)).Select(b => (long.MinValue, b.Id)) : []);
        expected.Sort();
        string on = $"ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.01{condition}";
        Assert.Equal(expected, await PairsAsync($"SELECT a.id AS x, b.id AS y FROM (SELECT * FROM t.sample WHERE n < 10) a {kind} JOIN (SELECT * FROM t.sample WHERE n > -10) b {on}", 0));

        // The table itself on either side, cut down behind the join where that cannot touch what is compared.
        string where = (keepsLeft, keepsRight) switch
        {
            (true, false) => $"SELECT a.id AS x, b.id AS y FROM t.sample a LEFT JOIN t.sample b {on} AND b.n > -10 WHERE a.n < 10",
            (false, true) => $"SELECT a.id AS x, b.id AS y FROM t.sample a RIGHT JOIN t.sample b {on} AND a.n < 10 WHERE b.n > -10",
            _ => $"SELECT a.id AS x, b.id AS y FROM t.sample a FULL JOIN t.sample b {on} AND a.n < 10 AND b.n > -10 WHERE (a.n < 10 OR a.id IS NULL) AND (b.n > -10 OR b.id IS NULL)",
        };
        Assert.Equal(expected, await PairsAsync(where, 0));
    }

    [Fact]
    public async Task Match_of_three_tables_gives_all_triples()
    {
        Dictionary<long, List<long>> near = Pairs(0.0002, isStrict: true).GroupBy(pair => pair.X).ToDictionary(group => group.Key, group => group.Select(pair => pair.Y).ToList());
        long star = near.Values.Sum(ids => (long)ids.Count * ids.Count);
        long chain = near.Values.Sum(ids => ids.Sum(id => (long)near[id].Count));
        Assert.Equal(star, await NumberAsync("SELECT COUNT(*) FROM t.sample a JOIN t.sample b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.0002 JOIN t.sample c ON DISTANCE(a.ra, a.dec, c.ra, c.dec) < 0.0002"));
        Assert.Equal(chain, await NumberAsync("SELECT COUNT(*) FROM t.sample a, t.sample b, t.sample c WHERE DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.0002 AND DISTANCE(c.ra, c.dec, b.ra, b.dec) < 0.0002"));
        Assert.Equal(chain, await NumberAsync("SELECT COUNT(*) FROM t.sample a JOIN (t.sample b JOIN t.sample c ON DISTANCE(c.ra, c.dec, b.ra, b.dec) < 0.0002) ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.0002"));
        Assert.Equal(chain, await NumberAsync("SELECT COUNT(c.id) FROM t.sample a LEFT JOIN (t.sample b JOIN t.sample c ON DISTANCE(c.ra, c.dec, b.ra, b.dec) < 0.0002) ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.0002"));
        Assert.Equal(star, await NumberAsync("SELECT COUNT(a.id) FROM t.sample a LEFT JOIN t.sample b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.0002 LEFT JOIN t.sample c ON DISTANCE(a.ra, a.dec, c.ra, c.dec) < 0.0002"));
        Assert.Equal(
            SampleCatalog.Rows.Count(row => row.Count is not null),
            await NumberAsync("SELECT COUNT(*) FROM t.sample a JOIN t.sample b USING (id) JOIN t.sample c ON DISTANCE(a.ra, a.dec, c.ra, c.dec) <= 0 AND c.id = b.id WHERE c.n IS NOT NULL"));
    }

    [Fact]
    public async Task Match_gives_the_nearest_of_each_row()
    {
        List<(long X, long Y)> expected = [];
        foreach (IGrouping<long, (SampleRow A, SampleRow B, double Separation)> group in Near(0.05).Where(pair => pair.A.Id != pair.B.Id).GroupBy(pair => pair.A.Id))
        {
            double least = group.Min(pair => pair.Separation);
            expected.AddRange(group.Where(pair => pair.Separation <= least + 1e-12).Select(pair => (pair.A.Id, pair.B.Id)));
        }

        expected.Sort();
        const string Nearest = "WITH p AS (SELECT a.id AS x, b.id AS y, DISTANCE(a.ra, a.dec, b.ra, b.dec) AS d FROM t.sample a JOIN t.sample b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) <= 0.05 AND a.id <> b.id) "
            + "SELECT p.x, p.y FROM p JOIN (SELECT x, MIN(d) AS least FROM p GROUP BY x) n ON n.x = p.x AND p.d <= n.least + 1e-12";
        Assert.Equal(expected, await PairsAsync(Nearest, 0));
    }

    [Fact]
    public async Task Match_gives_values_as_they_are()
    {
        Dictionary<long, SampleRow> rows = SampleCatalog.Rows.ToDictionary(row => row.Id);
        int seen = 0;
        await foreach (RecordBatch batch in RunAsync("SELECT b.id, b.ra, b.dec, b.mag, b.n, b.name FROM t.sample a JOIN t.sample b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) <= 0 AND a.id = b.id"))
        {
            foreach (SampleRow row in Read(batch))
            {
                Assert.Equal(rows[row.Id], row);
                seen++;
            }
        }

        Assert.Equal(rows.Count, seen);
    }

    [Fact]
    public async Task Match_of_many_pairs_streams_and_stops_within_a_second()
    {
        const string Triples = "FROM t.sample a JOIN t.sample b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 170 JOIN t.sample c ON DISTANCE(b.ra, b.dec, c.ra, c.dec) < 170";
        await using (ITableReader reader = await Engine.OpenAsync(Compile("SELECT a.id, b.name, c.mag " + Triples), 5_000_000, default))
        {
            Assert.True(await reader.ReadAsync(new RecordBatch(reader.Schema), default));
        }

        using CancellationTokenSource cancel = new();
        Task<long> running = NumberAsync("SELECT COUNT(*) " + Triples, cancel.Token);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted, "The query is meant to take long.");
        long started = TimeProvider.System.GetTimestamp();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Match_with_too_many_rows_that_no_index_holds_is_refused()
    {
        const string Query = "SELECT COUNT(*) FROM (SELECT a.ra, b.dec FROM t.sample a, t.sample b) p JOIN t.sample c ON DISTANCE(p.ra, p.dec, c.ra, c.dec) < 1";
        ServiceException refusal = await Assert.ThrowsAsync<ServiceException>(() => NumberAsync(Query));
        Assert.Equal(("match-size", 400), (refusal.Code, refusal.Status));
    }

    [Fact]
    public async Task Match_of_coordinates_from_two_tables_is_worked_off_too()
    {
        List<SampleRow> some = [.. SampleCatalog.Rows.Where(row => row.Count == 7)];
        long expected = 0;
        foreach (SampleRow a in some)
        {
            foreach (SampleRow b in some)
            {
                expected += some.Count(c => new SkyCoord(a.Ra, b.Dec).SeparationTo(new SkyCoord(c.Ra, c.Dec)).Degrees < 20);
            }
        }

        Assert.Equal(expected, await NumberAsync("SELECT COUNT(*) FROM t.sample a, t.sample b, t.sample c WHERE a.n = 7 AND b.n = 7 AND c.n = 7 AND DISTANCE(a.ra, b.dec, c.ra, c.dec) < 20"));
    }

    private static double Separation(SampleRow a, SampleRow b) => new SkyCoord(a.Ra, a.Dec).SeparationTo(new SkyCoord(b.Ra, b.Dec)).Degrees;

    private static IEnumerable<(SampleRow A, SampleRow B, double Separation)> Near(double radius)
    {
        SampleRow[] byDec = [.. SampleCatalog.Rows.OrderBy(row => row.Dec)];
        int first = 0;
        foreach (SampleRow a in byDec)
        {
            while (byDec[first].Dec < a.Dec - radius - 1e-9)
            {
                first++;
            }

            Circle circle = new(new SkyCoord(a.Ra, a.Dec), Angle.FromDegrees(radius));
            for (int index = first; index < byDec.Length && byDec[index].Dec <= a.Dec + radius + 1e-9; index++)
            {
                if (circle.Contains(new SkyCoord(byDec[index].Ra, byDec[index].Dec)))
                {
                    yield return (a, byDec[index], Separation(a, byDec[index]));
                }
            }
        }
    }

    private static List<(long X, long Y)> Pairs(double radius, bool isStrict)
    {
        List<(long X, long Y)> pairs = [.. Near(radius).Where(pair => !isStrict || pair.Separation < radius).Select(pair => (pair.A.Id, pair.B.Id))];
        pairs.Sort();
        return pairs;
    }

    private async Task<List<(long X, long Y)>> PairsAsync(string query, double radius)
    {
        List<(long X, long Y)> pairs = [];
        await foreach (RecordBatch batch in RunAsync(string.Format(CultureInfo.InvariantCulture, query, radius.ToString("R", CultureInfo.InvariantCulture))))
        {
            for (int row = 0; row < batch.RowCount; row++)
            {
                pairs.Add((Id(batch, 0, row), Id(batch, 1, row)));
            }
        }

        pairs.Sort();
        return pairs;
    }

    // Outer joins give nulls, for which no identifier stands.
    private static long Id(RecordBatch batch, int column, int row) => batch.Columns[column].IsNull(row) ? long.MinValue : ((PrimitiveVector<long>)batch.Columns[column]).Values[row];
}
