using System.Runtime.CompilerServices;

namespace Hven.Sky;

/// <summary>
/// A pixel by its base cell (face, 0 to 11) and its coordinates there, on a grid that has <paramref name="Side"/> pixels along
/// a base cell's side (not only powers of two): X grows to the north-east and Y to the north-west from the southern corner.
/// </summary>
internal readonly partial record struct FaceCell(int Side, int Face, int X, int Y)
{
    /// <summary>Ring of the pixel's centre, 1 at the north pole to 4 Side - 1 at the south pole.</summary>
    internal long Ring => ((((long)Face >> 2) + 2) * Side) - X - Y - 1;

    internal GridPoint Center => GridPoint.OnFace(Face, (X + 0.5) / Side, (Y + 0.5) / Side);

    internal HealpixPoint PointAt(double offsetX, double offsetY) =>
        HealpixPoint.OnFace(Face, (X + offsetX) / Side, (Y + offsetY) / Side);

    /// <summary>
    /// The pixel of the equatorial belt between two pairs of diagonals, which are counted from west to east: ascending ones go
    /// from south-west to north-east. Both indices are below 5 Side.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static FaceCell FromDiagonals(int side, long ascending, long descending)
    {
        (int ascendingFace, int y) = Divide(ascending, side);
        (int descendingFace, int x) = Divide(descending, side);
        return new FaceCell(side, FaceOf(ascendingFace, descendingFace), x, side - 1 - y);
    }

    /// <summary>The base cell between two diagonals of base cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int FaceOf(int ascendingFace, int descendingFace) =>
        ascendingFace == descendingFace ? ascendingFace | 4
        : ascendingFace < descendingFace ? ascendingFace
        : descendingFace + 8;

    // An index is below 5 sides; comparing is much faster than dividing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Face, int Within) Divide(long index, int side)
    {
        int face = 0;
        if (index >= 2L * side)
        {
            index -= 2L * side;
            face = 2;
        }

        if (index >= 2L * side)
        {
            index -= 2L * side;
            face = 4;
        }

        return index >= side ? (face + 1, (int)(index - side)) : (face, (int)index);
    }
}
