namespace Hven.Sky.Tests;

/// <summary>Ellipses, framed regions and compounds under the contract of regions: bounds, caps and relations are sure.</summary>
public sealed class CompoundRegionTests
{
    [Fact]
    public void Bounds_and_caps_hold_every_point_inside_and_relations_are_sure()
    {
        var sky = new RandomSky(111);
        int inside = 0;
        var relations = new int[3];
        for (int trial = 0; trial < 1000; trial++)
        {
            (Region region, SkyCoord center, double size) = Any(sky, depth: 2);
            for (int i = 0; i < 20; i++)
            {
                SkyCoord point = i == 0 ? center : i % 3 == 0 ? sky.Awkward() : sky.Near(center, Math.Min(180, size));
                double radius = sky.LogUniform(size * 1e-4, Math.Min(90, size * 2));
                CapRelation relation = region.Relate(new SkyCap(point.ToVector(), point.RaDegrees, radius * Math.PI / 180));
                relations[(int)relation]++;
                for (int j = 0; j < 8; j++)
                {
                    SkyCoord near = j == 0 ? point : sky.Near(point, radius);
                    bool isIn = region.Contains(near);
                    inside += isIn ? 1 : 0;
                    Assert.True(!isIn || region.Bounds.Contains(near), $"{near} in {region}, bounds {region.Bounds}");
                    Assert.True(!isIn || region.BoundingCap.Center.AngleTo(near.ToVector()) <= region.BoundingCap.Radius + 1e-14, $"{near} in {region}");
                    Assert.True(relation == CapRelation.Crossing || isIn == (relation == CapRelation.Inside), $"{near} in {region}: {relation}");
                }
            }
        }

        Assert.True(inside > 20_000);
        Assert.All(relations, count => Assert.True(count > 1000));
    }

    [Fact]
    public void Cover_of_any_region_holds_its_points()
    {
        var sky = new RandomSky(112);
        for (int trial = 0; trial < 100; trial++)
        {
            (Region region, SkyCoord center, double size) = Any(sky, depth: 1);
            IReadOnlyList<PixelRange> cover = [.. HealpixCover.Of(region, maxRanges: 32)];
            for (int i = 0; i < 40; i++)
            {
                SkyCoord point = sky.Near(center, Math.Min(180, size));
                long pixel = Healpix.ToPixel(29, point.RaDegrees, point.DecDegrees);
                PixelRange? range = cover.Where(r => pixel >= r.First && pixel <= r.Last).Cast<PixelRange?>().FirstOrDefault();
                Assert.True(region.Contains(point) ? range is not null : range is not { IsInside: true }, $"{point} in {region}");
            }
        }
    }

    [Fact]
    public void FramedRegion_is_the_shape_in_its_frame()
    {
        var sky = new RandomSky(113);
        var plane = new FramedRegion(new Box(new SkyCoord(0, 0), Angle.FromDegrees(360), Angle.FromDegrees(20)), Frame.Galactic);
        for (int i = 0; i < 5000; i++)
        {
            SkyCoord point = sky.Anywhere();
            Assert.Equal(Math.Abs(point.To(Frame.Galactic).LatDegrees) <= 10, plane.Contains(point));
        }
    }

    [Fact]
    public void Compounds_do_what_logic_does()
    {
        var sky = new RandomSky(114);
        for (int i = 0; i < 2000; i++)
        {
            SkyCoord center = sky.Awkward();
            var one = new Circle(center, Angle.FromDegrees(20));
            var other = new Circle(sky.Near(center, 30), Angle.FromDegrees(20));
            SkyCoord point = sky.Near(center, 50);
            (bool a, bool b) = (one.Contains(point), other.Contains(point));
            Assert.Equal(a || b, new Union([one, other]).Contains(point));
            Assert.Equal(a && b, new Intersection([one, other]).Contains(point));
            Assert.Equal(!a, new Complement(one).Contains(point));
        }

        Assert.Throws<ArgumentException>(() => new Union([]));
        Assert.Throws<ArgumentException>(() => new Intersection([]));
        Assert.Equal(new Union([new SkyPoint(default)]), new Union([new SkyPoint(default)]));
    }

    [Fact]
    public void SkyPoint_holds_itself()
    {
        Assert.True(new SkyPoint(new SkyCoord(10, 20)).Contains(new SkyCoord(370, 20)));
        Assert.False(new SkyPoint(new SkyCoord(10, 20)).Contains(new SkyCoord(10, 20.000000000000004)));
        Assert.True(new SkyPoint(new SkyCoord(10, 90)).Contains(new SkyCoord(200, 90)));
        Assert.False(new SkyPoint(new SkyCoord(10, 90)).Contains(new SkyCoord(10, -90)));
    }

    [Fact]
    public void Union_bounds_leave_out_the_widest_gap()
    {
        Region Patch(double ra) => new Circle(new SkyCoord(ra, 0), Angle.FromDegrees(1));
        BoundingBox bounds = new Union([Patch(10), Patch(350), Patch(300)]).Bounds;
        Assert.Equal(299, bounds.RaStart, 1e-6);
        Assert.Equal(72, bounds.RaWidth, 1e-6);
        Assert.True(new Union([Patch(0), Patch(120), Patch(240)]).Bounds.RaWidth < 243);
    }

    private static (Region Region, SkyCoord Center, double Size) Any(RandomSky sky, int depth)
    {
        (Region simple, SkyCoord center, double size) = sky.AnyRegion();
        switch (sky.Next(depth == 0 ? 3 : 7))
        {
            case 0:
                size = Math.Min(size, 89);
                double minor = size * sky.LogUniform(0.01, 1);
                return (new Ellipse(center, Angle.FromDegrees(size), Angle.FromDegrees(minor), Angle.FromDegrees(sky.Uniform(0, 360))), center, size);
            case 1:
                return (simple, center, size);
            case 2:
                Frame frame = sky.Next(2) == 0 ? Frame.Galactic : Frame.Fk4B1950;
                return (new FramedRegion(simple, frame), new FramePosition(frame, center.RaDegrees, center.DecDegrees).ToIcrs(), size);
            case 3:
                (Region inner, SkyCoord place, double extent) = Any(sky, depth - 1);
                return (new Complement(inner), place, extent);
            case 4:
                return (new Union([simple, Any(sky, depth - 1).Region]), center, size);
            case 5:
                return (new Intersection([simple, new Circle(sky.Near(center, size), Angle.FromDegrees(Math.Min(180, size)))]), center, size);
            default:
                return (new Union([simple, new Complement(new Circle(center, Angle.FromDegrees(Math.Min(180, size * 2))))]), center, size);
        }
    }
}
