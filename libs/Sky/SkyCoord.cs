using System.Globalization;

namespace Hven.Sky;

/// <summary>A position on the sky in ICRS. The default value is (0, 0).</summary>
public readonly partial record struct SkyCoord
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
    /// Angle to another position along the great circle, 0 to 180 degrees. Of the coordinates as they are held, it is right to 1e-15
    /// of itself at every size, from nanoarcseconds to antipodes, also at the poles and across ra 0 (Vincenty's formula on the
    /// sphere, with exact differences of the coordinates).
    /// </summary>
    public Angle SeparationTo(SkyCoord other) =>
        Angle.FromRadians(LocalOffset.Between(RaDegrees, DecDegrees, other.RaDegrees, other.DecDegrees).Separation);

    /// <summary>
    /// Direction in which <paramref name="other"/> lies, from north through east, in [0, 360) degrees; right to 1e-13 degrees at
    /// every distance. Equal positions give 0, and opposite ones, to which every way is the shortest, give 180; at a pole, north is along the
    /// meridian of this position's own right ascension.
    /// </summary>
    public Angle PositionAngleTo(SkyCoord other) =>
        Angle.FromDegrees(ToPositionAngle(LocalOffset.Between(RaDegrees, DecDegrees, other.RaDegrees, other.DecDegrees)));

    /// <summary>
    /// The position that is reached from here along a great circle: the inverse of <see cref="PositionAngleTo"/> and
    /// <see cref="SeparationTo"/>, to the last digits of the coordinates. From a pole, north is along the meridian of this
    /// position's own right ascension.
    /// </summary>
    /// <param name="positionAngle">Direction at this position, from north through east; any angle.</param>
    /// <param name="distance">Length of the way; any angle. A negative one goes backwards, one of a full turn comes back here.</param>
    public SkyCoord OffsetBy(Angle positionAngle, Angle distance)
    {
        (double ra, double dec) = LocalOffset.At(positionAngle.Radians, distance.Radians).From(RaDegrees, DecDegrees);
        return new SkyCoord(ra, dec);
    }

    /// <summary>The same direction in another frame. For many positions, make one <see cref="FrameTransform"/>.</summary>
    public FramePosition To(Frame frame) => new FramePosition(Frame.Icrs, RaDegrees, DecDegrees).To(frame);

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

    /// <summary>Position angle in degrees, in [0, 360).</summary>
    private static double ToPositionAngle(in LocalOffset offset) => NormalizeRa(offset.PositionAngle / Angle.RadiansPerDegree);
}
