using System.Net;
using System.Text;
using System.Text.Json;

namespace Hven.Functional.Tests;

/// <summary>Texts made to break the server: each is answered clearly, and the next query is answered as if nothing had been.</summary>
public sealed class HostileQueryTests(DemoServer demo)
{
    // Above what a server of this size takes for honest queries, below what any of these texts could make it take.
    private const double MostMiB = 1500;

    private const string Secret = "/etc/passwd";

    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "copy", "COPY dr1.main TO '/tmp/x'" },
        { "attach", "ATTACH '/tmp/x.duckdb' AS x" },
        { "pragma", "PRAGMA database_list" },
        { "install", "INSTALL httpfs" },
        { "load", "LOAD '/tmp/x.so'" },
        { "set", "SET memory_limit='1TB'" },
        { "call", "CALL duckdb_settings()" },
        { "explain", "EXPLAIN SELECT ra FROM dr1.main" },
        { "read_csv", $"SELECT * FROM read_csv('{Secret}')" },
        { "read_text", $"SELECT * FROM read_text('{Secret}')" },
        { "read_parquet", "SELECT * FROM read_parquet('/tmp/*.parquet')" },
        { "glob", "SELECT * FROM glob('/*')" },
        { "file as table", $"SELECT * FROM '{Secret}'" },
        { "file as delimited table", $"SELECT * FROM \"{Secret}\"" },
        { "parquet file as table", "SELECT * FROM \"dataset/x.parquet\"" },
        { "engine's tables", "SELECT * FROM duckdb_settings" },
        { "information schema", "SELECT * FROM information_schema.tables" },
        { "engine's names", "SELECT * FROM \"dr1.main\".main.rows" },
        { "sqlite_master", "SELECT * FROM sqlite_master" },
        { "getenv", "SELECT getenv('HOME') AS x FROM dr1.main" },
        { "current_setting", "SELECT current_setting('temp_directory') AS x FROM dr1.main" },
        { "query function", "SELECT * FROM query('SELECT 1')" },
        { "two statements", "SELECT 1 AS x FROM dr1.main; DROP TABLE dr1.main" },
        { "two queries", "SELECT ra FROM dr1.main; SELECT dec FROM dr1.main" },
        { "union with file", $"SELECT tilename FROM dr1.main UNION SELECT content FROM read_text('{Secret}')" },
        { "with file", $"WITH x AS (SELECT * FROM read_csv('{Secret}')) SELECT * FROM x" },
        { "with delete", "WITH x AS (DELETE FROM dr1.main RETURNING *) SELECT * FROM x" },
        { "subquery with file", $"SELECT ra FROM dr1.main WHERE ra IN (SELECT ra FROM read_csv('{Secret}'))" },
        { "join with file", $"SELECT ra FROM dr1.main JOIN read_csv('{Secret}') AS f ON 1 = 1" },
        { "quote in delimited name", "SELECT ra FROM dr1.\"main'; DROP TABLE x; --\"" },
        { "double quote in delimited name", "SELECT \"ra\"\"; SELECT 1; --\" FROM dr1.main" },
        { "quote in column name", "SELECT \"ra'||chr(65)||'\" FROM dr1.main" },
        { "dollar quoting", "SELECT $$x$$ AS x FROM dr1.main" },
        { "struct access", "SELECT {'a': ra} AS x FROM dr1.main" },
        { "lambda", "SELECT list_transform([1], x -> x) AS y FROM dr1.main" },
        { "open comment", "SELECT ra FROM dr1.main /* WHERE" },
        { "open string", "SELECT ra FROM dr1.main WHERE tilename = 'x" },
        { "nothing", "" },
        { "blanks", " \r\n\t " },
        { "NUL", "\0" },
        { "NUL in a string", "SELECT ra FROM dr1.main WHERE tilename = 'a\0b'" },
        { "NUL in a name", "SELECT \"r\0a\" FROM dr1.main" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Query_that_reaches_for_more_than_tables_is_refused_with_its_place(string kind, string query)
    {
        using HttpResponseMessage response = await demo.Client.QueryAsync(query);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{kind}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        JsonElement problem = await response.ProblemAsync();
        Assert.Equal("query", problem.GetProperty("code").GetString());
        Assert.True(problem.GetProperty("diagnostics").GetArrayLength() > 0);
        Assert.DoesNotContain("root:", problem.GetRawText());
        await demo.Client.MustAnswerAsync();
    }

    [Theory]
    [InlineData("'; DROP TABLE dr1.main; --")]
    [InlineData("'' OR 1=1")]
    [InlineData("\\'; SELECT 1; --")]
    [InlineData("ʼ ＇ ′ ‘quotes’ that are none")]
    [InlineData("right \u202e to left \u200b\ufeff")]
    [InlineData("𝒜 \U0010ffff")]
    [InlineData("$$ {0} %s ${x} `id`")]
    public async Task Text_in_a_string_stays_text(string text)
    {
        string literal = $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        Assert.Equal(0, await demo.Client.NumberAsync($"SELECT COUNT(*) AS n FROM dr1.main WHERE tilename = {literal}"));
        Assert.Equal(0, await demo.Client.NumberAsync($"SELECT COUNT(*) AS n FROM dr1.main WHERE LOWER(tilename) = {literal}"));
        JsonElement[] row = (await demo.Client.RowsAsync($"SELECT TOP 1 {literal} AS x FROM dr1.main")).Single();
        Assert.Equal(text, row[0].GetString());
    }

    [Fact]
    public async Task Name_in_quotes_may_hold_anything_as_a_label()
    {
        const string Label = "a \"\"b\"\" '; -- \u00b0星 <&>";
        foreach (string format in new[] { "json", "votable", "csv", "parquet", "fits", "arrow" })
        {
            using HttpResponseMessage response = await demo.Client.QueryAsync($"SELECT TOP 1 ra AS \"{Label}\", ra + 1 AS \"{Label}2\" FROM dr1.main", format);
            Assert.True(response.IsSuccessStatusCode, $"{format}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    public static TheoryData<string> Huge { get; } = ["parentheses", "minus", "not", "open parentheses", "10 MB of blanks", "10 MB string", "10 MB name", "IN list", "nested functions", "AND chain", "plus chain", "nested subqueries", "union chain", "CASE chain", "long WITH", "joins"];

    [Theory]
    [MemberData(nameof(Huge))]
    public async Task Query_of_great_size_or_depth_ends_cleanly_in_both_forms(string kind)
    {
        string query = Make(kind);
        using HttpResponseMessage response = await demo.Client.QueryAsync(query, maxRows: 1);
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge, $"{kind}: {response.StatusCode}");
        using StringContent form = new($"LANG=ADQL&MAXREC=1&QUERY={Uri.EscapeDataString(query).Replace("%20", "+", StringComparison.Ordinal)}", Encoding.ASCII, "application/x-www-form-urlencoded");
        using HttpResponseMessage tap = await demo.Client.PostAsync(new Uri("/tap/sync", UriKind.Relative), form);
        Assert.True(tap.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge, $"{kind}: TAP {tap.StatusCode}");
        Assert.StartsWith("<?xml", await tap.Content.ReadAsStringAsync());
        await demo.Client.MustAnswerAsync();
        Assert.InRange(demo.Server.ResidentMiB, 0, MostMiB);
    }

    [Fact]
    public async Task Strings_that_double_in_40_steps_are_refused()
    {
        var query = new StringBuilder("WITH s0 AS (SELECT 'abcdefgh' AS t FROM dr1.main WHERE hpix_32 < 0 OR 1 = 1)");
        for (int step = 1; step <= 40; step++)
        {
            query.Append(System.Globalization.CultureInfo.InvariantCulture, $", s{step} AS (SELECT TOP 1 t || t AS t FROM s{step - 1})");
        }

        query.Append(" SELECT t FROM s40");
        using HttpResponseMessage response = await demo.Client.QueryAsync(query.ToString());
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await demo.Client.MustAnswerAsync();
        Assert.InRange(demo.Server.ResidentMiB, 0, MostMiB);
    }

    [Fact]
    public async Task Like_with_50_wildcards_ends_soon()
    {
        string pattern = string.Concat(Enumerable.Repeat("%_", 50)) + "%x";
        long started = TimeProvider.System.GetTimestamp();
        using HttpResponseMessage response = await demo.Client.QueryAsync($"SELECT COUNT(*) AS n FROM tap_schema.columns WHERE description LIKE '{pattern}' OR description LIKE '{new string('%', 50)}'");
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{response.StatusCode}");
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 30);
        await demo.Client.MustAnswerAsync();
    }

    private static string Make(string kind)
    {
        const string From = " FROM dr1.main";
        return kind switch
        {
            "parentheses" => $"SELECT {new string('(', 100_000)}ra{new string(')', 100_000)} AS x{From}",
            "open parentheses" => $"SELECT {new string('(', 100_000)}",
            "minus" => $"SELECT {string.Concat(Enumerable.Repeat("- ", 100_000))}ra AS x{From}",
            "not" => $"SELECT ra{From} WHERE {string.Concat(Enumerable.Repeat("NOT ", 100_000))} ra > 1",
            "10 MB of blanks" => $"SELECT ra{new string(' ', 10 << 20)}{From}",
            "10 MB string" => $"SELECT ra{From} WHERE tilename = '{new string('x', 10 << 20)}'",
            "10 MB name" => $"SELECT {new string('x', 10 << 20)}{From}",
            "IN list" => $"SELECT ra{From} WHERE coadd_object_id IN ({string.Join(',', Enumerable.Range(0, 200_000))})",
            "nested functions" => $"SELECT {string.Concat(Enumerable.Repeat("ABS(", 50_000))}ra{new string(')', 50_000)} AS x{From}",
            "AND chain" => $"SELECT ra{From} WHERE {string.Join(" AND ", Enumerable.Repeat("ra > 1", 50_000))}",
            "plus chain" => $"SELECT {string.Join(" + ", Enumerable.Repeat("ra", 50_000))} AS x{From}",
            "nested subqueries" => $"{string.Concat(Enumerable.Repeat("SELECT ra FROM (", 5_000))}SELECT ra{From}{string.Concat(Enumerable.Range(0, 5_000).Select(step => $") AS t{step}"))}",
            "union chain" => string.Join(" UNION ALL ", Enumerable.Repeat($"SELECT ra{From}", 5_000)),
            "CASE chain" => $"SELECT {string.Concat(Enumerable.Repeat("CASE WHEN ra > 1 THEN 1 ELSE ", 5_000))}0{string.Concat(Enumerable.Repeat(" END", 5_000))} AS x{From}",
            "long WITH" => $"WITH {string.Join(", ", Enumerable.Range(0, 5_000).Select(step => $"w{step} AS (SELECT ra{From})"))} SELECT ra FROM w0",
            "joins" => $"SELECT t0.ra FROM {string.Join(", ", Enumerable.Range(0, 500).Select(step => $"dr1.main AS t{step}"))}",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such text."),
        };
    }
}
