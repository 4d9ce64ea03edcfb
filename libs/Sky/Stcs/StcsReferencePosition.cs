namespace Hven.Sky;

/// <summary>
/// Where a region of STC-S is seen from (TAP 1.0, section 6). It is kept and written, but regions are not moved by it: what lies
/// between the barycentre and the Earth's surface is aberration and parallax, less than 21 arcseconds.
/// </summary>
public enum StcsReferencePosition
{
    /// <summary>None is written.</summary>
    NotGiven,

    /// <summary>Barycentre of the solar system.</summary>
    Barycenter,

    /// <summary>Centre of the Earth.</summary>
    Geocenter,

    /// <summary>Centre of the Sun.</summary>
    Heliocenter,

    /// <summary>Local standard of rest.</summary>
    Lsr,

    /// <summary>Place of the observer.</summary>
    Topocenter,

    /// <summary>Any place.</summary>
    Relocatable,

    /// <summary>Not known.</summary>
    UnknownRefPos,
}
