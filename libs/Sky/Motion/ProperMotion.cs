using System.Globalization;

namespace Hven.Sky;

/// <summary>Proper motion along the parallel and the meridian of a position, in milliarcseconds a Julian year. The default value is none.</summary>
public readonly record struct ProperMotion
{
    /// <summary>A proper motion.</summary>
    /// <param name="east">Towards growing longitude in milliarcseconds of arc a year, the cosine of latitude included (pmRA* of catalogues).</param>
    /// <param name="north">Towards growing latitude in milliarcseconds a year.</param>
    /// <exception cref="ArgumentOutOfRangeException">A component is not finite.</exception>
    public ProperMotion(double east, double north)
    {
        if (!double.IsFinite(east) || !double.IsFinite(north))
        {
            throw new ArgumentOutOfRangeException(double.IsFinite(east) ? nameof(north) : nameof(east), "A proper motion is a finite number of milliarcseconds a year.");
        }

        East = east;
        North = north;
    }

    /// <summary>Component towards growing longitude, mas/yr, the cosine of latitude included.</summary>
    public double East { get; }

    /// <summary>Component towards growing latitude, mas/yr.</summary>
    public double North { get; }

    /// <summary>Size in mas/yr.</summary>
    public double Total => double.Hypot(East, North);

    /// <summary>Both components, for example <c>-801.551 10362.394 mas/yr</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{East:R} {North:R} mas/yr");
}
