namespace Hven.Sky.Tests;

public sealed class RegionTests
{
    [Fact]
    public void ContainsMany_equals_Contains_and_leaves_out_what_is_no_position()
    {
        var sky = new RandomSky(31);
        for (int trial = 0; trial < 1000; trial++)
        {
            (Region region, SkyCoord center, double size) = sky.AnyRegion();
            SkyCoord[] points = [center, .. Enumerable.Range(0, 50).Select(i => i % 3 == 0 ? sky.Awkward() : sky.Near(center, Math.Min(180, size)))];
            double[] ra = [.. points.Select((p, i) => p.RaDegrees + (i % 2 == 0 ? 360 : 0)), double.NaN, 1, double.PositiveInfinity, 1];
            double[] dec = [.. points.Select(p => p.DecDegrees), 0, double.NaN, 0, 90.0001];
            bool[] inside = new bool[ra.Length];
            region.ContainsMany(ra, dec, inside);
            for (int i = 0; i < points.Length; i++)
            {
                Assert.Equal(region.Contains(new SkyCoord(ra[i], dec[i])), inside[i]);
            }

            Assert.Equal([false, false, false, false], inside[^4..]);
        }
    }

    [Fact]
    public void Contains_star_with_crossing_sides_holds_nothing_far_away()
    {
        Polygon star = new([new(100, 10), new(106, 10), new(101, 14), new(103, 8), new(105, 14)]);
        Assert.False(star.Contains(new SkyCoord(0, 0)));
        Assert.False(star.Contains(new SkyCoord(0, 90)));
        Assert.False(star.Contains(new SkyCoord(0, -90)));
        Assert.True(star.Contains(new SkyCoord(103, 9)));
    }

    [Fact]
    public void Bounds_hold_every_point_inside()
    {
        var sky = new RandomSky(32);
        for (int trial = 0; trial < 3000; trial++)
        {
            (Region region, SkyCoord center, double size) = sky.AnyRegion();
            for (int i = 0; i < 40; i++)
            {
                SkyCoord point = i == 0 ? center : i % 3 == 0 ? sky.Awkward() : sky.Near(center, Math.Min(180, size));
                Assert.True(!region.Contains(point) || region.Bounds.Contains(point), $"{point} in {region}, bounds {region.Bounds}");
            }
        }
    }

