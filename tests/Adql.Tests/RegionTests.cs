using System.Globalization;
using Hven.Adql.Binding;
using Hven.Adql.Tests.Support;
using Hven.Sky;

namespace Hven.Adql.Tests;

/// <summary>Regions as SQL find the rows that <see cref="Region.Contains"/> finds.</summary>
public sealed class RegionTests : IDisposable
{
    private const int Rows = 4000;

    private readonly Engine _engine = new();
    private readonly List<SkyCoord> _positions = [];

    public void Dispose() => _engine.Dispose();

    public static TheoryData<string, string> Regions => new()
    {
        { "circle in the open", "CIRCLE(150.1, 2.2, 0.7)" },
        { "circle over ra 0", "CIRCLE(0.05, -0.82, 1)" },
        { "circle over ra 360", "CIRCLE(359.99, 45, 2)" },
        { "circle over the north pole", "CIRCLE(123, 89.7, 1.5)" },
        { "circle over the south pole", "CIRCLE(200, -90, 3)" },
        { "circle on a corner of base cells", "CIRCLE(45, 0, 2)" },
        { "circle on a border of base cells", "CIRCLE(90, 41.8103, 3)" },
        { "circle of one second", "CIRCLE(10, -20, 1/3600.0)" },
        { "circle of nothing", "CIRCLE(10, -20, 0)" },
        { "half the sky", "CIRCLE(77, 13, 90)" },
        { "the whole sky", "CIRCLE(77, 13, 180)" },
        { "nearly the whole sky", "CIRCLE(77, 13, 179)" },
        { "box over ra 0", "BOX(0, 10, 4, 6)" },
        { "box at the pole", "BOX(30, 88, 90, 10)" },
        { "box around the sky", "BOX(180, -30, 360, 4)" },
        { "triangle", "POLYGON(10, 10, 14, 10.5, 12, 14)" },
        { "triangle the other way round", "POLYGON(10, 10, 12, 14, 14, 10.5)" },
        { "polygon over ra 0", "POLYGON(358, -2, 3, -3, 2, 4, 359, 2)" },
        { "polygon over the north pole", "POLYGON(0, 85, 90, 86, 180, 84, 270, 87)" },
        { "polygon over the south pole", "POLYGON(10, -85, 130, -86, 250, -84)" },
        { "concave polygon", "POLYGON(20, 0, 26, 0, 26, 6, 23, 1.5, 20, 6)" },
        { "legacy form", "POLYGON('ICRS', POINT('ICRS', 10, 10), POINT('ICRS', 14, 10.5), POINT('ICRS', 12, 14))" },
        { "region as text", "REGION('CIRCLE ICRS 150.1 2.2 0.7')" },
        { "circle of another frame", "REGION('CIRCLE GALACTIC 120 62 1')" },
        { "polygon of another frame", "REGION('POLYGON FK5 J1975 10 10 14 10.5 12 14')" },
        { "box of another frame", "REGION('BOX GALACTIC 0 88 30 6')" },
        { "circle of FK4", "REGION('CIRCLE FK4 B1950 150 2 1')" },
        { "ellipse", "REGION('ELLIPSE ICRS 20 70 4 1 30')" },
        { "union", "REGION('UNION ICRS (CIRCLE 10 10 1 BOX 12 10 1 2)')" },
        { "intersection", "REGION('INTERSECTION ICRS (CIRCLE 10 10 3 NOT (BOX 11 10 2 2))')" },
        { "coverage map", "MOC('3/5 100 6/9000-9010')" },
        { "coverage map of a circle", "MOC(7, CIRCLE(359.9, 45, 1))" },
        { "polygon as text", "CAST('10 10 14 10.5 12 14' AS POLYGON)" },
        { "circle of a transform", "ivo_geom_transform('GALACTIC', 'ICRS', CIRCLE(120, 62, 1))" },
        { "point", "POINT(10, 10)" },
    };

    [Theory]
    [MemberData(nameof(Regions))]
    public void Contains_region_selects_what_the_sky_library_says(string name, string shape)
    {
        Assert.NotEmpty(name);
        Region region = PlanOf($"1 = CONTAINS(POINT(ra, dec), {shape})").Region!;
        Fill(region);
        string[] expected = Expected(region.Contains);
        Assert.Equal(expected, Ids($"1 = CONTAINS(POINT(ra, dec), {shape})"));
        Assert.Equal(expected, Ids($"CONTAINS(POINT('ICRS', m.ra, m.dec), {shape}) = 1"));
        Assert.Equal(expected, Ids($"INTERSECTS({shape}, POINT(ra, dec)) = 1"));
        Assert.Equal(expected, Ids($"ra >= 0 AND (1 = CONTAINS(POINT(ra, dec), {shape}) AND dec < 91)"));

        // The same test where no index helps: on a calculated position, under OR, and as a value.
        Assert.Equal(expected, Ids($"1 = CONTAINS(POINT(ra + 0, dec), {shape})"));
        Assert.Equal(expected, Ids($"1 = CONTAINS(POINT(ra, dec), {shape}) OR 1 = 2"));
        Assert.Equal(Expected(p => !region.Contains(p)), Ids($"0 = CONTAINS(POINT(ra, dec), {shape})"));
    }

