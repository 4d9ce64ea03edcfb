namespace Hven.Sky;

/// <summary>
/// A NESTED pixel taken apart: its base cell (face, 0 to 11) and its coordinates there, X growing to the north-east and Y to
/// the north-west from the southern corner. Faces 0 to 3 touch the north pole, 4 to 7 lie on the equator, 8 to 11 touch the south pole.
/// </summary>
internal readonly record struct HealpixCell(int Order, int Face, int X, int Y)
{
    internal HealpixCell(int order, FaceCell cell)
        : this(order, cell.Face, cell.X, cell.Y)
    {
    }

    /// <summary>Cells along one side of a face.</summary>
    internal int Side => 1 << Order;

    internal FaceCell OnFace => new(Side, Face, X, Y);

    internal long Pixel => ((long)Face << (2 * Order)) | MortonCode.Interleave((uint)X, (uint)Y);

    internal static HealpixCell FromPixel(int order, long pixel)
    {
        (uint x, uint y) = MortonCode.Separate(pixel & ((1L << (2 * order)) - 1));
        return new HealpixCell(order, (int)(pixel >> (2 * order)), (int)x, (int)y);
    }

    /// <summary>
    /// The direction of a point of this cell; (0.5, 0.5) is the centre, (0, 0) the southern corner, (1, 1) the northern one.
    /// </summary>
    internal HealpixPoint PointAt(double offsetX, double offsetY) => OnFace.PointAt(offsetX, offsetY);

    /// <summary>The centre; the covers' most frequent step, hence without a division.</summary>
    private HealpixPoint Center => HealpixPoint.OnFace(Face, (X + 0.5) * s_inverseSides[Order], (Y + 0.5) * s_inverseSides[Order]);

    internal HealpixCell Child(int x, int y) => new(Order + 1, Face, (X << 1) | x, (Y << 1) | y);

    /// <summary>The pixels of a finer order that make up this cell.</summary>
    internal PixelRange RangeAt(int order)
    {
        int shift = 2 * (order - Order);
        return new PixelRange(Pixel << shift, ((Pixel + 1) << shift) - 1);
    }

    /// <summary>A circle around the centre that holds the whole cell, and the points that rounding puts just across its border.</summary>
    internal SkyCap BoundingCap()
    {
        HealpixPoint center = Center;
        return new SkyCap(center.Direction, center.Phi * (1 / Angle.RadiansPerDegree), BoundingRadius(center));
    }

    /// <summary>
    /// Largest distance, in radians, from a cell's centre to a point of it, over all cells of an order: it is reached by the
    /// cells at z = 2/3 next to the meridians between base cells.
    /// </summary>
    internal static double LargestRadius(int order) => Radii[order];

    /// <summary>
    /// In the belt a cell is a rhombus in (phi, z), its diagonals along the parallel and the meridian, and the longer half of these is
    /// the radius; in the caps the largest radius of all serves.
    /// </summary>
    private double BoundingRadius(in HealpixPoint center)
    {
        double halfHeight = 2.0 / 3 * s_inverseSides[Order];
        double farthestZ = Math.Abs(center.Z) + halfHeight;
        if (farthestZ > 2.0 / 3)
        {
            return Radii[Order];
        }

        double alongParallel = Math.PI / 4 * s_inverseSides[Order] * center.SinTheta;
        double alongMeridian = halfHeight / Math.Sqrt((1 - farthestZ) * (1 + farthestZ));
        return Math.Max(alongParallel, alongMeridian) * RoundingMargin;
    }

    /// <summary>
    /// The finest order, not beyond <paramref name="most"/>, at which a cap around any point lies within that point's cell and
    /// the cell's neighbours; -1 if there is none.
    /// </summary>
    internal static int FinestOrderForCap(double radius, int most)
    {
        int order = most;
        while (order >= 0 && radius > NarrowestWidth / (1 << order))
        {
            order--;
        }

        return order;
    }

    // Less than the distance between opposite sides of any cell, times the cells along a face's side.
    private const double NarrowestWidth = 0.5;

    private const double RoundingMargin = 1 + 1e-6;

    // Powers of two: multiplying by them rounds nothing.
    private static readonly double[] s_inverseSides = [.. Enumerable.Range(0, Healpix.MaxOrder + 1).Select(order => 1.0 / (1 << order))];

    private static readonly double[] Radii = [.. Enumerable.Range(0, Healpix.MaxOrder + 1).Select(FindBoundingRadius)];

    private static double FindBoundingRadius(int order) => GridGeometry.LargestRadius(1 << order) * RoundingMargin;
}
