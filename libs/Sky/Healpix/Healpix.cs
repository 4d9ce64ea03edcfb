using System.Runtime.CompilerServices;

namespace Hven.Sky;

/// <summary>
/// HEALPix pixels in NESTED numbering (Gorski et al. 2005, ApJ 622, 759), at orders 0 to 29; an order has 12 * 4^order pixels
/// of equal area. Numbers agree with the reference implementation for every input, borders included, because the arithmetic
/// is done in the same order. The one exception is the last number before ra 360 at |sin dec| = 2/3, where the reference strays
/// to a pixel that does not touch the point.
/// </summary>
public static partial class Healpix
{
    /// <summary>The finest order; its pixels are 0.4 milliarcseconds wide.</summary>
    public const int MaxOrder = 29;

    /// <summary>What <see cref="ToPixels(int, ReadOnlySpan{double}, ReadOnlySpan{double}, Span{long})"/> gives where there is no position.</summary>
    public const long NoPixel = -1;

    /// <summary>Number of pixels of the whole sky.</summary>
    /// <param name="order">0 to 29.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29.</exception>
    public static long PixelCount(int order)
    {
        ThrowIfNotOrder(order);
        return 12L << (2 * order);
    }

    /// <summary>The pixel that holds a position.</summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="raDeg">Right ascension in degrees, any finite value.</param>
    /// <param name="decDeg">Declination in degrees, -90 to 90.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order or a coordinate is out of range, or NaN.</exception>
    public static long ToPixel(int order, double raDeg, double decDeg)
    {
        ThrowIfNotOrder(order);
        if (!IsPosition(raDeg, decDeg))
        {
            throw new ArgumentOutOfRangeException(
                nameof(raDeg), $"({raDeg}, {decDeg}) is not a position: ra must be finite and dec within -90 and 90 degrees.");
        }

        return ToPixelUnchecked(order, raDeg, decDeg);
    }

    /// <summary>The pixel that holds a position.</summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="position">The position.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29.</exception>
    public static long ToPixel(int order, SkyCoord position)
    {
        ThrowIfNotOrder(order);
        return ToPixelUnchecked(order, position.RaDegrees, position.DecDegrees);
    }

    /// <summary>The pixel in a direction (vec2pix).</summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="direction">A vector of any length but zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29, or the vector is zero or not finite.</exception>
    public static long ToPixel(int order, DirectionVector direction)
    {
        ThrowIfNotOrder(order);
        return IsDirection(direction)
            ? At(order, HealpixLocation.FromVector(direction))
            : throw new ArgumentOutOfRangeException(nameof(direction), direction, "The vector has no direction: it is zero or not finite.");
    }

    /// <summary>The pixels in many directions; <see cref="NoPixel"/> where a vector is zero or not finite.</summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="directions">Vectors of any length.</param>
    /// <param name="pixels">Filled from its start; at least as long.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> is too short.</exception>
    public static void ToPixels(int order, ReadOnlySpan<DirectionVector> directions, Span<long> pixels)
    {
        ThrowIfNotOrder(order);
        ThrowIfShort(pixels.Length, directions.Length, nameof(pixels));
        for (int i = 0; i < directions.Length; i++)
        {
            pixels[i] = IsDirection(directions[i]) ? At(order, HealpixLocation.FromVector(directions[i])) : NoPixel;
        }
    }

    /// <summary>
    /// The pixels that hold many positions. A catalogue has rows without a position: where a coordinate is NaN, infinite or a
    /// declination beyond a pole, the pixel is <see cref="NoPixel"/>.
    /// </summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="ra">Right ascensions in degrees.</param>
    /// <param name="dec">Declinations in degrees, as many.</param>
    /// <param name="pixels">Filled from its start; at least as long.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length, or <paramref name="pixels"/> is too short.</exception>
    public static void ToPixels(int order, ReadOnlySpan<double> ra, ReadOnlySpan<double> dec, Span<long> pixels)
    {
        ThrowIfNotOrder(order);
        ThrowIfUnequal(ra.Length, dec.Length, nameof(dec));
        ThrowIfShort(pixels.Length, ra.Length, nameof(pixels));
        for (int i = 0; i < ra.Length; i++)
        {
            pixels[i] = IsPosition(ra[i], dec[i]) ? ToPixelUnchecked(order, ra[i], dec[i]) : NoPixel;
        }
    }

    /// <summary>The centre of a pixel.</summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="pixel">0 to 12 * 4^order - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order or pixel.</exception>
    public static SkyCoord Center(int order, long pixel) => CellOf(order, pixel).PointAt(0.5, 0.5).Coord;

