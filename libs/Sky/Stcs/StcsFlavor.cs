namespace Hven.Sky;

/// <summary>The kind of coordinates of a region of STC-S. CARTESIAN2 and CARTESIAN3 are no positions on the sky, and are refused.</summary>
public enum StcsFlavor
{
    /// <summary>None is written; it is SPHERICAL2.</summary>
    NotGiven,

    /// <summary>Longitude and latitude in degrees.</summary>
    Spherical2,
}
