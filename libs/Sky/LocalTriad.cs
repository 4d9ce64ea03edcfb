namespace Hven.Sky;

/// <summary>The unit vectors towards east, towards north and outwards at a position: the normal triad of Murray (1983, section 1.5).</summary>
internal readonly record struct LocalTriad(DirectionVector East, DirectionVector North, DirectionVector Outward)
{
    /// <summary>The triad at a position in degrees; at a pole, north is along the meridian of its own longitude.</summary>
    internal static LocalTriad At(double lonDeg, double latDeg)
    {
        (double sinLon, double cosLon) = Math.SinCos(lonDeg * Angle.RadiansPerDegree);
        (double sinLat, double cosLat) = DegreeMath.SinCosLatitude(latDeg);
        return new LocalTriad(
            new DirectionVector(-sinLon, cosLon, 0),
            new DirectionVector(-sinLat * cosLon, -sinLat * sinLon, cosLat),
            new DirectionVector(cosLat * cosLon, cosLat * sinLon, sinLat));
    }

    /// <summary>The vector with these components along east and north.</summary>
    internal DirectionVector ToVector(double east, double north) => East.Times(east).Plus(North.Times(north));
}
