using Hven.Adql.Tests.Support;
using Hven.Adql.Translation.DuckDb;

namespace Hven.Adql.Tests;

/// <summary>What people write to other systems, and how it reads in ADQL.</summary>
public sealed class DialectTests
{
    private static readonly AdqlOptions s_lenient = new() { Dialect = AdqlDialect.CommonSql };

    [Theory]
    [InlineData("SELECT ra FROM dr1.main LIMIT 10", "SELECT TOP 10 ra FROM dr1.main")]
    [InlineData("select distinct ra from dr1.main limit 10;", "select distinct TOP 10 ra from dr1.main ;")]
    [InlineData("SELECT ra FROM dr1.main ORDER BY ra DESC LIMIT 10 OFFSET 5", "SELECT TOP 10 ra FROM dr1.main ORDER BY ra DESC  OFFSET 5")]
    [InlineData("SELECT ra FROM dr1.main ORDER BY ra OFFSET 5 LIMIT 10", "SELECT TOP 10 ra FROM dr1.main ORDER BY ra OFFSET 5")]
    [InlineData("SELECT ra FROM dr1.main LIMIT 5, 10", "SELECT TOP 10 ra FROM dr1.main OFFSET 5")]
    [InlineData("SELECT ra FROM dr1.main FETCH FIRST 10 ROWS ONLY", "SELECT TOP 10 ra FROM dr1.main")]
    [InlineData("SELECT ra FROM dr1.main FETCH FIRST ROW ONLY", "SELECT TOP 1 ra FROM dr1.main")]
    [InlineData("SELECT ra FROM dr1.main OFFSET 20 ROWS FETCH NEXT 10 ROWS ONLY", "SELECT TOP 10 ra FROM dr1.main OFFSET 20")]
    [InlineData("SELECT TOP(10) ra FROM dr1.main", "SELECT TOP 10 ra FROM dr1.main")]
    [InlineData("SELECT * FROM (SELECT ra FROM dr1.main LIMIT 5) AS t LIMIT 3", "SELECT TOP 3 * FROM (SELECT TOP 5 ra FROM dr1.main ) AS t")]
    [InlineData("SELECT ra FROM dr1.main WHERE ra IN (SELECT ra FROM dr1.main LIMIT 5)", "SELECT ra FROM dr1.main WHERE ra IN (SELECT TOP 5 ra FROM dr1.main )")]
    [InlineData("SELECT ra FROM dr1.main UNION SELECT dec FROM dr1.main ORDER BY 1 LIMIT 5", "SELECT TOP 5 * FROM (SELECT ra FROM dr1.main UNION SELECT dec FROM dr1.main) AS subquery1 ORDER BY 1")]
    [InlineData("WITH a AS (SELECT ra FROM dr1.main LIMIT 4) SELECT ra FROM a LIMIT 2", "WITH a AS (SELECT TOP 4 ra FROM dr1.main ) SELECT TOP 2 ra FROM a")]
    [InlineData("SELECT ra FROM dr1.main WHERE rownum <= 10", "SELECT TOP 10 ra FROM dr1.main")]
    [InlineData("SELECT ra FROM dr1.main WHERE ROWNUM < 11", "SELECT TOP 10 ra FROM dr1.main")]
    [InlineData("SELECT ra FROM dr1.main WHERE 10 >= rownum", "SELECT TOP 10 ra FROM dr1.main")]
    [InlineData("SELECT ra FROM dr1.main WHERE rownum = 1", "SELECT TOP 1 ra FROM dr1.main")]
    [InlineData("SELECT ra FROM dr1.main WHERE rownum <= 10 AND ra > 5", "SELECT TOP 10 ra FROM dr1.main WHERE ra > 5")]
    [InlineData("SELECT ra FROM dr1.main WHERE ra > 5 AND rownum <= 10", "SELECT TOP 10 ra FROM dr1.main WHERE ra > 5")]
    [InlineData("SELECT ra FROM dr1.main WHERE ra > 5 AND (rownum <= 10) AND dec < 3 AND rownum BETWEEN 1 AND 4", "SELECT TOP 4 ra FROM dr1.main WHERE ra > 5 AND dec < 3")]
    [InlineData("SELECT COUNT(*) FROM dr1.main WHERE rownum <= 100", "SELECT COUNT(*) FROM (SELECT TOP 100 * FROM dr1.main) AS main")]
    [InlineData("SELECT m.tilename, AVG(m.ra) FROM dr1.main m WHERE m.ra > 3 AND rownum <= 100 GROUP BY m.tilename", "SELECT m.tilename, AVG(m.ra) FROM (SELECT TOP 100 * FROM dr1.main m WHERE m.ra > 3) AS m GROUP BY m.tilename")]
    [InlineData("SELECT * FROM (SELECT ra FROM dr1.main ORDER BY dec) WHERE rownum <= 10", "SELECT * FROM (SELECT TOP 10 ra FROM dr1.main ORDER BY dec) AS subquery1")]
    [InlineData("SELECT ra FROM dr1.main SAMPLE(0.01)", "SELECT ra FROM dr1.main TABLESAMPLE(0.01)")]
    [InlineData("SELECT m.ra FROM dr1.main sample block (1) m WHERE m.ra > 1", "SELECT m.ra FROM dr1.main TABLESAMPLE (1) m WHERE m.ra > 1")]
    [InlineData("SELECT nvl(mag_auto_g, 99) FROM dr1.main", "SELECT COALESCE(mag_auto_g, 99) FROM dr1.main")]
    [InlineData("SELECT NVL2(mag_auto_g, 1, 0) FROM dr1.main", "SELECT CASE WHEN (mag_auto_g) IS NOT NULL THEN 1 ELSE 0 END FROM dr1.main")]
    [InlineData("SELECT decode(flags_g, 0, 'good', 1, 'so so', 'bad') AS q FROM dr1.main", "SELECT CASE flags_g WHEN 0 THEN 'good' WHEN 1 THEN 'so so' ELSE 'bad' END AS q FROM dr1.main")]
    [InlineData("SELECT decode(flags_g, 0, nvl(ra, 1)) FROM dr1.main", "SELECT CASE flags_g WHEN 0 THEN COALESCE(ra, 1) END FROM dr1.main")]
    [InlineData("SELECT ra FROM dr1.main WHERE q3c_radial_query(ra, dec, 10.5, -20.5, 0.1)", "SELECT ra FROM dr1.main WHERE DISTANCE(ra, dec, 10.5, -20.5) < ( 0.1)")]
    [InlineData("SELECT ra FROM dr1.main WHERE 't' = q3c_radial_query(ra, dec, 10.5, -20.5, 0.1) AND dec < 0", "SELECT ra FROM dr1.main WHERE DISTANCE(ra, dec, 10.5, -20.5) < ( 0.1) AND dec < 0")]
    [InlineData("SELECT ra FROM dr1.main WHERE q3c_radial_query(ra, dec, 10.5, -20.5, 1/60.0) = true", "SELECT ra FROM dr1.main WHERE DISTANCE(ra, dec, 10.5, -20.5) < ( 1/60.0)")]
    [InlineData("SELECT a.ra FROM dr1.main a, sva1.main b WHERE NOT q3c_join(a.ra, a.dec, b.ra, b.dec, 0.1)", "SELECT a.ra FROM dr1.main a, sva1.main b WHERE NOT DISTANCE(a.ra, a.dec, b.ra, b.dec) < ( 0.1)")]
    [InlineData("SELECT q3c_dist(ra, dec, 1, 2) FROM dr1.main", "SELECT DISTANCE(ra, dec, 1, 2) FROM dr1.main")]
    [InlineData("SELECT ra::int, (ra + 1)::float8, dec::varchar FROM dr1.main", "SELECT CAST(ra AS INTEGER), CAST((ra + 1) AS DOUBLE), CAST(dec AS varchar) FROM dr1.main")]
    [InlineData("SELECT ra::int::double precision FROM dr1.main", "SELECT CAST(CAST(ra AS INTEGER) AS DOUBLE) FROM dr1.main")]
    [InlineData("SELECT flags_g % 4 % 3 * 2 FROM dr1.main", "SELECT MOD(MOD(flags_g , 4) , 3) * 2 FROM dr1.main")]
    [InlineData("SELECT `ra`, `Odd \"` FROM dr1.main", null)]
    [InlineData("SELECT m.`ra`, [dec] FROM `dr1`.`main` m", "SELECT m.ra, dec FROM dr1.main m")]
    [InlineData("SELECT ra FROM dr1.main WHERE ra == 5 AND dec != 3", "SELECT ra FROM dr1.main WHERE ra = 5 AND dec != 3")]
    [InlineData("SELECT 1 + 1 AS two FROM dual", "SELECT 1 + 1 AS two")]
    [InlineData("SELECT ceil(ra), trunc(dec, 1), ln(ra), pow(ra, 2), random() FROM dr1.main", "SELECT CEILING(ra), TRUNCATE(dec, 1), LOG(ra), POWER(ra, 2), RAND() FROM dr1.main")]
    [InlineData("SELECT to_char(ra), to_number(tilename) FROM dr1.main", "SELECT CAST(ra AS VARCHAR), CAST(tilename AS DOUBLE) FROM dr1.main")]
    [InlineData("SELECT ra FROM dr1.main MINUS SELECT ra FROM sva1.main", "SELECT ra FROM dr1.main EXCEPT SELECT ra FROM sva1.main")]
    [InlineData("SELECT ra FROM dr1.main ORDER BY ra DESC NULLS LAST, dec", "SELECT ra FROM dr1.main ORDER BY ra DESC, dec")]
    [InlineData("SELECT ra FROM (SELECT ra FROM dr1.main) WHERE ra > 1", "SELECT ra FROM (SELECT ra FROM dr1.main) AS subquery1 WHERE ra > 1")]
    public void Compile_reads_other_dialects_as_adql(string text, string? adql)
    {
        AdqlCompilation lenient = AdqlCompiler.Compile(text, new SurveyCatalog(), s_lenient);
        if (adql is null)
        {
            Assert.Null(lenient.Query);
            return;
        }

        Assert.True(lenient.Query is not null, string.Join('\n', lenient.Diagnostics));
        Assert.Equal(adql, lenient.Adql);
        Assert.Contains(lenient.Diagnostics, finding => finding.Severity == DiagnosticSeverity.Notice);

        // The text that is shown is ADQL, and means what is run.
        AdqlCompilation strict = AdqlCompiler.Compile(lenient.Adql!, new SurveyCatalog());
        Assert.True(strict.Query is not null, string.Join('\n', strict.Diagnostics));
        Assert.Equal(Sql(strict), Sql(lenient));
        Assert.Equal(strict.Query.Columns.Select(column => (column.Name, column.Type)), lenient.Query.Columns.Select(column => (column.Name, column.Type)));
        Assert.Null(AdqlCompiler.Compile(text, new SurveyCatalog()).Query);
    }

