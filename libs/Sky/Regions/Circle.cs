namespace Hven.Sky;

/// <summary>The positions within an angle of a centre, that angle included (ADQL CIRCLE, the cone of a cone search).</summary>
public sealed record Circle : Region, IConnectedRegion
{
    // Relative error of a computed haversine, with room.
    private const double Rounding = 4e-15;

    // sin^2(radius/2): a position is inside when the haversine of its separation is not more. Beyond 90 degrees, cos^2(radius/2): when the
    // haversine of its separation from the opposite point is not less. So neither is compared where it is flat.
    private readonly double _limit;
    private readonly bool _isWide;
    private readonly DirectionVector _direction;
    private readonly double _cosDec;

    // The largest separation in radians that the test in haversines can let in, and one below which it lets in all.
    private readonly double _reach;
    private readonly double _sure;

    /// <summary>A circle.</summary>
    /// <param name="center">Its centre.</param>
    /// <param name="radius">Its radius, 0 to 180 degrees; 0 is one position, 180 the whole sky.</param>
    /// <exception cref="ArgumentOutOfRangeException">The radius is not within 0 and 180 degrees.</exception>
    public Circle(SkyCoord center, Angle radius)
    {
        if (radius.Degrees is < 0 or > 180)
        {
            throw new ArgumentOutOfRangeException(nameof(radius), radius, "The radius of a circle is 0 to 180 degrees.");
        }

        Center = center;
        Radius = radius;
        _isWide = radius.Degrees > 90;
        _direction = center.ToVector();
        _cosDec = Math.Cos(center.Dec.Radians);
        if (radius.Degrees == 180)
        {
            (_limit, _reach, _sure) = (double.NegativeInfinity, Math.PI, double.PositiveInfinity);
            return;
        }

        double root = _isWide ? Math.Cos(radius.Radians / 2) : Math.Sin(radius.Radians / 2);
        _limit = root * root;
        double more = 2 * Math.Asin(Math.Sqrt(Math.Min(1, _limit * (1 + Rounding))));
        double less = 2 * Math.Asin(Math.Sqrt(_limit * (1 - Rounding)));
        _reach = (_isWide ? Math.PI - less : more) + SkyCap.Slack;
        _sure = (_isWide ? Math.PI - more : less) - SkyCap.Slack;
    }

    /// <summary>The centre.</summary>
    public SkyCoord Center { get; }

    /// <summary>The radius, 0 to 180 degrees.</summary>
    public Angle Radius { get; }

    /// <inheritdoc/>
    public override BoundingBox Bounds
    {
        get
        {
            double reach = _reach / Angle.RadiansPerDegree;
            double south = Center.DecDegrees - reach;
            double north = Center.DecDegrees + reach;
            double halfWidth = 180;
            if (south > -90 && north < 90)
            {
                double sine = Math.Sin(_reach) / Math.Cos(Center.Dec.Radians);
                halfWidth = sine < 1 ? Math.Asin(sine) / Angle.RadiansPerDegree * (1 + 1e-9) : 180;
            }

            return BoundingBox.Around(south, north, Center.RaDegrees - halfWidth, 2 * halfWidth);
        }
    }

    internal override SkyCap BoundingCap => new(_direction, Center.RaDegrees, _reach);

    SkyCoord IConnectedRegion.Inner => Center;

    /// <summary>The same circle, by centre and radius.</summary>
    public bool Equals(Circle? other) => other is not null && Center == other.Center && Radius == other.Radius;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Center, Radius);

    bool IConnectedRegion.Meets(in PixelSide side) => CurveSearch.Reaches(side, new FromRim(_direction, _reach));

    internal override CapRelation Relate(in SkyCap cap)
    {
        // An angle is never less than its chord, and below one radian not more than 1 + chord^2 / 20 times it: that decides most
        // caps of a small circle without an arc sine.
        double chord = _direction.Minus(cap.Center).Length;
        if (chord > _reach + cap.Radius)
        {
            return CapRelation.Outside;
        }

        if (chord < 1 && (chord * (1 + (chord * chord / 20))) + cap.Radius < _sure)
        {
            return CapRelation.Inside;
        }

        double distance = _direction.AngleTo(cap.Center);
        return distance > _reach + cap.Radius ? CapRelation.Outside
            : distance + cap.Radius < _sure ? CapRelation.Inside
            : CapRelation.Crossing;
    }

    private protected override bool ContainsDegrees(double raDeg, double decDeg)
    {
        double deltaRa = raDeg - Center.RaDegrees;
        deltaRa = deltaRa > 180 ? deltaRa - 360 : deltaRa < -180 ? deltaRa + 360 : deltaRa;
        double cosines = Math.Cos(decDeg * Angle.RadiansPerDegree) * _cosDec;
        if (_isWide)
        {
            double sinHalfSum = Math.Sin((decDeg + Center.DecDegrees) * (Angle.RadiansPerDegree / 2));
            double cosHalfRa = Math.Cos(deltaRa * (Angle.RadiansPerDegree / 2));
            return (sinHalfSum * sinHalfSum) + (cosines * cosHalfRa * cosHalfRa) >= _limit;
        }

        double sinHalfDec = Math.Sin((decDeg - Center.DecDegrees) * (Angle.RadiansPerDegree / 2));
        double sinHalfRa = Math.Sin(deltaRa * (Angle.RadiansPerDegree / 2));
        return (sinHalfDec * sinHalfDec) + (cosines * sinHalfRa * sinHalfRa) <= _limit;
    }

    private readonly struct FromRim(DirectionVector center, double radius) : IDistance
    {
        public double From(in DirectionVector point) => center.AngleTo(point) - radius;
    }
}
