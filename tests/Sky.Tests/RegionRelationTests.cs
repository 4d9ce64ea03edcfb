namespace Hven.Sky.Tests;

/// <summary>How regions lie to each other; shapes in all pairs are compared with extended precision by the conformance tests.</summary>
public sealed class RegionRelationTests
{
    private static readonly Region s_tile = new Polygon([new(44, 40), new(48, 40), new(48, 44), new(44, 44)]);

    public static TheoryData<string, string, bool?, bool?> Pairs => new()
    {
        { "Circle 0 0 1", "Circle 0.5 0 1.6", true, true },
        { "Circle 0 0 1", "Circle 0.5 0 1.4", false, true },
        { "Circle 0 0 1", "Circle 0 0 180", true, true },
        { "Circle 46 42 0.5", "Polygon 44 40 48 40 48 44 44 44", true, true },
        { "Polygon 44 40 48 40 48 44 44 44", "Polygon 44 40 48 40 48 44 44 44", true, true },
        { "Polygon 44 40 48 40 48 44 44 44", "Circle 46 42 100", true, true },
        { "Polygon 0 -5 1 -5 1 5 0 5", "Polygon -5 0 5 0 5 1 -5 1", false, true },
        { "Box 0 -90 360 1", "Box 0 -90 360 2", true, true },
        { "Box 0 90 360 2", "Box 10 89.9 360 1", false, true },
        { "Box 10 89.5 20 1", "Box 200 89.5 20 1", false, true },
        { "Box 0 0 360 180", "Box 0 0 360 180", true, true },
        { "Box 0 0 360 20", "Circle 0 90 45", false, false },
        { "Circle 0 90 45", "Box 0 0 360 180", true, true },
        { "Position 1 2", "Circle 1 2 0", true, true },
        { "Circle 0 0 1", "Not (Circle 50 0 1)", true, true },
        { "Circle 0 0 1", "Not (Circle 0 0 2)", false, false },
        { "Circle 0 0 1", "Union (Circle 50 0 1 Circle 0 0 2)", true, true },
        { "Circle 0 0 1", "Union (Circle -0.5 0 1 Circle 0.5 0 1)", null, true },
        { "Circle 0 0 1", "Intersection (Circle -0.5 0 2 Circle 0.5 0 2)", true, null },
        { "Union (Circle 0 0 1 Circle 2 0 1)", "Circle 1 0 3", true, true },
        { "Circle 0 0 1", "Ellipse 0 0 3 2 0", null, null },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Contains_and_Intersects_know_what_can_be_told(string inner, string outer, bool? isContained, bool? meets)
    {
        Region one = StcsText.Parse(inner).ToRegion();
        Region other = StcsText.Parse(outer).ToRegion();
        Assert.Equal(isContained, other.Contains(one));
        Assert.Equal(meets, one.Intersects(other));
        Assert.Equal(meets, other.Intersects(one));
    }

    [Fact]
    public void Coverage_is_compared_by_its_cells()
    {
        var moc = new MocRegion(MocAscii.Parse<SpaceDimension>("3/100-110"));
        SkyCoord center = Healpix.Center(3, 105);
        Assert.True(moc.Contains(center));
        Assert.True(moc.Contains(new Circle(center, Angle.FromDegrees(0.1))));
        Assert.False(moc.Contains(new Circle(center, Angle.FromDegrees(40))));
        Assert.True(moc.Intersects(new Circle(center, Angle.FromDegrees(40))));
        Assert.False(moc.Intersects(new Circle(new SkyCoord(center.RaDegrees + 180, -center.DecDegrees), Angle.FromDegrees(1))));
        Assert.Null(s_tile.Contains(moc));
        Assert.Equal([new PixelRange(100L << 52, (111L << 52) - 1)], HealpixCover.Of(moc).Select(range => range with { IsInside = false }));
    }

    [Fact]
    public void Coverage_too_fine_for_a_region_is_refused()
    {
        var moc = new MocRegion(MocAscii.Parse<SpaceDimension>("29/1"));
        Assert.Throws<ArgumentException>(() => moc.Intersects(new Circle(default, Angle.FromDegrees(90))));
    }

    [Fact]
    public void Circle_beyond_90_degrees_keeps_its_digits()
    {
        var circle = new Circle(new SkyCoord(10, 20), Angle.FromDegrees(180 - 1e-7));
        Assert.False(circle.Contains(new SkyCoord(190, -20 + 0.9e-7)));
        Assert.True(circle.Contains(new SkyCoord(190, -20 + 1.1e-7)));
    }
}