    [Theory]
    [InlineData("DISTANCE(POINT(ra, dec), POINT(0.05, -0.82)) < 60/60.0", true)]
    [InlineData("DISTANCE(POINT(0.05, -0.82), POINT(ra, dec)) <= 1.0", false)]
    [InlineData("1.0 > DISTANCE(ra, dec, 0.05, -0.82)", true)]
    [InlineData("1.0 >= DISTANCE(0.05, -0.82, ra, dec)", false)]
    [InlineData("DISTANCE(POINT('ICRS', ra, dec), POINT('ICRS', 720.05, -0.82)) <= 3600/3600", false)]
    public void Distance_below_a_constant_is_a_region(string condition, bool isStrict)
    {
        LookupPlan plan = PlanOf(condition);
        var circle = Assert.IsType<Circle>(plan.Region);
        Assert.Equal(isStrict, plan.IsStrict);
        Assert.Equal(1, circle.Radius.Degrees, 1e-12);
        Assert.Equal(0.05, circle.Center.RaDegrees, 1e-9);
        Fill(circle);
        Assert.Equal(Expected(circle.Contains), Ids(condition));
    }

    [Fact]
    public void Distance_strictly_below_leaves_the_border_out()
    {
        _engine.Run("INSERT INTO dr1_main BY NAME SELECT 1 AS coadd_object_id, 10 AS ra, 5 AS \"dec\", "
            + $"{Healpix.ToPixel(29, new SkyCoord(10, 5))} AS _healpix_29");
        Assert.Equal(["1"], Ids("DISTANCE(ra, dec, 10, 5) <= 0"));
        Assert.Empty(Ids("DISTANCE(ra, dec, 10, 5) < 0"));
        Assert.Equal(["1"], Ids("1 = CONTAINS(POINT(ra, dec), CIRCLE(10, 5, 0))"));
    }

    [Fact]
    public void Contains_regions_joined_by_or_are_one_region()
    {
        const string Condition = "(1 = CONTAINS(POINT(ra, dec), CIRCLE(150, 2, 1)) OR DISTANCE(ra, dec, 151, 2) <= 0.5 OR 1 = CONTAINS(POINT(ra, dec), BOX(150, 4, 1, 1)))";
        var union = Assert.IsType<Union>(PlanOf(Condition).Region);
        Assert.Equal(3, union.Parts.Count);
        Fill(union);
        Assert.Equal(Expected(union.Contains), Ids(Condition));
        Assert.Equal(Expected(union.Contains), Ids(Condition.Replace("ra,", "ra + 0,", StringComparison.Ordinal)));
        Assert.Equal(Expected(p => !union.Contains(p)), Ids($"NOT {Condition}"));
    }

    [Fact]
    public void Distance_of_two_columns_is_the_great_circle_in_degrees()
    {
        Fill(new Circle(new SkyCoord(30, 60), Angle.FromDegrees(20)));
        foreach (string row in _engine.Query("SELECT coadd_object_id, DISTANCE(ra, dec, 31, 62.5), DISTANCE(POINT(ra, dec), POINT(ra + 180, -dec)) FROM dr1.main"))
        {
            string[] values = row.Split('|');
            double expected = _positions[int.Parse(values[0], CultureInfo.InvariantCulture)].SeparationTo(new SkyCoord(31, 62.5)).Degrees;
            Assert.Equal(expected, double.Parse(values[1], CultureInfo.InvariantCulture), 1e-11);
            Assert.Equal(180, double.Parse(values[2], CultureInfo.InvariantCulture), 1e-5);
        }
    }

