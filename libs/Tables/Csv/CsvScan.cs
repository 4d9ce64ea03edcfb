namespace Hven.Tables.Csv;

/// <summary>
/// What a whole text table was found to hold: dialect, columns with the narrowest types that fit all rows, widths of texts, count of rows. Scans of
/// several files of one table merge into what fits all of them.
/// </summary>
public sealed class CsvScan
{
    private readonly CsvHead _head;
    private readonly CsvOptions _options;
    private readonly CsvColumnTypes[] _types;

    private CsvScan(CsvHead head, CsvOptions options, CsvColumnTypes[] types, long rowCount, long malformedRowCount)
    {
        _head = head;
        _options = options;
        _types = types;
        RowCount = rowCount;
        MalformedRowCount = malformedRowCount;
        Schema = new TableSchema([.. head.Names.Select(ColumnOf)]);
    }

    /// <summary>The columns, with <see cref="Column.TextWidth"/> set for texts. A column without any value is text.</summary>
    public TableSchema Schema { get; }

    /// <summary>The dialect given or found.</summary>
    public CsvDialect Dialect => _head.Dialect;

    /// <summary>Data rows, malformed ones not counted.</summary>
    public long RowCount { get; }

    /// <summary>Rows with another number of cells than the table, or with broken quotes; they had no say in the types.</summary>
    public long MalformedRowCount { get; }

    /// <summary>Reads the whole of a stream.</summary>
    /// <param name="stream">The file, at its beginning; left at its end.</param>
    /// <param name="options">Dialect, and types that are given beforehand.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    /// <exception cref="TableFormatException">The file is not a text table.</exception>
    public static async ValueTask<CsvScan> ScanAsync(Stream stream, CsvOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new CsvOptions();
        var input = new CsvInput(stream, options.MaxRecordBytes);
        CsvHead head = await CsvHead.ReadAsync(input, options, cancellationToken).ConfigureAwait(false);
        var types = new CsvColumnTypes[head.Names.Count];
        long rows = 0;
        long malformed = 0;
        await using var blocks = new CsvBlocks(input, head.Dialect, types.Length) { Lines = head.DataLine };
        while (await blocks.NextAsync(cancellationToken).ConfigureAwait(false) is { } block)
        {
            rows += block.Records.Count;
            malformed += block.MalformedCount;
            CsvColumnWork.ForEach(types.Length, block.Records.Count, column => types[column].Add(block, column));
        }

        return new CsvScan(head, options, types, rows, malformed);
    }

    /// <summary>What fits this scan and another of the same columns.</summary>
    /// <param name="other">The scan of another file of the table.</param>
    /// <exception cref="TableFormatException">The files have other columns or dialects.</exception>
    public CsvScan Merge(CsvScan other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!_head.Names.SequenceEqual(other._head.Names))
        {
            throw new TableFormatException(
                "CSV-COLUMNS",
                $"The files have different columns: {string.Join(", ", _head.Names.Take(50))} and {string.Join(", ", other._head.Names.Take(50))}.");
        }

        var types = (CsvColumnTypes[])_types.Clone();
        for (int column = 0; column < types.Length; column++)
        {
            types[column].Add(other._types[column]);
        }

        return new CsvScan(_head, _options, types, RowCount + other.RowCount, MalformedRowCount + other.MalformedRowCount);
    }

    private Column ColumnOf(string name, int index)
    {
        if (_head.Declared is { } declared)
        {
            return declared.Columns[index];
        }

        ElementType type = _options.ColumnTypes?.TryGetValue(name, out ElementType given) == true ? given : _types[index].Type;
        return new Column(name, type) { TextWidth = type == ElementType.String ? _types[index].MaxWidth : null };
    }
}
