namespace Hven.Tables.Arrow;

/// <summary>What of an Arrow stream or file is to be read.</summary>
public sealed record ArrowReaderOptions
{
    /// <summary>Names of the columns to read, in that order; <see langword="null"/> for all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>
    /// Is told of each column that a table cannot hold (structures, maps, unions, binary data) with the reason, and the column is left out. Without it,
    /// such a column ends the read, unless <see cref="Columns"/> leaves it out.
    /// </summary>
    public Action<string, string>? OnSkippedColumn { get; init; }

    /// <summary>The most bytes that one buffer of a record batch may have, uncompressed; more is refused. A record batch is held whole.</summary>
    public long MaxBufferBytes { get; init; } = 1L << 30;
}
