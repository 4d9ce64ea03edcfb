namespace Hven.Sky;

/// <summary>The families of frames in which positions on the sky are given.</summary>
public enum FrameKind
{
    /// <summary>The International Celestial Reference System (IAU 1997), the hub of all transforms.</summary>
    Icrs,

    /// <summary>The Fifth Fundamental Catalogue: mean equator and equinox of a date.</summary>
    Fk5,

    /// <summary>The Fourth Fundamental Catalogue: mean equator and equinox of a date, with the E-terms of aberration as catalogues print it.</summary>
    Fk4,

    /// <summary>FK4 without the E-terms of aberration.</summary>
    Fk4NoETerms,

    /// <summary>Galactic longitude and latitude (IAU 1958).</summary>
    Galactic,

    /// <summary>Supergalactic longitude and latitude (de Vaucouleurs).</summary>
    Supergalactic,

    /// <summary>Mean ecliptic and equinox of a date (IAU 2006), as seen from the barycentre.</summary>
    Ecliptic,
}
