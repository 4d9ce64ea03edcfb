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

    internal double DecRadians => Math.Atan2(Center.Z, double.Hypot(Center.X, Center.Y));
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
