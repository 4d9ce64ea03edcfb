using System.Runtime.CompilerServices;

namespace Hven.Sky;

public sealed partial class HealpixRing
{
    /// <summary>The ring of a pixel, 1 at the north pole to 4 side - 1 at the south pole.</summary>
    /// <param name="pixel">0 to 12 side^2 - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    public long RingOf(long pixel)
    {
        Healpix.ThrowIfNotPixel(pixel, PixelCount);
        return Place(pixel).Ring;
    }

    /// <summary>The centre of a pixel.</summary>
    /// <param name="pixel">0 to 12 side^2 - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    public SkyCoord Center(long pixel)
    {
        Healpix.ThrowIfNotPixel(pixel, PixelCount);
        return HealpixPoint.At(CenterOf(pixel)).Coord;
    }

    /// <summary>The centres of many pixels (pix2ang).</summary>
    /// <param name="pixels">Each 0 to 12 side^2 - 1.</param>
    /// <param name="ra">Filled with right ascensions in degrees, in [0, 360); at least as long.</param>
    /// <param name="dec">Filled with declinations in degrees; at least as long.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    /// <exception cref="ArgumentException"><paramref name="ra"/> or <paramref name="dec"/> is too short.</exception>
    public void Centers(ReadOnlySpan<long> pixels, Span<double> ra, Span<double> dec)
    {
        Healpix.ThrowIfShort(ra.Length, pixels.Length, nameof(ra));
        Healpix.ThrowIfShort(dec.Length, pixels.Length, nameof(dec));
        for (int i = 0; i < pixels.Length; i++)
        {
            Healpix.ThrowIfNotPixel(pixels[i], PixelCount);
            GridPoint center = CenterOf(pixels[i]);
            ra[i] = center.RaDegrees;
            dec[i] = center.DecDegrees;
        }
    }

    /// <summary>The four corners of a pixel: south, east, north, west. The sides between them are not parts of great circles.</summary>
    /// <param name="pixel">0 to 12 side^2 - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    public SkyCoord[] Corners(long pixel)
    {
        FaceCell cell = CellOf(pixel);
        return [cell.PointAt(0, 0).Coord, cell.PointAt(1, 0).Coord, cell.PointAt(1, 1).Coord, cell.PointAt(0, 1).Coord];
    }

    /// <summary>Points along the border of a pixel: from its northern corner over the western, southern and eastern one.</summary>
    /// <param name="pixel">0 to 12 side^2 - 1.</param>
    /// <param name="pointsPerSide">Points on each side, 1 or more.</param>
    /// <returns>Four times as many positions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel, or <paramref name="pointsPerSide"/> is less than 1.</exception>
    public SkyCoord[] Boundary(long pixel, int pointsPerSide = 1) => GridGeometry.Boundary(CellOf(pixel), pointsPerSide);

    /// <summary>
    /// The pixels around a pixel, in the order south-west, west, north-west, north, north-east, east, south-east, south;
    /// <see cref="Healpix.NoPixel"/> where there is none, as in <see cref="Healpix.Neighbours(int, long, Span{long})"/>.
    /// </summary>
    /// <param name="pixel">0 to 12 side^2 - 1.</param>
    /// <param name="neighbours">Filled with eight entries.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    /// <exception cref="ArgumentException"><paramref name="neighbours"/> has fewer than eight entries.</exception>
    public void Neighbours(long pixel, Span<long> neighbours)
    {
        FaceCell here = CellOf(pixel);
        Healpix.ThrowIfShort(neighbours.Length, Healpix.NeighbourCount, nameof(neighbours));
        for (int direction = 0; direction < Healpix.NeighbourCount; direction++)
        {
            neighbours[direction] = here.Neighbour(direction) is { } there ? PixelOf(there) : Healpix.NoPixel;
        }
    }

    /// <summary>The pixels around many pixels, eight entries for each.</summary>
    /// <param name="pixels">Each 0 to 12 side^2 - 1.</param>
    /// <param name="neighbours">Filled from its start; at least eight times as long.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    /// <exception cref="ArgumentException"><paramref name="neighbours"/> is too short.</exception>
    public void Neighbours(ReadOnlySpan<long> pixels, Span<long> neighbours)
    {
        Healpix.ThrowIfShort(neighbours.Length, (long)Healpix.NeighbourCount * pixels.Length, nameof(neighbours));
        for (int i = 0; i < pixels.Length; i++)
        {
            Neighbours(pixels[i], neighbours.Slice(Healpix.NeighbourCount * i, Healpix.NeighbourCount));
        }
    }

    /// <summary>The NESTED number of a pixel (ring2nest).</summary>
    /// <param name="pixel">0 to 12 side^2 - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    /// <exception cref="InvalidOperationException">The side is no power of two.</exception>
    public long ToNested(long pixel)
    {
        ThrowIfNoOrder();
        return new HealpixCell(_order, CellOf(pixel)).Pixel;
    }

    /// <summary>The RING number of a NESTED pixel (nest2ring).</summary>
    /// <param name="pixel">0 to 12 side^2 - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    /// <exception cref="InvalidOperationException">The side is no power of two.</exception>
    public long FromNested(long pixel)
    {
        ThrowIfNoOrder();
        Healpix.ThrowIfNotPixel(pixel, PixelCount);
        return PixelOf(HealpixCell.FromPixel(_order, pixel).OnFace);
    }

