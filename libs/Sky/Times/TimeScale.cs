namespace Hven.Sky;

/// <summary>The time scales in which dates are told.</summary>
public enum TimeScale
{
    /// <summary>Terrestrial Time: an SI second on the geoid; TT = TAI + 32.184 s (IAU 1991, recommendation IV).</summary>
    Tt,

    /// <summary>International Atomic Time.</summary>
    Tai,

    /// <summary>
    /// Coordinated Universal Time: TAI less a whole number of seconds since 1972, with drifting rates from 1960 to 1971. See
    /// <see cref="LeapSeconds"/> for what is known of it.
    /// </summary>
    Utc,

    /// <summary>
    /// Barycentric Dynamical Time (IAU 2006, resolution 3): TT with the periodic terms of the Earth's way round the Sun, at most
    /// 1.7 ms. See <see cref="Instant"/> for the accuracy.
    /// </summary>
    Tdb,
}
