using Hven.Sky;

namespace Hven.Conformance.Tests.Sky;

/// <summary>HEALPix against healpy, number for number.</summary>
public sealed class HealpixConformanceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(20)]
    [InlineData(29)]
    public async Task ToPixels_equals_healpy_on_random_and_hostile_points(int order)
    {
        double[] points = [.. SkyPoints.Random(1_000_000), .. SkyPoints.Hostile(order)];
        long[] expected = await SkyReference.AskAsync<double, long>("sky_healpix.py", points, "pixels", $"{order}");
        double[] ra = [.. Enumerable.Range(0, expected.Length).Select(i => points[2 * i])];
        double[] dec = [.. Enumerable.Range(0, expected.Length).Select(i => points[(2 * i) + 1])];
        long[] actual = new long[expected.Length];
        Healpix.ToPixels(order, ra, dec, actual);

        int different = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (actual[i] != expected[i])
            {
                Assert.True(SkyPoints.IsWhereTheReferenceStrays(ra[i], dec[i]), $"({ra[i]:R}, {dec[i]:R}) at order {order}: {actual[i]}, healpy {expected[i]}.");
                different++;
            }
        }

        Assert.InRange(different, 0, 20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(29)]
    public async Task Center_equals_healpy_to_rounding(int order)
    {
        long[] pixels = SkyPoints.Pixels(order, 100_000);
        double[] expected = await SkyReference.AskAsync<long, double>("sky_healpix.py", pixels, "centers", $"{order}");
        for (int i = 0; i < pixels.Length; i++)
        {
            SkyCoord center = Healpix.Center(order, pixels[i]);
            var reference = new SkyCoord(expected[2 * i], expected[(2 * i) + 1]);
            Assert.True(center.SeparationTo(reference).Radians < 2e-15, $"Pixel {pixels[i]} at order {order}: {center}, healpy {reference}.");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(29)]
    public async Task Neighbours_equal_healpy(int order)
    {
        long[] pixels = SkyPoints.Pixels(order, 20_000);
        long[] expected = await SkyReference.AskAsync<long, long>("sky_healpix.py", pixels, "neighbours", $"{order}");
        long[] around = new long[8];
        for (int i = 0; i < pixels.Length; i++)
        {
            Healpix.Neighbours(order, pixels[i], around);
            Assert.Equal(expected[(8 * i)..((8 * i) + 8)], around);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    public async Task Cover_holds_every_pixel_of_query_disc_and_few_beyond_the_inclusive_ones(int order)
    {
        var random = new Random(order);
        double[] discs = [.. Enumerable.Range(0, 300).SelectMany(i => new[]
        {
            random.NextDouble() * 360,
            i % 10 == 0 ? (i % 20 == 0 ? 90 : -90) : Math.Asin((2 * random.NextDouble()) - 1) * 180 / Math.PI,
            Math.Exp(random.NextDouble() * 5) / 10,
        })];
        long[] answer = await SkyReference.AskAsync<double, long>("sky_healpix.py", discs, "disc", $"{order}");
        int at = 0;
        for (int i = 0; i < discs.Length; i += 3)
        {
            var circle = new Circle(new SkyCoord(discs[i], discs[i + 1]), Angle.FromDegrees(discs[i + 2]));
            IReadOnlyList<PixelRange> ranges = HealpixCover.Of(circle, order, 100_000);
            long[] centered = Take(answer, ref at);
            long[] inclusive = Take(answer, ref at);
            Assert.All(centered, pixel => Assert.Contains(ranges, range => range.Contains(pixel)));

            // A cell is kept by the circle around it, which is at most half a cell wider than the cell: one more ring of pixels.
            long count = ranges.Sum(range => range.Count);
            Assert.InRange(count, centered.Length, inclusive.Length + (4 * Math.Sqrt(inclusive.Length)) + 12);
        }
    }

    private static long[] Take(long[] answer, ref int at)
    {
        int count = (int)answer[at];
        long[] taken = answer[(at + 1)..(at + 1 + count)];
        at += count + 1;
        return taken;
    }
}
