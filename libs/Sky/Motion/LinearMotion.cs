namespace Hven.Sky;

/// <summary>
/// Uniform motion on a straight line as seen from the barycentre (ESA 1997, SP-1200, volume 1, equations 1.5.26 to 1.5.32): with u the
/// direction, m the proper motion as a vector and z the radial motion over the distance at the start, all a year, the source is
/// after t years in the direction of u (1 + z t) + m t.
/// </summary>
internal readonly struct LinearMotion
{
    /// <summary>One astronomical unit a Julian year in kilometres a second (IAU 2012 resolution B2).</summary>
    internal const double KilometresPerSecond = 149597870.7 / (365.25 * 86400);

    private const double RadiansPerMilliarcsecond = Angle.RadiansPerDegree / 3.6e6;

    private readonly DirectionVector _direction;
    private readonly DirectionVector _motion;
    private readonly double _radial;
    private readonly double _parallax;

    /// <summary>A motion: degrees, mas/yr, degrees of parallax, km/s; a parallax that is not positive or a NaN for what is not known leave no radial motion.</summary>
    internal LinearMotion(double raDeg, double decDeg, double pmEast, double pmNorth, double parallaxDeg, double radialVelocity)
    {
        var triad = LocalTriad.At(raDeg, decDeg);
        _direction = triad.Outward;
        _motion = triad.ToVector(pmEast * RadiansPerMilliarcsecond, pmNorth * RadiansPerMilliarcsecond);
        _parallax = parallaxDeg * Angle.RadiansPerDegree;
        double radial = radialVelocity * _parallax / KilometresPerSecond;
        _radial = parallaxDeg > 0 && double.IsFinite(radial) ? radial : 0;
    }

    /// <summary>Direction after some years, as a vector of length one.</summary>
    internal DirectionVector DirectionAfter(double years) =>
        _direction.Times(1 + (_radial * years)).Plus(_motion.Times(years)).Normalized;

    /// <summary>By what the parallax is multiplied: the distance before over that after.</summary>
    internal double ParallaxFactorAfter(double years)
    {
        double stretch = _direction.Times(1 + (_radial * years)).Plus(_motion.Times(years)).Length;
        return 1 / stretch;
    }

    /// <summary>Proper motion after some years in mas/yr, along the parallel and meridian of the position there.</summary>
    internal (double East, double North) ProperMotionAfter(double years, double raDeg, double decDeg)
    {
        double factor = ParallaxFactorAfter(years);
        DirectionVector motion = _motion.Times(1 + (_radial * years)).Minus(_direction.Times(_motion.Dot(_motion) * years)).Times(factor * factor * factor);
        var triad = LocalTriad.At(raDeg, decDeg);
        return (motion.Dot(triad.East) / RadiansPerMilliarcsecond, motion.Dot(triad.North) / RadiansPerMilliarcsecond);
    }

    /// <summary>Radial velocity after some years in km/s, where it and the parallax are known.</summary>
    internal double RadialVelocityAfter(double years)
    {
        double factor = ParallaxFactorAfter(years);
        double radial = (_radial + ((_motion.Dot(_motion) + (_radial * _radial)) * years)) * factor * factor;
        return radial * KilometresPerSecond / (_parallax * factor);
    }

    /// <summary>Coordinates of a direction in degrees, right ascension in [0, 360).</summary>
    internal static (double Ra, double Dec) ToDegrees(in DirectionVector direction) =>
        (SkyCoord.NormalizeRa(Math.Atan2(direction.Y, direction.X) / Angle.RadiansPerDegree),
        Math.Atan2(direction.Z, double.Hypot(direction.X, direction.Y)) / Angle.RadiansPerDegree);
}
