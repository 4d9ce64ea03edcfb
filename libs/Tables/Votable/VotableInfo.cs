namespace Hven.Tables.Votable;

/// <summary>An INFO element (VOTable 1.5, section 4.8).</summary>
/// <param name="Name">Its name, for instance <c>QUERY_STATUS</c>.</param>
/// <param name="Value">Its value, for instance <c>OK</c>.</param>
public sealed record VotableInfo(string Name, string Value) : VotableContainer
{
    /// <summary>Its content for a person, or <see langword="null"/>.</summary>
    public string? Text { get; init; }

    /// <summary>Unit of the value.</summary>
    public string? Unit { get; init; }

    /// <summary>Meaning of the value, as a UCD.</summary>
    public string? Ucd { get; init; }

    /// <summary>Role in a data model.</summary>
    public string? Utype { get; init; }

    /// <summary>Extended type of the value.</summary>
    public string? Xtype { get; init; }

    /// <summary>ID of what it refers to.</summary>
    public string? Ref { get; init; }
}
