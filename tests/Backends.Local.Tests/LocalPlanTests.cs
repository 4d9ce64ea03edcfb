using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Query;
using Hven.Tables;
using Hven.Testing;

namespace Hven.Backends.Local.Tests;

/// <summary>What the engine says of queries before it runs them, against what it does.</summary>
public sealed class LocalPlanTests(AcceleratedSample sample) : IClassFixture<AcceleratedSample>
{
    private static readonly long s_all = SampleCatalog.Rows.Count;

    [Theory]
    [InlineData("SELECT id, mag FROM t.sample WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 0.5))", PlanWay.Columns, ReadWay.Region)]
    [InlineData("SELECT COUNT(*) FROM t.sample WHERE DISTANCE(ra, dec, 120, 90) < 20 AND mag < 20", PlanWay.Columns, ReadWay.Region)]
    [InlineData("SELECT id FROM t.sample WHERE id = -7", PlanWay.Columns, ReadWay.Identifier)]
    [InlineData("SELECT TOP 10 id FROM t.sample", PlanWay.Columns, ReadWay.First)]
    [InlineData("SELECT id + 0 FROM t.sample WHERE DISTANCE(ra, dec, 0, 0) < 0.5", PlanWay.Engine, ReadWay.Region)]
    [InlineData("SELECT AVG(mag) FROM t.sample", PlanWay.Engine, ReadWay.All)]
    [InlineData("SELECT TOP 5 id FROM t.sample ORDER BY DISTANCE(ra, dec, 0, 0)", PlanWay.Engine, ReadWay.Nearest)]
    public async Task Explain_tells_how_rows_are_found_and_how_many(string adql, PlanWay way, ReadWay read)
    {
        QueryPlan plan = sample.Engine.Explain(Compile(adql), 100_000);
        PlannedRead planned = Assert.Single(plan.Reads);
        Assert.Equal((way, read, "t.sample", s_all), (plan.Way, planned.Way, planned.Table, planned.TableRows));
        Assert.Empty(plan.Matches);
        Assert.False(plan.TriesAllPairs);
        Assert.InRange(planned.Partitions!.Value, 1, planned.TablePartitions!.Value);
        Assert.Equal(read == ReadWay.All, planned.Rows == s_all);
        Assert.InRange(planned.Rows, 1, s_all);
        Assert.InRange(planned.Bytes, planned.Rows, planned.Rows * 100);
        if (await RunAsync(adql) is { EstimatedRows: { } estimated } known)
        {
            // What was foretold is what was looked at, row by row.
            Assert.Equal(planned.Rows, estimated);
            Assert.Equal(estimated, known.RowsLookedAt);
        }
        else
        {
            Assert.Equal(PlanWay.Engine, plan.Way);
        }
    }

    [Fact]
    public async Task Explain_estimates_the_pairs_of_a_match()
    {
        const string Adql = "SELECT a.id, b.id AS other FROM t.sample a JOIN t.sample b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 1e-7";
        QueryPlan plan = sample.Engine.Explain(Compile(Adql), 100_000);
        Assert.Empty(plan.Reads);
        PlannedMatch match = Assert.Single(plan.Matches);
        Assert.Equal(("t.sample", "t.sample", s_all, s_all), (match.Left, match.Right, match.LeftRows, match.RightRows));
        IEstimatedReader known = (await RunAsync(Adql))!;
        Assert.Equal(plan.Rows, known.EstimatedRows);
        Assert.InRange(known.RowsLookedAt, plan.Rows / 2, plan.Rows * 2);

        PlannedMatch limited = Assert.Single(sample.Engine.Explain(Compile(Adql + " WHERE DISTANCE(a.ra, a.dec, 0, 0) < 0.5"), 100).Matches);
        Assert.InRange(limited.LeftRows!.Value, 1, s_all / 2);
        Assert.Equal(s_all, limited.RightRows);
    }

