namespace Hven.Sky;

/// <summary>The border of a region, as far as two borders must be compared: great-circle sides, and the parallels of a range of coordinates.</summary>
internal abstract class Outline
{
    private protected Outline(Region region) => Region = region;

    private protected Region Region { get; }

    /// <summary>The outline of a polygon, box or range; null for other regions.</summary>
    internal static Outline? Of(Region region) => region switch
    {
        Polygon polygon => new PolygonOutline(polygon),
        Box box => new RectangleOutline(box, box.Rectangle),
        CoordRange range => new RectangleOutline(range, range.Rectangle),
        _ => null,
    };

    /// <summary>Positions of the border, at least one of every piece of it; of the whole sky, any.</summary>
    private protected abstract IEnumerable<SkyCoord> Points { get; }

    private bool HasBorder => Sides.Length > 0 || Parallels.Any();

    private protected abstract PolygonEdge[] Sides { get; }

    /// <summary>Angle in radians from a position to the nearest point of the border; beyond pi where there is no border.</summary>
    internal virtual double AngleTo(SkyCoord position)
    {
        var point = position.ToVector();
        double least = double.PositiveInfinity;
        foreach (ref readonly PolygonEdge side in Sides.AsSpan())
        {
            least = Math.Min(least, side.AngleTo(point));
        }

        return least;
    }

    /// <summary>Whether the two regions have a position in common.</summary>
    internal bool Meets(Outline other) => this is RectangleOutline one && other is RectangleOutline second
        ? one.Rectangle.Meets(second.Rectangle)
        : other.Points.Any(Region.Contains) || Points.Any(other.Region.Contains) || Crosses(other) || SharesPole(other);

    /// <summary>Whether all of another region is in this one.</summary>
    internal bool Holds(Outline inner) => this is RectangleOutline one && inner is RectangleOutline second
        ? one.Rectangle.Holds(second.Rectangle)
        : inner.Points.All(HoldsLoosely) && !Crosses(inner) && inner.Middles.All(HoldsLoosely) && !(HasBorder && Points.Any(inner.HoldsStrictly)) && HoldsPolesOf(inner);

    /// <summary>Whether a position is inside and not on the border.</summary>
    private bool HoldsStrictly(SkyCoord position) => Region.Contains(position) && AngleTo(position) > 4 * SkyCap.Slack;

    /// <summary>Whether a position is inside or on the border, to the rounding of one that was worked out.</summary>
    private bool HoldsLoosely(SkyCoord position) => Region.Contains(position) || AngleTo(position) <= 4 * SkyCap.Slack;

    /// <summary>Parallels that are part of the border, in degrees, and whether a longitude is among theirs.</summary>
    private protected virtual IEnumerable<double> Parallels => [];

    private protected virtual bool SpansMeridian(double raDeg) => false;

    private IEnumerable<SkyCoord> Middles
    {
        get
        {
            foreach (PolygonEdge side in Sides)
            {
                yield return side.Middle.ToSkyCoord();
            }
        }
    }

    private static bool IsPole(SkyCoord position) => Math.Abs(position.DecDegrees) == 90;

    private bool SharesPole(Outline other) => s_poles.Any(pole => HoldsPole(pole) && other.HoldsPole(pole));

    private bool HoldsPolesOf(Outline inner) => s_poles.All(pole => !inner.HoldsPole(pole) || HoldsPole(pole));

    private static readonly SkyCoord[] s_poles = [new(0, 90), new(0, -90)];

    /// <summary>Whether a pole is in the region, whatever right ascension it is given with.</summary>
    private protected virtual bool HoldsPole(SkyCoord pole) => Region.Contains(pole);

    private bool Crosses(Outline other)
    {
        PolygonEdge[] sides = Sides;
        PolygonEdge[] others = other.Sides;
        foreach (ref readonly PolygonEdge side in sides.AsSpan())
        {
            foreach (ref readonly PolygonEdge second in others.AsSpan())
            {
                if (side.Crosses(second))
                {
                    return true;
                }
            }
        }

        return CrossesParallels(sides, other) || CrossesParallels(others, this);
    }

