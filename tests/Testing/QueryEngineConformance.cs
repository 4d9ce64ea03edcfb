using System.Text;
using Hven.Adql;
using Hven.Platform.Http;
using Hven.Query;
using Hven.Sky;
using Hven.Tables;

namespace Hven.Testing;

/// <summary>
/// What every engine must do, over <see cref="SampleCatalog"/> ingested as <c>t.sample</c>. Expected answers are computed here, row by row, from the
/// same rows. A back end's tests derive from it.
/// </summary>
public abstract partial class QueryEngineConformance
{
    /// <summary>The engine under test.</summary>
    protected abstract IQueryEngine Engine { get; }

    /// <summary>The tables that it serves.</summary>
    protected abstract QueryCatalog Catalog { get; }

    public static TheoryData<double, double, double> Cones => new()
    {
        { 0, 0, 0.5 }, { 359.99995, 0, 0.001 }, { 0, 90, 1 }, { 17, -90, 0.01 }, { 45, 41.8103148957786, 0.1 }, { 323.36, -0.82, 0.2 },
        { 120, 30, 25 }, { 10, -45, 0 }, { 0, 0, 0 }, { 200, 89.999, 0.05 }, { 90, 0, 180 },
    };

    [Theory]
    [MemberData(nameof(Cones))]
    public async Task Cone_gives_the_rows_within_it(double ra, double dec, double radius)
    {
        Circle circle = new(new SkyCoord(ra, dec), Angle.FromDegrees(radius));
        long[] expected = Ids(row => circle.Contains(new SkyCoord(row.Ra, row.Dec)));
        Assert.Equal(expected, await IdsAsync($"SELECT id FROM t.sample WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE({ra:R}, {dec:R}, {radius:R}))"));
        Assert.Equal(expected, await IdsAsync($"SELECT id FROM t.sample WHERE DISTANCE(POINT(ra, dec), POINT({ra:R}, {dec:R})) <= {radius:R}"));
        // An expression in the list keeps the engine from the short way of a lookup; the answer must not depend on the way.
        Assert.Equal(expected, await IdsAsync($"SELECT id + 0 AS id FROM t.sample WHERE CONTAINS(POINT(ra, dec), CIRCLE({ra:R}, {dec:R}, {radius:R})) = 1"));
        Assert.Equal(expected.Length, await NumberAsync($"SELECT COUNT(*) FROM t.sample WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE({ra:R}, {dec:R}, {radius:R}))"));
    }

    [Fact]
    public async Task Polygon_across_ra_0_gives_the_rows_within_it()
    {
        Polygon polygon = new([new SkyCoord(359, -1), new SkyCoord(1, -1), new SkyCoord(1.5, 1), new SkyCoord(358.5, 1.2)]);
        long[] expected = Ids(row => polygon.Contains(new SkyCoord(row.Ra, row.Dec)));
        Assert.NotEmpty(expected);
        const string Where = "WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(359, -1, 1, -1, 1.5, 1, 358.5, 1.2))";
        Assert.Equal(expected, await IdsAsync($"SELECT id FROM t.sample {Where}"));
        Assert.Equal(expected, await IdsAsync($"SELECT id + 0 AS id FROM t.sample {Where}"));
    }

    [Fact]
    public async Task Box_across_ra_0_gives_the_rows_within_it()
    {
        Box box = new(new SkyCoord(0, 0), Angle.FromDegrees(2), Angle.FromDegrees(1));
        long[] expected = Ids(row => box.Contains(new SkyCoord(row.Ra, row.Dec)));
        Assert.NotEmpty(expected);
        Assert.Equal(expected, await IdsAsync("SELECT id FROM t.sample WHERE 1 = CONTAINS(POINT(ra, dec), BOX(0, 0, 2, 1))"));
        Assert.Equal(expected, await IdsAsync("SELECT id + 0 AS id FROM t.sample WHERE 1 = CONTAINS(POINT(ra, dec), BOX(0, 0, 2, 1))"));
    }

