using Hven.Sky;

namespace Hven.Conformance.Tests.Adql;

/// <summary>Seeded pairs of shapes, with a taste for poles, ra 0, borders, tiny and huge ones.</summary>
internal sealed class ShapeSample(int seed)
{
    private const double Degree = Math.PI / 180;

    private static readonly double[] s_lon = [0, 90, 180, 270, 359.99999999999994, 1e-13, 360];
    private static readonly double[] s_lat = [90, -90, 0, 89.9999999999, -89.99999, 1e-12, 41.8103148957786];

    private readonly Random _random = new(seed);

    public (double[] One, double[] Other) Pair(string one, string other)
    {
        double size = LogUniform(1e-6, 55);
        double[] second = Shape(other, Place(), size);
        (double Ra, double Dec) near = _random.Next(8) switch
        {
            0 => Place(),
            < 5 when other == "circle" => Offset(second[0], second[1], Math.Min(180, second[2] * (1 + Tiny())), Uniform(0, 360)),
            < 5 when other == "polygon" => Along(second),
            1 => (second[0] + 180, -second[1]),
            _ => Offset(second[0], second[1], size * Uniform(0, 2.2), Uniform(0, 360)),
        };
        return (Shape(one, (Norm(near.Ra), near.Dec), size * LogUniform(0.02, 4)), second);
    }

    public static Region? TryRegion(string kind, double[] n)
    {
        try
        {
            return kind switch
            {
                "point" => new SkyPoint(new SkyCoord(n[0], n[1])),
                "circle" => new Circle(new SkyCoord(n[0], n[1]), Angle.FromDegrees(n[2])),
                "box" => new Box(new SkyCoord(n[0], n[1]), Angle.FromDegrees(n[2]), Angle.FromDegrees(n[3])),
                _ => new Polygon([.. Enumerable.Range(0, n.Length / 2).Select(i => new SkyCoord(n[2 * i], n[(2 * i) + 1]))]),
            };
        }
        catch (ArgumentException)
        {
            // Too small for five different corners.
            return null;
        }
    }

    private double[] Shape(string kind, (double Ra, double Dec) at, double size) => kind switch
    {
        "point" => [at.Ra, at.Dec],
        "circle" => [at.Ra, at.Dec, _random.Next(6) switch { 0 => 180 - LogUniform(1e-9, 10), 1 => LogUniform(3e-13, 1e-6), 2 => 90, _ => Math.Min(170, size) }],
        "box" => [at.Ra, at.Dec, _random.Next(5) == 0 ? 360 : Math.Min(300, size * Uniform(0.5, 3)), Math.Min(170, size * Uniform(0.5, 2))],
        _ => Star(at, Math.Min(58, size)),
    };

    private double[] Star((double Ra, double Dec) at, double size)
    {
        double turn = Uniform(0, 360);
        int way = _random.Next(2) == 0 ? 1 : -1;
        var numbers = new List<double>();
        for (int i = 0; i < 5; i++)
        {
            (double ra, double dec) = Offset(at.Ra, at.Dec, size * Uniform(0.3, 1), turn + (way * 72 * (i + Uniform(-0.3, 0.3))));
            numbers.AddRange([Norm(ra), dec]);
        }

        return [.. numbers];
    }

    /// <summary>A position near a side of a polygon, or near its corner.</summary>
    private (double Ra, double Dec) Along(double[] polygon)
    {
        int i = _random.Next(5);
        int k = (i + 1) % 5;
        DirectionVector a = new SkyCoord(polygon[2 * i], polygon[(2 * i) + 1]).ToVector();
        DirectionVector b = new SkyCoord(polygon[2 * k], polygon[(2 * k) + 1]).ToVector();
        double f = _random.Next(3) == 0 ? 0 : Uniform(0, 1);
        SkyCoord middle = new DirectionVector(a.X + ((b.X - a.X) * f), a.Y + ((b.Y - a.Y) * f), a.Z + ((b.Z - a.Z) * f)).ToSkyCoord();
        return Offset(middle.RaDegrees, middle.DecDegrees, LogUniform(1e-12, 1e-2), Uniform(0, 360));
    }

    private (double Ra, double Dec) Place()
    {
        double ra = _random.Next(4) == 0 ? s_lon[_random.Next(s_lon.Length)] : Uniform(0, 360);
        double dec = _random.Next(4) == 0 ? s_lat[_random.Next(s_lat.Length)] : Math.Asin(Uniform(-1, 1)) / Degree;
        return (ra, dec);
    }

    private double Tiny() => (_random.Next(2) == 0 ? 1 : -1) * LogUniform(1e-13, 0.3);

    private double Uniform(double from, double to) => from + ((to - from) * _random.NextDouble());

    private double LogUniform(double from, double to) => Math.Exp(Uniform(Math.Log(from), Math.Log(to)));

    private static double Norm(double ra) => ((ra % 360) + 360) % 360;

    private static (double Ra, double Dec) Offset(double ra, double dec, double distance, double angle)
    {
        (double sinDec, double cosDec) = Math.SinCos(dec * Degree);
        (double sin, double cos) = Math.SinCos(distance * Degree);
        (double sinAngle, double cosAngle) = Math.SinCos(angle * Degree);
        double north = (sinDec * cos) + (cosDec * sin * cosAngle);
        double east = sinAngle * sin;
        double along = (cosDec * cos) - (sinDec * sin * cosAngle);
        return (Norm(ra + (Math.Atan2(east, along) / Degree)), Math.Atan2(north, Math.Sqrt((east * east) + (along * along))) / Degree);
    }
}
