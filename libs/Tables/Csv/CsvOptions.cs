namespace Hven.Tables.Csv;

/// <summary>How a text table is to be read.</summary>
public sealed record CsvOptions
{
    /// <summary>The dialect, or <see langword="null"/> to find it from the head of the file.</summary>
    public CsvDialect? Dialect { get; init; }

    /// <summary>
    /// The columns to read, which spares the inference pass. In a file with a header they are found by name, others are left out; in one without,
    /// they are the file's columns in order.
    /// </summary>
    public IReadOnlyList<Column>? Columns { get; init; }

    /// <summary>Types that inference shall not decide, by column name. Not used when <see cref="Columns"/> is given.</summary>
    public IReadOnlyDictionary<string, ElementType>? ColumnTypes { get; init; }

    /// <summary>Takes each row that could not be read, after which reading goes on. Without it the first such row ends the read with a <see cref="TableFormatException"/>.</summary>
    public Action<RowReject>? OnReject { get; init; }

    /// <summary>
    /// Byte offset of the record to begin with, as an earlier <see cref="CsvReader.ReadPosition"/> told, or 0 to begin with the first data row. Needs a
    /// stream that can seek.
    /// </summary>
    public long StartOffset { get; init; }

    /// <summary>Data rows before <see cref="StartOffset"/>: the earlier <see cref="CsvReader.RowsRead"/>.</summary>
    public long StartRow { get; init; }

    /// <summary>Lines before <see cref="StartOffset"/>: the earlier <see cref="CsvReader.LinesRead"/>.</summary>
    public long StartLine { get; init; }

    /// <summary>The longest cell in bytes; a row with a longer one is rejected.</summary>
    public int MaxCellBytes { get; init; } = 1 << 20;

    /// <summary>The longest record in bytes, which bounds the memory used; a longer one ends the read.</summary>
    public int MaxRecordBytes { get; init; } = 16 << 20;
}
