namespace Hven.Sky.Tests;

/// <summary>Seeded positions and regions, of every size and with a taste for poles, ra 0 and borders of base cells.</summary>
internal sealed class RandomSky(int seed)
{
    private static readonly double[] AwkwardRa = [0, 45, 90, 135, 180, 270, 315, 359.99999999999994, 1e-13];

    private static readonly double[] AwkwardDec =
        [90, -90, 0, 41.810314895778596, -41.810314895778596, 89.9999999999, -89.99999, 66.443535691, 1e-12];

    private readonly Random _random = new(seed);

    internal double Uniform(double from, double to) => from + ((to - from) * _random.NextDouble());

    internal int Next(int count) => _random.Next(count);

    /// <summary>Even in the logarithm.</summary>
    internal double LogUniform(double from, double to) => Math.Exp(Uniform(Math.Log(from), Math.Log(to)));

    internal SkyCoord Anywhere()
    {
        double dec = Math.Asin(Uniform(-1, 1)) * 180 / Math.PI;
        return new SkyCoord(Uniform(0, 360), Math.Clamp(dec, -90, 90));
    }

    internal SkyCoord Awkward()
    {
        SkyCoord base_ = Anywhere();
        double ra = _random.Next(2) == 0 ? AwkwardRa[_random.Next(AwkwardRa.Length)] : base_.RaDegrees;
        double dec = _random.Next(2) == 0 ? AwkwardDec[_random.Next(AwkwardDec.Length)] : base_.DecDegrees;
        return new SkyCoord(ra, dec);
    }

    /// <summary>A position at a distance and direction from another one.</summary>
    internal static SkyCoord Offset(SkyCoord from, double distanceDeg, double angleDeg)
    {
        (double sinD, double cosD) = Math.SinCos(distanceDeg * Math.PI / 180);
        (double sinA, double cosA) = Math.SinCos(angleDeg * Math.PI / 180);
        (double sinDec, double cosDec) = Math.SinCos(from.DecDegrees * Math.PI / 180);
        (double sinRa, double cosRa) = Math.SinCos(from.RaDegrees * Math.PI / 180);
        double outward = cosD;
        double north = sinD * cosA;
        double east = sinD * sinA;
        double radial = (outward * cosDec) - (north * sinDec);
        return new DirectionVector(
            (radial * cosRa) - (east * sinRa), (radial * sinRa) + (east * cosRa), (outward * sinDec) + (north * cosDec)).ToSkyCoord();
    }

    internal SkyCoord Near(SkyCoord center, double radiusDeg) =>
        Offset(center, radiusDeg * Math.Sqrt(Uniform(0, 1)), Uniform(0, 360));

    /// <summary>A star-shaped polygon around a centre: concave as a rule, never crossing itself.</summary>
    internal Polygon Star(SkyCoord center, double radiusDeg, int corners)
    {
        double turn = Uniform(0, 360);
        double sense = _random.Next(2) == 0 ? 1 : -1;
        return new Polygon([.. Enumerable.Range(0, corners).Select(
            i => Offset(center, radiusDeg * Uniform(0.3, 1), turn + (sense * 360.0 * i / corners)))]);
    }

    /// <summary>A region of one of the four kinds, from microarcseconds to more than a hemisphere, with a size to sample it at.</summary>
    internal (Region Region, SkyCoord Center, double Size) AnyRegion()
    {
        SkyCoord center = Awkward();
        double size = LogUniform(1e-9, 179);
        switch (_random.Next(4))
        {
            case 0:
                return (new Circle(center, Angle.FromDegrees(size)), center, size);
            case 1:
                size = Math.Min(size, 80);
                return (Star(center, size, 3 + _random.Next(9)), center, size);
            case 2:
                double height = LogUniform(1e-9, 180);
                return (new Box(center, Angle.FromDegrees(2 * size), Angle.FromDegrees(height)), center, size + height);
            default:
                double width = Math.Min(size, 360 - center.RaDegrees);
                double top = Math.Min(90, center.DecDegrees + size);
                return (
                    new CoordRange(center.Ra, Angle.FromDegrees(center.RaDegrees + width), center.Dec, Angle.FromDegrees(top)), center, size);
        }
    }
}
