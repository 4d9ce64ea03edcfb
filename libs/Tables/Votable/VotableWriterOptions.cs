namespace Hven.Tables.Votable;

/// <summary>How the rows of a VOTable are written (VOTable 1.5, section 5).</summary>
public enum VotableSerialization
{
    /// <summary>As XML elements: readable, large.</summary>
    Tabledata,

    /// <summary>As base64 of binary rows, nulls by marked values. For programs that do not know BINARY2.</summary>
    Binary,

    /// <summary>As base64 of binary rows with a mask of nulls: the one to choose.</summary>
    Binary2,

    /// <summary>As base64 of a FITS file. Only read: the writer writes such a table as BINARY2.</summary>
    Fits,
}

/// <summary>How a VOTable is written.</summary>
public sealed record VotableWriterOptions
{
    /// <summary>How the rows are written; TABLEDATA unless told otherwise.</summary>
    public VotableSerialization Serialization { get; init; } = VotableSerialization.Tabledata;

    /// <summary>The version of the standard to write: <c>1.3</c>, <c>1.4</c> or <c>1.5</c>. 1.4 unless told otherwise: programs in use know it.</summary>
    public string Version { get; init; } = "1.4";

    /// <summary>INFO elements before the table, in order. QUERY_STATUS = OK is added in front when no QUERY_STATUS is among them (DALI 1.1, section 4.4.1).</summary>
    public IReadOnlyList<VotableInfo> Info { get; init; } = [];

    /// <summary>COOSYS/@system that columns with a <c>pos.eq</c> UCD refer to, or <see langword="null"/> for none; <c>ICRS</c> unless told otherwise.</summary>
    public string? CoordinateSystem { get; init; } = "ICRS";

    /// <summary>Epoch of the positions, for instance <c>J2016.0</c>, or <see langword="null"/>.</summary>
    public string? Epoch { get; init; }
}
