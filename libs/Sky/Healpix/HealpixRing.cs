using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hven.Sky;

/// <summary>
/// HEALPix pixels in RING numbering (Gorski et al. 2005, ApJ 622, 759, section 5): from the north pole southward along rings of equal
/// declination, in each from ra 0 eastward. The grid may have any number of pixels along a base cell's side; NESTED numbering
/// (<see cref="Healpix"/>) exists for powers of two only. Numbers agree with the reference implementation's as those of
/// <see cref="Healpix"/> do, but for the same points just west of ra 360 at |sin dec| = 2/3.
/// </summary>
public sealed partial class HealpixRing
{
    /// <summary>Most pixels along a base cell's side.</summary>
    public const int MaxSide = 1 << Healpix.MaxOrder;

    private readonly int _side;
    private readonly long _cap;
    private readonly int _order;

    /// <summary>A grid.</summary>
    /// <param name="side">Pixels along a base cell's side (nside), 1 to 2^29; the sky has 12 side^2 of them.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="side"/> is not within these.</exception>
    public HealpixRing(int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, MaxSide);
        _side = side;
        _cap = 2L * side * (side - 1);
        _order = BitOperations.IsPow2(side) ? BitOperations.Log2((uint)side) : -1;
        PixelCount = 12L * side * side;
    }

    /// <summary>Pixels along a base cell's side (nside).</summary>
    public int Side => _side;

    /// <summary>The order with this side, 0 to 29; <see langword="null"/> where the side is no power of two.</summary>
    public int? Order => _order < 0 ? null : _order;

    /// <summary>Number of pixels of the whole sky.</summary>
    public long PixelCount { get; }

    /// <summary>Number of rings, 4 side - 1.</summary>
    public long RingCount => (4L * _side) - 1;

    /// <summary>Area of one pixel in steradians.</summary>
    public double PixelArea => GridGeometry.PixelArea(_side);

    /// <summary>Side of a square of a pixel's area.</summary>
    public Angle Resolution => Angle.FromRadians(Math.Sqrt(PixelArea));

    /// <summary>Largest distance from the centre of a pixel to a point of it, over all pixels.</summary>
    public Angle LargestRadius => Angle.FromRadians(GridGeometry.LargestRadius(_side));

    /// <summary>The grid of an order.</summary>
    /// <param name="order">0 to 29.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29.</exception>
    public static HealpixRing AtOrder(int order)
    {
        Healpix.ThrowIfNotOrder(order);
        return new HealpixRing(1 << order);
    }

    /// <summary>The pixel that holds a position.</summary>
    /// <param name="position">The position.</param>
    public long ToPixel(SkyCoord position) => At(HealpixLocation.FromDegrees(position.RaDegrees, position.DecDegrees));

    /// <summary>The pixel in a direction (vec2pix).</summary>
    /// <param name="direction">A vector of any length but zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The vector is zero or not finite.</exception>
    public long ToPixel(DirectionVector direction) => Healpix.IsDirection(direction)
        ? At(HealpixLocation.FromVector(direction))
        : throw new ArgumentOutOfRangeException(nameof(direction), direction, "The vector has no direction: it is zero or not finite.");

    /// <summary>
    /// The pixels that hold many positions; <see cref="Healpix.NoPixel"/> where a coordinate is NaN, infinite or a declination beyond a pole.
    /// </summary>
    /// <param name="ra">Right ascensions in degrees.</param>
    /// <param name="dec">Declinations in degrees, as many.</param>
    /// <param name="pixels">Filled from its start; at least as long.</param>
    /// <exception cref="ArgumentException">The spans differ in length, or <paramref name="pixels"/> is too short.</exception>
    public void ToPixels(ReadOnlySpan<double> ra, ReadOnlySpan<double> dec, Span<long> pixels)
    {
        Healpix.ThrowIfUnequal(ra.Length, dec.Length, nameof(dec));
        Healpix.ThrowIfShort(pixels.Length, ra.Length, nameof(pixels));
        for (int i = 0; i < ra.Length; i++)
        {
            pixels[i] = Healpix.IsPosition(ra[i], dec[i]) ? At(HealpixLocation.FromDegrees(ra[i], dec[i])) : Healpix.NoPixel;
        }
    }

    /// <summary>The pixels in many directions; <see cref="Healpix.NoPixel"/> where a vector is zero or not finite.</summary>
    /// <param name="directions">Vectors of any length.</param>
    /// <param name="pixels">Filled from its start; at least as long.</param>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> is too short.</exception>
    public void ToPixels(ReadOnlySpan<DirectionVector> directions, Span<long> pixels)
    {
        Healpix.ThrowIfShort(pixels.Length, directions.Length, nameof(pixels));
        for (int i = 0; i < directions.Length; i++)
        {
            pixels[i] = Healpix.IsDirection(directions[i]) ? At(HealpixLocation.FromVector(directions[i])) : Healpix.NoPixel;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long At(in HealpixLocation location) => location.IsInBelt ? InBelt(location) : InCap(location);

    private long InBelt(in HealpixLocation location)
    {
        double east = _side * (0.5 + location.Quarters);
        double north = _side * location.Z * 0.75;

        // As in NESTED numbering: just west of ra 360 the sums may round up to one diagonal beyond the last.
        long last = (5L * _side) - 1;
        long ascending = Math.Min((long)(east - north), last);
        long descending = Math.Min((long)(east + north), last);
        return FromDiagonals(ascending, descending);
    }

    /// <summary>Counted from the ring at z = 2/3: every second ring starts half a pixel east of ra 0.</summary>
    private long FromDiagonals(long ascending, long descending)
    {
        long ring = _side + ascending - descending;
        long inRing = (ascending + descending - _side + 1 + (ring & 1)) >> 1;
        long length = 4L * _side;
        return _cap + (ring * length) + (inRing >= length ? inRing - length : inRing);
    }

    private long InCap(in HealpixLocation location)
    {
        int quarter = Math.Min(3, (int)location.Quarters);
        double within = location.Quarters - quarter;
        double fromPole = location.RingsFromPole(_side);
        long ring = Math.Min((long)(within * fromPole) + (long)((1 - within) * fromPole) + 1, _side);
        long inRing = Math.Min((long)(location.Quarters * ring), (4 * ring) - 1);
        return location.Z > 0 ? (2 * ring * (ring - 1)) + inRing : PixelCount - (2 * ring * (ring + 1)) + inRing;
    }
}
