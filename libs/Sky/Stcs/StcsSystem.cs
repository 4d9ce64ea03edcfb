namespace Hven.Sky;

/// <summary>What an STC-S region says of its coordinates. The default value says nothing.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="Equinox">The equinox behind FK4, FK5 or ECLIPTIC, or null where none is written.</param>
/// <param name="ReferencePosition">Where it is seen from.</param>
/// <param name="Flavor">The kind of coordinates.</param>
public readonly record struct StcsSystem(
    StcsFrame Frame,
    Instant? Equinox = null,
    StcsReferencePosition ReferencePosition = StcsReferencePosition.NotGiven,
    StcsFlavor Flavor = StcsFlavor.NotGiven)
{
    /// <summary>The frame to transform from.</summary>
    /// <exception cref="InvalidOperationException">The value is none of <see cref="StcsFrame"/>.</exception>
    public Frame ToFrame() => Frame switch
    {
        StcsFrame.NotGiven or StcsFrame.Icrs or StcsFrame.UnknownFrame => Sky.Frame.Icrs,
        StcsFrame.Fk5 => Sky.Frame.Fk5(Equinox ?? Instant.J2000),
        StcsFrame.Fk4 => Sky.Frame.Fk4(Equinox ?? Instant.B1950),
        StcsFrame.Galactic => Sky.Frame.Galactic,
        StcsFrame.Ecliptic => Sky.Frame.Ecliptic(Equinox ?? Instant.J2000),
        _ => throw new InvalidOperationException($"There is no frame {Frame}."),
    };
}
