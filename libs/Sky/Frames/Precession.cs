namespace Hven.Sky;

/// <summary>
/// Precession of equator and ecliptic by IAU 2006 (resolution 1; Capitaine, Wallace and Chapront 2003, A&amp;A 412, 567), in the
/// Fukushima-Williams angles of Hilton et al. (2006, Celest. Mech. 94, 351, table 1), and Newcomb's for FK4. Angles in seconds of arc.
/// </summary>
internal static class Precession
{
    private const double RadiansPerArcsecond = Angle.RadiansPerDegree / 3600;

    /// <summary>From the mean equator and equinox of J2000.0 to those of date, without frame bias.</summary>
    /// <param name="centuries">Julian centuries of TT since J2000.0.</param>
    internal static RotationMatrix FromJ2000(double centuries) => FromIcrs(centuries) * FromIcrs(0).Transposed;

    /// <summary>From the ICRS to the mean equator and equinox of date, frame bias included.</summary>
    /// <param name="centuries">Julian centuries of TT since J2000.0.</param>
    internal static RotationMatrix FromIcrs(double centuries)
    {
        double t = centuries;
        double gamma = -0.052928 + ((10.556378 + ((0.4932044 + ((-0.00031238 + ((-0.000002788 + (0.0000000260 * t)) * t)) * t)) * t)) * t);
        double phi = 84381.412819 + ((-46.811016 + ((0.0511268 + ((0.00053289 + ((-0.000000440 + (-0.0000000176 * t)) * t)) * t)) * t)) * t);
        double psi = -0.041775 + ((5038.481484 + ((1.5584175 + ((-0.00018522 + ((-0.000026452 + (-0.0000000148 * t)) * t)) * t)) * t)) * t);
        return RotationMatrix.AboutX(-MeanObliquity(t))
            * RotationMatrix.AboutZ(-psi * RadiansPerArcsecond)
            * RotationMatrix.AboutX(phi * RadiansPerArcsecond)
            * RotationMatrix.AboutZ(gamma * RadiansPerArcsecond);
    }

    /// <summary>Mean obliquity of the ecliptic in radians (Hilton et al. 2006).</summary>
    /// <param name="centuries">Julian centuries of TT since J2000.0.</param>
    internal static double MeanObliquity(double centuries)
    {
        double t = centuries;
        return (84381.406 + ((-46.836769 + ((-0.0001831 + ((0.00200340 + ((-0.000000576 + (-0.0000000434 * t)) * t)) * t)) * t)) * t)) * RadiansPerArcsecond;
    }

    /// <summary>
    /// From the mean equator and equinox of B1950.0 to those of another Besselian epoch, as FK4 has them: Newcomb's precession in the
    /// polynomials of Kinoshita (1975, SAO Special Report 364).
    /// </summary>
    /// <param name="besselianYear">The epoch.</param>
    internal static RotationMatrix FromB1950(double besselianYear)
    {
        // Millennia from 1850.0 to 1950.0, and from there to the epoch.
        const double start = 0.1;
        double t = (besselianYear - 1950) / 1000;
        double rate = 23035.545 + (139.720 * start) + (0.060 * start * start);
        double zeta = (rate + ((30.240 - (0.27 * start) + (17.995 * t)) * t)) * t;
        double z = (rate + ((109.480 + (0.39 * start) + (18.325 * t)) * t)) * t;
        double theta = (20051.12 - (85.29 * start) - (0.37 * start * start) + ((-42.65 - (0.37 * start) - (41.8 * t)) * t)) * t;
        return RotationMatrix.AboutZ(-z * RadiansPerArcsecond)
            * RotationMatrix.AboutY(theta * RadiansPerArcsecond)
            * RotationMatrix.AboutZ(-zeta * RadiansPerArcsecond);
    }
}
