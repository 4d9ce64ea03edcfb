namespace Hven.Sky;

/// <summary>A circle on the sky in the form the cover works with.</summary>
/// <param name="Center">Unit vector of the centre.</param>
/// <param name="RaDeg">Right ascension of the centre, in [0, 360).</param>
/// <param name="Radius">Radius in radians; pi or more is the whole sky.</param>
internal readonly record struct SkyCap(DirectionVector Center, double RaDeg, double Radius)
{
    /// <summary>
    /// What the rounding of coordinates to vectors and back can move a point by, in radians, many times over; a thousandth of
    /// a thousandth of the finest pixel.
    /// </summary>
    internal const double Slack = 2e-15;

    internal static SkyCap WholeSky => new(new DirectionVector(0, 0, 1), 0, Math.PI);

    /// <summary>The coordinates between which it lies.</summary>
    internal BoundingBox Bounds
    {
        get
        {
            double reach = Radius / Angle.RadiansPerDegree;
            double dec = DecRadians / Angle.RadiansPerDegree;
            double halfWidth = 180;
            if (dec - reach > -90 && dec + reach < 90)
            {
                double sine = Math.Sin(Radius) / double.Hypot(Center.X, Center.Y);
                halfWidth = sine < 1 ? Math.Asin(sine) / Angle.RadiansPerDegree * (1 + 1e-9) : 180;
            }

            return BoundingBox.Around(dec - reach, dec + reach, RaDeg - halfWidth, 2 * halfWidth);
        }
    }

    internal double DecRadians => Math.Atan2(Center.Z, double.Hypot(Center.X, Center.Y));

    /// <summary>The smallest cap around two, to rounding.</summary>
    internal SkyCap MergedWith(in SkyCap other)
    {
        double distance = Center.AngleTo(other.Center);
        if (distance + other.Radius <= Radius)
        {
            return this;
        }

        if (distance + Radius <= other.Radius)
        {
            return other;
        }

        double radius = (distance + Radius + other.Radius) / 2;
        double way = radius - Radius;
        (double here, double there) = (Math.Sin(distance - way), Math.Sin(way));
        DirectionVector sum = Center.Times(here).Plus(other.Center.Times(there));
        if (distance < Slack)
        {
            return this with { Radius = radius + distance + Slack };
        }

        // The sum of opposite centres has no sure direction.
        radius += (4 * Slack) + (Slack * (here + there) / sum.Length);
        DirectionVector center = sum.Normalized;
        return radius < Math.PI
            ? new SkyCap(center, SkyCoord.NormalizeRa(Math.Atan2(center.Y, center.X) / Angle.RadiansPerDegree), radius)
            : WholeSky;
    }
}

/// <summary>How a cap lies to a region.</summary>
internal enum CapRelation
{
    /// <summary>No point of the cap is in the region.</summary>
    Outside,

    /// <summary>Part of the cap may be in the region.</summary>
    Crossing,

    /// <summary>Every point of the cap is in the region.</summary>
    Inside,
}
