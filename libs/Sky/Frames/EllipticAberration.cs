namespace Hven.Sky;

/// <summary>
/// The E-terms: the part of annual aberration that comes of the ellipticity of the Earth's orbit. It was left in the mean places of FK4,
/// up to 0.34 arcseconds, and depends on the equinox only (Explanatory Supplement 1992, section 3.53).
/// </summary>
internal readonly record struct EllipticAberration(DirectionVector Shift)
{
    private const double RadiansPerArcsecond = Angle.RadiansPerDegree / 3600;

    // Constant of aberration in degrees, as in the Explanatory Supplement.
    private const double Aberration = 0.0056932 * Angle.RadiansPerDegree;

    /// <summary>The E-terms of an equinox.</summary>
    internal static EllipticAberration At(Instant equinox)
    {
        // Of B1950, in days since J2000.
        const double b1950 = -18262.57654095;
        double t = (equinox.DaysSinceJ2000 - b1950) / 36525;
        double eccentricity = 0.01673011 + ((-0.00004193 - (0.000000126 * t)) * t);
        double perigee = (1015489.951 + ((6190.67 + ((1.65 + (0.012 * t)) * t)) * t)) * RadiansPerArcsecond;
        double j = equinox.CenturiesSinceJ2000;
        double obliquity = (84381.448 + ((-46.8150 + ((-0.00059 + (0.001813 * j)) * j)) * j)) * RadiansPerArcsecond;
        (double sin, double cos) = Math.SinCos(perigee);
        (double sinObliquity, double cosObliquity) = Math.SinCos(obliquity);
        return new EllipticAberration(new DirectionVector(sin, -cos * cosObliquity, -cos * sinObliquity).Times(eccentricity * Aberration));
    }

    /// <summary>The direction without the E-terms.</summary>
    internal DirectionVector RemoveFrom(in DirectionVector place) => place.Minus(Shift).Plus(place.Times(place.Dot(Shift))).Normalized;

    /// <summary>
    /// The direction with the E-terms: the inverse of <see cref="RemoveFrom"/> to rounding. Normalizing there divided by the length
    /// that is found here; it differs from 1 by 3e-12 at most, so that the second round is exact.
    /// </summary>
    internal DirectionVector AddTo(in DirectionVector direction)
    {
        DirectionVector place = Shift.Plus(direction).Normalized;
        for (int round = 0; round < 2; round++)
        {
            double along = place.Dot(Shift);
            double length = Math.Sqrt(1 + Shift.Dot(Shift) - (along * along));
            place = Shift.Plus(direction.Times(length)).Normalized;
        }

        return place;
    }
}
