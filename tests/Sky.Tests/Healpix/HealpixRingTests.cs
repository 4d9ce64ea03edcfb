namespace Hven.Sky.Tests;

public sealed class HealpixRingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(16)]
    public void Every_pixel_of_a_small_grid_holds_its_centre_and_is_its_neighbours_neighbour(int side)
    {
        var ring = new HealpixRing(side);
        long[] around = new long[8];
        long[] back = new long[8];
        long lastRing = 1;
        for (long pixel = 0; pixel < ring.PixelCount; pixel++)
        {
            Assert.Equal(pixel, ring.ToPixel(ring.Center(pixel)));
            Assert.Equal(pixel, ring.ToPixel(ring.Center(pixel).ToVector()));
            Assert.InRange(ring.RingOf(pixel), lastRing, Math.Min(lastRing + 1, ring.RingCount));
            lastRing = ring.RingOf(pixel);
            ring.Neighbours(pixel, around);
            foreach (long neighbour in around.Where(n => n != Healpix.NoPixel))
            {
                ring.Neighbours(neighbour, back);
                Assert.Contains(pixel, back);
            }
        }

        Assert.Equal(ring.RingCount, lastRing);
    }

    [Fact]
    public void Numbers_convert_there_and_back_at_every_order()
    {
        var random = new Random(3);
        for (int order = 0; order <= Healpix.MaxOrder; order++)
        {
            HealpixRing ring = HealpixRing.AtOrder(order);
            for (int i = 0; i < 2000; i++)
            {
                long pixel = random.NextInt64(ring.PixelCount);
                Assert.Equal(pixel, ring.FromNested(ring.ToNested(pixel)));
                Assert.Equal(pixel, ring.ToPixel(ring.Center(pixel)));
                Assert.True(ring.Center(pixel).SeparationTo(Healpix.Center(order, ring.ToNested(pixel))).Radians < 2e-15);
            }
        }
    }

    [Fact]
    public void Weights_give_back_a_linear_function_and_add_up_to_one()
    {
        var sky = new RandomSky(9);
        Span<long> pixels = stackalloc long[4];
        Span<double> weights = stackalloc double[4];
        for (int i = 0; i < 5000; i++)
        {
            var ring = new HealpixRing(64 + sky.Next(1000));
            SkyCoord point = sky.Anywhere();
            ring.Interpolate(point, pixels, weights);
            double dec = 0;
            double sum = 0;
            for (int k = 0; k < 4; k++)
            {
                sum += weights[k];
                dec += weights[k] * ring.Center(pixels[k]).DecDegrees;
            }

            Assert.Equal(1, sum, 1e-14);
            bool isPolar = Math.Abs(point.DecDegrees) > ring.Center(0).DecDegrees;
            Assert.True(isPolar || Math.Abs(dec - point.DecDegrees) < 1e-9, $"{point}: {dec}");
        }
    }

    [Fact]
    public void What_does_not_exist_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HealpixRing(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HealpixRing(HealpixRing.MaxSide + 1));
        var ring = new HealpixRing(3);
        Assert.Null(ring.Order);
        Assert.Throws<InvalidOperationException>(() => ring.ToNested(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Center(ring.PixelCount));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.ToPixel(default(DirectionVector)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Healpix.ToPixel(4, new DirectionVector(double.NaN, 0, 1)));
        Assert.Throws<ArgumentException>(() => ring.Neighbours(0, new long[7]));
        long[] pixels = new long[8];
        double[] weights = new double[8];
        ring.Interpolate([10, double.NaN], [10, 10], pixels, weights);
        Assert.Equal(Healpix.NoPixel, pixels[4]);
        Assert.True(double.IsNaN(weights[7]));
    }

    [Fact]
    public void Parents_children_and_siblings_are_what_holds_the_centre()
    {
        var random = new Random(8);
        for (int i = 0; i < 2000; i++)
        {
            int order = random.Next(Healpix.MaxOrder + 1);
            int coarser = random.Next(order + 1);
            long pixel = random.NextInt64(Healpix.PixelCount(order));
            long parent = Healpix.Parent(order, pixel, coarser);
            Assert.Equal(parent, Healpix.ToPixel(coarser, Healpix.Center(order, pixel)));
            Assert.True(Healpix.Children(coarser, parent, order).Contains(pixel));
            Assert.Equal(1L << (2 * (order - coarser)), Healpix.Children(coarser, parent, order).Count);
            Assert.Equal(order == 0 ? 12 : 4, Healpix.Siblings(order, pixel).Count);
            Assert.True(order == 0 || Healpix.Siblings(order, pixel) == Healpix.Children(order - 1, Healpix.Parent(order, pixel, order - 1), order));
        }
    }
}
