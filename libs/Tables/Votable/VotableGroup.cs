namespace Hven.Tables.Votable;

/// <summary>A GROUP: columns and parameters that belong together; groups nest (VOTable 1.5, section 4.9).</summary>
public sealed record VotableGroup : VotableContainer
{
    /// <summary>Its name, or <see langword="null"/>.</summary>
    public string? Name { get; init; }

    /// <summary>What it means, as a UCD.</summary>
    public string? Ucd { get; init; }

    /// <summary>Its role in a data model.</summary>
    public string? Utype { get; init; }

    /// <summary>ID of what it refers to.</summary>
    public string? Ref { get; init; }

    /// <summary>The columns and parameters that it names without holding them.</summary>
    public IEnumerable<VotableReference> References => Members.OfType<VotableReference>();
}

/// <summary>A FIELDref or PARAMref (VOTable 1.5, section 4.9).</summary>
/// <param name="Ref">ID of the FIELD or PARAM.</param>
/// <param name="IsParam">Whether it is a PARAMref.</param>
public sealed record VotableReference(string Ref, bool IsParam) : VotableElement
{
    /// <summary>What it means in this group, as a UCD.</summary>
    public string? Ucd { get; init; }

    /// <summary>Its role in this group.</summary>
    public string? Utype { get; init; }
}