    [Theory]
    [InlineData("SELECT COUNT(*) FROM t.sample a, t.sample b WHERE DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.1", false)]
    [InlineData("SELECT COUNT(*) FROM t.sample a, t.sample b WHERE DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.1 OR a.id = b.id", true)]
    [InlineData("SELECT COUNT(*) FROM t.sample a JOIN t.sample b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < b.mag / 3600", true)]
    [InlineData("SELECT COUNT(*) FROM t.sample a WHERE EXISTS (SELECT 1 FROM t.sample b WHERE DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.1 AND a.id <> b.id)", true)]
    public void Explain_tells_when_all_pairs_are_tried(string adql, bool triesAllPairs)
    {
        QueryPlan plan = sample.Engine.Explain(Compile(adql), 100);
        Assert.Equal(triesAllPairs, plan.TriesAllPairs);
        Assert.Equal(triesAllPairs, PlanWords.Of(plan).Slow?.Contains("all pairs", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData("SELECT a.id FROM t.sample a, t.sample b WHERE a.ra * b.dec < 1", true)]
    [InlineData("SELECT a.id FROM t.sample a JOIN t.sample b ON a.id < b.id", true)]
    [InlineData("SELECT a.id FROM t.sample a, t.sample b, t.sample c WHERE a.id = b.id AND c.mag < 20", true)]
    [InlineData("SELECT a.id FROM t.sample a, t.sample b WHERE a.id = b.id + 1", false)]
    [InlineData("SELECT a.id FROM t.sample a LEFT JOIN t.sample b USING (id)", false)]
    [InlineData("SELECT a.id FROM t.sample a, t.sample b WHERE DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.1", false)]
    [InlineData("SELECT a.id FROM t.sample a, t.sample b, t.sample c WHERE a.id = b.id AND c.id = a.id", false)]
    public void Explain_tells_when_rows_meet_each_of_another_table(string adql, bool isProduct)
    {
        PlannedProduct? product = sample.Engine.Explain(Compile(adql), 100).Product;
        Assert.Equal(isProduct, product is not null);
        Assert.Equal(isProduct ? (double)s_all * s_all : 0, product?.Rows ?? 0);
    }

    [Fact]
    public void Words_warn_of_tables_that_nothing_ties_together()
    {
        PlanWords words = PlanWords.Of(new(PlanWay.Engine, [], [], false) { Product = new(["dr1.main", "dr1.main"], 4e10) });
        Assert.Equal("Nothing ties dr1.main and dr1.main together, so that each row of the one meets each of the other: 40,000,000,000 combinations.", words.Slow);
        Assert.Contains("ON a.id = b.id", words.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_name_the_slow_part_and_what_helps()
    {
        PlanWords scan = PlanWords.Of(new(PlanWay.Engine, [new("dr1.main", ReadWay.All, 20_000_000, 20_000_000, 5, 400_000_000) { Partitions = 424, TablePartitions = 424, RowGroups = 163, TableRowGroups = 163 }], [], false));
        Assert.Equal("dr1.main: 20,000,000 of 20,000,000 rows, in 424 of 424 partitions, 163 of 163 row groups, 5 columns, about 400 MB; all of them.", scan.Steps[1]);
        Assert.Equal("No region, identifier or match limits dr1.main: all 20,000,000 rows of 5 columns are read.", scan.Slow);
        Assert.Contains("TABLESAMPLE", scan.Hint, StringComparison.Ordinal);
        PlanWords zero = PlanWords.Of(new(PlanWay.Engine, [], [new("dr1.main", null, 0, 20_000_000, null, null)], false));
        Assert.Contains("1/3600.0", zero.Hint, StringComparison.Ordinal);
        Assert.Null(PlanWords.Of(new(PlanWay.Columns, [new("dr1.main", ReadWay.Region, 350, 20_000_000, 5, 14_000)], [], false)).Slow);
    }

    private BoundQuery Compile(string adql)
    {
        AdqlCompilation compilation = AdqlCompiler.Compile(adql, sample.Catalog);
        Assert.True(compilation.Query is not null, string.Join('\n', compilation.Diagnostics));
        return compilation.Query;
    }

    private async Task<IEstimatedReader?> RunAsync(string adql)
    {
        await using ITableReader reader = await sample.Engine.OpenAsync(Compile(adql), 100_000, TestContext.Current.CancellationToken);
        RecordBatch batch = new(reader.Schema);
        while (await reader.ReadAsync(batch, TestContext.Current.CancellationToken))
        {
        }

        return reader as IEstimatedReader;
    }
}
