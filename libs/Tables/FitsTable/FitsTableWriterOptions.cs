namespace Hven.Tables.FitsTable;

/// <summary>The descriptors of arrays of varying length (FITS 4.0, section 7.3.5).</summary>
public enum ArrayDescriptors
{
    /// <summary>P, and Q when four million rows or more are announced.</summary>
    Automatic,

    /// <summary>P: 32-bit numbers, for a heap of up to 2 GiB.</summary>
    Narrow,

    /// <summary>Q: 64-bit numbers.</summary>
    Wide,
}

/// <summary>How logical columns are written.</summary>
public enum LogicalForm
{
    /// <summary>L, a byte each, which can hold nulls.</summary>
    Logical,

    /// <summary>X, a bit each; a null is refused.</summary>
    Bits,
}

/// <summary>How a table is written to a FITS file.</summary>
public sealed record FitsTableWriterOptions
{
    /// <summary>Rows in all; lets a stream that cannot seek be written without holding the rows back.</summary>
    public long? RowCount { get; init; }

    /// <summary>
    /// Whether only the extension is written, behind HDUs that are in the stream already. Otherwise an empty primary HDU comes first. So several tables go
    /// to one file: the first as usual, the others with this set, each by a writer of its own, one after another.
    /// </summary>
    public bool IsExtension { get; init; }

    /// <summary>EXTVER, which tells tables of one name apart; <see langword="null"/> for none.</summary>
    public int? Version { get; init; }

    /// <summary>Whether DATASUM and CHECKSUM are written.</summary>
    public bool HasChecksum { get; init; }

    /// <summary>The descriptors of arrays of varying length. Binary tables only.</summary>
    public ArrayDescriptors Descriptors { get; init; }

    /// <summary>How logical columns are written. Binary tables only.</summary>
    public LogicalForm Logicals { get; init; }
}
