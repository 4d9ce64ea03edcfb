namespace Hven.Sky;

/// <summary>
/// Positions of moving sources at another epoch. A source moves uniformly on a straight line in space (ESA 1997, SP-1200, volume 1, section
/// 1.5.5; Butkevich and Lindegren 2014, A&amp;A 570, A62). Radial velocity counts where it is known with a positive parallax: it makes the
/// proper motion grow as a star comes nearer. Else the source moves at rest along the line of sight. The time that light takes
/// along the changing way is left out, as in those catalogues; of Barnard's star that is 1.2 mas after 100 years, and SOFA's starpm has it.
/// SOFA's pmsafe, which astropy's apply_space_motion calls, also raises a small or missing parallax until the star is slower than a hundredth of
/// light, and corrects for relativity at that made-up speed: 5e-5 of the way, 15 mas after 100 years of 3 arcseconds. The Gaia archive does not.
/// Years are of TT; those of TDB differ by 1e-10.
/// </summary>
public static class EpochPropagation
{
    // Divided as Angle.FromMilliarcseconds divides, so that the last digit is the same.
    private const double MilliarcsecondsPerDegree = 3.6e6;

    /// <summary>Positions of many sources at another epoch, each as <see cref="Astrometry.At"/> gives it. Nothing is allocated.</summary>
    /// <param name="sources">The sources at the first epoch.</param>
    /// <param name="from">The first epoch.</param>
    /// <param name="to">The other epoch.</param>
    /// <param name="raDeg">Filled from its start with right ascensions in [0, 360) degrees; NaN where position or proper motion is not known.</param>
    /// <param name="decDeg">Filled from its start with declinations in degrees; NaN likewise.</param>
    /// <exception cref="ArgumentException">The columns differ in length, or there is not enough room for the results.</exception>
    public static void Propagate(in AstrometryColumns sources, Instant from, Instant to, Span<double> raDeg, Span<double> decDeg)
    {
        sources.ThrowIfUneven(Math.Min(raDeg.Length, decDeg.Length));
        double years = to.JulianYearsSince(from);
        for (int i = 0; i < sources.RaDegrees.Length; i++)
        {
            double ra = sources.RaDegrees[i];
            double dec = sources.DecDegrees[i];
            double east = sources.ProperMotionEast[i];
            double north = sources.ProperMotionNorth[i];
            if (!SkyCoord.IsPosition(ra, dec) || !double.IsFinite(east) || !double.IsFinite(north))
            {
                (raDeg[i], decDeg[i]) = (double.NaN, double.NaN);
                continue;
            }

            double parallax = sources.Parallax.IsEmpty ? double.NaN : sources.Parallax[i] / MilliarcsecondsPerDegree;
            double velocity = sources.RadialVelocity.IsEmpty ? double.NaN : sources.RadialVelocity[i];
            var motion = new LinearMotion(SkyCoord.NormalizeRa(ra), dec, east, north, parallax, velocity);
            (raDeg[i], decDeg[i]) = LinearMotion.ToDegrees(motion.DirectionAfter(years));
        }
    }
}
