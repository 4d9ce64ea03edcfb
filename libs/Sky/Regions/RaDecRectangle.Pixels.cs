namespace Hven.Sky;

internal readonly partial record struct RaDecRectangle
{
    // Rounding of the plane's coordinates, a few times over.
    private const double Slack = 4e-15;

    internal SkyCoord Center => new(RaCenter, (DecMin + DecMax) / 2);

    /// <summary>
    /// Whether a side of a pixel comes into the rectangle. Along it both coordinates are monotonic, so that each limits an interval of the
    /// way; the side comes in when these two have a point in common.
    /// </summary>
    internal bool Meets(in PixelSide side)
    {
        GridPoint start = side.Start;
        GridPoint end = side.End;
        double north = FromNorth(DecMax) - Slack;
        double south = FromNorth(DecMin) + Slack;
        if (north <= Slack && Math.Min(start.FromNorth, end.FromNorth) <= Slack)
        {
            return true;
        }

        if (south >= 4 - Slack && Math.Max(start.FromNorth, end.FromNorth) >= 4 - Slack)
        {
            return true;
        }

        if (!Clip(start.FromNorth, end.FromNorth, north, south, 0, 1, out double first, out double last))
        {
            return false;
        }

        double half = RaHalfWidth / 45;
        return half >= 4 || MeetsRa(side, (RaCenter / 45) - half - Slack, (RaCenter / 45) + half + Slack, first, last);
    }

    /// <summary>Distance from the north pole in the plane of the projection: see <see cref="GridPoint"/>.</summary>
    private static double FromNorth(double dec)
    {
        double z = Math.Sin(dec * Angle.RadiansPerDegree);
        double toPole = (90 - Math.Abs(dec)) * (Angle.RadiansPerDegree / 2);
        return Math.Abs(z) <= HealpixLocation.TwoThirds ? 2 - (1.5 * z)
            : dec > 0 ? Math.Sqrt(6) * Math.Sin(toPole)
            : 4 - (Math.Sqrt(6) * Math.Sin(toPole));
    }

    /// <summary>The part of the way, between two points of it, on which a value that goes straight from one number to another is within limits.</summary>
    private static bool Clip(double from, double to, double least, double most, double wayLeast, double wayMost, out double first, out double last)
    {
        double one = (least - from) / (to - from);
        double other = (most - from) / (to - from);
        first = Math.Max(wayLeast, Math.Min(one, other));
        last = Math.Min(wayMost, Math.Max(one, other));
        return first <= last;
    }

    /// <summary>Whether, on a part of the way, the right ascension in eighths of a turn comes between two limits, full turns apart.</summary>
    private static bool MeetsRa(in PixelSide side, double west, double east, double first, double last)
    {
        double one = side.PointAt(first).Phi / (Math.PI / 4);
        double other = side.PointAt(last).Phi / (Math.PI / 4);

        // A side of a belt cell on the meridian of ra 0 may start at 0 and come from 7.9: it is short, so take the end that is near.
        other += other - one > 4 ? -8 : other - one < -4 ? 8 : 0;
        double sideWest = Math.Min(one, other);
        double sideEast = Math.Max(one, other);
        double turns = Math.Ceiling((sideWest - east) / 8) * 8;
        return west + turns <= sideEast && sideWest <= east + turns;
    }
}
