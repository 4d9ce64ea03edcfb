namespace Hven.Platform.Simulation;

/// <summary>Galactic longitude and latitude, to the accuracy that a simulation needs.</summary>
internal static class GalacticCoordinates
{
    // The galactic pole and the node in ICRS, degrees (Hipparcos and Tycho Catalogues, ESA SP-1200, section 1.5.3).
    private const double PoleRa = 192.85948;
    private const double PoleDec = 27.12825;
    private const double NodeLongitude = 122.93192;

    /// <summary>Longitude 0 to 360 and latitude, degrees.</summary>
    public static (double Longitude, double Latitude) From(double ra, double dec)
    {
        (double sinDec, double cosDec) = Math.SinCos(double.DegreesToRadians(dec));
        (double sinPole, double cosPole) = Math.SinCos(double.DegreesToRadians(PoleDec));
        (double sinRa, double cosRa) = Math.SinCos(double.DegreesToRadians(ra - PoleRa));
        double latitude = Math.Asin(Math.Clamp((sinDec * sinPole) + (cosDec * cosPole * cosRa), -1, 1));
        double longitude = NodeLongitude - double.RadiansToDegrees(Math.Atan2(cosDec * sinRa, (sinDec * cosPole) - (cosDec * sinPole * cosRa)));
        return ((longitude % 360 + 360) % 360, double.RadiansToDegrees(latitude));
    }
}
