using System.Text;
using Hven.Sky;

namespace Hven.Backends.Local.DuckDb.Functions;

/// <summary>Makes regions of the arguments of functions. Of constants, which come with every row, it makes one.</summary>
internal sealed class ShapeReader
{
    private byte[] _kind = [];
    private double[] _numbers = [];
    private Region? _region;
    private bool _hasRead;

    /// <summary>A point with a coordinate that is no number lies nowhere: in no region, which is known, and so no null.</summary>
    public static bool IsNoPlace(ReadOnlySpan<byte> kind, ReadOnlySpan<double> numbers) =>
        kind.SequenceEqual("point"u8) && numbers.Length == 2 && (!double.IsFinite(numbers[0]) || !(Math.Abs(numbers[1]) <= 90));

    /// <summary>The region; null when the arguments make none.</summary>
    public Region? Read(ReadOnlySpan<byte> kind, ReadOnlySpan<double> numbers)
    {
        if (!_hasRead || !kind.SequenceEqual(_kind) || !numbers.SequenceEqual(_numbers))
        {
            _region = Make(kind, numbers);
            _kind = kind.SequenceEqual(_kind) ? _kind : kind.ToArray();
            _numbers = numbers.ToArray();
            _hasRead = true;
        }

        return _region;
    }

    private static Region? Make(ReadOnlySpan<byte> kind, ReadOnlySpan<double> numbers)
    {
        if (numbers.IsEmpty)
        {
            return MakeFromText(Encoding.UTF8.GetString(kind));
        }

        foreach (double number in numbers)
        {
            if (!double.IsFinite(number))
            {
                return null;
            }
        }

        return numbers.Length switch
        {
            2 when kind.SequenceEqual("point"u8) && IsLatitude(numbers[1]) => new SkyPoint(new SkyCoord(numbers[0], numbers[1])),
            3 when kind.SequenceEqual("circle"u8) && IsLatitude(numbers[1]) && numbers[2] is >= 0 and <= 180 =>
                new Circle(new SkyCoord(numbers[0], numbers[1]), Angle.FromDegrees(numbers[2])),
            4 when kind.SequenceEqual("box"u8) && IsLatitude(numbers[1]) && numbers[2] >= 0 && numbers[3] >= 0 =>
                new Box(new SkyCoord(numbers[0], numbers[1]), Angle.FromDegrees(numbers[2]), Angle.FromDegrees(numbers[3])),
            >= 6 when kind.SequenceEqual("polygon"u8) && numbers.Length % 2 == 0 => MakePolygon(numbers),
            _ => null,
        };
    }

    /// <summary>A constant of the query, which the binder has read once: it is right.</summary>
    private static Region? MakeFromText(string text) => text.StartsWith("moc ", StringComparison.Ordinal)
        ? new MocRegion(MocAscii.Parse<SpaceDimension>(text.AsSpan(4)))
        : StcsText.TryParse(text, out StcsRegion? region, out _) ? region.ToRegion() : null;

    private static Polygon? MakePolygon(ReadOnlySpan<double> numbers)
    {
        var vertices = new SkyCoord[numbers.Length / 2];
        for (int i = 0; i < vertices.Length; i++)
        {
            if (!IsLatitude(numbers[(2 * i) + 1]))
            {
                return null;
            }

            vertices[i] = new SkyCoord(numbers[2 * i], numbers[(2 * i) + 1]);
        }

        try
        {
            return new Polygon(vertices);
        }
        catch (ArgumentException)
        {
            // Vertices on one line, or opposite ones: no polygon, and one such row must not end the query.
            return null;
        }
    }

    private static bool IsLatitude(double degrees) => Math.Abs(degrees) <= 90;
}
