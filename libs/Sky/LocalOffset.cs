namespace Hven.Sky;

/// <summary>
/// A direction as seen from a position: the components of its unit vector towards east, towards north and outwards there. At a pole,
/// north is along the meridian of the position's own longitude.
/// </summary>
internal readonly record struct LocalOffset(double East, double North, double Along)
{
    /// <summary>Angle between the two, 0 to pi; the arctangent keeps its digits from zero to antipodes.</summary>
    internal double Separation => Math.Atan2(double.Hypot(East, North), Along);

    /// <summary>Direction from north through east, -pi to pi; 0 for equal positions.</summary>
    internal double PositionAngle => Math.Atan2(East, North);

    /// <summary>Where a position lies to another; degrees, longitudes in [0, 360).</summary>
    internal static LocalOffset Between(double lonHere, double latHere, double lonThere, double latThere)
    {
        (double sinHere, double cosHere) = DegreeMath.SinCosLatitude(latHere);
        return Between(lonHere, latHere, sinHere, cosHere, lonThere, latThere);
    }

    /// <summary>As above, with the sine and cosine of the first latitude at hand.</summary>
    internal static LocalOffset Between(double lonHere, double latHere, double sinHere, double cosHere, double lonThere, double latThere)
    {
        LocalOffset near = Between(DegreeMath.LongitudeDifference(lonHere, lonThere), latThere - latHere, sinHere, cosHere, latThere);
        if (near.Along > NearAntipode)
        {
            return near;
        }

        // There the components across are small differences of large numbers; those of the opposite point are not, and are the same but for the sign.
        double beyond = DegreeMath.LongitudeDifferenceFromOpposite(lonHere, lonThere);
        LocalOffset opposite = Between(beyond, -latThere - latHere, sinHere, cosHere, -latThere);
        return new LocalOffset(-opposite.East, -opposite.North, -opposite.Along);
    }

    // Cosine of 120 degrees.
    private const double NearAntipode = -0.5;

    private static LocalOffset Between(double deltaLon, double deltaLat, double sinHere, double cosHere, double latThere)
    {
        (double sinHalf, double cosHalf) = Math.SinCos(deltaLon * (Angle.RadiansPerDegree / 2));
        (double sinThere, double cosThere) = DegreeMath.SinCosLatitude(latThere);
        double versine = 2 * sinHalf * sinHalf;

        // sin(a - b) written out would lose all digits for near neighbours; the difference of the latitudes is exact there.
        double north = Math.Sin(deltaLat * Angle.RadiansPerDegree) + (sinHere * cosThere * versine);
        double east = 2 * cosThere * sinHalf * cosHalf;
        double along = (sinHere * sinThere) + (cosHere * cosThere * (1 - versine));
        return new LocalOffset(east, north, along);
    }

    /// <summary>The direction at a position angle and distance, both in radians.</summary>
    internal static LocalOffset At(double positionAngle, double distance)
    {
        (double sin, double cos) = Math.SinCos(distance);
        (double east, double north) = Math.SinCos(positionAngle);
        return new LocalOffset(sin * east, sin * north, cos);
    }

    /// <summary>
    /// The position, in degrees, that lies so to another. Both coordinates are found as differences from the other's, so that the
    /// smallest offset is not lost in the rounding of a vector.
    /// </summary>
    internal (double Lon, double Lat) From(double lon, double lat)
    {
        (double sin, double cos) = DegreeMath.SinCosLatitude(lat);
        double towards = (Along * cos) - (North * sin);
        double up = (Along * sin) + (North * cos);
        double horizontal = double.Hypot(towards, East);

        // horizontal - towards, without cancellation where the two are nearly equal.
        double bend = towards <= 0 ? horizontal - towards : East * East / (horizontal + towards);
        double deltaLat = Math.Atan2(North - (bend * sin), (up * sin) + (horizontal * cos)) / Angle.RadiansPerDegree;
        double deltaLon = Math.Atan2(East, towards) / Angle.RadiansPerDegree;
        return (SkyCoord.NormalizeRa(lon + deltaLon), Math.Clamp(lat + deltaLat, -90, 90));
    }
}
