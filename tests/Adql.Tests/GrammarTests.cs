using Hven.Adql.Tests.Support;

namespace Hven.Adql.Tests;

/// <summary>Each piece of the ADQL 2.1 SELECT grammar, run to its result on a few rows.</summary>
public sealed class GrammarTests : IDisposable
{
    private readonly Engine _engine = new();

    public GrammarTests()
    {
        _engine.Run("""
            INSERT INTO dr1_main
              (coadd_object_id, ra, "dec", mag_auto_g, mag_auto_r, flags_g, nepochs, tilename, is_star) VALUES
              (1, 10.0, -5.0, 20.5, 20.0, 0, 3, 'DES0001', true), (2, 11.0, -6.0, 21.5, NULL, 1, 4, 'DES0002', false),
              (3, 12.0, -7.0, 19.5, 19.0, 2, 5, 'DES0001', NULL), (4, 13.0, -8.0, 18.5, 18.25, 3, 6, NULL, true)
            """);
        _engine.Run(""""
            INSERT INTO dr1_extras (coadd_object_id, redshift, note, "Odd ""Name""", "größe", obs_time) VALUES
              (1, 0.5, 'a_b%c', 7, 70, '2013-01-01T00:00:00'), (2, 1.5, 'It''s (b.c)*', 8, 80, '2014-01-01T00:00:00'),
              (5, NULL, 'ÄÖ', 9, 90, NULL)
            """");
        _engine.Run("INSERT INTO sva1_main VALUES (3, 12, -7), (4, 13, -8), (9, 1, 1)");
        _engine.Run("INSERT INTO dr1_tiles VALUES ('DES0001', 3600), ('DES0002', 1800)");
    }

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("SELECT COUNT(*) FROM dr1.main", "4")]
    [InlineData("select all coadd_object_id from DR1.MAIN where RA > 12.5", "4")]
    [InlineData("SELECT DISTINCT flags_g / 2 FROM dr1.main ORDER BY 1", "0", "1")]
    [InlineData("SELECT TOP 2 coadd_object_id FROM dr1.main ORDER BY mag_auto_g", "4", "3")]
    [InlineData("SELECT TOP 2 coadd_object_id FROM dr1.main ORDER BY mag_auto_g OFFSET 1", "3", "1")]
    [InlineData("SELECT coadd_object_id FROM dr1.main ORDER BY mag_auto_r DESC, ra OFFSET 2", "4", "2")]
    [InlineData("SELECT t.* FROM dr1.tiles t ORDER BY t.depth", "DES0002|1800", "DES0001|3600")]
    [InlineData("SELECT m.ra AS x, m.\"dec\" y FROM dr1.main AS m WHERE m.coadd_object_id = 1;", "10|-5")]
    [InlineData("SELECT dr1.main.ra FROM dr1.main WHERE main.coadd_object_id = 2", "11")]
    [InlineData("SELECT \"Odd \"\"Name\"\"\", \"größe\" FROM dr1.extras WHERE note = 'ÄÖ'", "9|90")]
    [InlineData("SELECT 'it''s' || ' ' || note FROM dr1.extras WHERE coadd_object_id = 2", "it's It's (b.c)*")]
    [InlineData("SELECT 0x1F, 0XfF, 1e2, .5, 5., 1.5E-1, -3, +4, - - 5", "31|255|100|0.5|5|0.15|-3|4|5")]
    [InlineData("SELECT -9223372036854775808, - 9223372036854775808 + 1, -09223372036854775808", "-9223372036854775808|-9223372036854775807|-9223372036854775808")]
    [InlineData("SELECT -9223372036854775808 / 10, -922337203685477580.8e1 / 1e18", "-922337203685477580|-9.223372036854776")]
    [InlineData("SELECT /* a 'comment' */ 1 -- and \"another\"", "1")]
    [InlineData("SELECT TRUE, FALSE, NULL", "True|False|NULL")]
    [InlineData("SELECT 1 + 2 * 3 - 4 / 2, (1 + 2) * 3, 2 - 3 - 4, 100 / 10 / 2, -2 * -3", "5|9|-5|5|6")]
    [InlineData("SELECT coadd_object_id FROM dr1.main WHERE NOT ra < 12 AND NOT ra > 12", "3")]
    [InlineData("SELECT coadd_object_id FROM dr1.main WHERE ra = 10 OR ra = 11 AND dec = 0", "1")]
    [InlineData("SELECT coadd_object_id FROM dr1.main WHERE (ra = 10 OR ra = 11) AND dec <> -5", "2")]
    [InlineData("SELECT coadd_object_id FROM dr1.main WHERE ra != 10 AND ra <= 11", "2")]
    [InlineData("SELECT coadd_object_id FROM dr1.main WHERE ra BETWEEN 11 AND 12 ORDER BY 1", "2", "3")]
    [InlineData("SELECT coadd_object_id FROM dr1.main WHERE ra NOT BETWEEN 11 AND 12.5 AND is_star", "1", "4")]
    [InlineData("SELECT coadd_object_id FROM dr1.main WHERE nepochs IN (3, 2 + 2) ORDER BY 1", "1", "2")]
    [InlineData("SELECT coadd_object_id FROM dr1.main WHERE nepochs NOT IN (3, 4, 5)", "4")]
    [InlineData("SELECT coadd_object_id FROM dr1.main WHERE mag_auto_r IS NULL", "2")]
    [InlineData("SELECT COUNT(*) FROM dr1.main WHERE tilename IS NOT NULL", "3")]
    [InlineData("SELECT coadd_object_id FROM dr1.main WHERE is_star = FALSE", "2")]
    [InlineData("SELECT note FROM dr1.extras WHERE note LIKE 'a_b%'", "a_b%c")]
    [InlineData("SELECT COUNT(*) FROM dr1.main WHERE tilename LIKE 'des%'", "0")]
    [InlineData("SELECT COUNT(*) FROM dr1.main WHERE tilename ILIKE 'des%1'", "2")]
    [InlineData("SELECT COUNT(*) FROM dr1.main WHERE tilename NOT LIKE '%1'", "1")]
    [InlineData("SELECT COUNT(*), COUNT(tilename), COUNT(DISTINCT tilename) FROM dr1.main", "4|3|2")]
    [InlineData("SELECT MIN(ra), MAX(ra), SUM(nepochs), AVG(nepochs) FROM dr1.main", "10|13|18|4.5")]
    [InlineData("SELECT STDDEV(ra), VARIANCE(nepochs) FROM dr1.main WHERE ra < 12", "0.7071067811865476|0.5")]
    [InlineData("SELECT tilename, COUNT(*) AS n FROM dr1.main GROUP BY tilename HAVING COUNT(*) > 1", "DES0001|2")]
    [InlineData("SELECT FLOOR(ra / 2) AS bin, COUNT(*) FROM dr1.main GROUP BY bin ORDER BY bin", "5|2", "6|2")]
    [InlineData("SELECT FLOOR(ra / 2) + 1, COUNT(*) FROM dr1.main GROUP BY FLOOR(ra / 2) ORDER BY 1", "6|2", "7|2")]
    [InlineData("SELECT nepochs, COUNT(*) FROM dr1.main GROUP BY 1 ORDER BY COUNT(*), nepochs DESC", "6|1", "5|1", "4|1", "3|1")]
    [InlineData("SELECT a.coadd_object_id, x.redshift FROM dr1.main a JOIN dr1.extras x ON a.coadd_object_id = x.coadd_object_id ORDER BY 1", "1|0.5", "2|1.5")]
    [InlineData("SELECT coadd_object_id, redshift FROM dr1.main INNER JOIN dr1.extras USING (coadd_object_id) ORDER BY 1", "1|0.5", "2|1.5")]
    [InlineData("SELECT coadd_object_id, redshift FROM dr1.main NATURAL JOIN dr1.extras ORDER BY 1", "1|0.5", "2|1.5")]
    [InlineData("SELECT coadd_object_id, redshift FROM dr1.main LEFT OUTER JOIN dr1.extras USING (coadd_object_id) ORDER BY 1", "1|0.5", "2|1.5", "3|NULL", "4|NULL")]
    [InlineData("SELECT coadd_object_id, ra FROM dr1.main RIGHT JOIN dr1.extras USING (coadd_object_id) ORDER BY 1", "1|10", "2|11", "5|NULL")]
    [InlineData("SELECT coadd_object_id FROM dr1.main FULL OUTER JOIN dr1.extras USING (coadd_object_id) ORDER BY 1", "1", "2", "3", "4", "5")]
    [InlineData("SELECT COUNT(*) FROM dr1.main CROSS JOIN dr1.extras", "12")]
    [InlineData("SELECT COUNT(*) FROM dr1.main, dr1.extras, dr1.tiles", "24")]
    [InlineData("SELECT m.coadd_object_id FROM dr1.main AS m JOIN (dr1.extras AS x JOIN sva1.main AS s ON s.coadd_object_id > x.coadd_object_id) ON m.coadd_object_id = s.coadd_object_id WHERE x.redshift = 1.5 ORDER BY 1", "3", "4")]
    [InlineData("SELECT * FROM (SELECT ra, dec FROM dr1.main WHERE ra < 11) AS t", "10|-5")]
    [InlineData("SELECT a FROM (SELECT ra, dec FROM dr1.main) AS t (a, b) WHERE b = -6", "11")]
    [InlineData("SELECT n FROM ((SELECT 1 AS n) UNION (SELECT 2)) AS t ORDER BY n", "1", "2")]
    [InlineData("SELECT coadd_object_id FROM dr1.main WHERE coadd_object_id IN (SELECT coadd_object_id FROM sva1.main) ORDER BY 1", "3", "4")]
    [InlineData("SELECT coadd_object_id FROM dr1.main m WHERE NOT EXISTS (SELECT 1 FROM sva1.main s WHERE s.coadd_object_id = m.coadd_object_id) ORDER BY 1", "1", "2")]
    [InlineData("SELECT coadd_object_id FROM dr1.main m WHERE ra = (SELECT MAX(ra) FROM dr1.main AS n WHERE n.tilename = m.tilename) ORDER BY 1", "2", "3")]
    [InlineData("WITH bright AS (SELECT * FROM dr1.main WHERE mag_auto_g < 20), pair (a, b) AS (SELECT x.ra, y.ra FROM bright x, bright y WHERE x.ra < y.ra) SELECT a, b FROM pair", "12|13")]
    [InlineData("WITH main AS (SELECT 5 AS five) SELECT five FROM main", "5")]
    [InlineData("SELECT 1 UNION SELECT 1 UNION ALL SELECT 2 ORDER BY 1", "1", "2")]
    [InlineData("SELECT nepochs AS n FROM dr1.main EXCEPT SELECT 3 ORDER BY n", "4", "5", "6")]
    [InlineData("SELECT 1 UNION ALL SELECT 2 INTERSECT SELECT 2", "1", "2")]
    [InlineData("(SELECT TOP 1 ra FROM dr1.main ORDER BY ra DESC) UNION (SELECT TOP 1 ra FROM dr1.main ORDER BY ra) ORDER BY ra", "10", "13")]
    [InlineData("SELECT ((SELECT MAX(ra) FROM dr1.main) + 1)", "14")]
    [InlineData("SELECT coadd_object_id FROM dr1.main WHERE nepochs = ((SELECT 3) UNION (SELECT 3))", "1")]
    [InlineData("SELECT CASE WHEN ra < 11 THEN 'low' WHEN ra < 13 THEN 'mid' ELSE 'high' END FROM dr1.main ORDER BY ra", "low", "mid", "mid", "high")]
    [InlineData("SELECT CASE nepochs WHEN 3 THEN 1 WHEN 4 THEN 2.5 END FROM dr1.main ORDER BY nepochs", "1", "2.5", "NULL", "NULL")]
    [InlineData("SELECT COALESCE(mag_auto_r, 99), NULLIF(nepochs, 4) FROM dr1.main WHERE coadd_object_id = 2", "99|NULL")]
    [InlineData("SELECT UPPER(note), LOWER('DES') FROM dr1.extras WHERE coadd_object_id = 5", "ÄÖ|des")]
    [InlineData("SELECT CAST(ra AS INTEGER), CAST(nepochs AS DOUBLE PRECISION), CAST(nepochs AS VARCHAR) || 'x', CAST('12345' AS CHAR(3)), CAST('7' AS SMALLINT) FROM dr1.main WHERE ra = 10", "10|3|3x|123|7")]
    [InlineData("SELECT IN_UNIT(depth, 'deg'), IN_UNIT(depth, 'arcmin') FROM dr1.tiles WHERE tilename = 'DES0001'", "1|60")]
    [InlineData("SELECT obs_time FROM dr1.extras WHERE obs_time > '2013-06-01'", "2014-01-01T00:00:00")]
    [InlineData("SELECT COORD1(POINT(1, 2)), COORD2(CENTROID(CIRCLE(3, 4, 1))), COORDSYS(POINT(1, 2))", "1|4|ICRS")]
    [InlineData("SELECT POINT(1.5, -2), CIRCLE('ICRS', 10, 20, 0.5), POLYGON(0, 0, 1, 0, 0, 1), BOX(10, 0, 2, 4)", "1.5 -2|10 20 0.5|0 0 1 0 0 1|9 -2 11 -2 11 2 9 2")]
    [InlineData("SELECT 12 & 10, 12 | 10, 12 ^ 10, ~ 0, BITWISE_XOR(5, 1) + 1 & 6, 3 & 1 = 1", "8|14|6|-1|4|True")]
    [InlineData("SELECT COUNT(*) FROM dr1.main TABLESAMPLE(100) AS m, dr1.tiles AS t TABLESAMPLE(0)", "0")]
    [InlineData("SELECT tablesample.ra FROM dr1.main tablesample WHERE tablesample.coadd_object_id = 1", "10")]
    [InlineData("SELECT COORD1(p), COORD2(p), DISTANCE(p, POINT(10, 0)) FROM (SELECT POINT(ra, dec) AS p FROM dr1.main WHERE coadd_object_id = 1) AS t", "10|-5|5")]
    [InlineData("SELECT COALESCE(CAST(NULL AS POINT), POINT(1, 2)), CASE WHEN 1 = 1 THEN CIRCLE(1, 2, 3) END, (SELECT POINT(3, 4)), CAST('1 2, 3 4 5 7' AS POLYGON)", "1 2|1 2 3|3 4|1 2 3 4 5 7")]
    [InlineData("SELECT coadd_object_id FROM dr1.main WHERE 1 = CONTAINS(POINT(ra + 0, dec), REGION('UNION ICRS (CIRCLE 10 -5 1 CIRCLE 13 -8 1)')) ORDER BY 1", "1", "4")]
    [InlineData("SELECT coadd_object_id FROM dr1.main WHERE 1 = CONTAINS(POINT(ra + 0, dec), CIRCLE(10, -5, 1)) OR CONTAINS(POINT(ra + 0, dec), BOX(12, -7, 1, 1)) = 1 ORDER BY 1", "1", "3")]
    [InlineData("SELECT coadd_object_id FROM dr1.main WHERE 1 = CONTAINS(POINT(ra + 0, dec), MOC(9, CIRCLE(10, -5, 0.1)))", "1")]
    [InlineData("SELECT ivo_hasword('Miller and Urey have', 'miller'), ivo_hasword('shown that a primordial', 'shown soup'), ivo_hashlist_has('Red#green#blue', 'red'), ivo_hashlist_has('red#green#blue', 'red#green'), ivo_nocasematch('ABcabc', 'ab__bc'), ivo_nocasematch('abcabc', 'abcab')", "1|0|1|0|1|0")]
    [InlineData("SELECT ivo_interval_overlaps(-3, -2, 2, 3), ivo_interval_overlaps(-2, 55.3, 2, 3), ivo_interval_overlaps(2, 3, -2, 55.3), ivo_interval_overlaps(-2, 55.3, 3, 2), ivo_interval_overlaps(-2, 2, 2, 3)", "0|1|1|0|1")]
    [InlineData("SELECT ivo_healpix_index(0, 1, 1), ivo_healpix_index(17, POINT('ICRS', 1, 1)), ivo_healpix_index(17, CENTROID(CIRCLE(359, -1, 3))), ivo_healpix_center(0, 6)", "4|81609757711|73009064944|180 0")]
    [InlineData("SELECT ivo_to_jd(CAST('2000-01-02T12:00:00' AS TIMESTAMP)), ivo_to_mjd('1910-12-31T06:00:00'), gavo_to_jd('1910-12-31T06:00:00Z'), ivo_to_jd(NULL)", "2451546|19036.25|2419036.75|NULL")]
    [InlineData("SELECT ROUND(ivo_hms_to_degrees('3H34M45.4S'), 7), ivo_hms_to_degrees('033445.4') - ivo_hms_to_degrees('3:34:45.4'), ivo_dms_to_degrees('-0d15m0s'), ivo_dms_to_degrees('42:9:6.768'), ivo_hms_to_degrees('x'), ivo_dms_to_degrees('+001500')", "53.6891667|0|-0.25|42.15188|NULL|0.25")]
    [InlineData("SELECT ivo_string_agg(tilename, ' <> '), ivo_histogram(mag_auto_g, 19, 21, 2) FROM dr1.main", "DES0001 <> DES0001 <> DES0002|1 1 1 1")]
    public void Query_runs_to_its_rows(string adql, params string[] rows) => Assert.Equal(rows, _engine.Query(adql));

    [Theory]
    [InlineData("7 / 2", "3")]
    [InlineData("-7 / 2", "-3")]
    [InlineData("7 / -2", "-3")]
    [InlineData("7 / 2.0", "3.5")]
    [InlineData("10 / 3600", "0")]
    [InlineData("7 / 0", "NULL")]
    [InlineData("MOD(-7, 3)", "-1")]
    [InlineData("MOD(7, -3)", "1")]
    [InlineData("MOD(7.5, 2)", "1.5")]
    [InlineData("2000000000 + 2000000000", "4000000000")]
    [InlineData("ROUND(2.5)", "3")]
    [InlineData("ROUND(2.345, 2)", "2.35")]
    [InlineData("ROUND(1234.5, -2)", "1200")]
    [InlineData("TRUNCATE(-2.7)", "-2")]
    [InlineData("TRUNCATE(2.789, 2)", "2.78")]
    [InlineData("TRUNCATE(1789.9, -2)", "1700")]
    [InlineData("CEILING(-1.5)", "-1")]
    [InlineData("FLOOR(-1.5)", "-2")]
    [InlineData("ABS(-3)", "3")]
    [InlineData("SIGN(-3.5)", "-1")]
    [InlineData("LOG(EXP(2))", "2")]
    [InlineData("LOG10(1000)", "3")]
    [InlineData("LOG(0)", "NULL")]
    [InlineData("LOG10(-1)", "NULL")]
    [InlineData("SQRT(-1)", "NULL")]
    [InlineData("SQRT(16)", "4")]
    [InlineData("SQRT(0)", "0")]
    [InlineData("ASIN(1.5)", "NULL")]
    [InlineData("DEGREES(ASIN(1))", "90")]
    [InlineData("DEGREES(ACOS(-1))", "180")]
    [InlineData("DEGREES(ATAN2(1, 1))", "45")]
    [InlineData("POWER(2, 10)", "1024")]
    [InlineData("RADIANS(180) - PI()", "0")]
    [InlineData("SIN(0) + COS(0) + TAN(0) + ATAN(0)", "1")]
    [InlineData("ROUND(COT(PI() / 4), 9)", "1")]
    [InlineData("ROUND(AREA(CIRCLE(10, 80, 1)), 6)", "3.141513")]
    [InlineData("ROUND(AREA(BOX(10, 0, 360, 180)), 4)", "41252.9612")]
    [InlineData("ROUND(AREA(POLYGON(0, 0, 90, 0, 0, 90)), 6)", "5156.620156")]
    [InlineData("CASE WHEN RAND() BETWEEN 0 AND 1 THEN 'ok' END", "ok")]
    public void Expression_has_the_value_of_ADQL(string expression, string value) =>
        Assert.Equal([value], _engine.Query($"SELECT {expression}"));

    [Theory]
    [InlineData("a%c", "abc", true)]
    [InlineData("a.c", "abc", false)]
    [InlineData("%a%b%c%", "xxaxxbxxcxx", true)]
    [InlineData("%a%b%c%", "xxcxxbxxaxx", false)]
    [InlineData("%(.*)%[x]%+%", "a(.*)b[x]c+d", true)]
    [InlineData("%.%.%.%", "a,b,c,d", false)]
    [InlineData("%\\%\\%\\%", "a\\b\\c\\d", true)]
    [InlineData("%a%_%b%", "a\nb", true)]
    [InlineData("_%_%_%_", "abc", false)]
    [InlineData("Ä%ß%ü%", "Ä ß ü", true)]
    [InlineData("%-%/%\"%", "a-b/c\"d", true)]
    public void Like_matches_the_same_as_literal_and_as_expression(string pattern, string text, bool matches)
    {
        string expected = matches ? "True" : "False";
        string p = pattern.Replace("'", "''", StringComparison.Ordinal);
        Assert.Equal([expected], _engine.Query($"SELECT CASE WHEN '{text}' LIKE '{p}' THEN TRUE ELSE FALSE END"));
        Assert.Equal([expected], _engine.Query($"SELECT CASE WHEN '{text}' LIKE '{p}' || '' THEN TRUE ELSE FALSE END"));
        Assert.Equal([expected], _engine.Query($"SELECT CASE WHEN '{text.ToUpperInvariant()}' ILIKE '{p}' THEN TRUE ELSE FALSE END"));
    }

    [Fact]
    public void Order_nulls_come_last_both_ways()
    {
        Assert.Equal("2", _engine.Query("SELECT coadd_object_id FROM dr1.main ORDER BY mag_auto_r").Last());
        Assert.Equal("2", _engine.Query("SELECT coadd_object_id FROM dr1.main ORDER BY mag_auto_r DESC").Last());
    }

    [Fact]
    public void Translate_limit_is_the_smaller_of_TOP_and_option()
    {
        var options = new Translation.DuckDb.DuckDbOptions { Limit = 2 };
        Assert.Equal(2, _engine.Query("SELECT ra FROM dr1.main", options).Count);
        Assert.Single(_engine.Query("SELECT TOP 1 ra FROM dr1.main", options));
        Assert.Equal(2, _engine.Query("SELECT TOP 3 ra FROM dr1.main", options).Count);
        Assert.Equal(2, _engine.Query("SELECT ra FROM dr1.main UNION ALL SELECT ra FROM sva1.main", options).Count);
        Assert.Empty(_engine.Query("SELECT TOP 0 ra FROM dr1.main"));
    }

    [Fact]
    public void Sum_beyond_64_bits_fails_instead_of_wrapping()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => _engine.Query("SELECT SUM(coadd_object_id + 9223372036854775800 - 10) FROM dr1.main"));
        Assert.Contains("out of range", error.Message, StringComparison.OrdinalIgnoreCase);
    }
}
