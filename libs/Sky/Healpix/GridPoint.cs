namespace Hven.Sky;

/// <summary>
/// A point in the plane of the HEALPix projection (Calabretta and Roukema 2007, MNRAS 381, 865, section 2), in which pixels are squares.
/// </summary>
/// <param name="FromNorth">
/// Distance from the north pole along the diagonal of base cells: 0 at the pole, 1 at z = 2/3, 2 at the equator, 3 at z = -2/3, 4 at the
/// south pole. At ring i of a grid with n pixels along a base cell's side it is i / n.
/// </param>
/// <param name="Eighths">Right ascension in units of 45 degrees, 0 to 8.</param>
internal readonly record struct GridPoint(double FromNorth, double Eighths)
{
    private static readonly double s_inverseRootOfSix = 1 / Math.Sqrt(6);

    internal bool IsNorthCap => FromNorth < 1;

    internal bool IsSouthCap => FromNorth > 3;

    /// <summary>Sine of the declination (Gorski et al. 2005, equations 4 and 8).</summary>
    internal double Z => IsNorthCap ? 1 - (FromNorth * FromNorth / 3)
        : IsSouthCap ? ((4 - FromNorth) * (4 - FromNorth) / 3) - 1
        : (2 - FromNorth) * (2.0 / 3);

    internal double RaDegrees => Eighths * 45;

    /// <summary>
    /// Declination in degrees. In the caps it comes from the half angle to the pole, whose sine is a straight line of
    /// <see cref="FromNorth"/>: so it keeps its digits there, at the price of one arc sine.
    /// </summary>
    internal double DecDegrees => IsNorthCap ? 90 - (2 / Angle.RadiansPerDegree * Math.Asin(FromNorth * s_inverseRootOfSix))
        : IsSouthCap ? (2 / Angle.RadiansPerDegree * Math.Asin((4 - FromNorth) * s_inverseRootOfSix)) - 90
        : Math.Asin((2 - FromNorth) * (2.0 / 3)) / Angle.RadiansPerDegree;

    /// <summary>The point at (x, y), both 0 to 1, of a base cell.</summary>
    internal static GridPoint OnFace(int face, double x, double y)
    {
        double fromNorth = (face >> 2) + 2 - x - y;
        double eastward = x - y;
        int quarter = face & 3;
        if (fromNorth is >= 1 and <= 3)
        {
            double eighths = (2 * quarter) + ((face >> 2) == 1 ? 0 : 1) + eastward;
            return new GridPoint(fromNorth, eighths < 0 ? eighths + 8 : eighths);
        }

        double fromPole = fromNorth < 1 ? fromNorth : 4 - fromNorth;
        double east = fromPole > 0 ? Math.Clamp(eastward / fromPole, -1, 1) : 0;
        return new GridPoint(fromNorth, (2 * quarter) + 1 + east);
    }
}