    [Fact]
    public void Contains_position_of_null_or_NaN_is_in_no_region()
    {
        _engine.Run("INSERT INTO dr1_main BY NAME SELECT 1 AS coadd_object_id, NULL AS ra, 5 AS \"dec\", 0 AS _healpix_29");
        _engine.Run("INSERT INTO dr1_main BY NAME SELECT 2 AS coadd_object_id, 'NaN'::DOUBLE AS ra, 5 AS \"dec\", 0 AS _healpix_29");
        foreach (string shape in (string[])["CIRCLE(10, 5, 180)", "BOX(10, 5, 20, 20)", "POLYGON(0, 0, 20, 0, 10, 20)"])
        {
            Assert.Empty(Ids($"1 = CONTAINS(POINT(ra, dec), {shape})"));
            Assert.Empty(Ids($"1 = CONTAINS(POINT(ra + 0, dec), {shape})"));
            Assert.Equal(["2"], Ids($"0 = CONTAINS(POINT(ra, dec), {shape})"));
        }
    }

    [Fact]
    public void Contains_circle_of_columns_compares_row_by_row()
    {
        Fill(new Circle(new SkyCoord(150, 2), Angle.FromDegrees(0.5)));
        List<string> rows = _engine.Query("""
            SELECT a.coadd_object_id, b.coadd_object_id FROM dr1.main AS a, dr1.main AS b
            WHERE a.coadd_object_id < 60 AND b.coadd_object_id < 60
              AND 1 = CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, (b.coadd_object_id + 1) / 100.0))
            ORDER BY 1, 2
            """);
        var expected = new List<string>();
        for (int a = 0; a < 60; a++)
        {
            for (int b = 0; b < 60; b++)
            {
                if (_positions[a].SeparationTo(_positions[b]).Degrees <= (b + 1) / 100.0)
                {
                    expected.Add($"{a}|{b}");
                }
            }
        }

        Assert.Equal(expected, rows);
    }

    [Fact]
    public void Intersects_circles_touch_when_their_radii_reach()
    {
        Assert.Equal(["1|0|1|0"], _engine.Query("""
            SELECT INTERSECTS(CIRCLE(359.5, 0, 0.6), CIRCLE(0.5, 0, 0.6)), INTERSECTS(CIRCLE(359.5, 0, 0.4), CIRCLE(0.5, 0, 0.4)),
                   CONTAINS(CIRCLE(0, 0, 1), CIRCLE(0.5, 0, 1.6)), CONTAINS(CIRCLE(0, 0, 1), CIRCLE(0.5, 0, 1.4))
            """));
    }

    [Fact]
    public void Region_under_joins_finds_the_rows_of_the_brute_force_form()
    {
        Fill(new Circle(new SkyCoord(0.05, -0.82), Angle.FromDegrees(1)));
        _engine.Run("INSERT INTO dr1_extras BY NAME SELECT i AS coadd_object_id, i / 10.0 AS redshift FROM range(0, 5000, 3) t(i)");
        const string Region = "1 = CONTAINS(POINT(m.ra, m.dec), CIRCLE(0.05, -0.82, 1))";

        // "+ 0" keeps the position from being recognised, so the second query of each pair reads the whole table.
        string[] joins =
        [
            "dr1.main AS m JOIN dr1.extras AS x ON m.coadd_object_id = x.coadd_object_id WHERE {0}",
            "dr1.main AS m JOIN dr1.extras AS x ON m.coadd_object_id = x.coadd_object_id AND {0}",
            "dr1.main AS m LEFT JOIN dr1.extras AS x ON m.coadd_object_id = x.coadd_object_id WHERE {0}",
            "dr1.main AS m LEFT JOIN dr1.extras AS x ON m.coadd_object_id = x.coadd_object_id AND {0}",
            "dr1.extras AS x LEFT JOIN dr1.main AS m ON m.coadd_object_id = x.coadd_object_id AND {0}",
            "dr1.extras AS x LEFT JOIN dr1.main AS m ON m.coadd_object_id = x.coadd_object_id WHERE {0}",
            "dr1.extras AS x RIGHT JOIN dr1.main AS m ON m.coadd_object_id = x.coadd_object_id AND {0}",
            "dr1.extras AS x FULL JOIN dr1.main AS m ON m.coadd_object_id = x.coadd_object_id AND {0}",
            "dr1.extras AS x FULL JOIN dr1.main AS m ON m.coadd_object_id = x.coadd_object_id WHERE {0}",
            "dr1.extras AS x WHERE EXISTS (SELECT * FROM dr1.main AS m WHERE m.coadd_object_id = x.coadd_object_id AND {0})",
        ];
        foreach (string join in joins)
        {
            const string Select = "SELECT COUNT(*), SUM(x.coadd_object_id), MIN(x.redshift), COUNT(x.redshift) FROM ";
            string indexed = Select + string.Format(CultureInfo.InvariantCulture, join, Region);
            string plain = Select + string.Format(CultureInfo.InvariantCulture, join, Region.Replace("m.ra,", "m.ra + 0,", StringComparison.Ordinal));
            Assert.Equal(_engine.Query(plain), _engine.Query(indexed));
        }
    }

