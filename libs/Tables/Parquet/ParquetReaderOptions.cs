namespace Hven.Tables.Parquet;

/// <summary>What of a Parquet file is to be read.</summary>
public sealed record ParquetReaderOptions
{
    /// <summary>Names of the columns to read, in that order; <see langword="null"/> for all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Rows to pass over before the first one read; row groups passed over whole are not touched.</summary>
    public long StartRow { get; init; }

    /// <summary>
    /// Is told of each column that a table cannot hold (structures, maps, lists of lists) with the reason, and the column is left out. Without it, such
    /// a column ends the read, unless <see cref="Columns"/> leaves it out.
    /// </summary>
    public Action<string, string>? OnSkippedColumn { get; init; }
}
