namespace Hven.Sky;

/// <summary>
/// A frame in which positions on the sky are given, seen from the barycentre of the solar system. All lead to the ICRS and from there to
/// all others, so that every way between two frames gives the same. Annual aberration, deflection of light and parallax, by which a
/// geocentric place differs (20 arcseconds), are not part of a change of frame. Frames are equal when they are of one kind, equinox and epoch.
/// </summary>
public sealed class Frame : IEquatable<Frame>
{
    private Frame(FrameKind kind, Instant? equinox, Instant? epoch, in RotationMatrix fromIcrs, EllipticAberration? eTerms = null)
    {
        Kind = kind;
        Equinox = equinox;
        Epoch = epoch;
        FromIcrs = fromIcrs;
        ETerms = eTerms;
    }

    /// <summary>The ICRS.</summary>
    public static Frame Icrs { get; } = new(FrameKind.Icrs, null, null, RotationMatrix.Identity);

    /// <summary>FK5 of the equinox J2000.0; within 23 mas of the ICRS.</summary>
    public static Frame Fk5J2000 { get; } = Fk5(Instant.J2000);

    /// <summary>FK4 of the equinox B1950.0 with E-terms, for positions observed at B1950.0.</summary>
    public static Frame Fk4B1950 { get; } = Fk4(Instant.B1950);

    /// <summary>Galactic coordinates (IAU 1958).</summary>
    public static Frame Galactic { get; } = new(FrameKind.Galactic, null, null, CatalogueFrames.Galactic);

    /// <summary>Supergalactic coordinates.</summary>
    public static Frame Supergalactic { get; } = new(FrameKind.Supergalactic, null, null, CatalogueFrames.Supergalactic);

    /// <summary>The mean ecliptic and equinox of J2000.0.</summary>
    public static Frame EclipticJ2000 { get; } = Ecliptic(Instant.J2000);

    /// <summary>The family that it is of.</summary>
    public FrameKind Kind { get; }

    /// <summary>The date of its equator or ecliptic and equinox, or null where it has none.</summary>
    public Instant? Equinox { get; }

    /// <summary>When its positions were observed, or null where that does not matter; see <see cref="Fk4"/>.</summary>
    public Instant? Epoch { get; }

    /// <summary>
    /// Whether the frame keeps its direction in space and straight lines straight, so that proper motions can be transformed by rotation. FK4
    /// turns against the others by 0.5 arcseconds a century.
    /// </summary>
    public bool IsInertial => Kind is not (FrameKind.Fk4 or FrameKind.Fk4NoETerms);

    internal RotationMatrix FromIcrs { get; }

    internal EllipticAberration? ETerms { get; }

    /// <summary>FK5 of any equinox: its orientation at J2000.0, then precession by IAU 2006, as astropy has it.</summary>
    /// <param name="equinox">The equinox; the polynomials are good for some centuries around 2000.</param>
    public static Frame Fk5(Instant equinox) =>
        new(FrameKind.Fk5, equinox, null, Precession.FromJ2000(equinox.CenturiesSinceJ2000) * CatalogueFrames.Fk5J2000);

    /// <summary>FK4 of any equinox, with the E-terms of aberration: what catalogues for B1950 and earlier give.</summary>
    /// <param name="equinox">The equinox, <see cref="Instant.B1950"/> as a rule.</param>
    /// <param name="epoch">
    /// When the positions were observed; without it, at the equinox. An object at rest has other coordinates in FK4 each year.
    /// </param>
    public static Frame Fk4(Instant equinox, Instant? epoch = null) =>
        new(FrameKind.Fk4, equinox, epoch ?? equinox, FromIcrsToFk4(equinox, epoch ?? equinox), EllipticAberration.At(equinox));

    /// <summary>FK4 of any equinox, with the E-terms of aberration removed.</summary>
    /// <param name="equinox">The equinox, <see cref="Instant.B1950"/> as a rule.</param>
    /// <param name="epoch">When the positions were observed; without it, at the equinox.</param>
    public static Frame Fk4NoETerms(Instant equinox, Instant? epoch = null) =>
        new(FrameKind.Fk4NoETerms, equinox, epoch ?? equinox, FromIcrsToFk4(equinox, epoch ?? equinox));

    /// <summary>The mean ecliptic and equinox of a date (IAU 2006, frame bias included; SOFA's ecm06).</summary>
    /// <param name="equinox">The date.</param>
    public static Frame Ecliptic(Instant equinox) =>
        new(FrameKind.Ecliptic, equinox, null, CatalogueFrames.Ecliptic(equinox.CenturiesSinceJ2000));

    /// <inheritdoc/>
    public bool Equals(Frame? other) => other is not null && Kind == other.Kind && Equinox == other.Equinox && Epoch == other.Epoch;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Frame);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Equinox, Epoch);

    /// <summary>The family with equinox and epoch, for example <c>Fk5(J2000.0)</c>.</summary>
    public override string ToString() => Epoch is { } epoch ? $"{Kind}({Equinox}, {epoch})" : Equinox is { } equinox ? $"{Kind}({equinox})" : $"{Kind}";

    private static RotationMatrix FromIcrsToFk4(Instant equinox, Instant epoch) =>
        Precession.FromB1950(equinox.BesselianYear) * CatalogueFrames.Fk4ToFk5(epoch).Transposed * CatalogueFrames.Fk5J2000;
}
