namespace Hven.Tables.Votable;

/// <summary>What FIELD and PARAM have in common (VOTable 1.5, section 4.1).</summary>
public abstract record VotableVariable : VotableContainer
{
    private protected VotableVariable()
    {
    }

    /// <summary>Its name; <see langword="null"/> in documents that break the rule that each has one.</summary>
    public string? Name { get; init; }

    /// <summary>Type of an element, for instance <c>double</c> (VOTable 1.5, sections 2.1 and 6).</summary>
    public string? Datatype { get; init; }

    /// <summary>Shape of a value, for instance <c>3</c>, <c>*</c> or <c>2x10*</c> (VOTable 1.5, section 2.2), or <see langword="null"/> for a scalar.</summary>
    public string? Arraysize { get; init; }

    /// <summary>Unit, in the document's own spelling (VOTable 1.5, section 4.4).</summary>
    public string? Unit { get; init; }

    /// <summary>Meaning, as a UCD (VOTable 1.5, section 4.5).</summary>
    public string? Ucd { get; init; }

    /// <summary>Role in a data model (VOTable 1.5, section 4.6).</summary>
    public string? Utype { get; init; }

    /// <summary>Extended type, for instance <c>timestamp</c> (DALI 1.1, section 3.3; VOTable 1.5, section 4.3).</summary>
    public string? Xtype { get; init; }

    /// <summary>ID of what it refers to, for instance a COOSYS (VOTable 1.5, section 3.2).</summary>
    public string? Ref { get; init; }

    /// <summary>Significant digits for display, for instance <c>E5</c> or <c>3</c> (VOTable 1.5, section 4.2).</summary>
    public string? Precision { get; init; }

    /// <summary>Characters for display (VOTable 1.5, section 4.2).</summary>
    public string? Width { get; init; }

    /// <summary><c>hidden</c>, <c>no_query</c>, <c>trigger</c> or <c>location</c> (VOTable 1.5, section 7.2).</summary>
    public string? Type { get; init; }

    /// <summary>The VALUES elements: at most one in documents that follow the schema.</summary>
    public IEnumerable<VotableValues> Values => Members.OfType<VotableValues>();
}

/// <summary>A FIELD: a column of a table (VOTable 1.5, section 4).</summary>
public sealed record VotableField : VotableVariable;

/// <summary>A PARAM: a column of one value (VOTable 1.5, section 4).</summary>
public sealed record VotableParam : VotableVariable
{
    /// <summary>The value as a cell of TABLEDATA would have it.</summary>
    public string Value { get; init; } = "";
}

/// <summary>VALUES: what the values of a FIELD or PARAM can be (VOTable 1.5, section 4.7).</summary>
public sealed record VotableValues : VotableContainer
{
    /// <summary><c>legal</c> or <c>actual</c>; <see langword="null"/> counts as <c>legal</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The value that stands for "no value", for integers.</summary>
    public string? Null { get; init; }

    /// <summary>ID of another VALUES that this one repeats.</summary>
    public string? Ref { get; init; }

    /// <summary>The least value, or <see langword="null"/>.</summary>
    public VotableLimit? Minimum => Members.OfType<VotableLimit>().FirstOrDefault(limit => !limit.IsMaximum);

    /// <summary>The greatest value, or <see langword="null"/>.</summary>
    public VotableLimit? Maximum => Members.OfType<VotableLimit>().FirstOrDefault(limit => limit.IsMaximum);

    /// <summary>The values that can be chosen from.</summary>
    public IEnumerable<VotableOption> Options => Members.OfType<VotableOption>();
}

/// <summary>MIN or MAX (VOTable 1.5, section 4.7).</summary>
/// <param name="Value">The limit, as a cell of TABLEDATA would have it.</param>
/// <param name="IsMaximum">Whether it is a MAX.</param>
public sealed record VotableLimit(string Value, bool IsMaximum) : VotableElement
{
    /// <summary><c>yes</c> or <c>no</c>: whether the limit itself is allowed; <see langword="null"/> counts as <c>yes</c>.</summary>
    public string? Inclusive { get; init; }
}

/// <summary>OPTION: one value that can be chosen; it may hold further ones (VOTable 1.5, section 4.7).</summary>
/// <param name="Value">The value.</param>
public sealed record VotableOption(string Value) : VotableContainer
{
    /// <summary>Its name for a person, or <see langword="null"/>.</summary>
    public string? Name { get; init; }

    /// <summary>Options below this one.</summary>
    public IEnumerable<VotableOption> Options => Members.OfType<VotableOption>();
}
