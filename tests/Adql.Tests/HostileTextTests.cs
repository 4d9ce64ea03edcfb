using System.Diagnostics;
using Hven.Adql.Tests.Support;
using Hven.Adql.Translation.DuckDb;

namespace Hven.Adql.Tests;

/// <summary>Texts made to overflow, explode or break out; each on a thread with the stack of a server's.</summary>
public sealed class HostileTextTests
{
    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static AdqlCompilation CompileOnSmallStack(string adql)
    {
        AdqlCompilation? result = null;
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = AdqlCompiler.Compile(adql, new SurveyCatalog());
                    if (result.Query is not null)
                    {
                        DuckDbTranslator.Translate(result.Query, SurveyCatalog.Source);
                        result.Query.AsLookup();
                    }
                }
                catch (InvalidOperationException e)
                {
                    failure = e;
                }
            },
            maxStackSize: 1 << 20);
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromSeconds(30)), "It takes longer than 30 s.");
        Assert.Null(failure);
        return result!;
    }

    public static TheoryData<string, string> TooMuch => new()
    {
        { "parentheses", $"SELECT {Repeat("(", 100_000)}1{Repeat(")", 100_000)}" },
        { "open parentheses", $"SELECT {Repeat("(", 500_000)}" },
        { "signs", $"SELECT {Repeat("- ", 100_000)}1" },
        { "NOTs", $"SELECT 1 FROM dr1.main WHERE {Repeat("NOT ", 100_000)}ra = 1" },
        { "sum", $"SELECT {Repeat("1 + ", 100_000)}1" },
        { "product in sum", $"SELECT {Repeat("1 + 2 * ", 50_000)}1" },
        { "texts", $"SELECT {Repeat("'a' || ", 100_000)}'b'" },
        { "comparisons", $"SELECT 1 FROM dr1.main WHERE {Repeat("ra = ", 100_000)}1" },
        { "functions", $"SELECT {Repeat("ABS(", 100_000)}1{Repeat(")", 100_000)}" },
        { "subqueries", $"{Repeat("SELECT * FROM (", 50_000)}SELECT 1{Repeat(") AS t", 50_000)}" },
        { "subqueries in expressions", $"{Repeat("SELECT (", 50_000)}1{Repeat(")", 50_000)}" },
        { "CASEs", $"SELECT {Repeat("CASE WHEN 1 = 1 THEN ", 30_000)}1{Repeat(" END", 30_000)}" },
        { "joins in parentheses", $"SELECT 1 FROM {Repeat("(", 100_000)}dr1.main{Repeat(")", 100_000)}" },
        { "tables", $"SELECT 1 FROM dr1.main{Repeat(", dr1.main", 50_000)}" },
        { "joins", $"SELECT 1 FROM dr1.main{Repeat(" CROSS JOIN dr1.main", 50_000)}" },
        { "unions", $"SELECT 1{Repeat(" UNION SELECT 1", 50_000)}" },
        { "chains between parentheses", $"SELECT {Repeat("(", 100)}1{Repeat($"{Repeat(" + 1", 100)})", 100)}" },
        { "chains between subqueries", $"SELECT {Repeat("(SELECT ", 50)}1{Repeat($"{Repeat(" + 1", 100)})", 50)}" },
        { "conditions", $"SELECT ra FROM dr1.main WHERE ra=1{Repeat(" OR ra=1", 10_000)}" },
        { "conditions apart", $"SELECT ra FROM dr1.main WHERE (ra=1{Repeat(" OR ra=1", 5_000)}) AND (ra=1{Repeat(" AND ra=1", 5_000)})" },
        { "length", $"SELECT 1{Repeat(" ", 10_000_000)}" },
    };

    [Theory]
    [MemberData(nameof(TooMuch))]
    public void Compile_too_deep_or_long_is_one_clear_finding(string name, string adql)
    {
        Assert.NotEmpty(name);
        AdqlCompilation compilation = CompileOnSmallStack(adql);
        Assert.Null(compilation.Query);
        Diagnostic found = Assert.Single(compilation.Diagnostics);
        Assert.Equal(DiagnosticCodes.LimitExceeded, found.Code);
    }

    [Theory]
    [InlineData(" OR ")]
    [InlineData(" AND ")]
    public void Compile_long_chain_of_conditions_is_let_through(string word)
    {
        string adql = $"SELECT ra FROM dr1.main WHERE ra=1{Repeat($"{word}ra=1", 9_999)}";
        Assert.NotNull(CompileOnSmallStack(adql).Query);
    }

    [Fact]
    public void Compile_nesting_up_to_the_bound_is_run_by_the_engine()
    {
        using var engine = new Engine();
        Assert.Equal(["1"], engine.Query($"SELECT {Repeat("(", 120)}1{Repeat(")", 120)}"));
        Assert.Equal(["121"], engine.Query($"SELECT {Repeat("1 + ", 120)}1"));
        Assert.Equal(["1"], engine.Query($"SELECT {Repeat("TRUNCATE(", 100)}SQRT(LOG(EXP(NULLIF(SQRT(1), 5)))){Repeat(", 1)", 100)}"));
        Assert.Equal(["1"], engine.Query($"SELECT {Repeat("CASE WHEN 1 = 1 THEN ", 100)}1{Repeat(" END", 100)}"));
        Assert.Equal(["1"], engine.Query($"{Repeat("SELECT * FROM (", 60)}SELECT 1{Repeat(") AS t", 60)}"));
        Assert.Equal(["5000"], engine.Query($"SELECT COUNT(*) FROM (SELECT 5 AS n{Repeat(" UNION ALL SELECT 5", 99)}) AS a, (SELECT 5 AS n{Repeat(" UNION ALL SELECT 5", 49)}) AS b WHERE a.n IN (1{Repeat(", 5", 5_000)})"));
    }

    [Fact]
    public void Compile_text_that_doubles_is_refused()
    {
        string steps = string.Concat(Enumerable.Range(1, 40).Select(i => $", w{i} AS (SELECT a || a AS a FROM w{i - 1})"));
        AdqlCompilation compilation = CompileOnSmallStack($"WITH w0 AS (SELECT tilename AS a FROM dr1.main){steps} SELECT a FROM w40");
        Assert.Null(compilation.Query);
        Assert.Equal(DiagnosticCodes.LimitExceeded, compilation.Diagnostics[0].Code);
        Assert.NotNull(AdqlCompiler.Compile("SELECT tilename || '_' || tilename FROM dr1.main", new SurveyCatalog()).Query);

        // The same through CASE, aggregates, unions and scalar subqueries.
        foreach (string growth in (string[])["CASE WHEN 1 = 1 THEN a || a END", "MAX(a || a)", "(SELECT MAX(b.a || b.a) FROM w0 b)", "LOWER(a || a)", "CAST(a || a AS VARCHAR)"])
        {
            string others = string.Concat(Enumerable.Range(1, 40).Select(i => $", w{i} AS (SELECT {growth.Replace("w0", $"w{i - 1}", StringComparison.Ordinal)} AS a FROM w{i - 1})"));
            Assert.Null(CompileOnSmallStack($"WITH w0 AS (SELECT tilename AS a FROM dr1.main){others} SELECT a FROM w40").Query);
        }
    }

    [Fact]
    public void Compile_columns_that_double_are_refused()
    {
        string steps = string.Concat(Enumerable.Range(1, 40).Select(i => $", w{i} AS (SELECT x.*, y.* FROM w{i - 1} x, w{i - 1} y)"));
        Assert.Contains(
            CompileOnSmallStack($"WITH w0 AS (SELECT * FROM dr1.main){steps} SELECT * FROM w40").Diagnostics,
            d => d.Code == DiagnosticCodes.LimitExceeded);
    }

    [Theory]
    [InlineData("SQRT({0})")]
    [InlineData("LOG10({0})")]
    [InlineData("ASIN({0})")]
    [InlineData("NULLIF({0}, 3)")]
    [InlineData("CASE {0} WHEN 1 THEN 1 WHEN 2 THEN 2 END")]
    [InlineData("CASE WHEN {0} BETWEEN 1 AND 2 THEN 1 END")]
    public void Compile_form_the_engine_doubles_is_bounded_in_depth(string form)
    {
        string expression = "1";
        int depth = 0;
        while (AdqlCompiler.Compile($"SELECT {expression}", new SurveyCatalog()).Query is not null)
        {
            depth++;
            expression = form.Replace("{0}", expression, StringComparison.Ordinal);
            Assert.True(depth < 12);
        }

        Assert.True(depth > 4);
        Assert.All(
            AdqlCompiler.Compile($"SELECT {expression}", new SurveyCatalog()).Diagnostics, d => Assert.Equal(DiagnosticCodes.LimitExceeded, d.Code));
    }

    [Theory]
    [InlineData("COT({0})")]
    [InlineData("TRUNCATE({0}, 2)")]
    [InlineData("MOD({0}, 3)")]
    [InlineData("COALESCE({0}, 1)")]
    [InlineData("ROUND({0}, 2)")]
    [InlineData("(SELECT MAX({0}))")]
    public void Compile_nested_form_does_not_double_the_SQL(string form)
    {
        string expression = "1";
        for (int i = 0; i < 40; i++)
        {
            expression = form.Replace("{0}", expression, StringComparison.Ordinal);
        }

        Assert.True(Engine.Sql($"SELECT {expression}").Length < 40 * 200);
    }

    [Fact]
    public void Compile_a_million_faults_reports_some()
    {
        Assert.Equal(50, CompileOnSmallStack($"SELECT {Repeat("? ", 500_000)}").Diagnostics.Count);
        Assert.InRange(CompileOnSmallStack($"SELECT {Repeat("x,", 300_000)}1 FROM dr1.main").Diagnostics.Count, 1, 50);
    }

    [Theory]
    [InlineData("SELECT 'x''; DROP TABLE dr1_main; --' FROM dr1.main")]
    [InlineData("SELECT ra AS \"x\"\"; DROP TABLE dr1_main; --\" FROM dr1.main")]
    [InlineData("SELECT \"a\"\"b\" FROM (SELECT 1 AS \"a\"\"b\") AS \"t\"\"; DROP TABLE dr1_main; --\"")]
    [InlineData("WITH \"w\"\") AS (SELECT 1); DROP TABLE dr1_main; --\" AS (SELECT 1 AS one) SELECT * FROM \"w\"\") AS (SELECT 1); DROP TABLE dr1_main; --\"")]
    [InlineData("SELECT note FROM dr1.extras WHERE note LIKE '%a%'';%b%' OR note LIKE note || ''' OR ''1'' = ''1'")]
    [InlineData("SELECT '\\' || '''' || '$$' || '\u2028' || '/*' || '--'")]
    public void Query_names_and_texts_cannot_break_out(string adql)
    {
        using var engine = new Engine();
        engine.Query(adql);
        Assert.Equal(["0"], engine.Query("SELECT COUNT(*) FROM dr1.main"));
    }

    [Fact]
    public void Query_text_with_odd_characters_comes_back_equal()
    {
        using var engine = new Engine();
        const string Text = "tab\t newline\n quote\" back\\slash 星 𝛼 é %_[]{}$1 \u202E";
        Assert.Equal([Text], engine.Query($"SELECT '{Text}'"));
    }

    [Theory]
    [InlineData("SELECT 'a\0b'")]
    [InlineData("SELECT \"a\0b\" FROM dr1.main")]
    [InlineData("SELECT\0 1")]
    public void Compile_character_no_engine_takes_is_refused(string adql) =>
        Assert.Equal(DiagnosticCodes.InvalidCharacter, AdqlCompiler.Compile(adql, new SurveyCatalog()).Diagnostics[0].Code);

    [Fact]
    public void Compile_half_a_surrogate_pair_is_refused() =>
        Assert.Equal(
            DiagnosticCodes.InvalidCharacter, AdqlCompiler.Compile($"SELECT 'half {(char)0xD800}'", new SurveyCatalog()).Diagnostics[0].Code);

    [Fact]
    public void Compile_any_cut_or_mixture_of_a_query_never_throws()
    {
        const string Query = """
            WITH w (a, b) AS (SELECT TOP 5 ra, dec FROM dr1.main m WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE(10, 2, 1/3600.0)))
            SELECT DISTINCT w.*, CASE WHEN a > 0x1F THEN 'x''y' ELSE "w"."b" || '' END AS "q""r", COUNT(*), CAST(a AS CHAR(3))
            FROM w NATURAL JOIN (dr1.extras AS x LEFT JOIN dr1.tiles t ON x.note ILIKE '%a_' AND NOT EXISTS (SELECT 1)) /* c */
            WHERE a NOT BETWEEN -1.5e3 AND +2 OR b IN (SELECT 1 UNION ALL SELECT 2) AND x.note IS NOT NULL -- d
            GROUP BY a, b HAVING MAX(b) <> 1 ORDER BY 1 DESC, a OFFSET 3;
            """;
        for (int length = 0; length <= Query.Length; length++)
        {
            CompileAndTranslate(Query[..length]);
            CompileAndTranslate(Query[length..]);
        }

        string[] words = [.. Query.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries), "(", ")", ",", ".", "*", "\"", "'", ";", "SELECT", "FROM"];
        var random = new Random(5);
        var watch = Stopwatch.StartNew();
        for (int round = 0; round < 20_000 && watch.Elapsed < TimeSpan.FromSeconds(10); round++)
        {
            CompileAndTranslate("SELECT " + string.Join(' ', Enumerable.Range(0, random.Next(1, 30)).Select(_ => words[random.Next(words.Length)])));
        }
    }

    private static void CompileAndTranslate(string adql)
    {
        AdqlCompilation compilation = AdqlCompiler.Compile(adql, new SurveyCatalog());
        Assert.Equal(compilation.Query is null, compilation.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error));
        if (compilation.Query is not null)
        {
            DuckDbTranslator.Translate(compilation.Query, SurveyCatalog.Source);
        }
    }
}
