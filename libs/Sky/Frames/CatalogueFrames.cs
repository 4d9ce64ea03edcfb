namespace Hven.Sky;

/// <summary>How the axes of the frames of catalogues lie to those of the ICRS.</summary>
internal static class CatalogueFrames
{
    private const double RadiansPerArcsecond = Angle.RadiansPerDegree / 3600;

    /// <summary>
    /// From the ICRS to the mean equator and equinox of J2000.0 of FK5: the catalogue's orientation (Mignard and Froeschle 2000, A&amp;A 354,
    /// 732; USNO Circular 179, Kaplan 2005, section 3.5), 13 mas from that of the dynamical equator of IAU 2006. FK5's spin of
    /// 0.7 mas a year against the ICRS is not part of it.
    /// </summary>
    internal static RotationMatrix Fk5J2000 { get; } =
        RotationMatrix.AboutX(0.0199 * RadiansPerArcsecond)
        * RotationMatrix.AboutY(0.0091 * RadiansPerArcsecond)
        * RotationMatrix.AboutZ(-0.0229 * RadiansPerArcsecond);

    /// <summary>
    /// From the ICRS to galactic coordinates (IAU 1958; Blaauw et al. 1960, MNRAS 121, 123): the pole at ra 192.25, dec 27.4 degrees of
    /// B1950 and the galactic centre's direction at position angle 123 degrees there, carried to FK5 J2000 by the matrix of FK4 below.
    /// The numbers are those of astropy; the matrix of Hipparcos (ESA 1997, 1.5.3) is turned against it by 25 mas, that of Reid and
    /// Brunthaler (2004) by 0.4 arcseconds.
    /// </summary>
    internal static RotationMatrix Galactic { get; } =
        FromPole(192.8594812065348, 27.12825118085622, 180 - 122.9319185680026) * Fk5J2000;

    /// <summary>
    /// From the ICRS to supergalactic coordinates (de Vaucouleurs et al. 1976, RC2; Lahav et al. 2000, MNRAS 312, 166): the north
    /// pole at l 47.37, b 6.32 degrees, the origin of longitude at l 137.37, b 0.
    /// </summary>
    internal static RotationMatrix Supergalactic { get; } = FromPole(47.37, 6.32, 90) * Galactic;

    /// <summary>From the ICRS to the mean ecliptic and equinox of date (IAU 2006).</summary>
    /// <param name="centuries">Julian centuries of TT since J2000.0.</param>
    internal static RotationMatrix Ecliptic(double centuries) =>
        RotationMatrix.AboutX(Precession.MeanObliquity(centuries)) * Precession.FromIcrs(centuries);

    /// <summary>
    /// From FK4 B1950 without E-terms to FK5 J2000, for a position observed at an epoch: Murray (1989, A&amp;A 218, 325), equations 28
    /// and 29. FK4 turns in inertial space by 0.5 arcseconds a century, hence the dependence. The printed matrix is a rotation but for
    /// terms of second order, below 3 microarcseconds from 1850 to 2100; the nearest rotation is taken, so that there is a way back.
    /// </summary>
    /// <param name="epoch">When the position was observed.</param>
    internal static RotationMatrix Fk4ToFk5(Instant epoch)
    {
        double t = (epoch.JulianYear - 1950) / 100 * 1e-6;
        RotationMatrix printed = new(
            0.9999256794956877 + (-0.0026455262 * t), -0.0111814832204662 + (-1.1539918689 * t), -0.0048590038153592 + (2.1111346190 * t),
            0.0111814832391717 + (1.1540628161 * t), 0.9999374848933135 + (-0.0129042997 * t), -0.0000271625947142 + (0.0236021478 * t),
            0.0048590037723143 + (-2.1112979048 * t), -0.0000271702937440 + (-0.0056024448 * t), 0.9999881946023742 + (0.0102587734 * t));
        return printed.Orthonormalized;
    }

    /// <summary>From a frame to one with its pole at a position, and a turn about that pole; degrees.</summary>
    private static RotationMatrix FromPole(double lon, double lat, double turn) =>
        RotationMatrix.AboutZ(turn * Angle.RadiansPerDegree)
        * RotationMatrix.AboutY((90 - lat) * Angle.RadiansPerDegree)
        * RotationMatrix.AboutZ(lon * Angle.RadiansPerDegree);
}