    [Fact]
    public void Circle_of_zero_radius_holds_its_centre_and_of_180_degrees_everything()
    {
        var sky = new RandomSky(33);
        for (int i = 0; i < 10_000; i++)
        {
            SkyCoord point = sky.Awkward();
            Assert.True(new Circle(point, Angle.Zero).Contains(point));
            Assert.True(new Circle(sky.Awkward(), Angle.FromDegrees(180)).Contains(point));
            Assert.True(new Circle(point, Angle.FromDegrees(180)).Contains(new SkyCoord(point.RaDegrees + 180, -point.DecDegrees)));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new Circle(default, Angle.FromDegrees(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Circle(default, Angle.FromDegrees(180.1)));
    }

    [Fact]
    public void Circle_agrees_with_separation()
    {
        var sky = new RandomSky(34);
        for (int i = 0; i < 100_000; i++)
        {
            SkyCoord center = sky.Awkward();
            double radius = sky.LogUniform(1e-7, 179);
            SkyCoord point = sky.Near(center, Math.Min(180, radius * 1.5));
            double separation = center.SeparationTo(point).Degrees;
            if (Math.Abs(separation - radius) > 1e-9)
            {
                Assert.Equal(separation < radius, new Circle(center, Angle.FromDegrees(radius)).Contains(point));
            }
        }
    }

    [Theory]
    [InlineData(0, 0, 2, 2, 359, 1, true)]
    [InlineData(0, 0, 2, 2, 358.999, 1, false)]
    [InlineData(359.5, 0, 2, 2, 0.5, -1, true)]
    [InlineData(359.5, 0, 2, 2, 0.5001, -1, false)]
    [InlineData(10, 89, 2, 4, 10.5, 90, true)]
    [InlineData(10, 89, 2, 4, 190, 89.5, false)]
    [InlineData(10, 89, 400, 4, 190, 87, true)]
    [InlineData(10, 0, 0, 0, 10, 0, true)]
    public void Box_is_a_range_of_both_coordinates(double ra, double dec, double width, double height, double pointRa, double pointDec, bool inside)
    {
        var box = new Box(new SkyCoord(ra, dec), Angle.FromDegrees(width), Angle.FromDegrees(height));
        Assert.Equal(inside, box.Contains(new SkyCoord(pointRa, pointDec)));
    }

    [Theory]
    [InlineData(350, 10, 0, true)]
    [InlineData(350, 10, 11, false)]
    [InlineData(10, 350, 0, false)]
    [InlineData(300, 360, 0, true)]
    [InlineData(0, 360, 123, true)]
    [InlineData(7, 7, 7, true)]
    public void CoordRange_goes_eastward_through_ra_zero(double from, double to, double ra, bool inside)
    {
        var range = new CoordRange(Angle.FromDegrees(from), Angle.FromDegrees(to), Angle.FromDegrees(-1), Angle.FromDegrees(1));
        Assert.Equal(inside, range.Contains(new SkyCoord(ra, 1)));
        Assert.False(range.Contains(new SkyCoord(ra, 1.0001)));
        Assert.True(!inside || HealpixCover.Of(range).Any(r => r.Contains(Healpix.ToPixel(29, ra, 1))));
    }

    [Fact]
    public void Polygon_holds_its_vertices_either_way_round()
    {
        var sky = new RandomSky(35);
        for (int trial = 0; trial < 2000; trial++)
        {
            Polygon polygon = sky.Star(sky.Awkward(), sky.LogUniform(1e-8, 80), 3 + sky.Next(9));
            var reversed = new Polygon([.. polygon.Vertices.Reverse()]);
            foreach (SkyCoord vertex in polygon.Vertices)
            {
                Assert.True(polygon.Contains(vertex) && reversed.Contains(vertex));
                Assert.Contains(HealpixCover.Of(polygon), range => range.Contains(Healpix.ToPixel(29, vertex)));
            }

            for (int i = 0; i < 20; i++)
            {
                SkyCoord point = sky.Awkward();
                Assert.Equal(polygon.Contains(point), reversed.Contains(point));
            }
        }
    }

    [Fact]
    public void Polygon_around_a_pole_holds_it()
    {
        Polygon north = new([new(0, 80), new(90, 80), new(180, 80), new(270, 80)]);
        Assert.True(north.Contains(new SkyCoord(45, 90)));
        Assert.True(north.Contains(new SkyCoord(0, 85)));
        Assert.False(north.Contains(new SkyCoord(0, 79.9)));
        Assert.False(north.Contains(new SkyCoord(0, -90)));
        Assert.Equal(90, north.Bounds.DecMax);
        Assert.True(north.Bounds.IsAllRa);

        Polygon south = new([new(0, -80), new(120, -80), new(240, -80)]);
        Assert.True(south.Contains(new SkyCoord(7, -90)));
        Assert.False(south.Contains(new SkyCoord(7, 90)));
    }

    [Fact]
    public void Polygon_with_a_vertex_or_a_side_at_the_pole_is_a_wedge()
    {
        Polygon wedge = new([new(77, 90), new(0, 80), new(90, 80)]);
        Assert.True(wedge.Contains(new SkyCoord(45, 85)));
        Assert.False(wedge.Contains(new SkyCoord(135, 85)));
        Assert.False(wedge.Contains(new SkyCoord(300, 85)));

        Polygon twice = new([new(0, 90), new(90, 90), new(90, 80), new(0, 80)]);
        Assert.True(twice.Contains(new SkyCoord(45, 85)));
        Assert.False(twice.Contains(new SkyCoord(225, 85)));

        Polygon half = new([new(0, 80), new(180, 80), new(270, 80)]);
        Assert.True(half.Contains(new SkyCoord(270, 85)));
        Assert.False(half.Contains(new SkyCoord(90, 89)));
    }

    [Fact]
    public void Polygon_is_the_smaller_part_of_the_sky()
    {
        // An octant has an eighth of the sky; the vertices alone could as well mean the rest.
        Polygon octant = new([new(0, 0), new(0, 90), new(90, 0)]);
        Assert.Equal(Math.PI / 2, octant.Area, 1e-12);
        Assert.True(octant.Contains(new SkyCoord(45, 30)));
        Assert.False(octant.Contains(new SkyCoord(225, -30)));

        // Four corners a little south of the equator: the southern part is the smaller one.
        Polygon cap = new([new(0, -1), new(90, -1), new(180, -1), new(270, -1)]);
        Assert.True(cap.Contains(new SkyCoord(0, -90)));
        Assert.False(cap.Contains(new SkyCoord(0, 90)));
        Assert.InRange(cap.Area, 5.9, 2 * Math.PI);
    }

    [Fact]
    public void Polygon_without_area_or_sides_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Polygon([]));
        Assert.Throws<ArgumentException>(() => new Polygon([new(0, 0), new(1, 1), new(0, 0)]));
        Assert.Throws<ArgumentException>(() => new Polygon([new(0, 0), new(1, 0), new(2, 0)]));
        Assert.Throws<ArgumentException>(() => new Polygon([new(10, 20), new(190, -20), new(30, 30)]));
        Assert.Equal(3, new Polygon([new(0, 0), new(1, 0), new(1, 0), new(0, 1), new(0, 0)]).Vertices.Count);
    }

    [Fact]
    public void Regions_are_equal_by_value()
    {
        Assert.Equal(new Circle(new SkyCoord(1, 2), Angle.FromDegrees(3)), new Circle(new SkyCoord(361, 2), Angle.FromDegrees(3)));
        Assert.Equal(new Polygon([new(0, 0), new(1, 0), new(0, 1)]), new Polygon([new(0, 0), new(1, 0), new(0, 1)]));
        Assert.NotEqual(new Polygon([new(0, 0), new(1, 0), new(0, 1)]), new Polygon([new(0, 0), new(1, 0), new(0, 2)]));
    }
}
