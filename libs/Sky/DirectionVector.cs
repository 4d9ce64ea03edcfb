namespace Hven.Sky;

/// <summary>
/// A direction as a vector of length one: X towards (ra 0, dec 0), Y towards (ra 90, dec 0), Z towards the north pole.
/// </summary>
/// <param name="X">Component towards ra 0, dec 0.</param>
/// <param name="Y">Component towards ra 90, dec 0.</param>
/// <param name="Z">Component towards dec +90.</param>
public readonly record struct DirectionVector(double X, double Y, double Z)
{
    internal double Length => Math.Sqrt(Dot(this));

    internal DirectionVector Normalized => Times(1 / Length);

    /// <summary>Direction of a position in degrees; the caller knows that it is finite.</summary>
    internal static DirectionVector FromDegrees(double raDeg, double decDeg)
    {
        (double sinRa, double cosRa) = Math.SinCos(raDeg * Angle.RadiansPerDegree);
        (double sinDec, double cosDec) = Math.SinCos(decDeg * Angle.RadiansPerDegree);
        return new DirectionVector(cosDec * cosRa, cosDec * sinRa, sinDec);
    }

    /// <summary>The position on the sky; the vector may have any length but zero.</summary>
    /// <exception cref="InvalidOperationException">The vector is zero or not finite, so that it has no direction.</exception>
    public SkyCoord ToSkyCoord()
    {
        double horizontal = double.Hypot(X, Y);
        double ra = Math.Atan2(Y, X) / Angle.RadiansPerDegree;
        double dec = Math.Atan2(Z, horizontal) / Angle.RadiansPerDegree;
        if ((horizontal == 0 && Z == 0) || !double.IsFinite(ra) || !double.IsFinite(dec) || !double.IsFinite(X + Y + Z))
        {
            throw new InvalidOperationException($"The vector ({X}, {Y}, {Z}) has no direction.");
        }

        return new SkyCoord(ra, dec);
    }

    internal double Dot(in DirectionVector other) => (X * other.X) + (Y * other.Y) + (Z * other.Z);

    internal DirectionVector Cross(in DirectionVector other) =>
        new((Y * other.Z) - (Z * other.Y), (Z * other.X) - (X * other.Z), (X * other.Y) - (Y * other.X));

    /// <summary>Angle to another unit vector in radians, accurate from 0 to pi.</summary>
    internal double AngleTo(in DirectionVector other)
    {
        double chord = Minus(other).Length;
        return chord < 1.4 ? 2 * Math.Asin(chord / 2) : 2 * Math.Atan2(chord, Plus(other).Length);
    }

    /// <summary>Component-wise sum; not of length one.</summary>
    internal DirectionVector Plus(in DirectionVector other) => new(X + other.X, Y + other.Y, Z + other.Z);

    /// <summary>Component-wise difference; exact for near neighbours.</summary>
    internal DirectionVector Minus(in DirectionVector other) => new(X - other.X, Y - other.Y, Z - other.Z);

    internal DirectionVector Times(double factor) => new(X * factor, Y * factor, Z * factor);
}