    /// <summary>The NESTED numbers of many pixels.</summary>
    /// <param name="pixels">Each 0 to 12 side^2 - 1.</param>
    /// <param name="nested">Filled from its start; at least as long. It may be the same memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    /// <exception cref="ArgumentException"><paramref name="nested"/> is too short.</exception>
    /// <exception cref="InvalidOperationException">The side is no power of two.</exception>
    public void ToNested(ReadOnlySpan<long> pixels, Span<long> nested)
    {
        ThrowIfNoOrder();
        Healpix.ThrowIfShort(nested.Length, pixels.Length, nameof(nested));
        for (int i = 0; i < pixels.Length; i++)
        {
            nested[i] = new HealpixCell(_order, CellOf(pixels[i])).Pixel;
        }
    }

    /// <summary>The RING numbers of many NESTED pixels.</summary>
    /// <param name="nested">Each 0 to 12 side^2 - 1.</param>
    /// <param name="pixels">Filled from its start; at least as long. It may be the same memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> is too short.</exception>
    /// <exception cref="InvalidOperationException">The side is no power of two.</exception>
    public void FromNested(ReadOnlySpan<long> nested, Span<long> pixels)
    {
        ThrowIfNoOrder();
        Healpix.ThrowIfShort(pixels.Length, nested.Length, nameof(pixels));
        for (int i = 0; i < nested.Length; i++)
        {
            Healpix.ThrowIfNotPixel(nested[i], PixelCount);
            pixels[i] = PixelOf(HealpixCell.FromPixel(_order, nested[i]).OnFace);
        }
    }

    private void ThrowIfNoOrder()
    {
        if (_order < 0)
        {
            throw new InvalidOperationException($"A grid with side {_side}, which is no power of two, has no NESTED numbers.");
        }
    }

    /// <summary>The ring and the number in it, from 0, of a pixel (Gorski et al. 2005, equations 2 to 9).</summary>
    private (long Ring, long InRing) Place(long pixel)
    {
        if (pixel < _cap)
        {
            long ring = (1 + SquareRoot(1 + (2 * pixel))) >> 1;
            return (ring, pixel - (2 * ring * (ring - 1)));
        }

        if (pixel < PixelCount - _cap)
        {
            long inBelt = pixel - _cap;
            long beltRing = _order >= 0 ? inBelt >> (_order + 2) : inBelt / (4L * _side);
            return (beltRing + _side, inBelt - (beltRing * 4 * _side));
        }

        long fromEnd = PixelCount - pixel;
        long fromSouth = (1 + SquareRoot((2 * fromEnd) - 1)) >> 1;
        return ((4L * _side) - fromSouth, (2 * fromSouth * (fromSouth + 1)) - fromEnd);
    }

    private GridPoint CenterOf(long pixel)
    {
        (long ring, long inRing) = Place(pixel);
        long fromPole = Math.Min(ring, (4L * _side) - ring);
        return fromPole < _side
            ? new GridPoint(ring / (double)_side, ((2 * inRing) + 1) / (double)fromPole)
            : new GridPoint(ring / (double)_side, ((2 * inRing) + Shift(ring)) / (double)_side);
    }

    private FaceCell CellOf(long pixel)
    {
        Healpix.ThrowIfNotPixel(pixel, PixelCount);
        (long ring, long inRing) = Place(pixel);
        if (ring >= _side && ring <= 3L * _side)
        {
            long fromBelt = ring - _side;
            long half = Shift(ring);
            long ascending = inRing + ((fromBelt + half - 1) >> 1);
            long descending = inRing + (((2L * _side) - fromBelt + half - 1) >> 1);
            return FaceCell.FromDiagonals(_side, ascending, descending);
        }

        long fromPole = Math.Min(ring, (4L * _side) - ring);
        int quarter = inRing >= 2 * fromPole ? (inRing >= 3 * fromPole ? 3 : 2) : (inRing >= fromPole ? 1 : 0);
        int fromWest = (int)(inRing - (quarter * fromPole));
        int fromEast = (int)fromPole - 1 - fromWest;
        return ring < _side
            ? new FaceCell(_side, quarter, _side - 1 - fromEast, _side - 1 - fromWest)
            : new FaceCell(_side, quarter + 8, fromWest, fromEast);
    }

    private long PixelOf(in FaceCell cell)
    {
        long ring = cell.Ring;
        int quarter = cell.Face & 3;
        if (ring < _side)
        {
            return (2 * ring * (ring - 1)) + (quarter * ring) + _side - 1 - cell.Y;
        }

        if (ring > 3L * _side)
        {
            long fromSouth = (4L * _side) - ring;
            return PixelCount - (2 * fromSouth * (fromSouth + 1)) + (quarter * fromSouth) + cell.X;
        }

        // Westernmost cells of the base cell on the meridian of ra 0 lie at its far end.
        long middle = ((2 * quarter) + ((cell.Face >> 2) == 1 ? 0 : 1)) * (long)_side;
        long inRing = (middle + cell.X - cell.Y + 1 - Shift(ring)) >> 1;
        return _cap + ((ring - _side) * 4 * _side) + (inRing < 0 ? inRing + (4L * _side) : inRing);
    }

    /// <summary>In the belt, 1 where the first pixel of a ring starts at ra 0, 0 where its centre lies there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Shift(long ring) => (ring - _side + 1) & 1;

    /// <summary>The square root, rounded down; that of a binary64 may be one off beyond 2^52.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long SquareRoot(long value)
    {
        long root = (long)Math.Sqrt(value);
        return root * root > value ? root - 1 : (root + 1) * (root + 1) <= value ? root + 1 : root;
    }
}
