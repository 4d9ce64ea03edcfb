namespace Hven.Tables.Votable;

/// <summary>A RESOURCE: tables that belong together, and what is said of them (VOTable 1.5, section 3.6).</summary>
public sealed record VotableResource : VotableContainer
{
    /// <summary>Its name, or <see langword="null"/>.</summary>
    public string? Name { get; init; }

    /// <summary><c>results</c> for data, <c>meta</c> for a description of how to get some; <see langword="null"/> counts as <c>results</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Its role in a data model, for instance <c>adhoc:service</c>.</summary>
    public string? Utype { get; init; }

    /// <summary>Whether it describes a service (DataLink 1.1, section 4).</summary>
    public bool IsServiceDescriptor => Type == "meta" && Utype is not null && Utype.Equals("adhoc:service", StringComparison.OrdinalIgnoreCase);

    /// <summary>The TABLE elements right in it.</summary>
    public IEnumerable<VotableTable> Tables => Members.OfType<VotableTable>();

    /// <summary>The RESOURCE elements right in it.</summary>
    public IEnumerable<VotableResource> Resources => Members.OfType<VotableResource>();
}

/// <summary>A TABLE: its columns, and what is said of it (VOTable 1.5, section 3.8).</summary>
public sealed record VotableTable : VotableContainer
{
    /// <summary>Its name, or <see langword="null"/>.</summary>
    public string? Name { get; init; }

    /// <summary>What it holds, as a UCD.</summary>
    public string? Ucd { get; init; }

    /// <summary>Its role in a data model.</summary>
    public string? Utype { get; init; }

    /// <summary>ID of another TABLE whose columns it has, or <see langword="null"/>.</summary>
    public string? Ref { get; init; }

    /// <summary>Rows that it says to have; not binding.</summary>
    public long? RowCount { get; init; }

    /// <summary>The columns.</summary>
    public IEnumerable<VotableField> Fields => Members.OfType<VotableField>();

    /// <summary>How its rows are written, or <see langword="null"/> for a table without DATA.</summary>
    public VotableData? Data => Members.OfType<VotableData>().FirstOrDefault();
}

/// <summary>DATA: where the rows stand (VOTable 1.5, section 5). The rows themselves are read with <see cref="VotableReader"/>.</summary>
/// <param name="Serialization">How they are written.</param>
public sealed record VotableData(VotableSerialization Serialization) : VotableContainer
{
    /// <summary>Number of the HDU that holds the table, the primary one being 0 (FITS/@extnum).</summary>
    public int? FitsExtension { get; init; }

    /// <summary>The attributes of STREAM, <c>href</c>, <c>encoding</c> and the like, in order; empty for TABLEDATA (VOTable 1.5, sections 5.6 and 5.7).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Stream { get; init; } = [];

    /// <summary>Address of rows that stand in another place, or <see langword="null"/>. It is never followed.</summary>
    public string? Address => Stream.FirstOrDefault(attribute => attribute.Key == "href").Value;
}
