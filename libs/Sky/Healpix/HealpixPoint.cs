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
    internal static HealpixPoint OnFace(int face, double x, double y)
    {
        // Distance southward from the face's own "ring" of the pole, in units of the face's side: 0 at the pole, 2 at the equator.
        double fromNorth = (face >> 2) + 2 - x - y;
        int quarter = face & 3;
        double eastward = x - y;
        if (fromNorth < 1)
        {
            return InCap(1, quarter, fromNorth, eastward);
        }

        if (fromNorth > 3)
        {
            return InCap(-1, quarter, 4 - fromNorth, eastward);
        }

        double z = (2 - fromNorth) * (2.0 / 3);
        double middle = (2 * quarter) + ((face >> 2) == 1 ? 0 : 1);
        double eighths = middle + eastward;
        return new HealpixPoint(z, Math.Sqrt((1 - z) * (1 + z)), (eighths < 0 ? eighths + 8 : eighths) * (Math.PI / 4));
    }

    private static HealpixPoint InCap(int pole, int quarter, double fromPole, double eastward)
    {
        double oneMinusZ = fromPole * fromPole / 3;
        double east = fromPole > 0 ? Math.Clamp(eastward / fromPole, -1, 1) : 0;
        return new HealpixPoint(pole * (1 - oneMinusZ), Math.Sqrt(oneMinusZ * (2 - oneMinusZ)), ((2 * quarter) + 1 + east) * (Math.PI / 4));
    }
}
