namespace Hven.Sky;

public static partial class Healpix
{
    /// <summary>How many entries <see cref="Neighbours(int, long, Span{long})"/> fills.</summary>
    public const int NeighbourCount = 8;

    /// <summary>
    /// The pixels around a pixel, in the order south-west, west, north-west, north, north-east, east, south-east, south.
    /// At the eight corners where only three base cells meet there is no pixel in one direction (at order 0 in two, for the pixels of
    /// the caps and the belt alike), and the entry is <see cref="NoPixel"/>.
    /// </summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="pixel">0 to 12 * 4^order - 1.</param>
    /// <param name="neighbours">Filled with eight entries.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order or pixel.</exception>
    /// <exception cref="ArgumentException"><paramref name="neighbours"/> has fewer than eight entries.</exception>
    public static void Neighbours(int order, long pixel, Span<long> neighbours)
    {
        HealpixCell cell = CellOf(order, pixel);
        ThrowIfShort(neighbours.Length, NeighbourCount, nameof(neighbours));
        FaceCell here = cell.OnFace;
        for (int direction = 0; direction < NeighbourCount; direction++)
        {
            neighbours[direction] = here.Neighbour(direction) is { } there ? new HealpixCell(order, there).Pixel : NoPixel;
        }
    }

    /// <summary>The pixels around many pixels, eight entries for each; see <see cref="Neighbours(int, long, Span{long})"/>.</summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="pixels">Each 0 to 12 * 4^order - 1.</param>
    /// <param name="neighbours">Filled from its start; at least eight times as long.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order or pixel.</exception>
    /// <exception cref="ArgumentException"><paramref name="neighbours"/> is too short.</exception>
    public static void Neighbours(int order, ReadOnlySpan<long> pixels, Span<long> neighbours)
    {
        ThrowIfShort(neighbours.Length, (long)NeighbourCount * pixels.Length, nameof(neighbours));
        for (int i = 0; i < pixels.Length; i++)
        {
            Neighbours(order, pixels[i], neighbours.Slice(NeighbourCount * i, NeighbourCount));
        }
    }
}
