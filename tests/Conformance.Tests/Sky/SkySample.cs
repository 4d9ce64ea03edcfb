using Hven.Sky;

namespace Hven.Conformance.Tests.Sky;

/// <summary>Seeded positions: everywhere, and with a taste for poles and longitude 0.</summary>
internal sealed class SkySample(int seed)
{
    private static readonly double[] AwkwardLon = [0, 90, 180, 359.99999999999994, 1e-13];
    private static readonly double[] AwkwardLat = [90, -90, 0, 89.9999999999, -89.99999, 1e-12];

    private readonly Random _random = new(seed);

    internal double Uniform(double from, double to) => from + ((to - from) * _random.NextDouble());

    /// <summary>Even in the logarithm.</summary>
    internal double LogUniform(double from, double to) => Math.Exp(Uniform(Math.Log(from), Math.Log(to)));

    internal SkyCoord Anywhere() => new(Uniform(0, 360), Math.Asin(Uniform(-1, 1)) * 180 / Math.PI);

    internal SkyCoord Awkward()
    {
        SkyCoord other = Anywhere();
        double lon = _random.Next(2) == 0 ? AwkwardLon[_random.Next(AwkwardLon.Length)] : other.RaDegrees;
        double lat = _random.Next(2) == 0 ? AwkwardLat[_random.Next(AwkwardLat.Length)] : other.DecDegrees;
        return new SkyCoord(lon, lat);
    }

    /// <summary>Rows of coordinates, one in ten of them awkward.</summary>
    internal double[] Rows(int count) =>
        [.. Enumerable.Range(0, count).Select(i => i % 10 == 0 ? Awkward() : Anywhere()).SelectMany(p => new[] { p.RaDegrees, p.DecDegrees })];

    internal static (double[] First, double[] Second) Columns(double[] rows) =>
        ([.. rows.Where((_, i) => i % 2 == 0)], [.. rows.Where((_, i) => i % 2 == 1)]);
}
