namespace Hven.Platform.Simulation;

/// <summary>What an object of the simulated sky is.</summary>
public enum ObjectKind
{
    /// <summary>A star of the Milky Way or of the globular cluster.</summary>
    Star = 0,

    /// <summary>A galaxy without star formation: red, concentrated.</summary>
    Elliptical = 1,

    /// <summary>A galaxy with a disc.</summary>
    Spiral = 2,

    /// <summary>A small blue galaxy.</summary>
    Irregular = 3,
}

/// <summary>One object of the simulated sky as it truly is, before it is observed.</summary>
internal struct SimulatedObject
{
    public ObjectKind Kind;

    /// <summary>Degrees.</summary>
    public double Ra;

    /// <summary>Degrees.</summary>
    public double Dec;

    /// <summary>True AB magnitude in g, r, i, z, Y.</summary>
    public Magnitudes Magnitude;

    /// <summary>0 for stars.</summary>
    public double Redshift;

    /// <summary>Half-light radius in arcseconds; 0 for stars.</summary>
    public double Radius;

    /// <summary>Minor over major axis; 1 for stars.</summary>
    public double AxisRatio;

    /// <summary>East of north, degrees, -90 to 90.</summary>
    public double PositionAngle;
}

/// <summary>A magnitude in each of the five bands g, r, i, z, Y.</summary>
[System.Runtime.CompilerServices.InlineArray(SimulatedSky.BandCount)]
internal struct Magnitudes
{
    private double _g;
}
