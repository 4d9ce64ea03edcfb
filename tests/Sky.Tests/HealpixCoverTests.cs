namespace Hven.Sky.Tests;

public sealed class HealpixCoverTests
{
    [Fact]
    public void Of_any_region_holds_the_pixel_of_every_point_inside()
    {
        var sky = new RandomSky(20260101);
        int tested = 0;
        for (int trial = 0; trial < 3000; trial++)
        {
            (Region region, SkyCoord center, double size) = sky.AnyRegion();
            int order = sky.Next(30);
            IReadOnlyList<PixelRange> fine = HealpixCover.Of(region, 1 + sky.Next(40));
            IReadOnlyList<PixelRange> coarse = HealpixCover.Of(region, order, 1 + sky.Next(40));
            for (int i = 0; i < 60; i++)
            {
                SkyCoord point = i == 0 ? center : i < 50 ? sky.Near(center, Math.Min(180, size * 1.1)) : sky.Awkward();
                bool inside = region.Contains(point);
                tested += inside ? 1 : 0;
                AssertHolds(fine, Healpix.MaxOrder, point, inside, region);
                AssertHolds(coarse, order, point, inside, region);
            }
        }

        Assert.True(tested > 50_000, $"Only {tested} points fell inside.");
    }

    [Fact]
    public void Of_whole_sky_is_one_range_known_inside()
    {
        PixelRange all = new(0, Healpix.PixelCount(29) - 1) { IsInside = true };
        Assert.Equal([all], HealpixCover.Of(new Circle(new SkyCoord(12, 34), Angle.FromDegrees(180))));
        Assert.Equal([all], HealpixCover.Of(new CoordRange(Angle.Zero, Angle.FromDegrees(360), Angle.FromDegrees(-90), Angle.FromDegrees(90))));
    }

    [Fact]
    public void Of_zero_radius_holds_its_own_position_in_few_pixels()
    {
        var sky = new RandomSky(7);
        for (int i = 0; i < 2000; i++)
        {
            SkyCoord point = sky.Awkward();
            IReadOnlyList<PixelRange> ranges = HealpixCover.Of(new Circle(point, Angle.Zero));
            Assert.Contains(ranges, range => range.Contains(Healpix.ToPixel(29, point)));
            Assert.True(ranges.Sum(range => range.Count) <= 9);
        }
    }

    [Fact]
    public void Of_gives_sorted_ranges_apart_and_no_more_than_asked_for()
    {
        var sky = new RandomSky(3);
        for (int trial = 0; trial < 1000; trial++)
        {
            Region region = sky.AnyRegion().Region;
            int most = 1 + sky.Next(20);
            IReadOnlyList<PixelRange> ranges = HealpixCover.Of(region, most);
            Assert.InRange(ranges.Count, 1, most);
            Assert.True(ranges[0].First >= 0 && ranges[^1].Last < Healpix.PixelCount(29));
            for (int i = 1; i < ranges.Count; i++)
            {
                Assert.True(ranges[i].First > ranges[i - 1].Last + 1);
            }
        }
    }

    [Fact]
    public void Merge_closes_smallest_gaps_and_forgets_inside_over_them()
    {
        PixelRange[] ranges = [new(20, 29), new(0, 4) { IsInside = true }, new(5, 9) { IsInside = true }, new(12, 14) { IsInside = true }, new(25, 40)];
        Assert.Equal(
            [new(0, 9) { IsInside = true }, new(12, 14) { IsInside = true }, new(20, 40)], HealpixCover.Merge(ranges, 3));
        Assert.Equal([new(0, 14), new(20, 40)], HealpixCover.Merge(ranges, 2));
        Assert.Equal([new(0, 40)], HealpixCover.Merge(ranges, 1));
        Assert.Empty(HealpixCover.Merge([], 1));
    }

    private static void AssertHolds(IReadOnlyList<PixelRange> ranges, int order, SkyCoord point, bool inside, Region region)
    {
        long pixel = Healpix.ToPixel(order, point);
        PixelRange? holder = null;
        foreach (PixelRange range in ranges)
        {
            holder = range.Contains(pixel) ? range : holder;
        }

        Assert.True(!inside || holder is not null, $"{point} is in {region} but not in its cover at order {order}.");
        Assert.True(inside || holder?.IsInside != true, $"{point} is not in {region} but in a range marked inside.");
    }
}
