namespace Hven.Sky;

/// <summary>The frames that STC-S names in TAP (TAP 1.0, section 6).</summary>
public enum StcsFrame
{
    /// <summary>None is written: that of the region around it, or the ICRS.</summary>
    NotGiven,

    /// <summary>ICRS.</summary>
    Icrs,

    /// <summary>FK5, of J2000.0 unless an equinox is given.</summary>
    Fk5,

    /// <summary>FK4 with E-terms, of B1950.0 unless an equinox is given; observed at the equinox.</summary>
    Fk4,

    /// <summary>GALACTIC.</summary>
    Galactic,

    /// <summary>ECLIPTIC: mean ecliptic, of J2000.0 unless an equinox is given.</summary>
    Ecliptic,

    /// <summary>UNKNOWNFRAME: that of whoever reads it; here the ICRS, in which the catalogues are.</summary>
    UnknownFrame,
}