    /// <summary>The centres of many pixels (pix2ang).</summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="pixels">Each 0 to 12 * 4^order - 1.</param>
    /// <param name="ra">Filled with right ascensions in degrees, in [0, 360); at least as long.</param>
    /// <param name="dec">Filled with declinations in degrees; at least as long.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order or pixel.</exception>
    /// <exception cref="ArgumentException"><paramref name="ra"/> or <paramref name="dec"/> is too short.</exception>
    public static void Centers(int order, ReadOnlySpan<long> pixels, Span<double> ra, Span<double> dec)
    {
        long count = PixelCount(order);
        ThrowIfShort(ra.Length, pixels.Length, nameof(ra));
        ThrowIfShort(dec.Length, pixels.Length, nameof(dec));
        double scale = 1.0 / (1 << order);
        for (int i = 0; i < pixels.Length; i++)
        {
            ThrowIfNotPixel(pixels[i], count);
            HealpixCell cell = HealpixCell.FromPixel(order, pixels[i]);
            GridPoint center = GridPoint.OnFace(cell.Face, (cell.X + 0.5) * scale, (cell.Y + 0.5) * scale);
            ra[i] = center.RaDegrees;
            dec[i] = center.DecDegrees;
        }
    }

    /// <summary>
    /// The four corners of a pixel: south, east, north, west.
    /// The sides between them are not parts of great circles.
    /// </summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="pixel">0 to 12 * 4^order - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order or pixel.</exception>
    public static SkyCoord[] Corners(int order, long pixel)
    {
        HealpixCell cell = CellOf(order, pixel);
        return [cell.PointAt(0, 0).Coord, cell.PointAt(1, 0).Coord, cell.PointAt(1, 1).Coord, cell.PointAt(0, 1).Coord];
    }

    internal static HealpixCell CellOf(int order, long pixel)
    {
        ThrowIfNotPixel(pixel, PixelCount(order));
        return HealpixCell.FromPixel(order, pixel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsPosition(double raDeg, double decDeg) => double.IsFinite(raDeg) && Math.Abs(decDeg) <= 90;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsDirection(in DirectionVector vector) => double.IsFinite(1 / vector.Length) && vector.Length < double.PositiveInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ThrowIfNotPixel(long pixel, long count)
    {
        if ((ulong)pixel >= (ulong)count)
        {
            throw new ArgumentOutOfRangeException(nameof(pixel), pixel, $"There are pixels 0 to {count - 1}.");
        }
    }

    internal static void ThrowIfShort(int length, long wanted, string name)
    {
        if (length < wanted)
        {
            throw new ArgumentException($"There is room for {length} of {wanted} values.", name);
        }
    }

    internal static void ThrowIfUnequal(int raLength, int decLength, string name)
    {
        if (raLength != decLength)
        {
            throw new ArgumentException($"There are {raLength} right ascensions but {decLength} declinations.", name);
        }
    }

    internal static void ThrowIfNotOrder(int order)
    {
        if ((uint)order > MaxOrder)
        {
            throw new ArgumentOutOfRangeException(nameof(order), order, "A HEALPix order is 0 to 29.");
        }
    }

    private static long ToPixelUnchecked(int order, double raDeg, double decDeg) => At(order, HealpixLocation.FromDegrees(raDeg, decDeg));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long At(int order, in HealpixLocation location) => location.IsInBelt ? InBelt(order, location) : InCap(order, location);

    /// <summary>The equatorial belt: lines of constant x and y are straight in (phi, z), so two indices of diagonals give the cell.</summary>
    private static long InBelt(int order, in HealpixLocation location)
    {
        int side = 1 << order;
        double east = side * (0.5 + location.Quarters);
        double north = side * (location.Z * 0.75);

        // Just west of ra 360 at |sin dec| = 2/3 the sums round up to 5 sides, one diagonal beyond the last. The reference then
        // gives a pixel far away (or none at all); here the point stays in the cell that it touches.
        long last = (5L << order) - 1;
        long ascending = Math.Min((long)(east - north), last);
        long descending = Math.Min((long)(east + north), last);
        int face = FaceCell.FaceOf((int)(ascending >> order), (int)(descending >> order));
        int x = (int)descending & (side - 1);
        int y = side - ((int)ascending & (side - 1)) - 1;
        return new HealpixCell(order, face, x, y).Pixel;
    }

    private static long InCap(int order, in HealpixLocation location)
    {
        int side = 1 << order;
        int quarter = Math.Min(3, (int)location.Quarters);
        double within = location.Quarters - quarter;
        double fromPole = location.RingsFromPole(side);
        int increasing = Math.Min((int)(within * fromPole), side - 1);
        int decreasing = Math.Min((int)((1 - within) * fromPole), side - 1);
        return location.Z >= 0
            ? new HealpixCell(order, quarter, side - decreasing - 1, side - increasing - 1).Pixel
            : new HealpixCell(order, quarter + 8, increasing, decreasing).Pixel;
    }
}
