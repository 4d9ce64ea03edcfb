namespace Hven.Sky;

/// <summary>Where the area of a polygon balances.</summary>
internal static class PolygonCentroid
{
    // Radians. Above, the exact sum loses less than 5e-13 by cancellation; below, flat triangles are as good.
    private const double Small = 2e-4;

    internal static SkyCoord Of(ReadOnlySpan<PolygonEdge> edges)
    {
        DirectionVector mean = default;
        double length = 0;
        foreach (ref readonly PolygonEdge edge in edges)
        {
            mean = mean.Plus(edge.From);
            length += edge.Length;
        }

        return (length < Small ? OfTriangles(edges, mean.Normalized) : OfArcs(edges, mean)).ToSkyCoord();
    }

    /// <summary>The integral of the position over the area is half the sum of the sides' normals, each times the length of its side.</summary>
    private static DirectionVector OfArcs(ReadOnlySpan<PolygonEdge> edges, in DirectionVector mean)
    {
        DirectionVector sum = default;
        double signed = 0;
        DirectionVector apex = edges[0].From;
        foreach (ref readonly PolygonEdge edge in edges)
        {
            sum = sum.Plus(edge.Normal.Times(edge.Length));
            signed += edge.SolidAngleFrom(apex);
        }

        // The normals point to the left; the inside is the smaller part, which may lie to the right.
        DirectionVector balance = Math.IEEERemainder(signed, 4 * Math.PI) < 0 ? sum.Times(-1) : sum;
        return balance.Length > 1e-12 ? balance : mean;
    }

    private static DirectionVector OfTriangles(ReadOnlySpan<PolygonEdge> edges, in DirectionVector apex)
    {
        DirectionVector offset = default;
        double area = 0;
        foreach (ref readonly PolygonEdge edge in edges)
        {
            double part = edge.SolidAngleFrom(apex);
            offset = offset.Plus(edge.From.Minus(apex).Plus(edge.To.Minus(apex)).Times(part / 3));
            area += part;
        }

        return apex.Plus(offset.Times(1 / area));
    }
}
