using System.Globalization;

namespace Hven.Sky;

/// <summary>A position on the sky in ICRS. The default value is (0, 0).</summary>
public readonly record struct SkyCoord
{
    /// <summary>A position from ICRS right ascension and declination in degrees.</summary>
    /// <param name="raDegrees">Right ascension; any finite value, brought into [0, 360).</param>
    /// <param name="decDegrees">Declination in [-90, 90].</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite, or the declination is beyond a pole.</exception>
    public SkyCoord(double raDegrees, double decDegrees)
    {
        if (!double.IsFinite(raDegrees))
        {
            throw new ArgumentOutOfRangeException(nameof(raDegrees), raDegrees, "Right ascension must be a finite number of degrees.");
        }

        if (!(Math.Abs(decDegrees) <= 90))
        {
            throw new ArgumentOutOfRangeException(nameof(decDegrees), decDegrees, "Declination must be within -90 and 90 degrees.");
        }

        RaDegrees = NormalizeRa(raDegrees);
        DecDegrees = decDegrees;
    }

    /// <summary>Right ascension in degrees, in [0, 360).</summary>
    public double RaDegrees { get; }

    /// <summary>Declination in degrees, in [-90, 90].</summary>
    public double DecDegrees { get; }

    /// <summary>Right ascension, in [0, 360) degrees.</summary>
    public Angle Ra => Angle.FromDegrees(RaDegrees);

    /// <summary>Declination, in [-90, 90] degrees.</summary>
    public Angle Dec => Angle.FromDegrees(DecDegrees);

    /// <summary>A position from angles; see <see cref="SkyCoord(double, double)"/>.</summary>
    public static SkyCoord FromAngles(Angle ra, Angle dec) => new(ra.Degrees, dec.Degrees);

    /// <summary>The direction as a vector of length one.</summary>
    public DirectionVector ToVector() => DirectionVector.FromDegrees(RaDegrees, DecDegrees);

    /// <summary>
    /// Angle to another position along the great circle, 0 to 180 degrees; accurate to rounding at every size, from
    /// microarcseconds to antipodes (Vincenty's formula on the sphere).
    /// </summary>
    public Angle SeparationTo(SkyCoord other)
    {
        (double east, double north, double along) = OffsetTo(other);
        return Angle.FromRadians(Math.Atan2(double.Hypot(east, north), along));
    }

    /// <summary>
    /// Direction in which <paramref name="other"/> lies, from north through east, in [0, 360) degrees. Equal positions give 0;
    /// at a pole, north is along the meridian of this position's own right ascension.
    /// </summary>
    public Angle PositionAngleTo(SkyCoord other)
    {
        (double east, double north, _) = OffsetTo(other);
        return Angle.FromDegrees(NormalizeRa(Math.Atan2(east, north) / Angle.RadiansPerDegree));
    }

    /// <summary>Decimal degrees in the shortest form that reads back equal, for example <c>10.5 -20.25</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{RaDegrees:R} {DecDegrees:R}");

    /// <summary>Brings degrees into [0, 360); what rounds to 360 becomes 0, and no zero is negative.</summary>
    internal static double NormalizeRa(double degrees)
    {
        if (degrees is >= 0 and < 360)
        {
            return degrees + 0.0;
        }

        double rest = degrees % 360;
        rest = rest < 0 ? rest + 360 : rest;
        return rest >= 360 ? 0 : rest + 0.0;
    }

    /// <summary>The other position as a unit vector in this position's own frame: towards east, towards north, outwards.</summary>
    private (double East, double North, double Along) OffsetTo(SkyCoord other)
    {
        double deltaRa = Math.IEEERemainder(other.RaDegrees - RaDegrees, 360) * Angle.RadiansPerDegree;
        (double sinHere, double cosHere) = Math.SinCos(DecDegrees * Angle.RadiansPerDegree);
        (double sinThere, double cosThere) = Math.SinCos(other.DecDegrees * Angle.RadiansPerDegree);
        (double sinHalf, double cosHalf) = Math.SinCos(deltaRa / 2);
        double versine = 2 * sinHalf * sinHalf;

        // sin(a - b) written out would lose all digits for near neighbours; the difference of the declinations is exact there.
        double north = Math.Sin((other.DecDegrees - DecDegrees) * Angle.RadiansPerDegree) + (sinHere * cosThere * versine);
        double east = cosThere * 2 * sinHalf * cosHalf;
        double along = (sinHere * sinThere) + (cosHere * cosThere * (1 - versine));
        return (east, north, along);
    }
}
