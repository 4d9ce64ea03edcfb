using System.Runtime.CompilerServices;

namespace Hven.Sky;

/// <summary>
/// A position as the numbering of pixels needs it. Its members are computed in the same roundings as the reference implementation
/// computes them, so that borders between pixels fall where other programs put them.
/// </summary>
/// <param name="Z">Sine of the declination.</param>
/// <param name="Quarters">Right ascension in units of 90 degrees, 0 to 4.</param>
/// <param name="SinTheta">Cosine of the declination, near the poles; elsewhere NaN, since it is not needed.</param>
internal readonly record struct HealpixLocation(double Z, double Quarters, double SinTheta)
{
    internal const double TwoThirds = 2.0 / 3.0;
    private const double InverseHalfPi = 0.6366197723675813430755350534900574;

    // The reference takes sin(theta) along only this near to the poles, and its southern limit is not exactly symmetric.
    private const double NorthCapTheta = 0.01;
    private const double SouthCapTheta = 3.14159 - 0.01;

    internal bool IsInBelt => Math.Abs(Z) <= TwoThirds;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static HealpixLocation FromDegrees(double raDeg, double decDeg)
    {
        // Degrees to colatitude and longitude in exactly these two roundings.
        double theta = (Math.PI / 2) - (decDeg * Angle.RadiansPerDegree);
        double phi = raDeg * Angle.RadiansPerDegree;
        double quarters = Wrap(Wrap(phi, 2 * Math.PI) * InverseHalfPi, 4);
        return new HealpixLocation(Math.Cos(theta), quarters, theta is < NorthCapTheta or > SouthCapTheta ? Math.Sin(theta) : double.NaN);
    }

    /// <summary>The location of a vector of any length but zero.</summary>
    internal static HealpixLocation FromVector(in DirectionVector vector)
    {
        double inverse = 1 / vector.Length;
        double z = vector.Z * inverse;
        double phi = vector.X == 0 && vector.Y == 0 ? 0 : Math.Atan2(vector.Y, vector.X);
        double sinTheta = Math.Abs(z) > 0.99 ? Math.Sqrt((vector.X * vector.X) + (vector.Y * vector.Y)) * inverse : double.NaN;
        return new HealpixLocation(z, Wrap(phi * InverseHalfPi, 4), sinTheta);
    }

    /// <summary>In a cap, distance from the pole in rings of a grid (Gorski et al. 2005, section 5.2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal double RingsFromPole(int side)
    {
        double absZ = Math.Abs(Z);
        return absZ >= 0.99 && !double.IsNaN(SinTheta)
            ? side * SinTheta / Math.Sqrt((1 + absZ) / 3)
            : side * Math.Sqrt(3 * (1 - absZ));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Wrap(double value, double period) =>
        value >= 0 && value < period ? value : WrapFar(value, period);

    private static double WrapFar(double value, double period)
    {
        if (value >= 0)
        {
            return value % period;
        }

        double wrapped = (value % period) + period;
        return wrapped == period ? 0 : wrapped;
    }
}
