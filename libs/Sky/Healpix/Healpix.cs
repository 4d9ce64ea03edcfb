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

    /// <summary>What <see cref="ToPixels"/> gives where there is no position.</summary>
    public const long NoPixel = -1;

    private const double TwoThirds = 2.0 / 3.0;
    private const double InverseHalfPi = 0.6366197723675813430755350534900574;

    // The reference takes sin(theta) along only this near to the poles, and its southern limit is not exactly symmetric.
    private const double NorthCapTheta = 0.01;
    private const double SouthCapTheta = 3.14159 - 0.01;

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
        if (ra.Length != dec.Length)
        {
            throw new ArgumentException($"There are {ra.Length} right ascensions but {dec.Length} declinations.", nameof(dec));
        }

        if (pixels.Length < ra.Length)
        {
            throw new ArgumentException($"There is room for {pixels.Length} pixels of {ra.Length} positions.", nameof(pixels));
        }

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
        long count = PixelCount(order);
        if (pixel < 0 || pixel >= count)
        {
            throw new ArgumentOutOfRangeException(nameof(pixel), pixel, $"Order {order} has pixels 0 to {count - 1}.");
        }

        return HealpixCell.FromPixel(order, pixel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPosition(double raDeg, double decDeg) => double.IsFinite(raDeg) && Math.Abs(decDeg) <= 90;

    internal static void ThrowIfNotOrder(int order)
    {
        if ((uint)order > MaxOrder)
        {
            throw new ArgumentOutOfRangeException(nameof(order), order, "A HEALPix order is 0 to 29.");
        }
    }

    private static long ToPixelUnchecked(int order, double raDeg, double decDeg)
    {
        // Degrees to colatitude and longitude in exactly these two roundings, so that borders fall where other programs put them.
        double theta = (Math.PI / 2) - (decDeg * Angle.RadiansPerDegree);
        double phi = raDeg * Angle.RadiansPerDegree;
        double z = Math.Cos(theta);
        double quarters = Wrap(Wrap(phi, 2 * Math.PI) * InverseHalfPi, 4);
        return Math.Abs(z) <= TwoThirds ? InBelt(order, z, quarters) : InCap(order, theta, z, quarters);
    }

    private static double Wrap(double value, double period)
    {
        if (value >= 0)
        {
            return value < period ? value : value % period;
        }

        double wrapped = (value % period) + period;
        return wrapped == period ? 0 : wrapped;
    }

    /// <summary>The equatorial belt: lines of constant x and y are straight in (phi, z), so two indices of diagonals give the cell.</summary>
    private static long InBelt(int order, double z, double quarters)
    {
        int side = 1 << order;
        double east = side * (0.5 + quarters);
        double north = side * (z * 0.75);

        // Just west of ra 360 at |sin dec| = 2/3 the sums round up to 5 sides, one diagonal beyond the last. The reference then
        // gives a pixel far away (or none at all); here the point stays in the cell that it touches.
        long last = (5L << order) - 1;
        long ascending = Math.Min((long)(east - north), last);
        long descending = Math.Min((long)(east + north), last);
        int ascendingFace = (int)(ascending >> order);
        int descendingFace = (int)(descending >> order);
        int face = ascendingFace == descendingFace
            ? ascendingFace | 4
            : ascendingFace < descendingFace ? ascendingFace : descendingFace + 8;
        int x = (int)descending & (side - 1);
        int y = side - ((int)ascending & (side - 1)) - 1;
        return new HealpixCell(order, face, x, y).Pixel;
    }

    private static long InCap(int order, double theta, double z, double quarters)
    {
        int side = 1 << order;
        int quarter = Math.Min(3, (int)quarters);
        double within = quarters - quarter;
        double absZ = Math.Abs(z);
        bool nearPole = absZ >= 0.99 && theta is < NorthCapTheta or > SouthCapTheta;
        double fromPole = nearPole
            ? side * Math.Sin(theta) / Math.Sqrt((1 + absZ) / 3)
            : side * Math.Sqrt(3 * (1 - absZ));
        int increasing = Math.Min((int)(within * fromPole), side - 1);
        int decreasing = Math.Min((int)((1 - within) * fromPole), side - 1);
        return z >= 0
            ? new HealpixCell(order, quarter, side - decreasing - 1, side - increasing - 1).Pixel
            : new HealpixCell(order, quarter + 8, increasing, decreasing).Pixel;
    }
}
