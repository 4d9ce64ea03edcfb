namespace Hven.Tables.Votable;

/// <summary>What to read out of a VOTable document, and how strictly.</summary>
public sealed record VotableOptions
{
    /// <summary>
    /// Number of the TABLE in document order, from 0; <see langword="null"/> for the first one that has DATA, or the first at all if none has. Not to
    /// be given together with <see cref="TableName"/>.
    /// </summary>
    public int? Table { get; init; }

    /// <summary>ID or name of the TABLE; the first one that has either is read.</summary>
    public string? TableName { get; init; }

    /// <summary>Told of each row of TABLEDATA that has a malformed cell or the wrong number of cells; the row is left out. Without it such a row is an error.</summary>
    public Action<RowReject>? OnReject { get; init; }

    /// <summary>Whether a broken rule that does not stand in the way of reading is an error. Lenient unless told otherwise.</summary>
    public VotableStrictness Strictness { get; init; } = VotableStrictness.Lenient;

    /// <summary>Told of each rule that was broken and forgiven, the first thousand of a document; of slips in cells, the first of its kind in each column.</summary>
    public Action<VotableWarning>? OnWarning { get; init; }

    /// <summary>Bytes that one cell, text or tag may have; 64 MiB unless told otherwise.</summary>
    public int MaxCellBytes { get; init; } = 64 << 20;

    /// <summary>Bytes that all metadata together may have, each element counted as a hundred more than its text; 256 MiB unless told otherwise.</summary>
    public long MaxMetadataBytes { get; init; } = 256 << 20;

    /// <summary>Columns that a table may have; 10000 unless told otherwise.</summary>
    public int MaxColumns { get; init; } = 10_000;

    /// <summary>Bytes of cells after which a batch is handed over though it has fewer rows than usual. 16 MiB unless told otherwise.</summary>
    public int MaxBatchBytes { get; init; } = 16 << 20;
}
