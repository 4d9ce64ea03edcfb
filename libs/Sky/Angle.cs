using System.Globalization;

namespace Hven.Sky;

/// <summary>An angle of any size and sign, held in degrees. The default value is zero.</summary>
public readonly record struct Angle : IComparable<Angle>
{
    internal const double RadiansPerDegree = Math.PI / 180;

    private const double DegreesPerHour = 15;
    private const double ArcminutesPerDegree = 60;
    private const double ArcsecondsPerDegree = 3600;
    private const double MilliarcsecondsPerDegree = 3.6e6;

    private Angle(double degrees)
    {
        if (!double.IsFinite(degrees))
        {
            throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "An angle must be a finite number.");
        }

        Degrees = degrees;
    }

    /// <summary>The angle of size zero.</summary>
    public static Angle Zero => default;

    /// <summary>Size in degrees.</summary>
    public double Degrees { get; }

    /// <summary>Size in radians.</summary>
    public double Radians => Degrees * RadiansPerDegree;

    /// <summary>Size in hours, 15 degrees each.</summary>
    public double Hours => Degrees / DegreesPerHour;

    /// <summary>Size in minutes of arc.</summary>
    public double Arcminutes => Degrees * ArcminutesPerDegree;

    /// <summary>Size in seconds of arc.</summary>
    public double Arcseconds => Degrees * ArcsecondsPerDegree;

    /// <summary>Size in thousandths of a second of arc.</summary>
    public double Milliarcseconds => Degrees * MilliarcsecondsPerDegree;

    /// <summary>An angle from degrees.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is NaN or infinite; so for every other unit.</exception>
    public static Angle FromDegrees(double degrees) => new(degrees);

    /// <summary>An angle from radians.</summary>
    public static Angle FromRadians(double radians) => new(radians / RadiansPerDegree);

    /// <summary>An angle from hours, 15 degrees each.</summary>
    public static Angle FromHours(double hours) => new(hours * DegreesPerHour);

    /// <summary>An angle from minutes of arc.</summary>
    public static Angle FromArcminutes(double arcminutes) => new(arcminutes / ArcminutesPerDegree);

    /// <summary>An angle from seconds of arc.</summary>
    public static Angle FromArcseconds(double arcseconds) => new(arcseconds / ArcsecondsPerDegree);

    /// <summary>An angle from thousandths of a second of arc.</summary>
    public static Angle FromMilliarcseconds(double milliarcseconds) => new(milliarcseconds / MilliarcsecondsPerDegree);

    /// <summary>Sum of two angles; it is not wrapped.</summary>
    public static Angle operator +(Angle left, Angle right) => new(left.Degrees + right.Degrees);

    /// <summary>Difference of two angles; it is not wrapped.</summary>
    public static Angle operator -(Angle left, Angle right) => new(left.Degrees - right.Degrees);

    /// <summary>The same angle the other way.</summary>
    public static Angle operator -(Angle angle) => new(-angle.Degrees);

    /// <summary>The angle made <paramref name="factor"/> times as large.</summary>
    public static Angle operator *(Angle angle, double factor) => new(angle.Degrees * factor);

    /// <summary>The angle made <paramref name="divisor"/> times smaller.</summary>
    public static Angle operator /(Angle angle, double divisor) => new(angle.Degrees / divisor);

    /// <summary>Whether the left angle is smaller.</summary>
    public static bool operator <(Angle left, Angle right) => left.Degrees < right.Degrees;

    /// <summary>Whether the left angle is larger.</summary>
    public static bool operator >(Angle left, Angle right) => left.Degrees > right.Degrees;

    /// <summary>Whether the left angle is smaller or equal.</summary>
    public static bool operator <=(Angle left, Angle right) => left.Degrees <= right.Degrees;

    /// <summary>Whether the left angle is larger or equal.</summary>
    public static bool operator >=(Angle left, Angle right) => left.Degrees >= right.Degrees;

    /// <summary>The twin of the operator.</summary>
    public static Angle Add(Angle left, Angle right) => left + right;

    /// <summary>The twin of the operator.</summary>
    public static Angle Subtract(Angle left, Angle right) => left - right;

    /// <summary>The twin of the operator.</summary>
    public static Angle Negate(Angle angle) => -angle;

    /// <summary>The twin of the operator.</summary>
    public static Angle Multiply(Angle angle, double factor) => angle * factor;

    /// <summary>The twin of the operator.</summary>
    public static Angle Divide(Angle angle, double divisor) => angle / divisor;

    /// <inheritdoc/>
    public int CompareTo(Angle other) => Degrees.CompareTo(other.Degrees);

    /// <summary>The size in degrees with its sign, for example <c>1.5°</c>.</summary>
    public override string ToString() => Degrees.ToString("R", CultureInfo.InvariantCulture) + "°";
}
