using Hven.Sky;

namespace Hven.Conformance.Tests.Sky;

/// <summary>HEALPix against healpy, number for number.</summary>
public sealed class HealpixConformanceTests
{
    // At the last number before ra 360, within some ulps of asin(2/3), the reference gives a pixel elsewhere on the sky, or number 12 * 4^order.
    private const double LastRa = 359.99999999999994;

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
        double[] points = [.. RandomPoints(1_000_000), .. HostilePoints(order)];
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
                bool known = new SkyCoord(ra[i], dec[i]).RaDegrees == LastRa && Math.Abs(Math.Abs(dec[i]) - 41.810314895778596) < 1e-13;
                Assert.True(known, $"({ra[i]:R}, {dec[i]:R}) at order {order}: {actual[i]}, healpy {expected[i]}.");
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
        long[] pixels = Pixels(order, 100_000);
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
        long[] pixels = Pixels(order, 20_000);
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

    private static long[] Pixels(int order, int most)
    {
        long count = Healpix.PixelCount(order);
        var random = new Random(order);
        return count <= most
            ? [.. Enumerable.Range(0, (int)count).Select(i => (long)i)]
            : [0, count - 1, count / 12, (count / 12) - 1, .. Enumerable.Range(0, most).Select(_ => random.NextInt64(count))];
    }

    private static IEnumerable<double> RandomPoints(int count)
    {
        var random = new Random(42);
        for (int i = 0; i < count; i++)
        {
            yield return random.NextDouble() * 360;
            yield return Math.Asin((2 * random.NextDouble()) - 1) * 180 / Math.PI;
        }
    }

    private static IEnumerable<double> HostilePoints(int order)
    {
        double belt = Math.Asin(2.0 / 3) * 180 / Math.PI;
        double[] decs =
        [
            0.0, -0.0, double.Epsilon, -double.Epsilon, 1e-310, 90, -90, 89.9999999999, -89.9999999999, 89.99, -89.43, 89.4270422, -89.4270422,
            Math.BitDecrement(90), Math.BitIncrement(-90), 1e-15, 81.89, -81.89, 81.8903855,
        ];
        decs = [.. decs, .. Around(belt), .. Around(-belt), .. Around(30), .. Around(-30), .. Around(Math.Asin(1.0 / 3) * 180 / Math.PI)];
        double[] ras =
        [
            0.0, -0.0, double.Epsilon, -double.Epsilon, -1e-13, -1e-20, 1e-310, -360, 720, 1080.5, -725.25, 1e6, -1e9, 1e17, 33.3, 123.456,
        ];
        ras = [.. ras, .. Enumerable.Range(-9, 30).SelectMany(k => Around(k * 45.0)), .. Enumerable.Range(0, 33).Select(k => k * 11.25)];
        foreach (double ra in ras)
        {
            foreach (double dec in decs)
            {
                yield return ra;
                yield return dec;
            }
        }

        var random = new Random(order);
        for (int i = 0; i < 20_000; i++)
        {
            int at = i % 2 == 0 ? Healpix.MaxOrder : order;
            long pixel = random.NextInt64(Healpix.PixelCount(at));
            foreach (SkyCoord point in (SkyCoord[])[Healpix.Center(at, pixel), .. Healpix.Corners(at, pixel)])
            {
                yield return point.RaDegrees;
                yield return point.DecDegrees;
            }
        }

        // So near the poles that only sin(theta) tells the pixels apart.
        for (int i = 0; i < 20_000; i++)
        {
            yield return random.NextDouble() * 360;
            yield return (i % 2 == 0 ? 1 : -1) * (90 - Math.Exp(-random.NextDouble() * 34));
        }
    }

    private static double[] Around(double value) =>
        [Math.BitDecrement(Math.BitDecrement(value)), Math.BitDecrement(value), value, Math.BitIncrement(value), Math.BitIncrement(Math.BitIncrement(value))];
}