    [Theory]
    [InlineData("SELECT ra AS limit, dec AS sample FROM dr1.main")]
    [InlineData("SELECT sample.ra FROM dr1.main sample")]
    [InlineData("SELECT \"limit\".ra FROM dr1.main AS \"limit\" ORDER BY \"limit\".ra")]
    [InlineData("SELECT fetch.ra, minus.dec FROM dr1.main fetch, sva1.main minus")]
    [InlineData("SELECT \"rownum\" FROM (SELECT ra AS \"rownum\" FROM dr1.main) AS t WHERE \"rownum\" <= 10")]
    [InlineData("SELECT nulls FROM (SELECT ra AS nulls FROM dr1.main) AS t ORDER BY nulls")]
    [InlineData("SELECT MOD(flags_g, 2), '%', 'a::b' FROM dr1.main -- LIMIT 5 % `x`")]
    [InlineData("SELECT COUNT(*) FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(1, 2, 3))")]
    public void Compile_leaves_adql_alone(string adql)
    {
        AdqlCompilation lenient = AdqlCompiler.Compile(adql, new SurveyCatalog(), s_lenient);
        Assert.True(lenient.Query is not null, string.Join('\n', lenient.Diagnostics));
        Assert.Null(lenient.Adql);
        Assert.Empty(lenient.Diagnostics);
        Assert.Equal(Sql(AdqlCompiler.Compile(adql, new SurveyCatalog())), Sql(lenient));
    }

