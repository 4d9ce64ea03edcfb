namespace Hven.Sky.Tests;

public sealed class ExactCoverTests
{
    [Fact]
    public void Centered_equals_the_test_of_every_centre()
    {
        var sky = new RandomSky(71);
        for (int trial = 0; trial < 400; trial++)
        {
            Region region = sky.AnyRegion().Region;
            int order = sky.Next(5);
            HashSet<long> found = Pixels(HealpixCover.Centered(region, order));
            for (long pixel = 0; pixel < Healpix.PixelCount(order); pixel++)
            {
                SkyCoord center = Healpix.Center(order, pixel);
                if (found.Contains(pixel) != region.Contains(center))
                {
                    // Only rounding of the centre may make a difference.
                    Assert.Contains(
                        (double[])[0, 90, 180, 270], angle => region.Contains(RandomSky.Offset(center, 1e-13, angle)) == found.Contains(pixel));
                }
            }
        }
    }

    [Fact]
    public void Overlapping_holds_every_pixel_of_points_inside_and_no_pixel_without_one()
    {
        var sky = new RandomSky(72);
        int reported = 0;
        int unseen = 0;
        for (int trial = 0; trial < 500; trial++)
        {
            (Region region, SkyCoord center, double size) = sky.AnyRegion();
            int order = Math.Clamp((int)Math.Log2(60 / size) + 1 + sky.Next(3), 0, 29);
            HashSet<long> found = Pixels(HealpixCover.Overlapping(region, order));
            for (int i = 0; i < 100; i++)
            {
                SkyCoord point = i == 0 ? center : sky.Near(center, Math.Min(180, size));
                Assert.True(!region.Contains(point) || found.Contains(Healpix.ToPixel(order, point)), $"{point} of {region} at order {order}.");
            }

            foreach (long pixel in found.Take(50))
            {
                reported++;
                unseen += HasPointIn(region, order, pixel) ? 0 : 1;
            }
        }

        // A grid of points misses tips that reach into a pixel by less than its step.
        Assert.True(unseen < reported * 0.02, $"In {unseen} of {reported} pixels no point of the region was found.");
    }

    [Fact]
    public void Overlapping_circle_is_the_pixels_within_reach()
    {
        var sky = new RandomSky(73);
        for (int trial = 0; trial < 60; trial++)
        {
            SkyCoord center = sky.Awkward();
            int order = sky.Next(3);
            double radius = sky.LogUniform(0.5, 170);
            HashSet<long> found = Pixels(HealpixCover.Overlapping(new Circle(center, Angle.FromDegrees(radius)), order));
            for (long pixel = 0; pixel < Healpix.PixelCount(order); pixel++)
            {
                // The nearest of many points of the border is farther than the nearest of all by at most the square of their distance.
                double nearest = Healpix.ToPixel(order, center) == pixel
                    ? 0
                    : Healpix.Boundary(order, pixel, 60).Min(point => point.SeparationTo(center).Degrees);
                Assert.True(nearest > radius || found.Contains(pixel), $"Pixel {pixel} of order {order} is {nearest} from {center}, radius {radius}.");
                Assert.True(nearest < radius + 0.4 || !found.Contains(pixel), $"Pixel {pixel} of order {order} is {nearest} from {center}, radius {radius}.");
            }
        }
    }

    [Fact]
    public void Overlapping_holds_small_regions_on_corners_and_borders_of_pixels()
    {
        var sky = new RandomSky(74);
        for (int trial = 0; trial < 2000; trial++)
        {
            int order = sky.Next(20);
            long pixel = (long)(sky.Uniform(0, 1) * Healpix.PixelCount(order));
            SkyCoord corner = Healpix.Boundary(order, pixel, 3)[sky.Next(12)];
            double size = sky.LogUniform(1e-5, 1e-3) * Healpix.Resolution(order).Degrees;
            Region region = sky.Next(2) == 0 ? new Circle(corner, Angle.FromDegrees(size)) : sky.Star(corner, size, 5);
            HashSet<long> found = Pixels(HealpixCover.Overlapping(region, order));
            Assert.Contains(pixel, found);
            for (int i = 0; i < 50; i++)
            {
                SkyCoord point = sky.Near(corner, size);
                Assert.True(!region.Contains(point) || found.Contains(Healpix.ToPixel(order, point)));
            }
        }
    }

    [Fact]
    public void Exact_covers_are_sorted_apart_and_tell_what_is_inside()
    {
        var sky = new RandomSky(75);
        for (int trial = 0; trial < 300; trial++)
        {
            Region region = sky.AnyRegion().Region;
            int order = sky.Next(6);
            IReadOnlyList<PixelRange> ranges = HealpixCover.Overlapping(region, order);
            for (int i = 1; i < ranges.Count; i++)
            {
                Assert.True(ranges[i].First > ranges[i - 1].Last + 1);
            }

            foreach (long pixel in ranges.Where(range => range.IsInside).SelectMany(range => Numbers(range)).Take(20))
            {
                Assert.All(Healpix.Boundary(order, pixel, 4), point => Assert.True(region.Contains(point)));
            }
        }
    }

    [Fact]
    public void Cover_that_fills_memory_is_refused()
    {
        var half = new Circle(new SkyCoord(10, 20), Angle.FromDegrees(60));
        ArgumentException error = Assert.Throws<ArgumentException>(() => HealpixCover.Centered(half, 29, maxRanges: 1000));
        Assert.Contains("coarser", error.Message, StringComparison.Ordinal);
    }

    private static bool HasPointIn(Region region, int order, long pixel)
    {
        const int Steps = 24;
        HealpixCell cell = HealpixCell.FromPixel(order, pixel);
        for (int i = 0; i <= Steps; i++)
        {
            for (int j = 0; j <= Steps; j++)
            {
                SkyCoord point = cell.PointAt(i / (double)Steps, j / (double)Steps).Coord;
                if (region.Contains(point) || (region is Box box && Healpix.ToPixel(order, Into(box, point)) == pixel))
                {
                    return true;
                }
            }
        }

        // A region much smaller than a pixel is seen from its own points.
        return region.BoundingCap.Radius < 0.2 * Healpix.Resolution(order).Radians;
    }

    /// <summary>The point of a box, which may be thinner than any grid, that has the nearest coordinates.</summary>
    private static SkyCoord Into(Box box, SkyCoord point)
    {
        double east = Math.IEEERemainder(point.RaDegrees - box.Center.RaDegrees, 360);
        double half = Math.Min(180, box.Width.Degrees / 2);
        double dec = Math.Clamp(point.DecDegrees, box.Center.DecDegrees - (box.Height.Degrees / 2), box.Center.DecDegrees + (box.Height.Degrees / 2));
        return new SkyCoord(box.Center.RaDegrees + Math.Clamp(east, -half, half), Math.Clamp(dec, -90, 90));
    }

    private static HashSet<long> Pixels(IReadOnlyList<PixelRange> ranges) => [.. ranges.SelectMany(Numbers)];

    private static IEnumerable<long> Numbers(PixelRange range)
    {
        for (long pixel = range.First; pixel <= range.Last; pixel++)
        {
            yield return pixel;
        }
    }
}
