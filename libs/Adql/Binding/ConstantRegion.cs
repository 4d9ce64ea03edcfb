using Hven.Sky;

namespace Hven.Adql.Binding;

/// <summary>Turns geometries of constants into regions of the sky.</summary>
internal static class ConstantRegion
{
    /// <summary>The region; null when it depends on a row, or with a <paramref name="fault"/> when its constants make none.</summary>
    public static Region? TryCreate(BoundExpression geometry, out string? fault)
    {
        fault = null;
        switch (geometry)
        {
            case BoundCircle circle when TryPosition(circle.Center) is { } center && Constant.TryNumber(circle.Radius) is { } radius:
                return new Circle(center, Angle.FromDegrees(radius));
            case BoundBox box when TryPosition(box.Center) is { } center
                && Constant.TryNumber(box.Width) is { } width && Constant.TryNumber(box.Height) is { } height:
                return new Box(center, Angle.FromDegrees(width), Angle.FromDegrees(height));
            case BoundPolygon polygon:
                return TryPolygon(polygon, out fault);
            default:
                return null;
        }
    }

    /// <summary>The position; null when it depends on a row.</summary>
    public static SkyCoord? TryPosition(BoundPoint point) => TryPosition(point.Longitude, point.Latitude);

    /// <summary>The position; null when it depends on a row or is none.</summary>
    public static SkyCoord? TryPosition(BoundExpression longitude, BoundExpression latitude) =>
        Constant.TryNumber(longitude) is { } ra && Constant.TryNumber(latitude) is >= -90 and <= 90 and { } dec ? new SkyCoord(ra, dec) : null;

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