    [Fact]
    public void Translate_far_clusters_become_branches_of_a_union()
    {
        string sql = Engine.Sql("SELECT COUNT(*) FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(45, 0, 0.5))");
        Assert.Equal(4, sql.Split(" UNION ALL ").Length);
        Assert.Equal(4, sql.Split("\"_healpix_29\" BETWEEN").Length - 1);
        Assert.DoesNotContain(" OR ", sql, StringComparison.Ordinal);
        Assert.True(Engine.Sql("SELECT ra FROM dr1.main WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(200, -90, 3))").Split(" UNION ALL ").Length <= 4);
    }

    [Fact]
    public void Translate_branches_have_the_columns_that_the_query_names()
    {
        const string Near = "1 = CONTAINS(POINT(m.ra, m.dec), CIRCLE(45, 0, 0.5))";
        string sql = Engine.Sql($"SELECT m.mag_auto_g - m.mag_auto_r AS colour FROM dr1.main AS m WHERE {Near} ORDER BY m.coadd_object_id");
        foreach (string branch in sql.Split("FROM (")[1].Split(" UNION ALL "))
        {
            string[] names = [.. branch["SELECT ".Length..branch.IndexOf(" FROM ", StringComparison.Ordinal)].Split(", ").Order(StringComparer.Ordinal)];
            Assert.Equal(["\"coadd_object_id\"", "\"dec\"", "\"mag_auto_g\"", "\"mag_auto_r\"", "\"ra\""], names);
        }

        Assert.Equal(
            _engine.Query("SELECT x.redshift FROM dr1.extras AS x WHERE EXISTS (SELECT 1 FROM dr1.main AS m WHERE m.coadd_object_id = x.coadd_object_id AND 1 = CONTAINS(POINT(m.ra + 0, m.dec), CIRCLE(45, 0, 0.5))) ORDER BY 1"),
            _engine.Query($"SELECT x.redshift FROM dr1.extras AS x WHERE EXISTS (SELECT 1 FROM dr1.main AS m WHERE m.coadd_object_id = x.coadd_object_id AND {Near}) ORDER BY 1"));
    }

    private static LookupPlan PlanOf(string condition)
    {
        AdqlCompilation compilation = AdqlCompiler.Compile($"SELECT ra FROM dr1.main WHERE {condition}", new SurveyCatalog());
        Assert.True(compilation.Query is not null, string.Join("\n", compilation.Diagnostics));
        return compilation.Query.AsLookup() ?? throw new InvalidOperationException("The query is no lookup.");
    }

    /// <summary>Positions all over the sky, most of them around the region, some exactly on its vertices and centre.</summary>
    private void Fill(Region region)
    {
        var random = new Random(29);
        BoundingBox bounds = region.Bounds;
        if (region is Polygon polygon)
        {
            _positions.AddRange(polygon.Vertices);
        }
        else if (region is Circle circle)
        {
            _positions.Add(circle.Center);
        }

        _positions.AddRange([new SkyCoord(0, 0), new SkyCoord(0, 90), new SkyCoord(0, -90), new SkyCoord(359.9999999999, 1)]);
        while (_positions.Count < Rows)
        {
            bool isNear = _positions.Count % 4 != 0;
            double height = Math.Max(0.001, bounds.DecMax - bounds.DecMin);
            double dec = isNear ? bounds.DecMin + (height * ((random.NextDouble() * 1.2) - 0.1)) : (random.NextDouble() * 180) - 90;
            double ra = isNear ? bounds.RaStart + (Math.Max(0.001, bounds.RaWidth) * ((random.NextDouble() * 1.2) - 0.1)) : random.NextDouble() * 360;
            _positions.Add(new SkyCoord(ra, Math.Clamp(dec, -90, 90)));
        }

        IEnumerable<string> rows = _positions.Select((p, i) => string.Create(
            CultureInfo.InvariantCulture, $"({Healpix.ToPixel(29, p)}, {i}, {p.RaDegrees:E17}, {p.DecDegrees:E17})"));
        _engine.Run("INSERT INTO dr1_main (_healpix_29, coadd_object_id, ra, \"dec\") VALUES "
            + string.Join(", ", rows));
    }

    private string[] Expected(Func<SkyCoord, bool> condition) =>
        [.. Enumerable.Range(0, _positions.Count).Where(i => condition(_positions[i])).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    private List<string> Ids(string condition) =>
        _engine.Query($"SELECT coadd_object_id FROM dr1.main AS m WHERE {condition} ORDER BY coadd_object_id");
}
