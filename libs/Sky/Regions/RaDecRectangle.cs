namespace Hven.Sky;

/// <summary>The geometry that <see cref="Box"/> and <see cref="CoordRange"/> share: an interval in each coordinate.</summary>
internal readonly partial record struct RaDecRectangle(double RaCenter, double RaHalfWidth, double DecMin, double DecMax)
{
    internal BoundingBox Bounds => BoundingBox.Around(DecMin, DecMax, RaCenter - RaHalfWidth, 2 * RaHalfWidth);

    /// <summary>A cap around the corners where that is one, else the whole sky.</summary>
    internal SkyCap BoundingCap
    {
        get
        {
            // Wider rectangles bulge beyond the cap through their corners.
            if (RaHalfWidth > 60 || DecMax - DecMin > 60)
            {
                return SkyCap.WholeSky;
            }

            double decCenter = (DecMin + DecMax) / 2;
            var center = DirectionVector.FromDegrees(RaCenter, decCenter);
            double radius = 0;
            foreach (double dec in (ReadOnlySpan<double>)[DecMin, DecMax, Math.Clamp(0, DecMin, DecMax)])
            {
                radius = Math.Max(radius, center.AngleTo(DirectionVector.FromDegrees(RaCenter + RaHalfWidth, dec)));
                radius = Math.Max(radius, center.AngleTo(DirectionVector.FromDegrees(RaCenter, dec)));
            }

            return new SkyCap(center, SkyCoord.NormalizeRa(RaCenter), (radius * (1 + 1e-6)) + SkyCap.Slack);
        }
    }

    /// <summary>Whether two have a position in common: by their intervals, or because both reach the same pole.</summary>
    internal bool Meets(in RaDecRectangle other)
    {
        bool sharesDec = DecMin <= other.DecMax && other.DecMin <= DecMax;
        bool sharesPole = (DecMax >= 90 && other.DecMax >= 90) || (DecMin <= -90 && other.DecMin <= -90);
        return sharesDec && (sharesPole || RaDistance(other) <= RaHalfWidth + other.RaHalfWidth);
    }

    /// <summary>Whether all of another is in this one.</summary>
    internal bool Holds(in RaDecRectangle other) =>
        other.DecMin >= DecMin && other.DecMax <= DecMax && (RaHalfWidth >= 180 || RaDistance(other) + other.RaHalfWidth <= RaHalfWidth);

    private double RaDistance(in RaDecRectangle other) => Math.Abs(Math.IEEERemainder(RaCenter - other.RaCenter, 360));

    internal CapRelation Relate(in SkyCap cap)
    {
        double dec = cap.DecRadians / Angle.RadiansPerDegree;
        double reach = (cap.Radius + SkyCap.Slack) / Angle.RadiansPerDegree;
        double north = dec + reach;
        double south = dec - reach;
        double raReach = 180;
        if (north < 90 && south > -90)
        {
            double sine = Math.Sin(cap.Radius + SkyCap.Slack) / Math.Cos(cap.DecRadians);
            raReach = sine < 1 ? (Math.Asin(sine) / Angle.RadiansPerDegree * (1 + 1e-9)) + 1e-13 : 180;
        }

        double fromCenter = Math.Abs(Math.IEEERemainder(cap.RaDeg - RaCenter, 360));
        if (south > DecMax || north < DecMin || fromCenter - raReach > RaHalfWidth)
        {
            return CapRelation.Outside;
        }

        bool decInside = (south >= DecMin || DecMin <= -90) && (north <= DecMax || DecMax >= 90);
        bool raInside = RaHalfWidth >= 180 || fromCenter + raReach < RaHalfWidth;
        return decInside && raInside ? CapRelation.Inside : CapRelation.Crossing;
    }
}
