namespace Hven.Tables.Votable;

/// <summary>COOSYS: the frame of positions (VOTable 1.5, section 3.4).</summary>
public sealed record VotableCoordinateSystem : VotableContainer
{
    /// <summary>The frame, for instance <c>ICRS</c>; documents before 1.5 leave it out for <c>eq_FK5</c>.</summary>
    public string? System { get; init; }

    /// <summary>Equinox of frames that move, for instance <c>J2000</c>.</summary>
    public string? Equinox { get; init; }

    /// <summary>Epoch of the positions, for instance <c>J2016.0</c>.</summary>
    public string? Epoch { get; init; }

    /// <summary>Reference position, for instance <c>BARYCENTER</c>; since 1.5.</summary>
    public string? ReferencePosition { get; init; }

    /// <summary>Its content, which has no meaning since 1.2, or <see langword="null"/>.</summary>
    public string? Text { get; init; }
}

/// <summary>TIMESYS: the frame of times, since 1.4 (VOTable 1.5, section 3.5).</summary>
public sealed record VotableTimeSystem : VotableContainer
{
    /// <summary>Time scale, for instance <c>TCB</c>.</summary>
    public string? TimeScale { get; init; }

    /// <summary>Julian date that times count from, or <c>MJD-origin</c> or <c>JD-origin</c>; <see langword="null"/> for times that name a year.</summary>
    public string? TimeOrigin { get; init; }

    /// <summary>Reference position, for instance <c>BARYCENTER</c>.</summary>
    public string? ReferencePosition { get; init; }

    /// <summary>Its content, which has no meaning, or <see langword="null"/>.</summary>
    public string? Text { get; init; }
}
