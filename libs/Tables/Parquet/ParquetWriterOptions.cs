namespace Hven.Tables.Parquet;

/// <summary>How pages are compressed.</summary>
public enum ParquetCompression
{
    /// <summary>Zstandard: the smallest at good speed.</summary>
    Zstd,

    /// <summary>Snappy: faster to write, larger.</summary>
    Snappy,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>How a Parquet file is to be written.</summary>
public sealed record ParquetWriterOptions
{
    /// <summary>Compression of all columns.</summary>
    public ParquetCompression Compression { get; init; } = ParquetCompression.Zstd;

    /// <summary>Level of Zstandard, 1 to 22; <see langword="null"/> for the library's default, 1. Not used by the others.</summary>
    public int? CompressionLevel { get; init; }

    /// <summary>Rows in a row group, the unit in which readers pass over data; at least 1.</summary>
    public int RowGroupRows { get; init; } = 131_072;

    /// <summary>Key-value metadata of the file, beside what VOParquet adds.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether units, UCDs and descriptions are kept in the file by VOParquet 1.0.</summary>
    public bool WriteVoParquet { get; init; } = true;

    /// <summary>Columns to be dictionary-encoded, by name; <see langword="null"/> to encode texts, booleans and integers up to 32 bits so.</summary>
    public IReadOnlySet<string>? DictionaryColumns { get; init; }

    /// <summary>Whether least and greatest values are kept for each column chunk, by which readers pass over row groups; a chunk with NaN has none.</summary>
    public bool WriteStatistics { get; init; } = true;

    /// <summary>Name of the column by whose rising values the rows are sorted, to be declared in the file. The writer does not sort.</summary>
    public string? SortedBy { get; init; }

    /// <summary>Names of columns that have no nulls, written as REQUIRED; a null in one is an error.</summary>
    public IReadOnlySet<string>? RequiredColumns { get; init; }
}