    [Theory]
    [InlineData("mag < 20")]
    [InlineData("mag >= 20")]
    [InlineData("mag <> 20")]
    [InlineData("mag BETWEEN 18 AND 20.5")]
    [InlineData("mag IS NULL")]
    [InlineData("mag IS NOT NULL")]
    [InlineData("n = -7")]
    [InlineData("n > 3.5")]
    [InlineData("n IN (1, 2, 3)")]
    [InlineData("n IS NULL")]
    [InlineData("name = 'γ Cas'")]
    [InlineData("name > 'b'")]
    [InlineData("name IN ('alpha', '星')")]
    [InlineData("name IS NULL")]
    [InlineData("name = 'it''s \"quoted\"'")]
    [InlineData("id > 9007199254740992")]
    public async Task Comparison_gives_the_same_rows_by_lookup_and_by_scan(string condition)
    {
        string cone = $"1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 40)) AND {condition}";
        long[] scanned = await IdsAsync($"SELECT id + 0 AS id FROM t.sample WHERE {cone}");
        Assert.Equal(scanned, await IdsAsync($"SELECT id FROM t.sample WHERE {cone}"));
        Circle circle = new(new SkyCoord(0, 0), Angle.FromDegrees(40));
        Assert.Equal(Ids(row => circle.Contains(new SkyCoord(row.Ra, row.Dec)) && Holds(condition, row)), scanned);
    }

    [Theory]
    [InlineData("LIKE '%a%'")]
    [InlineData("LIKE '100%'")]
    [InlineData("LIKE '_eta'")]
    [InlineData("LIKE 'a.b*c'")]
    [InlineData("LIKE '%\\%'")]
    [InlineData("LIKE '%a%a%'")]
    public async Task Like_means_what_sql_says(string pattern)
    {
        string like = pattern[6..^1];
        long[] expected = Ids(row => row.Name is not null && IsLike(row.Name, like));
        Assert.Equal(expected, await IdsAsync($"SELECT id FROM t.sample WHERE name {pattern}"));
    }

    [Fact]
    public async Task Identifier_finds_its_row_to_the_last_digit()
    {
        Assert.Equal((long[])[9007199254740995L], await IdsAsync("SELECT id FROM t.sample WHERE id = 9007199254740995"));
        Assert.Equal((long[])[-7L], await IdsAsync("SELECT id FROM t.sample WHERE id = -7"));
        Assert.Empty(await IdsAsync("SELECT id FROM t.sample WHERE id = 9007199254740994"));
        Assert.Equal((long[])[-3L, -1L], await IdsAsync("SELECT id FROM t.sample WHERE id IN (-1, -3, -3, 12345)"));
    }

    [Fact]
    public async Task Values_come_back_as_they_went_in()
    {
        foreach (string query in new[] { "SELECT id, ra, dec, mag, n, name FROM t.sample", "SELECT id, ra, dec, mag, n, name FROM t.sample WHERE 1=CONTAINS(POINT(ra,dec), CIRCLE(0,0,180))" })
        {
            Dictionary<long, SampleRow> read = [];
            await foreach (RecordBatch batch in RunAsync(query))
            {
                foreach (SampleRow row in Read(batch))
                {
                    read.Add(row.Id, row);
                }
            }

            Assert.Equal(SampleCatalog.Rows.Count, read.Count);
            Assert.All(SampleCatalog.Rows, row => Assert.Equal(row, read[row.Id]));
        }
    }