    [Theory]
    [InlineData("SELECT TOP 5 ra FROM dr1.main LIMIT 10", "twice")]
    [InlineData("SELECT TOP 5 ra FROM dr1.main WHERE rownum < 3", "twice")]
    [InlineData("SELECT COUNT(*) FROM dr1.main a, sva1.main b WHERE rownum < 3", "before they are grouped")]
    [InlineData("SELECT ra FROM dr1.main WHERE rownum > 3", "rownum")]
    [InlineData("SELECT ra FROM dr1.main WHERE rownum <= 3 OR ra > 2", "rownum")]
    [InlineData("SELECT to_char(ra, '9.99') FROM dr1.main", "CAST(x AS VARCHAR)")]
    [InlineData("SELECT ra FROM dr1.main WHERE now() > 3", "no clock")]
    [InlineData("SELECT ra FROM dr1.main WHERE q3c_radial_query(ra, dec, 10.5, -20.5)", "another number of arguments")]
    [InlineData("SELECT ra FROM dr1.main WHERE q3c_poly_query(ra, dec, 1)", "POLYGON")]
    [InlineData("SELECT LOG(2, ra) FROM dr1.main", "LOG(x) / LOG(base)")]
    [InlineData("SELECT decode(ra, NULL, 1, 2) FROM dr1.main", "IS NULL")]
    [InlineData("SELECT ra FROM dr1.main ORDER BY ra NULLS FIRST", "CASE WHEN x IS NULL")]
    [InlineData("SELECT ra FROM dr1.main FETCH FIRST 10 PERCENT", "ROWS")]
    [InlineData("SELECT ra FROM dr1.main LIMIT 10 LIMIT 5", "LIMIT")]
    [InlineData("SELECT ra FROM dr1.main LIMIT -1", "TOP")]
    public void Compile_refuses_what_adql_cannot_say(string text, string part)
    {
        AdqlCompilation lenient = AdqlCompiler.Compile(text, new SurveyCatalog(), s_lenient);
        Assert.Null(lenient.Query);
        Assert.Contains(part, string.Join('\n', lenient.Diagnostics.Where(finding => finding.Severity == DiagnosticSeverity.Error).Select(finding => finding.Message)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Compile_warns_that_oracle_sorts_after_rownum()
    {
        AdqlCompilation sorted = AdqlCompiler.Compile("SELECT ra FROM dr1.main WHERE rownum <= 10 ORDER BY ra", new SurveyCatalog(), s_lenient);
        Assert.NotNull(sorted.Query);
        Diagnostic warning = Assert.Single(sorted.Diagnostics, finding => finding.Severity == DiagnosticSeverity.Warning);
        Assert.Equal(("WHERE rownum <= 10", DiagnosticCodes.Dialect), ("SELECT ra FROM dr1.main WHERE rownum <= 10 ORDER BY ra".Substring(warning.Span.Offset, warning.Span.Length), warning.Code));
        AdqlCompilation inner = AdqlCompiler.Compile("SELECT ra FROM (SELECT ra FROM dr1.main WHERE rownum <= 10) AS t ORDER BY ra", new SurveyCatalog(), s_lenient);
        Assert.DoesNotContain(inner.Diagnostics, finding => finding.Severity == DiagnosticSeverity.Warning);
    }

    [Fact]
    public void Compile_tells_the_place_of_each_reading()
    {
        const string Text = "SELECT nvl(ra, 0)\nFROM dr1.main\nWHERE rownum <= 5";
        AdqlCompilation lenient = AdqlCompiler.Compile(Text, new SurveyCatalog(), s_lenient);
        Assert.Equal([(1, 8, "nvl"), (3, 1, "WHERE rownum <= 5")], lenient.Diagnostics.Select(finding => (finding.Span.Line, finding.Span.Column, Text.Substring(finding.Span.Offset, finding.Span.Length))));
    }

    [Fact]
    public void Compile_says_which_logarithm_LOG_is()
    {
        AdqlCompilation lenient = AdqlCompiler.Compile("SELECT log(ra), LOG10(ra), ln(ra) FROM dr1.main", new SurveyCatalog(), s_lenient);
        Assert.NotNull(lenient.Query);
        Assert.Equal([8, 28], lenient.Diagnostics.Select(finding => finding.Span.Column));
        Assert.Equal((DiagnosticSeverity.Notice, DiagnosticCodes.Dialect), (lenient.Diagnostics[0].Severity, lenient.Diagnostics[0].Code));
        Assert.Contains("natural", lenient.Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Empty(AdqlCompiler.Compile("SELECT LOG(ra) FROM dr1.main", new SurveyCatalog()).Diagnostics);
    }

    private static string Sql(AdqlCompilation compilation) => DuckDbTranslator.Translate(compilation.Query!, SurveyCatalog.Source);
}
