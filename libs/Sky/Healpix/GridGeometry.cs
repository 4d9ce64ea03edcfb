namespace Hven.Sky;

/// <summary>What follows from the number of pixels along a base cell's side alone (Gorski et al. 2005, section 4).</summary>
internal static class GridGeometry
{
    internal static double PixelArea(int side) => Math.PI / (3.0 * side * side);

    /// <summary>
    /// Largest distance, in radians, from a pixel's centre to a point of it: reached by the pixels at z = 2/3 next to the meridians
    /// between base cells, at their corner in the east or west.
    /// </summary>
    internal static double LargestRadius(int side)
    {
        double inverse = 1.0 / side;
        var corner = new HealpixPoint(2.0 / 3, Math.Sqrt(5) / 3, Math.PI / 4 / side);
        double z = 1 - ((1 - inverse) * (1 - inverse) / 3);
        var center = new HealpixPoint(z, Math.Sqrt((1 - z) * (1 + z)), 0);
        return corner.Direction.AngleTo(center.Direction);
    }

    /// <summary>Points along the sides of a pixel: from its northern corner over west, south and east.</summary>
    internal static SkyCoord[] Boundary(in FaceCell cell, int pointsPerSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pointsPerSide, 1);
        var points = new SkyCoord[4 * pointsPerSide];
        for (int i = 0; i < pointsPerSide; i++)
        {
            double way = i / (double)pointsPerSide;
            points[i] = cell.PointAt(1 - way, 1).Coord;
            points[i + pointsPerSide] = cell.PointAt(0, 1 - way).Coord;
            points[i + (2 * pointsPerSide)] = cell.PointAt(way, 0).Coord;
            points[i + (3 * pointsPerSide)] = cell.PointAt(1, way).Coord;
        }

        return points;
    }
}
