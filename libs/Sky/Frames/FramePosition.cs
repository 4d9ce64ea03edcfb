using System.Globalization;

namespace Hven.Sky;

/// <summary>A position on the sky in a frame of its own; in equatorial frames longitude is right ascension. The default value is (0, 0) in the ICRS.</summary>
public readonly record struct FramePosition
{
    private readonly Frame? _frame;

    /// <summary>A position.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="lonDegrees">Longitude in degrees; any finite value, brought into [0, 360).</param>
    /// <param name="latDegrees">Latitude in degrees, in [-90, 90].</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite, or the latitude is beyond a pole.</exception>
    public FramePosition(Frame frame, double lonDegrees, double latDegrees)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (!double.IsFinite(lonDegrees))
        {
            throw new ArgumentOutOfRangeException(nameof(lonDegrees), lonDegrees, "Longitude must be a finite number of degrees.");
        }

        if (!(Math.Abs(latDegrees) <= 90))
        {
            throw new ArgumentOutOfRangeException(nameof(latDegrees), latDegrees, "Latitude must be within -90 and 90 degrees.");
        }

        _frame = frame;
        LonDegrees = SkyCoord.NormalizeRa(lonDegrees);
        LatDegrees = latDegrees;
    }

    /// <summary>The frame.</summary>
    public Frame Frame => _frame ?? Frame.Icrs;

    /// <summary>Longitude in degrees, in [0, 360).</summary>
    public double LonDegrees { get; }

    /// <summary>Latitude in degrees, in [-90, 90].</summary>
    public double LatDegrees { get; }

    /// <summary>The same direction in another frame. For many positions, make one <see cref="FrameTransform"/>.</summary>
    public FramePosition To(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new FrameTransform(Frame, frame).Apply(this);
    }

    /// <summary>The same direction in the ICRS.</summary>
    public SkyCoord ToIcrs()
    {
        FramePosition there = To(Frame.Icrs);
        return new SkyCoord(there.LonDegrees, there.LatDegrees);
    }

    /// <summary>The same frame and coordinates.</summary>
    public bool Equals(FramePosition other) => Frame.Equals(other.Frame) && LonDegrees == other.LonDegrees && LatDegrees == other.LatDegrees;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Frame, LonDegrees, LatDegrees);

    /// <summary>Frame and coordinates, for example <c>Galactic 121.17 -21.57</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Frame} {LonDegrees:R} {LatDegrees:R}");
}
