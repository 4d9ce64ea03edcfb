namespace Hven.Sky;

/// <summary>Sines, cosines and differences of coordinates in degrees that keep their relative accuracy near zeros.</summary>
internal static class DegreeMath
{
    /// <summary>
    /// Sine and cosine of a latitude, -90 to 90 degrees. Near a pole the cosine is the sine of the distance from the pole, which
    /// is an exact difference: the cosine of a rounded number of radians would be wrong in all digits there.
    /// </summary>
    internal static (double Sin, double Cos) SinCosLatitude(double degrees)
    {
        double fromPole = 90 - Math.Abs(degrees);
        if (fromPole > 45)
        {
            return Math.SinCos(degrees * Angle.RadiansPerDegree);
        }

        (double sin, double cos) = Math.SinCos(fromPole * Angle.RadiansPerDegree);
        return (Math.CopySign(cos, degrees), sin);
    }

    /// <summary>
    /// The shorter way from one longitude to another, -180 to 180 degrees, for longitudes in [0, 360). Through 0 the way is the sum
    /// of two exact parts, so that neighbours on both sides keep all digits.
    /// </summary>
    internal static double LongitudeDifference(double from, double to)
    {
        double difference = to - from;
        return difference > 180 ? to - 360 - from : difference < -180 ? to + (360 - from) : difference;
    }

    /// <summary>
    /// The way from one longitude to that opposite to another, -180 to 180 degrees. The rounding of the first difference is put back, so that
    /// near opposites keep all digits.
    /// </summary>
    internal static double LongitudeDifferenceFromOpposite(double from, double to)
    {
        double difference = to - from;
        double part = difference - to;
        double error = (to - (difference - part)) - (from + part);
        double whole = difference > 0 ? difference - 180 : difference + 180;
        return whole + error;
    }
}
