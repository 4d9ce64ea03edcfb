namespace Hven.Sky;

/// <summary>
/// The astrometric parameters of a source at an epoch, in the ICRS and seen from the barycentre: position, proper motion, and parallax and
/// radial velocity where they are known.
/// </summary>
public sealed record Astrometry
{
    /// <summary>Parameters of a source.</summary>
    /// <param name="position">Where it is at the epoch.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="properMotion">Its proper motion at the epoch.</param>
    /// <param name="parallax">Its parallax; null where it is not known.</param>
    /// <param name="radialVelocity">Its velocity away from the Sun in kilometres a second; null where it is not known.</param>
    /// <exception cref="ArgumentOutOfRangeException">The radial velocity is not finite.</exception>
    public Astrometry(SkyCoord position, Instant epoch, ProperMotion properMotion, Angle? parallax = null, double? radialVelocity = null)
    {
        if (radialVelocity is { } velocity && !double.IsFinite(velocity))
        {
            throw new ArgumentOutOfRangeException(nameof(radialVelocity), velocity, "A radial velocity is a finite number of kilometres a second; null where it is not known.");
        }

        Position = position;
        Epoch = epoch;
        ProperMotion = properMotion;
        Parallax = parallax;
        RadialVelocity = radialVelocity;
    }

    /// <summary>Where the source is at <see cref="Epoch"/>.</summary>
    public SkyCoord Position { get; }

    /// <summary>The epoch of all parameters.</summary>
    public Instant Epoch { get; }

    /// <summary>Proper motion at <see cref="Epoch"/>.</summary>
    public ProperMotion ProperMotion { get; }

    /// <summary>Parallax, or null where it is not known; measured ones may be negative.</summary>
    public Angle? Parallax { get; }

    /// <summary>Velocity away from the Sun in kilometres a second, or null where it is not known.</summary>
    public double? RadialVelocity { get; }

    /// <summary>
    /// The parameters at another epoch, for a source that moves uniformly on a straight line: the rigorous treatment of all six
    /// parameters of the Hipparcos Catalogue (ESA 1997, SP-1200, volume 1, section 1.5.5). See <see cref="EpochPropagation"/>.
    /// </summary>
    /// <param name="epoch">The other epoch.</param>
    public Astrometry At(Instant epoch)
    {
        double years = epoch.JulianYearsSince(Epoch);
        var motion = new LinearMotion(
            Position.RaDegrees, Position.DecDegrees, ProperMotion.East, ProperMotion.North, Parallax?.Degrees ?? double.NaN, RadialVelocity ?? double.NaN);
        DirectionVector there = motion.DirectionAfter(years);
        (double ra, double dec) = LinearMotion.ToDegrees(there);
        (double east, double north) = motion.ProperMotionAfter(years, ra, dec);
        bool isRadialKnown = Parallax is { Degrees: > 0 } && RadialVelocity is not null;
        return new Astrometry(
            new SkyCoord(ra, dec),
            epoch,
            new ProperMotion(east, north),
            Parallax * motion.ParallaxFactorAfter(years),
            isRadialKnown ? motion.RadialVelocityAfter(years) : RadialVelocity);
    }
}
