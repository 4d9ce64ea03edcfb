using System.Text;
using Hven.Adql;
using Hven.Backends.Local.DuckDb.Interop;
using Hven.Sky;

namespace Hven.Backends.Local.DuckDb.Functions;

/// <summary>Functions of shapes, each a text that says what it is and its numbers. A shape that is none gives null.</summary>
internal static class ShapeFunctions
{
    public static void Contains(ref FunctionRows rows) => Relate(ref rows, (inner, outer) => outer.Contains(inner));

    public static void Intersects(ref FunctionRows rows) => Relate(ref rows, (one, other) => one.Intersects(other));

    public static void Area(ref FunctionRows rows)
    {
        var shapes = new ShapeReader();
        for (int row = 0; row < rows.Count; row++)
        {
            double? steradians = rows.HasNull(row) ? null : shapes.Read(rows.Text(0, row), rows.Numbers(1, row)) switch
            {
                SkyPoint => 0,
                Circle circle => 4 * Math.PI * Math.Pow(Math.Sin(circle.Radius.Radians / 2), 2),
                Polygon polygon => polygon.Area,
                _ => null,
            };
            if (steradians is { } area)
            {
                rows.Set(row, area * (180 / Math.PI) * (180 / Math.PI));
            }
            else
            {
                rows.SetNull(row);
            }
        }
    }

    public static void Centroid(ref FunctionRows rows)
    {
        var shapes = new ShapeReader();
        for (int row = 0; row < rows.Count; row++)
        {
            SkyCoord? center = rows.HasNull(row) ? null : shapes.Read(rows.Text(0, row), rows.Numbers(1, row)) switch
            {
                SkyPoint point => point.Position,
                Circle circle => circle.Center,
                Polygon polygon => polygon.Centroid,
                _ => null,
            };
            SetPosition(ref rows, row, center);
        }
    }

    public static void Transform(ref FunctionRows rows)
    {
        FrameTransform? transform = null;
        var shapes = new ShapeReader();
        Span<double> numbers = stackalloc double[2 * 500];
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows.HasNull(row) || shapes.Read(rows.Text(2, row), rows.Numbers(3, row)) is not { } shape)
            {
                rows.SetNull(row);
                continue;
            }

            // The frames are constants of the query.
            transform ??= AdqlFrames.Find(Encoding.UTF8.GetString(rows.Text(0, row)), Encoding.UTF8.GetString(rows.Text(1, row)));
            int count = transform is null ? 0 : Move(shape, transform, numbers);
            if (count > 0)
            {
                rows.Set(row, numbers[..count]);
            }
            else
            {
                rows.SetNull(row);
            }
        }
    }

    internal static void SetPosition(ref FunctionRows rows, int row, SkyCoord? position)
    {
        if (position is { } there)
        {
            rows.Set(row, (ReadOnlySpan<double>)[there.RaDegrees, there.DecDegrees]);
        }
        else
        {
            rows.SetNull(row);
        }
    }

    private static int Move(Region shape, FrameTransform transform, Span<double> numbers)
    {
        switch (shape)
        {
            case SkyPoint point:
                return Move(point.Position, transform, numbers);
            case Circle circle:
                Move(circle.Center, transform, numbers);
                numbers[2] = circle.Radius.Degrees;
                return 3;
            case Polygon { Vertices.Count: <= 500 } polygon:
                int count = 0;
                foreach (SkyCoord vertex in polygon.Vertices)
                {
                    count += Move(vertex, transform, numbers[count..]);
                }

                return count;
            default:
                return 0;
        }
    }

    private static int Move(SkyCoord position, FrameTransform transform, Span<double> numbers)
    {
        FramePosition there = transform.Apply(new FramePosition(transform.From, position.RaDegrees, position.DecDegrees));
        (numbers[0], numbers[1]) = (there.LonDegrees, there.LatDegrees);
        return 2;
    }

    private static void Relate(ref FunctionRows rows, Func<Region, Region, bool?> relation)
    {
        var first = new ShapeReader();
        var second = new ShapeReader();
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows.HasNull(row))
            {
                rows.SetNull(row);
            }
            else if (ShapeReader.IsNoPlace(rows.Text(0, row), rows.Numbers(1, row)))
            {
                rows.Set(row, 0);
            }
            else if (first.Read(rows.Text(0, row), rows.Numbers(1, row)) is { } one
                && second.Read(rows.Text(2, row), rows.Numbers(3, row)) is { } other && relation(one, other) is { } holds)
            {
                rows.Set(row, holds ? 1 : 0);
            }
            else
            {
                rows.SetNull(row);
            }
        }
    }
}
