using Hven.Adql.Tests.Support;

namespace Hven.Adql.Tests;

/// <summary>Every code, with the place it points at and what it suggests.</summary>
public sealed class DiagnosticTests
{
    private static IReadOnlyList<Diagnostic> Compile(string adql) => AdqlCompiler.Compile(adql, new SurveyCatalog()).Diagnostics;

    // The text the finding must point at stands between « and ».
    [Theory]
    [InlineData("invalid-character", "SELECT ra «%» 2 FROM dr1.main")]
    [InlineData("invalid-character", "SELECT «größe» FROM dr1.extras")]
    [InlineData("invalid-character", "SELECT «`»ra FROM dr1.main")]
    [InlineData("unterminated", "SELECT ra FROM dr1.main WHERE tilename = «'»DES")]
    [InlineData("unterminated", "SELECT «\"»ra FROM dr1.main")]
    [InlineData("unterminated", "SELECT ra FROM dr1.main «/*» comment")]
    [InlineData("unterminated", "SELECT 1 AS «\"\"»")]
    [InlineData("invalid-number", "SELECT «1.5e999»")]
    [InlineData("invalid-number", "SELECT «12ab» FROM dr1.main")]
    [InlineData("invalid-number", "SELECT «0xFFFFFFFFFFFFFFFF»")]
    [InlineData("invalid-number", "SELECT «0xZ»")]
    [InlineData("unexpected-token", "SELECT ra, «FROM» dr1.main")]
    [InlineData("unexpected-token", "SELECT ra dec «mag_auto_g» FROM dr1.main")]
    [InlineData("unexpected-token", "SELECT (ra «FROM» dr1.main")]
    [InlineData("unexpected-token", "SELECT TOP «-»5 ra FROM dr1.main")]
    [InlineData("unexpected-token", "SELECT ra FROM dr1.main WHERE ra «BETWEN» 1 AND 2")]
    [InlineData("unexpected-token", "SELECT ra FROM dr1.main WHERE ra BETWEEN 1 «OR» 2")]
    [InlineData("unexpected-token", "SELECT ra FROM dr1.main «LIMIT» 10")]
    [InlineData("unexpected-token", "SELECT ra FROM dr1.main WHERE ra = «SELECT» 1")]
    [InlineData("unexpected-token", "SELECT ra FROM (SELECT ra FROM dr1.main)«»")]
    [InlineData("unexpected-token", "SELECT m.ra FROM dr1.main AS m JOIN dr1.tiles AS t «WHERE» m.ra > 1")]
    [InlineData("unexpected-token", "SELECT m.ra FROM dr1.main AS m CROSS JOIN dr1.tiles AS t «ON 1 = 1»")]
    [InlineData("unexpected-token", "SELECT ra FROM «WHERE» ra > 1")]
    [InlineData("unexpected-token", "SELECT «*»")]
    [InlineData("unexpected-token", "SELECT «ABS(*)» FROM dr1.main")]
    [InlineData("unexpected-token", "SELECT ra AS «like» FROM dr1.main")]
    [InlineData("not-select", "«»")]
    [InlineData("not-select", "«DROP» TABLE dr1.main")]
    [InlineData("not-select", "«COPY» (SELECT 1) TO '/tmp/x'")]
    [InlineData("not-select", "«INSERT» INTO dr1.main VALUES (1)")]
    [InlineData("not-select", "«ATTACH» '/tmp/x.db'")]
    [InlineData("not-select", "«PRAGMA» database_list")]
    [InlineData("trailing-text", "SELECT 1; «DROP» TABLE dr1.main")]
    [InlineData("trailing-text", "SELECT ra FROM dr1.main WHERE ra > 1 «)»")]
    [InlineData("unknown-table", "SELECT ra FROM «dr1.mian»")]
    [InlineData("unknown-table", "SELECT ra FROM «dr2.main»")]
    [InlineData("unknown-table", "SELECT ra FROM «desdb.dr1.main»")]
    [InlineData("unknown-table", "SELECT ra FROM «dr1.\"MAIN\"»")]
    [InlineData("ambiguous-table", "SELECT ra FROM «main»")]
    [InlineData("unknown-column", "SELECT «mag_auto_q» FROM dr1.main")]
    [InlineData("unknown-column", "SELECT m.«raa» FROM dr1.main AS m")]
    [InlineData("unknown-column", "SELECT «\"RA\"» FROM dr1.main")]
    [InlineData("unknown-column", "SELECT ra FROM dr1.main WHERE tilename = «\"DES0001\"»")]
    [InlineData("unknown-column", "SELECT m.ra FROM dr1.main m JOIN dr1.extras x USING («ra»)")]
    [InlineData("unknown-column", "SELECT ra FROM dr1.main UNION SELECT dec FROM dr1.main ORDER BY «ra + 1»")]
    [InlineData("unknown-column", "SELECT «ra»")]
    [InlineData("ambiguous-column", "SELECT «coadd_object_id» FROM dr1.main, dr1.extras")]
    [InlineData("ambiguous-column", "SELECT «main.ra» FROM dr1.main, sva1.main")]
    [InlineData("unknown-qualifier", "SELECT «q.ra» FROM dr1.main AS m")]
    [InlineData("unknown-qualifier", "SELECT «main.ra» FROM dr1.main AS m")]
    [InlineData("unknown-qualifier", "SELECT «x.*» FROM dr1.main AS m")]
    [InlineData("unknown-qualifier", "SELECT * FROM dr1.main AS m, (SELECT «m.ra» FROM dr1.tiles) AS t")]
    [InlineData("duplicate-name", "SELECT 1 FROM dr1.main, «dr1.main»")]
    [InlineData("duplicate-name", "WITH a AS (SELECT 1), «a» AS (SELECT 2) SELECT * FROM a")]
    [InlineData("unknown-function", "SELECT «read_csv»('/etc/passwd')")]
    [InlineData("unknown-function", "SELECT * FROM «read_csv»('/etc/passwd')")]
    [InlineData("unknown-function", "SELECT «SQR»(ra) FROM dr1.main")]
    [InlineData("unknown-function", "SELECT «main.pg_sleep»(5)")]
    [InlineData("argument-count", "SELECT «ABS()»")]
    [InlineData("argument-count", "SELECT «MOD(1)»")]
    [InlineData("argument-count", "SELECT «MIN(ra, dec)» FROM dr1.main")]
    [InlineData("argument-count", "SELECT «SUM(*)» FROM dr1.main")]
    [InlineData("argument-count", "SELECT «DISTANCE(1, 2, 3)»")]
    [InlineData("argument-count", "SELECT «POLYGON(1, 2, 3, 4)»")]
    [InlineData("argument-count", "SELECT «CIRCLE('ICRS', 1)»")]
    [InlineData("type-mismatch", "SELECT ra FROM dr1.main WHERE «tilename > 5»")]
    [InlineData("type-mismatch", "SELECT «tilename» + 1 FROM dr1.main")]
    [InlineData("type-mismatch", "SELECT «ra» || 'x' FROM dr1.main")]
    [InlineData("type-mismatch", "SELECT ra FROM dr1.main WHERE «ra»")]
    [InlineData("type-mismatch", "SELECT ra FROM dr1.main WHERE «CONTAINS(POINT(ra, dec), CIRCLE(1, 2, 3))»")]
    [InlineData("type-mismatch", "SELECT ra FROM dr1.main WHERE «is_star = 1»")]
    [InlineData("type-mismatch", "SELECT «flux_all» + 1 FROM dr1.extras")]
    [InlineData("type-mismatch", "SELECT ra FROM dr1.main WHERE ra IN (1, «'2'»)")]
    [InlineData("type-mismatch", "SELECT ra FROM dr1.main WHERE «ra» LIKE 'a%'")]
    [InlineData("type-mismatch", "SELECT CAST(ra AS «TINYTEXT») FROM dr1.main")]
    [InlineData("type-mismatch", "SELECT «CAST(is_star AS DOUBLE)» FROM dr1.main")]
    [InlineData("type-mismatch", "SELECT ra FROM dr1.main UNION «SELECT tilename FROM dr1.main»")]
    [InlineData("type-mismatch", "SELECT CASE WHEN ra > 1 THEN 1 ELSE «'x'» END FROM dr1.main")]
    [InlineData("type-mismatch", "SELECT COORD1(«ra») FROM dr1.main")]
    [InlineData("type-mismatch", "SELECT «POINT(1, 2)» + 1")]
    [InlineData("type-mismatch", "SELECT ROUND(ra, «nepochs») FROM dr1.main")]
    [InlineData("value-out-of-range", "SELECT POINT(1, «95»)")]
    [InlineData("value-out-of-range", "SELECT CIRCLE(1, 2, «-1»)")]
    [InlineData("value-out-of-range", "SELECT «POLYGON(0, 0, 10, 0, 20, 0)»")]
    [InlineData("value-out-of-range", "SELECT BOX(1, 2, «-1, 1»)")]
    [InlineData("value-out-of-range", "SELECT ra FROM dr1.main ORDER BY «2»")]
    [InlineData("value-out-of-range", "SELECT ra FROM dr1.main GROUP BY «0»")]
    [InlineData("misplaced-aggregate", "SELECT ra FROM dr1.main WHERE «COUNT(*)» > 1")]
    [InlineData("misplaced-aggregate", "SELECT SUM(«MIN(ra)») FROM dr1.main")]
    [InlineData("misplaced-aggregate", "SELECT m.ra FROM dr1.main m JOIN dr1.tiles t ON «COUNT(*)» > 1")]
    [InlineData("misplaced-aggregate", "SELECT ra FROM dr1.main ORDER BY «AVG(ra)»")]
    [InlineData("not-grouped", "SELECT «ra», COUNT(*) FROM dr1.main")]
    [InlineData("not-grouped", "SELECT tilename, 1 + «ra» FROM dr1.main GROUP BY tilename")]
    [InlineData("not-grouped", "SELECT tilename FROM dr1.main GROUP BY tilename HAVING «ra» > 1")]
    [InlineData("not-grouped", "SELECT tilename FROM dr1.main GROUP BY tilename ORDER BY «ra»")]
    [InlineData("not-grouped", "SELECT «*» FROM (SELECT ra, dec FROM dr1.main) AS t GROUP BY ra")]
    [InlineData("not-grouped", "SELECT «t.*» FROM (SELECT ra, dec FROM dr1.main) AS t GROUP BY ra")]
    [InlineData("not-grouped", "SELECT DISTINCT tilename FROM dr1.main ORDER BY «ra»")]
    [InlineData("not-grouped", "SELECT COUNT(*), (SELECT MAX(redshift) FROM dr1.extras x WHERE x.coadd_object_id = «m.coadd_object_id») FROM dr1.main m")]
    [InlineData("column-count", "SELECT ra, dec FROM dr1.main UNION «SELECT ra FROM dr1.main»")]
    [InlineData("column-count", "SELECT ra FROM dr1.main WHERE ra IN («SELECT ra, dec FROM dr1.main»)")]
    [InlineData("column-count", "SELECT 1 FROM (SELECT ra FROM dr1.main) AS «t» (a, b)")]
    [InlineData("unsupported", "SELECT ra FROM dr1.main WHERE 1 = CONTAINS(POINT(«'GALACTIC'», ra, dec), CIRCLE(1, 2, 3))")]
    [InlineData("unsupported", "SELECT «CONTAINS(CIRCLE(1, 2, 3), REGION('ELLIPSE ICRS 1 2 3 2 10'))»")]
    [InlineData("unsupported", "SELECT ra FROM dr1.main m WHERE 1 = «INTERSECTS(CIRCLE(ra, dec, 1), MOC('4/12'))»")]
    [InlineData("value-out-of-range", "SELECT REGION(«'UNION ICRS (CIRCLE 1 2 3)'»)")]
    [InlineData("value-out-of-range", "SELECT CAST(«'1 2 3'» AS POINT)")]
    [InlineData("value-out-of-range", "SELECT MOC(«'4/12-'»)")]
    [InlineData("limit-exceeded", "SELECT MOC(«29», CIRCLE(0, 0, 90))")]
    [InlineData("misplaced-aggregate", "SELECT (SELECT «COUNT(m.ra)» FROM dr1.tiles AS t WHERE t.tilename = m.tilename) FROM dr1.main AS m")]
    [InlineData("value-out-of-range", "SELECT IN_UNIT(ra, «'foo'») FROM dr1.main")]
    [InlineData("value-out-of-range", "SELECT ivo_healpix_index(«30», ra, dec) FROM dr1.main")]
    [InlineData("value-out-of-range", "SELECT ivo_geom_transform(«'FK6'», 'ICRS', POINT(1, 2))")]
    [InlineData("value-out-of-range", "SELECT ivo_to_mjd(«'yesterday'»)")]
    [InlineData("value-out-of-range", "SELECT ivo_histogram(ra, «3, 1, 5») FROM dr1.main")]
    [InlineData("type-mismatch", "SELECT POLYGON(POINT(1, 2), POINT(1, 3), «4», POINT(2, 2))")]
    [InlineData("type-mismatch", "SELECT «ivo_histogram(ra, 0, 360, 10)» + 1 FROM dr1.main")]
    [InlineData("type-mismatch", "SELECT «flags_g + 0.5» & 4 FROM dr1.main")]
    [InlineData("unsupported", "SELECT IN_UNIT(«nepochs», 'deg') FROM dr1.main")]
    [InlineData("unsupported", "SELECT IN_UNIT(ra, «'kg'») FROM dr1.main")]
    public void Compile_fault_is_reported_at_its_place(string code, string marked)
    {
        int start = marked.IndexOf('«', StringComparison.Ordinal);
        int length = marked.IndexOf('»', StringComparison.Ordinal) - start - 1;
        string adql = marked.Replace("«", string.Empty, StringComparison.Ordinal).Replace("»", string.Empty, StringComparison.Ordinal);
        AdqlCompilation compilation = AdqlCompiler.Compile(adql, new SurveyCatalog());
        Assert.Null(compilation.Query);
        string all = string.Join("\n", compilation.Diagnostics.Select(d => $"{d.Code} {d.Span.Offset}+{d.Span.Length}: {d.Message}"));
        Diagnostic[] errors = [.. compilation.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
        Assert.True(errors.Length > 0, all);
        Assert.True((errors[0].Code, errors[0].Span.Offset, errors[0].Span.Length) == (code, start, length), all);
        Assert.True(errors.Length == 1, all);
        Assert.Equal((1, start + 1), (errors[0].Span.Line, errors[0].Span.Column));
    }

    [Theory]
    [InlineData("SELECT mag_auto_q FROM dr1.main", "mag_auto_g", "mag_auto_r")]
    [InlineData("SELECT deC_ FROM dr1.main", "dec")]
    [InlineData("SELECT tile FROM dr1.main", "tilename")]
    [InlineData("SELECT m.ra FROM dr1.mian m", "dr1.main")]
    [InlineData("SELECT ra FROM extra", "extras")]
    [InlineData("SELECT ra FROM dr2.main", "dr1.main", "sva1.main")]
    [InlineData("SELECT ra FROM main", "dr1.main", "sva1.main")]
    [InlineData("SELECT coadd_object_id FROM dr1.main, dr1.extras", "main.coadd_object_id", "extras.coadd_object_id")]
    [InlineData("SELECT mian.ra FROM dr1.main", "main")]
    [InlineData("SELECT COUNTT(*) FROM dr1.main", "COUNT")]
    [InlineData("SELECT CONTAIN(1)", "CONTAINS")]
    [InlineData("SELECT ra FROM dr1.main LIMIT 5", "TOP")]
    [InlineData("DELETE FROM dr1.main", "SELECT")]
    public void Compile_suggests_what_may_have_been_meant(string adql, params string[] suggestions)
    {
        Diagnostic first = Compile(adql)[0];
        Assert.Equal(suggestions, first.Suggestions.Take(suggestions.Length));
    }

    [Fact]
    public void Compile_reports_all_faults_of_a_text_in_its_order()
    {
        IReadOnlyList<Diagnostic> found = Compile("""
            SELECT raa, ABS(), tilename + 1
            FROM dr1.main
            WHERE dec > > 5 AND
            GROUP BY foo
            ORDER BY bar(1)
            """);
        Assert.Equal(
            [("unknown-column", 1, 8), ("argument-count", 1, 13), ("unexpected-token", 3, 13), ("unexpected-token", 4, 1), ("unknown-column", 4, 10), ("unknown-function", 5, 10)],
            found.Select(d => (d.Code, d.Span.Line, d.Span.Column)));
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    [InlineData("\n")]
    public void Compile_counts_lines_of_every_line_end(string end)
    {
        string adql = $"SELECT 'two{end}lines',{end}  /* a{end}b */{end}nothing";
        Diagnostic found = Assert.Single(Compile(adql));
        Assert.Equal((5, 1), (found.Span.Line, found.Span.Column));
        Assert.Equal("nothing", adql.Substring(found.Span.Offset, found.Span.Length));
    }

    [Theory]
    [InlineData("SELECT POINT('ICRS', 1, 2)", "deprecated")]
    [InlineData("SELECT COORDSYS(POINT(1, 2))", "deprecated")]
    [InlineData("SELECT RAND(5)", "unsupported")]
    public void Compile_warning_leaves_the_query_usable(string adql, string code)
    {
        AdqlCompilation compilation = AdqlCompiler.Compile(adql, new SurveyCatalog());
        Assert.NotNull(compilation.Query);
        Diagnostic warning = Assert.Single(compilation.Diagnostics);
        Assert.Equal((DiagnosticSeverity.Warning, code), (warning.Severity, warning.Code));
    }

    [Fact]
    public void Compile_unknown_table_is_not_followed_by_its_columns()
    {
        Diagnostic found = Assert.Single(Compile("SELECT a, m.b, m.* FROM dr1.nothing AS m WHERE c > 5 AND d LIKE 'x' GROUP BY e"));
        Assert.Equal("unknown-table", found.Code);
    }
}
