namespace Hven.Sky.Tests;

public sealed class HealpixTests
{
    [Fact]
    public void ToPixel_of_center_gives_the_pixel_at_every_order()
    {
        var random = new Random(5);
        for (int order = 0; order <= Healpix.MaxOrder; order++)
        {
            for (int i = 0; i < 2000; i++)
            {
                long pixel = random.NextInt64(Healpix.PixelCount(order));
                Assert.Equal(pixel, Healpix.ToPixel(order, Healpix.Center(order, pixel)));
            }
        }
    }

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.NaN)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(0, 90.00000000000001)]
    [InlineData(0, double.NegativeInfinity)]
    public void ToPixel_without_position_throws_and_ToPixels_marks_it(double ra, double dec)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Healpix.ToPixel(3, ra, dec));
        long[] pixels = new long[3];
        Healpix.ToPixels(3, [10, ra, 20], [-10, dec, 30], pixels);
        Assert.Equal([Healpix.ToPixel(3, 10, -10), Healpix.NoPixel, Healpix.ToPixel(3, 20, 30)], pixels);
    }

    [Fact]
    public void ToPixel_at_last_ra_and_two_thirds_stays_at_the_point()
    {
        const double LastRa = 359.99999999999994;
        double dec = Math.Asin(2.0 / 3) * 180 / Math.PI;
        for (int order = 0; order <= Healpix.MaxOrder; order++)
        {
            foreach (double shift in (double[])[-2, -1, 0, 1, 2])
            {
                foreach (int sign in (int[])[-1, 1])
                {
                    var point = new SkyCoord(LastRa, sign * (dec + (shift * 7.2e-15)));
                    long pixel = Healpix.ToPixel(order, point);
                    Assert.True(Healpix.Center(order, pixel).SeparationTo(point).Radians <= HealpixCell.LargestRadius(order) + 1e-15);
                }
            }
        }
    }

    [Fact]
    public void Neighbours_are_mutual_and_share_a_corner()
    {
        long[] around = new long[8];
        long[] back = new long[8];
        for (int order = 0; order <= 4; order++)
        {
            for (long pixel = 0; pixel < Healpix.PixelCount(order); pixel++)
            {
                Healpix.Neighbours(order, pixel, around);
                SkyCoord[] corners = Healpix.Corners(order, pixel);
                Assert.True(around.Count(n => n == Healpix.NoPixel) <= (order == 0 ? 2 : 1));
                foreach (long neighbour in around.Where(n => n != Healpix.NoPixel))
                {
                    Healpix.Neighbours(order, neighbour, back);
                    Assert.Contains(pixel, back);
                    Assert.Contains(
                        Healpix.Corners(order, neighbour), corner => corners.Any(c => c.SeparationTo(corner).Degrees < 1e-10));
                }
            }
        }
    }

    [Fact]
    public void BoundingCap_reaches_every_point_of_every_pixel()
    {
        for (int order = 0; order <= 5; order++)
        {
            double largest = 0;
            double largestRadius = HealpixCell.LargestRadius(order);
            for (long pixel = 0; pixel < Healpix.PixelCount(order); pixel++)
            {
                HealpixCell cell = HealpixCell.FromPixel(order, pixel);
                SkyCap cap = cell.BoundingCap();
                for (int step = 0; step <= 40; step++)
                {
                    double t = step / 40.0;
                    foreach (HealpixPoint point in (HealpixPoint[])[cell.PointAt(t, 0), cell.PointAt(t, 1), cell.PointAt(0, t), cell.PointAt(1, t)])
                    {
                        double distance = cap.Center.AngleTo(point.Direction);
                        Assert.True(distance <= cap.Radius, $"Pixel {pixel} of order {order}: {distance} > {cap.Radius}");
                        largest = Math.Max(largest, distance);
                    }
                }
            }

            Assert.InRange(largest, largestRadius * 0.999, largestRadius);
        }
    }

    [Fact]
    public void FinestOrderForCap_keeps_caps_within_the_cell_and_its_neighbours()
    {
        var sky = new RandomSky(11);
        long[] around = new long[8];
        for (int trial = 0; trial < 40_000; trial++)
        {
            SkyCoord center = sky.Awkward();
            double radius = sky.LogUniform(1e-8, 0.5);
            int order = HealpixCell.FinestOrderForCap(radius, Healpix.MaxOrder);
            if (order < 0)
            {
                continue;
            }

            long pixel = Healpix.ToPixel(order, center);
            Healpix.Neighbours(order, pixel, around);
            SkyCoord rim = RandomSky.Offset(center, radius * 180 / Math.PI, sky.Uniform(0, 360));
            long at = Healpix.ToPixel(order, rim);
            Assert.True(at == pixel || around.Contains(at), $"{rim} is {radius} rad from {center} but two cells of order {order} away.");
        }
    }

    [Fact]
    public void MortonCode_portable_and_bmi2_agree_and_invert()
    {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++)
        {
            uint x = (uint)random.NextInt64(1L << 32);
            uint y = (uint)random.NextInt64(1L << 32);
            long code = MortonCode.InterleavePortable(x, y);
            Assert.Equal(code, MortonCode.Interleave(x, y));
            Assert.Equal((x, y), MortonCode.SeparatePortable(code));
            Assert.Equal((x, y), MortonCode.Separate(code));
        }
    }
}
