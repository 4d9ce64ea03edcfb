using Hven.Sky;

namespace Hven.Adql.Binding;

/// <summary>Turns geometries of constants into regions of the sky, and back.</summary>
internal static class ConstantRegion
{
    /// <summary>The region; null when it depends on a row, or with a <paramref name="fault"/> when its constants make none.</summary>
    public static Region? TryCreate(BoundExpression geometry, out string? fault)
    {
        fault = null;
        switch (geometry)
        {
            case BoundPoint point:
                return TryPosition(point) is { } position ? new SkyPoint(position) : null;
            case BoundCircle circle when TryPosition(circle.Center) is { } center && Constant.TryNumber(circle.Radius) is >= 0 and <= 180 and var radius:
                return new Circle(center, Angle.FromDegrees(radius));
            case BoundBox box when TryPosition(box.Center) is { } center
                && Constant.TryNumber(box.Width) is >= 0 and var width && Constant.TryNumber(box.Height) is >= 0 and var height:
                return new Box(center, Angle.FromDegrees(width), Angle.FromDegrees(height));
            case BoundPolygon polygon:
                return TryPolygon(polygon, out fault);
            case BoundRegion region:
                return region.Region;
            default:
                return null;
        }
    }

    /// <summary>The position; null when it depends on a row.</summary>
    public static SkyCoord? TryPosition(BoundPoint point) => TryPosition(point.Longitude, point.Latitude);

    /// <summary>The position; null when it depends on a row or is none.</summary>
    public static SkyCoord? TryPosition(BoundExpression longitude, BoundExpression latitude) =>
        Constant.TryNumber(longitude) is { } ra && Constant.TryNumber(latitude) is >= -90 and <= 90 and { } dec ? new SkyCoord(ra, dec) : null;

    /// <summary>A region as an expression of constants; null for one that is no simple shape.</summary>
    public static BoundExpression? TryExpress(Region region) => region switch
    {
        SkyPoint point => BoundPoint.At(point.Position),
        Circle circle => new BoundCircle(BoundPoint.At(circle.Center), BoundLiteral.Double(circle.Radius.Degrees)),
        Box box => new BoundBox(BoundPoint.At(box.Center), BoundLiteral.Double(box.Width.Degrees), BoundLiteral.Double(box.Height.Degrees)),
        Polygon polygon => new BoundPolygon([.. polygon.Vertices.Select(BoundPoint.At)]),
        FramedRegion framed when TryMove(framed.Shape, new FrameTransform(framed.Frame, Frame.Icrs)) is { } moved => TryExpress(moved),
        _ => null,
    };

    /// <summary>A shape in another frame, where it stays a shape of its kind: a box does not, and no circle of FK4 stays round.</summary>
    public static Region? TryMove(Region shape, FrameTransform transform) => shape switch
    {
        SkyPoint point => new SkyPoint(Move(point.Position, transform)),
        Circle circle when IsRotation(transform) => new Circle(Move(circle.Center, transform), circle.Radius),
        Polygon polygon when IsRotation(transform) => new Polygon([.. polygon.Vertices.Select(vertex => Move(vertex, transform))]),
        _ => null,
    };

    private static bool IsRotation(FrameTransform transform) => transform.From.Kind != FrameKind.Fk4 && transform.To.Kind != FrameKind.Fk4;

    private static SkyCoord Move(SkyCoord position, FrameTransform transform)
    {
        FramePosition there = transform.Apply(new FramePosition(transform.From, position.RaDegrees, position.DecDegrees));
        return new SkyCoord(there.LonDegrees, there.LatDegrees);
    }

    private static Polygon? TryPolygon(BoundPolygon polygon, out string? fault)
    {
        fault = null;
        var vertices = new SkyCoord[polygon.Vertices.Count];
        for (int i = 0; i < vertices.Length; i++)
        {
            if (TryPosition(polygon.Vertices[i]) is not { } vertex)
            {
                return null;
            }

            vertices[i] = vertex;
        }

        try
        {
            return new Polygon(vertices);
        }
        catch (ArgumentException e)
        {
            // The rules of polygons are those of the sky library; here only their wording is wanted.
            fault = e.Message.Split(" (Parameter", 2)[0];
            return null;
        }
    }
}
