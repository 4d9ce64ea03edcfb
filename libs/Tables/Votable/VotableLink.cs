namespace Hven.Tables.Votable;

/// <summary>LINK: a pointer to a document or a way to one (VOTable 1.5, section 3.7). Addresses are never followed.</summary>
public sealed record VotableLink : VotableContainer
{
    /// <summary><c>query</c>, <c>hints</c>, <c>doc</c>, <c>location</c> or <c>type</c>.</summary>
    public string? ContentRole { get; init; }

    /// <summary>Media type of what is pointed to.</summary>
    public string? ContentType { get; init; }

    /// <summary>Its name for a person.</summary>
    public string? Title { get; init; }

    /// <summary>A value, for instance the term of a vocabulary.</summary>
    public string? Value { get; init; }

    /// <summary>The address.</summary>
    public string? Href { get; init; }

    /// <summary>Deprecated since 1.1.</summary>
    public string? Gref { get; init; }

    /// <summary>Address of a service that takes the cell.</summary>
    public string? Action { get; init; }

    /// <summary>Its content, or <see langword="null"/>.</summary>
    public string? Text { get; init; }
}
