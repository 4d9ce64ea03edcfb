namespace Hven.Tables.Votable;

/// <summary>An INFO element (VOTable 1.5, section 4.8).</summary>
/// <param name="Name">Its name, for instance <c>QUERY_STATUS</c>.</param>
/// <param name="Value">Its value, for instance <c>OK</c>.</param>
public sealed record VotableInfo(string Name, string Value)
{
    /// <summary>Its ID, unique in the document, or <see langword="null"/>.</summary>
    public string? Id { get; init; }

    /// <summary>Its content for a person, or <see langword="null"/>.</summary>
    public string? Text { get; init; }
}
