namespace Hven.Sky;

/// <summary>
/// Astrometric parameters of many sources as columns of a table hold them, in the ICRS and of one epoch. A row whose position or proper
/// motion is not known has NaN there, and has no position at another epoch.
/// </summary>
public readonly ref struct AstrometryColumns
{
    /// <summary>Right ascensions in degrees, of any turn.</summary>
    public required ReadOnlySpan<double> RaDegrees { get; init; }

    /// <summary>Declinations in degrees.</summary>
    public required ReadOnlySpan<double> DecDegrees { get; init; }

    /// <summary>Proper motions towards east in mas/yr, the cosine of declination included.</summary>
    public required ReadOnlySpan<double> ProperMotionEast { get; init; }

    /// <summary>Proper motions towards north in mas/yr.</summary>
    public required ReadOnlySpan<double> ProperMotionNorth { get; init; }

    /// <summary>Parallaxes in milliarcseconds, NaN where not known; empty where the table has none.</summary>
    public ReadOnlySpan<double> Parallax { get; init; }

    /// <summary>Velocities away from the Sun in km/s, NaN where not known; empty where the table has none.</summary>
    public ReadOnlySpan<double> RadialVelocity { get; init; }

    internal void ThrowIfUneven(int room)
    {
        SkyCoord.ThrowIfLengthsDiffer(RaDegrees.Length, DecDegrees.Length, room);
        SkyCoord.ThrowIfLengthsDiffer(RaDegrees.Length, ProperMotionEast.Length, room);
        SkyCoord.ThrowIfLengthsDiffer(RaDegrees.Length, ProperMotionNorth.Length, room);
        SkyCoord.ThrowIfLengthsDiffer(RaDegrees.Length, Parallax.IsEmpty ? RaDegrees.Length : Parallax.Length, room);
        SkyCoord.ThrowIfLengthsDiffer(RaDegrees.Length, RadialVelocity.IsEmpty ? RaDegrees.Length : RadialVelocity.Length, room);
    }
}
