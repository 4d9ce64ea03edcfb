using Hven.Sky;

namespace Hven.Conformance.Tests.Sky;

/// <summary>Positions, as right ascension and declination in turn, and pixels to compare with: many random ones, and those on borders.</summary>
internal static class SkyPoints
{
    /// <summary>
    /// At the last number before ra 360, within some ulps of asin(2/3), the reference gives a pixel elsewhere on the sky, or number 12 * 4^order.
    /// </summary>
    public static bool IsWhereTheReferenceStrays(double ra, double dec) =>
        new SkyCoord(ra, dec).RaDegrees == 359.99999999999994 && Math.Abs(Math.Abs(dec) - 41.810314895778596) < 1e-13;

    /// <summary>All pixels of an order, or the first, the last, the ends of the caps and random ones.</summary>
    public static long[] Pixels(int order, int most) => PixelsOf(Healpix.PixelCount(order), most, order);

    /// <summary>All of so many pixels, or those at ends and random ones.</summary>
    public static long[] PixelsOf(long count, int most, int seed)
    {
        var random = new System.Random(seed);
        return count <= most
            ? [.. Enumerable.Range(0, (int)count).Select(i => (long)i)]
            : [0, 1, 2, 3, 4, count - 1, count - 2, count - 4, count - 5, count / 12, (count / 12) - 1, .. Enumerable.Range(0, most).Select(_ => random.NextInt64(count))];
    }

    public static IEnumerable<double> Random(int count)
    {
        var random = new System.Random(42);
        for (int i = 0; i < count; i++)
        {
            yield return random.NextDouble() * 360;
            yield return Math.Asin((2 * random.NextDouble()) - 1) * 180 / Math.PI;
        }
    }

    public static IEnumerable<double> Hostile(int order)
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

        var random = new System.Random(order);
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
