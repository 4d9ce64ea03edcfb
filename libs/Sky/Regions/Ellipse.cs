namespace Hven.Sky;

/// <summary>
/// An ellipse on the sphere: where an elliptic cone about the direction of the centre meets it (STC 1.33, section 4.5.1.3). Seen in the plane
/// that touches the sphere at the centre, it is an ellipse with the tangents of its semi-axes; and it is the positions whose
/// distances from two foci make at most twice the longer semi-axis. Its border belongs to it, to the rounding of a double.
/// </summary>
public sealed record Ellipse : Region, IConnectedRegion
{
    private readonly double _sinDec;
    private readonly double _cosDec;
    private readonly double _sinAngle;
    private readonly double _cosAngle;
    private readonly double _tanMajor;
    private readonly double _tanMinor;
    private readonly double _sinMinor;
    private readonly LocalTriad _triad;
    private readonly DirectionVector _focus;
    private readonly DirectionVector _otherFocus;

    /// <summary>An ellipse.</summary>
    /// <param name="center">Its centre.</param>
    /// <param name="semiMajor">The longer semi-axis, more than 0 and less than 90 degrees.</param>
    /// <param name="semiMinor">The shorter semi-axis, more than 0 and at most the longer.</param>
    /// <param name="positionAngle">Direction of the longer axis at the centre, from north through east; any angle.</param>
    /// <exception cref="ArgumentOutOfRangeException">A semi-axis is out of its range.</exception>
    public Ellipse(SkyCoord center, Angle semiMajor, Angle semiMinor, Angle positionAngle)
    {
        if (!(semiMajor.Degrees is > 0 and < 90))
        {
            throw new ArgumentOutOfRangeException(nameof(semiMajor), semiMajor, "The longer semi-axis of an ellipse is more than 0 and less than 90 degrees.");
        }

        if (!(semiMinor > Angle.Zero && semiMinor <= semiMajor))
        {
            throw new ArgumentOutOfRangeException(nameof(semiMinor), semiMinor, "The shorter semi-axis of an ellipse is more than 0 and not more than the longer one.");
        }

        Center = center;
        SemiMajor = semiMajor;
        SemiMinor = semiMinor;
        PositionAngle = positionAngle;
        (_sinDec, _cosDec) = DegreeMath.SinCosLatitude(center.DecDegrees);
        (_sinAngle, _cosAngle) = Math.SinCos(positionAngle.Radians);
        _tanMajor = Math.Tan(semiMajor.Radians);
        _tanMinor = Math.Tan(semiMinor.Radians);
        _sinMinor = Math.Sin(semiMinor.Radians);
        _triad = LocalTriad.At(center.RaDegrees, center.DecDegrees);
        DirectionVector along = _triad.ToVector(_sinAngle, _cosAngle).Times(Math.Sin(FocalDistance(semiMajor.Radians, semiMinor.Radians)));
        DirectionVector middle = _triad.Outward.Times(Math.Cos(FocalDistance(semiMajor.Radians, semiMinor.Radians)));
        _focus = middle.Plus(along);
        _otherFocus = middle.Minus(along);
    }

    /// <summary>The centre.</summary>
    public SkyCoord Center { get; }

    /// <summary>The longer semi-axis, an angle from the centre.</summary>
    public Angle SemiMajor { get; }

    /// <summary>The shorter semi-axis, an angle from the centre.</summary>
    public Angle SemiMinor { get; }

    /// <summary>Direction of the longer axis at the centre, from north through east.</summary>
    public Angle PositionAngle { get; }

    /// <inheritdoc/>
    public override BoundingBox Bounds => BoundingCap.Bounds;

    internal override SkyCap BoundingCap => new(_triad.Outward, Center.RaDegrees, (SemiMajor.Radians * (1 + Rounding)) + SkyCap.Slack);

    SkyCoord IConnectedRegion.Inner => Center;

    bool IConnectedRegion.Meets(in PixelSide side) => CurveSearch.Reaches(side, new FromFoci(_focus, _otherFocus, SemiMajor.Radians));

    // Relative error of the test and of the distances that are compared with it, with room.
    private const double Rounding = 1e-14;

    /// <summary>The same centre, axes and position angle.</summary>
    public bool Equals(Ellipse? other) =>
        other is not null && Center == other.Center && SemiMajor == other.SemiMajor && SemiMinor == other.SemiMinor && PositionAngle == other.PositionAngle;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Center, SemiMajor, SemiMinor, PositionAngle);

    /// <summary>
    /// Two functions tell how far the border is at least, and the better one is taken. The sum of the distances from the foci changes by
    /// at most two when a position moves by one: sharp at the ends of the longer axis. The cone's function, a norm of the
    /// components across less the one along, changes by at most 1 / sin(semi-minor): sharp at the ends of the shorter axis.
    /// </summary>
    internal override CapRelation Relate(in SkyCap cap)
    {
        DirectionVector c = cap.Center;
        double foci = ((_focus.AngleTo(c) + _otherFocus.AngleTo(c)) / 2) - SemiMajor.Radians;
        double north = _triad.North.Dot(c);
        double east = _triad.East.Dot(c);
        double cone = (Norm(east, north) - _triad.Outward.Dot(c)) * _sinMinor;
        double reach = cap.Radius + SkyCap.Slack + (Rounding * SemiMajor.Radians);
        return Math.Max(foci, cone) > reach ? CapRelation.Outside
            : Math.Min(foci, cone) < -reach ? CapRelation.Inside
            : CapRelation.Crossing;
    }

    private protected override bool ContainsDegrees(double raDeg, double decDeg)
    {
        var there = LocalOffset.Between(Center.RaDegrees, Center.DecDegrees, _sinDec, _cosDec, raDeg, decDeg);
        return Norm(there.East, there.North) <= there.Along;
    }

    /// <summary>Distance from the axis in units of the ellipse in the tangent plane.</summary>
    private double Norm(double east, double north)
    {
        double major = ((north * _cosAngle) + (east * _sinAngle)) / _tanMajor;
        double minor = ((east * _cosAngle) - (north * _sinAngle)) / _tanMinor;
        return double.Hypot(major, minor);
    }

    /// <summary>
    /// Distance of the foci from the centre, from cos(major) = cos(minor) cos(focal) without the cancellation of the cosines:
    /// tan(focal/2)^2 = tan((major - minor)/2) tan((major + minor)/2).
    /// </summary>
    private static double FocalDistance(double major, double minor) =>
        2 * Math.Atan(Math.Sqrt(Math.Tan((major - minor) / 2) * Math.Tan((major + minor) / 2)));

    /// <summary>Half of the sum of the distances from the foci, less the longer semi-axis.</summary>
    private readonly struct FromFoci(DirectionVector focus, DirectionVector otherFocus, double semiMajor) : IDistance
    {
        public double From(in DirectionVector point) => ((focus.AngleTo(point) + otherFocus.AngleTo(point)) / 2) - semiMajor;
    }
}
