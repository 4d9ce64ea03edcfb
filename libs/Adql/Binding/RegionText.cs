using System.Globalization;

namespace Hven.Adql.Binding;

/// <summary>Reads the text of REGION: the simple shapes of STC-S, in ICRS degrees.</summary>
internal static class RegionText
{
    /// <summary>The geometry, or null when the text is none.</summary>
    public static BoundExpression? TryParse(string text)
    {
        string[] words = text.Split([' ', '\t', '\n', '\r', ','], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return null;
        }

        int first = 1;
        while (first < words.Length && words[first].ToUpperInvariant() is "ICRS" or "FK5" or "J2000" or "GEOCENTER" or "BARYCENTER" or "TOPOCENTER" or "SPHERICAL2")
        {
            first++;
        }

        double[] numbers = new double[words.Length - first];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!double.TryParse(words[first + i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
            {
                return null;
            }
        }

        return Build(words[0].ToUpperInvariant(), numbers);
    }

    private static BoundExpression? Build(string shape, double[] numbers) => (shape, numbers.Length) switch
    {
        ("POSITION" or "POINT", 2) => Point(numbers, 0),
        ("CIRCLE", 3) when numbers[2] is >= 0 and <= 180 && Point(numbers, 0) is { } center =>
            new BoundCircle(center, BoundLiteral.Double(numbers[2])),
        ("BOX", 4) when numbers[2] >= 0 && numbers[3] >= 0 && Point(numbers, 0) is { } center =>
            new BoundBox(center, BoundLiteral.Double(numbers[2]), BoundLiteral.Double(numbers[3])),
        ("POLYGON", >= 6 and <= 1000) when numbers.Length % 2 == 0 => Polygon(numbers),
        _ => null,
    };

    private static BoundPoint? Point(double[] numbers, int at) =>
        Math.Abs(numbers[at + 1]) <= 90 ? new BoundPoint(BoundLiteral.Double(numbers[at]), BoundLiteral.Double(numbers[at + 1])) : null;

    private static BoundPolygon? Polygon(double[] numbers)
    {
        var vertices = new List<BoundPoint>(numbers.Length / 2);
        for (int i = 0; i < numbers.Length; i += 2)
        {
            if (Point(numbers, i) is not { } vertex)
            {
                return null;
            }

            vertices.Add(vertex);
        }

        return new BoundPolygon(vertices);
    }
}
