namespace Hven.Sky;

/// <summary>
/// One side of a polygon: the shorter great-circle arc between two vertices. All products are of differences of neighbouring
/// vectors, so that a side of a microarcsecond keeps its digits.
/// </summary>
internal readonly struct PolygonEdge
{
    private readonly DirectionVector _from;
    private readonly DirectionVector _to;

    // Unit normal; it points to the left of the way from _from to _to.
    private readonly DirectionVector _normal;

    // Along the side, at its ends: a point is beside the side when it is before neither.
    private readonly DirectionVector _onward;
    private readonly DirectionVector _back;
    private readonly double _fromRa;
    private readonly double _toRa;

    internal PolygonEdge(SkyCoord from, SkyCoord to)
    {
        _from = from.ToVector();
        _to = to.ToVector();
        _normal = _from.Cross(_to.Minus(_from)).Normalized;
        _onward = _normal.Cross(_from);
        _back = _to.Cross(_normal);
        _fromRa = from.RaDegrees;
        _toRa = to.RaDegrees;
        IsEastward = (_toRa > _fromRa) == (Math.Abs(_toRa - _fromRa) < 180);
    }

    internal DirectionVector From => _from;

    internal DirectionVector To => _to;

    /// <summary>Unit normal; it points to the left of the side.</summary>
    internal DirectionVector Normal => _normal;

    internal double FromRa => _fromRa;

    /// <summary>Whether right ascension grows along the side; of no meaning along a meridian, which spans none.</summary>
    internal bool IsEastward { get; }

    /// <summary>Degrees of right ascension passed along the side, negative westward.</summary>
    internal double RaSpan
    {
        get
        {
            double span = _toRa - _fromRa;
            return span > 180 || (span == 180 && !IsEastward) ? span - 360 : span < -180 || (span == -180 && IsEastward) ? span + 360 : span;
        }
    }

    /// <summary>Extent across meridians: tells which side is best to take "left of it" as "north of it".</summary>
    internal double HorizontalExtent => Math.Abs(_from.Cross(_to).Z);

    internal DirectionVector Middle => _from.Plus(_to).Normalized;

    internal double Length => _from.AngleTo(_to);

    /// <summary>Solid angle of the triangle with a third point, positive when that lies to the left of the side.</summary>
    internal double SolidAngleFrom(in DirectionVector apex)
    {
        double volume = apex.Dot(_from.Minus(apex).Cross(_to.Minus(apex)));
        double scale = 1 + apex.Dot(_from) + _from.Dot(_to) + _to.Dot(apex);
        return 2 * Math.Atan2(volume, scale);
    }

    /// <summary>
    /// Whether the side crosses the meridian from a point to the north pole. A side holds its western end's meridian and not its
    /// eastern end's, by comparing the numbers as they were given: so the sides that meet in a vertex never both count or both miss.
    /// </summary>
    internal bool IsNorthOf(in DirectionVector point, double raDeg)
    {
        double west = IsEastward ? _fromRa : _toRa;
        double east = IsEastward ? _toRa : _fromRa;
        bool spansMeridian = west <= east ? raDeg >= west && raDeg < east : raDeg >= west || raDeg < east;
        return spansMeridian && (Height(point) < 0) == IsEastward;
    }

    /// <summary>Whether the point lies on the side, to rounding.</summary>
    internal bool Touches(in DirectionVector point) => DistanceTo(point) <= OnBorder;

    /// <summary>Angle in radians from a unit vector to the nearest point of the side.</summary>
    internal double DistanceTo(in DirectionVector point)
    {
        DirectionVector fromStart = point.Minus(_from);
        DirectionVector fromEnd = point.Minus(_to);
        return IsBeside(fromStart, fromEnd)
            ? Math.Asin(Math.Min(1, Math.Abs(Height(point))))
            : 2 * Math.Asin(Math.Min(1, Math.Min(fromStart.Length, fromEnd.Length) / 2));
    }

    /// <summary>The same as <see cref="DistanceTo"/>, accurate also near and beyond 90 degrees.</summary>
    internal double AngleTo(in DirectionVector point) => IsBeside(point.Minus(_from), point.Minus(_to))
        ? Math.Atan2(Math.Abs(Height(point)), double.Hypot(_from.Dot(point), _onward.Dot(point)))
        : Math.Min(_from.AngleTo(point), _to.AngleTo(point));

    /// <summary>Whether the sides go through each other; not whether they touch or lie on each other, to rounding.</summary>
    internal bool Crosses(in PolygonEdge other)
    {
        if (!AreApart(Height(other._from), Height(other._to)) || !AreApart(other.Height(_from), other.Height(_to)))
        {
            return false;
        }

        // The great circles meet in two opposite points; both sides must go through the same one.
        DirectionVector meeting = _normal.Cross(other._normal);
        return meeting.Dot(Middle) > 0 == meeting.Dot(other.Middle) > 0;
    }

    /// <summary>The points where the side goes through a parallel, as vectors; not where it touches it.</summary>
    internal IEnumerable<DirectionVector> Crossings(double decDeg)
    {
        // Along the side at an angle t from its start, z is from.z cos t + onward.z sin t, and at most the distance of the normal from the axis. Near a
        // pole, distances from the axis have the digits: that of the parallel, and the least of the great circle, the normal's z.
        (double z, double fromAxis) = (Math.Sin(decDeg * Angle.RadiansPerDegree), Math.Sin((90 - Math.Abs(decDeg)) * Angle.RadiansPerDegree));
        (double most, double least) = (double.Hypot(_from.Z, _onward.Z), Math.Abs(_normal.Z));
        (double outer, double inner) = least < most ? (fromAxis, least) : (most, Math.Abs(z));
        if (outer - inner <= Rounding)
        {
            yield break;
        }

        double top = Math.Atan2(_onward.Z, _from.Z);
        double away = Math.Atan2(Math.Sqrt((outer - inner) * (outer + inner)), z);
        foreach (double t in (double[])[Math.IEEERemainder(top - away, 2 * Math.PI), Math.IEEERemainder(top + away, 2 * Math.PI)])
        {
            if (t > Rounding && t < Length - Rounding)
            {
                yield return _from.Times(Math.Cos(t)).Plus(_onward.Times(Math.Sin(t)));
            }
        }
    }

    private static bool AreApart(double one, double other) => (one > Rounding && other < -Rounding) || (one < -Rounding && other > Rounding);

    /// <summary>Whether a unit vector is at most so many radians from the side. An angle is never less than its sine or its chord.</summary>
    internal bool IsWithin(in DirectionVector point, double distance)
    {
        DirectionVector fromStart = point.Minus(_from);
        DirectionVector fromEnd = point.Minus(_to);
        double least = IsBeside(fromStart, fromEnd) ? Math.Abs(_normal.Dot(fromStart)) : Math.Min(fromStart.Length, fromEnd.Length);
        return least <= distance && DistanceTo(point) <= distance;
    }

    /// <summary>Northernmost (+1) or southernmost (-1) declination of the side, in radians.</summary>
    internal double ExtremeDec(int pole)
    {
        double ends = pole * Math.Max(pole * DecOf(_from), pole * DecOf(_to));
        DirectionVector top = new DirectionVector(0, 0, pole).Minus(_normal.Times(pole * _normal.Z));
        bool within = _normal.Cross(_from).Dot(top) > 0 && _to.Cross(_normal).Dot(top) > 0;
        return within ? DecOf(top) : ends;
    }

    internal static double DecOf(in DirectionVector vector) => Math.Atan2(vector.Z, double.Hypot(vector.X, vector.Y));

    // A few roundings of a unit vector's components: 0.1 nanoarcseconds.
    private const double OnBorder = 5e-16;

    // What the heights of points that lie on a side by their construction come to at most.
    private const double Rounding = 2e-15;

    private bool IsBeside(in DirectionVector fromStart, in DirectionVector fromEnd) => _onward.Dot(fromStart) >= 0 && _back.Dot(fromEnd) >= 0;

    /// <summary>Sine of the angle by which a point is to the left of the side's great circle.</summary>
    private double Height(in DirectionVector point) => _normal.Dot(point.Minus(_from));
}