    private static bool CrossesParallels(PolygonEdge[] sides, Outline other)
    {
        foreach (double dec in other.Parallels)
        {
            foreach (PolygonEdge side in sides)
            {
                foreach (DirectionVector point in side.Crossings(dec))
                {
                    SkyCoord there = point.ToSkyCoord();
                    if (!IsPole(there) && other.SpansMeridian(there.RaDegrees))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private sealed class PolygonOutline(Polygon polygon) : Outline(polygon)
    {
        private protected override IEnumerable<SkyCoord> Points => polygon.Vertices;

        private protected override PolygonEdge[] Sides => polygon.Sides;
    }

    private sealed class RectangleOutline : Outline
    {
        private readonly RaDecRectangle _rectangle;
        private readonly double _west;
        private readonly double _east;

        internal RectangleOutline(Region region, RaDecRectangle rectangle)
            : base(region)
        {
            _rectangle = rectangle;
            _west = rectangle.RaCenter - rectangle.RaHalfWidth;
            _east = rectangle.RaCenter + rectangle.RaHalfWidth;
            Sides = IsRing || rectangle.DecMin == rectangle.DecMax ? [] : [.. Meridian(_west), .. Meridian(_east)];
        }

        internal RaDecRectangle Rectangle => _rectangle;

        private bool IsRing => _rectangle.RaHalfWidth >= 180;

        private protected override PolygonEdge[] Sides { get; }

        private protected override IEnumerable<SkyCoord> Points => IsRing
            ? Parallels.DefaultIfEmpty((_rectangle.DecMin + _rectangle.DecMax) / 2).Select(dec => new SkyCoord(_rectangle.RaCenter, dec))
            : [new(_west, _rectangle.DecMin), new(_east, _rectangle.DecMin), new(_west, _rectangle.DecMax), new(_east, _rectangle.DecMax)];

        // A pole is no border: what lies beyond it is the region again, or what its meridians keep out.
        private protected override IEnumerable<double> Parallels =>
            [.. _rectangle.DecMin > -90 ? (double[])[_rectangle.DecMin] : [], .. _rectangle.DecMax < 90 ? (double[])[_rectangle.DecMax] : []];

        private protected override bool SpansMeridian(double raDeg) =>
            IsRing || Math.Abs(Math.IEEERemainder(raDeg - _rectangle.RaCenter, 360)) < _rectangle.RaHalfWidth - 1e-13;

        private protected override bool HoldsPole(SkyCoord pole) => pole.DecDegrees > 0 ? _rectangle.DecMax >= 90 : _rectangle.DecMin <= -90;

        internal override double AngleTo(SkyCoord position)
        {
            double least = base.AngleTo(position);
            foreach (double dec in Parallels)
            {
                // The nearest point of a parallel is on the same meridian, or else at its nearer end.
                least = SpansMeridian(position.RaDegrees)
                    ? Math.Min(least, Math.Abs(position.DecDegrees - dec) * Angle.RadiansPerDegree)
                    : Math.Min(least, Math.Min(
                        position.ToVector().AngleTo(DirectionVector.FromDegrees(_west, dec)),
                        position.ToVector().AngleTo(DirectionVector.FromDegrees(_east, dec))));
            }

            return least;
        }

        /// <summary>A meridian in two sides: one from pole to pole would not be the shorter arc of anything.</summary>
        private PolygonEdge[] Meridian(double raDeg)
        {
            SkyCoord south = new(raDeg, _rectangle.DecMin);
            SkyCoord middle = new(raDeg, (_rectangle.DecMin + _rectangle.DecMax) / 2);
            SkyCoord north = new(raDeg, _rectangle.DecMax);
            return [new PolygonEdge(south, middle), new PolygonEdge(middle, north)];
        }
    }
}
