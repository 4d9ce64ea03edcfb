namespace Hven.Sky;

/// <summary>
/// A point of the HEALPix projection on the sphere (Gorski et al. 2005, section 5): Z the sine of the declination, SinTheta the
/// cosine of it (kept apart because 1 - Z squared has no digits left near a pole), Phi the right ascension in radians.
/// </summary>
internal readonly record struct HealpixPoint(double Z, double SinTheta, double Phi)
{
    internal DirectionVector Direction
    {
        get
        {
            (double sinPhi, double cosPhi) = Math.SinCos(Phi);
            return new DirectionVector(SinTheta * cosPhi, SinTheta * sinPhi, Z);
        }
    }

    internal SkyCoord Coord => new(Phi / Angle.RadiansPerDegree, Math.Atan2(Z, SinTheta) / Angle.RadiansPerDegree);

    /// <summary>The point at (x, y), both 0 to 1, of a base cell.</summary>
    internal static HealpixPoint OnFace(int face, double x, double y) => At(GridPoint.OnFace(face, x, y));

    /// <summary>The point of the sphere that belongs to one of the plane.</summary>
    internal static HealpixPoint At(in GridPoint point)
    {
        double phi = point.Eighths * (Math.PI / 4);
        if (!point.IsNorthCap && !point.IsSouthCap)
        {
            double z = point.Z;
            return new HealpixPoint(z, Math.Sqrt((1 - z) * (1 + z)), phi);
        }

        double fromPole = point.IsNorthCap ? point.FromNorth : 4 - point.FromNorth;
        double oneMinusZ = fromPole * fromPole / 3;
        double height = 1 - oneMinusZ;
        return new HealpixPoint(point.IsNorthCap ? height : -height, Math.Sqrt(oneMinusZ * (2 - oneMinusZ)), phi);
    }
}