    [Theory]
    [InlineData("subquery-rows", "SELECT (SELECT id FROM t.sample) FROM t.sample")]
    [InlineData("subquery-rows", "SELECT COUNT(*) FROM t.sample WHERE id = (SELECT id FROM t.sample)")]
    [InlineData("unsupported", "SELECT COUNT(*) FROM t.sample a LEFT JOIN t.sample b ON EXISTS (SELECT 1 FROM t.sample c WHERE c.id = a.id AND c.id = b.id)")]
    [InlineData("arithmetic", "SELECT SUM(CAST(name AS INTEGER)) FROM t.sample")]
    public async Task What_no_engine_can_answer_is_told_in_the_users_words(string code, string query)
    {
        ServiceException refusal = await Assert.ThrowsAsync<ServiceException>(() => NumberAsync(query));
        Assert.Equal((code, 400), (refusal.Code, refusal.Status));
        Assert.DoesNotContain("CAST to DOUBLE", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aggregates_leave_nulls_out()
    {
        Assert.Equal(SampleCatalog.Rows.Count(row => row.Count is not null), await NumberAsync("SELECT COUNT(n) FROM t.sample"));
        Assert.Equal(SampleCatalog.Rows.Sum(row => (long)(row.Count ?? 0)), await NumberAsync("SELECT SUM(n) FROM t.sample"));
        Assert.Equal(SampleCatalog.Rows.Select(row => row.Name).Where(name => name is not null).Distinct().Count(), await NumberAsync("SELECT COUNT(DISTINCT name) FROM t.sample"));
        Assert.Equal(0, await NumberAsync("SELECT COUNT(*) FROM t.sample WHERE n > 1000"));
    }

    [Fact]
    public async Task Metadata_follows_the_columns()
    {
        await using ITableReader reader = await Engine.OpenAsync(Compile("SELECT ra, mag AS brightness, ra + 1 AS shifted, COUNT(*) AS c FROM t.sample GROUP BY ra, mag"), 10, default);
        Column[] columns = [.. reader.Schema.Columns];
        Assert.Equal(("deg", "pos.eq.ra;meta.main"), (columns[0].Unit, columns[0].Ucd));
        Assert.Equal("brightness", columns[1].Name);
        Assert.Null(columns[2].Ucd);
        Assert.Equal(ElementType.Int64, columns[3].Type);
    }

    [Theory]
    [InlineData("SELECT TOP 3 name FROM t.sample")]
    [InlineData("SELECT name FROM t.sample WHERE DISTANCE(ra, dec, 0, 0) < 1")]
    [InlineData("SELECT MAX(name) AS name FROM t.sample")]
    [InlineData("SELECT UPPER(name) || '!' AS name FROM t.sample ORDER BY 1")]
    public async Task Texts_beyond_ascii_are_told_of(string query)
    {
        await using ITableReader reader = await Engine.OpenAsync(Compile(query), 10, default);
        Assert.True(reader.Schema.Columns.Single().IsUnicode);
    }

    [Fact]
    public async Task Row_limit_stops_the_rows()
    {
        foreach (string query in new[] { "SELECT id FROM t.sample", "SELECT id FROM t.sample WHERE 1=CONTAINS(POINT(ra,dec), CIRCLE(0,0,180))", "SELECT TOP 4000 id FROM t.sample ORDER BY id" })
        {
            long rows = 0;
            await using ITableReader reader = await Engine.OpenAsync(Compile(query), 3001, default);
            RecordBatch batch = new(reader.Schema);
            while (await reader.ReadAsync(batch, default))
            {
                rows += batch.RowCount;
            }

            Assert.Equal(3001, rows);
        }
    }

    [Theory]
    [InlineData("SELECT TOP 3000 id, mag + 1 AS fainter FROM t.sample")]
    [InlineData("SELECT DISTINCT TOP 3000 id, mag + 1 AS fainter FROM t.sample")]
    [InlineData("SELECT TOP 3000 id, mag + 1 AS fainter FROM t.sample ORDER BY id")]
    [InlineData("SELECT TOP 3000 id, mag + 1 AS fainter FROM t.sample OFFSET 10")]
    public async Task Large_top_stops_the_rows(string query)
    {
        long rows = 0;
        await using ITableReader reader = await Engine.OpenAsync(Compile(query), 4000, default);
        RecordBatch batch = new(reader.Schema);
        while (await reader.ReadAsync(batch, default))
        {
            rows += batch.RowCount;
        }

        Assert.Equal(3000, rows);
    }

    [Fact]
    public async Task Cancel_stops_the_engine_within_a_second()
    {
        using CancellationTokenSource cancel = new();
        Task<long> running = NumberAsync("SELECT COUNT(*) FROM t.sample a, t.sample b, t.sample c WHERE a.mag + b.mag > c.mag", cancel.Token);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted, "The query is meant to take long.");
        long started = TimeProvider.System.GetTimestamp();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(SampleCatalog.Rows.Count, await NumberAsync("SELECT COUNT(*) FROM t.sample"));
    }

    [Fact]
    public async Task Paused_readers_do_not_hold_up_others()
    {
        var paused = new List<ITableReader>();
        try
        {
            for (int number = 0; number < 40; number++)
            {
                ITableReader reader = await Engine.OpenAsync(Compile("SELECT a.id, b.id AS other FROM t.sample a, t.sample b"), long.MaxValue - 1, default);
                paused.Add(reader);
                Assert.True(await reader.ReadAsync(new RecordBatch(reader.Schema), default));
            }

            Assert.Equal(SampleCatalog.Rows.Count, await NumberAsync("SELECT COUNT(*) FROM t.sample WHERE n + 0 = n OR n IS NULL"));
        }
        finally
        {
            foreach (ITableReader reader in paused)
            {
                await reader.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Schema_tables_describe_the_table()
    {
        Assert.Equal(6, await NumberAsync("SELECT COUNT(*) FROM tap_schema.columns WHERE table_name = 't.sample'"));
        Assert.Equal(1, await NumberAsync("SELECT COUNT(*) FROM tap_schema.tables WHERE table_name = 't.sample'"));
    }

    private static List<SampleRow> Read(RecordBatch batch)
    {
        var rows = new List<SampleRow>();
        for (int row = 0; row < batch.RowCount; row++)
        {
            rows.Add(new(
                ((PrimitiveVector<long>)batch.Columns[0]).Values[row],
                ((PrimitiveVector<double>)batch.Columns[1]).Values[row],
                ((PrimitiveVector<double>)batch.Columns[2]).Values[row],
                batch.Columns[3].IsNull(row) ? null : ((PrimitiveVector<double>)batch.Columns[3]).Values[row],
                batch.Columns[4].IsNull(row) ? null : (int)((PrimitiveVector<long>)batch.Columns[4]).Values[row],
                batch.Columns[5].IsNull(row) ? null : Encoding.UTF8.GetString(((TextVector)batch.Columns[5])[row])));
        }

        return rows;
    }

    private static long[] Ids(Func<SampleRow, bool> fits) => [.. SampleCatalog.Rows.Where(fits).Select(row => row.Id).Order()];

    /// <summary>The conditions of the comparison test, with the rules of SQL: a null fits nothing, a NaN is above every number.</summary>
    private static bool Holds(string condition, SampleRow row) => condition switch
    {
        "mag < 20" => row.Magnitude < 20,
        "mag >= 20" => row.Magnitude >= 20 || row.Magnitude is double.NaN,
        "mag <> 20" => row.Magnitude is not null && row.Magnitude != 20,
        "mag BETWEEN 18 AND 20.5" => row.Magnitude is >= 18 and <= 20.5,
        "mag IS NULL" => row.Magnitude is null,
        "mag IS NOT NULL" => row.Magnitude is not null,
        "n = -7" => row.Count == -7,
        "n > 3.5" => row.Count > 3.5,
        "n IN (1, 2, 3)" => row.Count is 1 or 2 or 3,
        "n IS NULL" => row.Count is null,
        "name = 'γ Cas'" => row.Name == "γ Cas",
        "name > 'b'" => row.Name is not null && string.CompareOrdinal(row.Name, "b") > 0,
        "name IN ('alpha', '星')" => row.Name is "alpha" or "星",
        "name IS NULL" => row.Name is null,
        "name = 'it''s \"quoted\"'" => row.Name == "it's \"quoted\"",
        "id > 9007199254740992" => row.Id > 9007199254740992,
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "No expectation for this condition."),
    };

    private static bool IsLike(string text, string pattern) => pattern.Length == 0
        ? text.Length == 0
        : pattern[0] == '%'
            ? Enumerable.Range(0, text.Length + 1).Any(start => IsLike(text[start..], pattern[1..]))
            : text.Length > 0 && (pattern[0] == '_' || pattern[0] == text[0]) && IsLike(text[1..], pattern[1..]);

    private Adql.Binding.BoundQuery Compile(string text)
    {
        AdqlCompilation compilation = AdqlCompiler.Compile(text, Catalog, AdqlOptions.Default);
        Assert.DoesNotContain(compilation.Diagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return compilation.Query!;
    }

    private async IAsyncEnumerable<RecordBatch> RunAsync(string query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using ITableReader reader = await Engine.OpenAsync(Compile(query), long.MaxValue - 1, cancellationToken);
        RecordBatch batch = new(reader.Schema);
        while (await reader.ReadAsync(batch, cancellationToken))
        {
            yield return batch;
        }
    }

    private async Task<long[]> IdsAsync(string query)
    {
        var ids = new List<long>();
        await foreach (RecordBatch batch in RunAsync(query))
        {
            ids.AddRange(((PrimitiveVector<long>)batch.Columns[0]).Values);
        }

        return [.. ids.Order()];
    }

    private async Task<long> NumberAsync(string query, CancellationToken cancellationToken = default)
    {
        long? number = null;
        await foreach (RecordBatch batch in RunAsync(query, cancellationToken))
        {
            number = ((PrimitiveVector<long>)batch.Columns[0]).Values[0];
        }

        return number ?? throw new InvalidOperationException("The query gave no row.");
    }
}
