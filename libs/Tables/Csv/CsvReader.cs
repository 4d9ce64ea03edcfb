namespace Hven.Tables.Csv;

/// <summary>
/// Reads text tables: CSV (RFC 4180), TSV, blank-separated tables and ECSV. A read can be taken up again later at <see cref="ReadPosition"/>. Does not
/// dispose the stream. Not safe for concurrent use.
/// </summary>
public sealed class CsvReader : ITableReader
{
    private readonly CsvBlocks _blocks;
    private readonly CsvDialect _dialect;
    private readonly CsvOptions _options;
    private readonly IReadOnlyList<string> _names;
    private readonly int[] _cellOfColumn;
    private readonly CsvCells[] _cells;
    private readonly List<RowReject> _rejects = [];
    private readonly SortedSet<int> _rejectedRows = [];
    private readonly long? _length;
    private RecordBatch? _spare;

    private CsvReader(CsvInput input, CsvHead head, CsvOptions options, IReadOnlyList<Column> columns, int[] cellOfColumn, long? length)
    {
        _dialect = head.Dialect;
        _names = head.Names;
        _options = options;
        _cellOfColumn = cellOfColumn;
        _length = length;
        bool emptyIsNull = head.Declared is not null && head.Dialect.IsBlankSeparated;
        _cells = [.. columns.Select(column => CsvCells.For(column, emptyIsNull))];
        Schema = new TableSchema(columns) { Name = head.Declared?.Name, Description = head.Declared?.Description };
        LinesRead = options.StartOffset > 0 ? options.StartLine : head.DataLine;
        RowsRead = options.StartOffset > 0 ? options.StartRow : 0;
        ReadPosition = input.Position;
        int cells = _names.Count == 0 ? _cells.Length : _names.Count;
        _blocks = new CsvBlocks(input, head.Dialect, cells)
        {
            Lines = LinesRead,
            Rows = RowsRead,
            BatchRecords = RecordBatch.DefaultRowCount,
            Describe = (records, record, buffer) => Reject(records, record, buffer, null, ShapeFault(records, record, cells)),
        };
    }

    /// <inheritdoc/>
    public TableSchema Schema { get; }

    /// <summary>Unknown: a text table does not tell.</summary>
    public long? RowCount => null;

    /// <inheritdoc/>
    public (long Read, long? Total) BytePosition => (ReadPosition, _length);

    /// <summary>Byte offset, from the stream's position when it was opened, of the record after the last one read: where a later read may start.</summary>
    public long ReadPosition { get; private set; }

    /// <summary>Data rows before <see cref="ReadPosition"/>, rejected ones counted too.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Lines before <see cref="ReadPosition"/>.</summary>
    public long LinesRead { get; private set; }

    /// <summary>The dialect given or found.</summary>
    public CsvDialect Dialect => _dialect;

    /// <summary>Opens a text table. Without <see cref="CsvOptions.Columns"/> the whole of the stream is read once to learn the types; one that cannot seek is kept in a temporary file for that.</summary>
    /// <param name="stream">The file, at its beginning.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">The file is not a text table, or lacks columns asked for.</exception>
    /// <exception cref="ArgumentException">A start offset is given for a stream that cannot seek.</exception>
    public static async ValueTask<CsvReader> OpenAsync(Stream stream, CsvOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new CsvOptions();
        if (options.StartOffset > 0 && !stream.CanSeek)
        {
            throw new ArgumentException("A start offset needs a stream that can seek.", nameof(stream));
        }

        Stream source = stream;
        if (options.Columns is null && !stream.CanSeek)
        {
            source = await TemporaryCopy.OfAsync(stream, cancellationToken).ConfigureAwait(false);
        }

        long origin = source.CanSeek ? source.Position : 0;
        CsvScan? scan = null;
        if (options.Columns is null)
        {
            scan = await CsvScan.ScanAsync(source, options, cancellationToken).ConfigureAwait(false);
            source.Position = origin;
        }

        var input = new CsvInput(source, options.MaxRecordBytes, source != stream);
        CsvHead head = await CsvHead.ReadAsync(input, options with { Dialect = options.Dialect ?? scan?.Dialect }, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Column> columns = options.Columns ?? scan!.Schema.Columns;
        int[] cellOfColumn = options.Columns is null ? [.. Enumerable.Range(0, columns.Count)] : FindCells(head, columns);
        if (options.StartOffset > 0)
        {
            input.Seek(options.StartOffset, origin);
        }

        return new CsvReader(input, head, options, columns, cellOfColumn, source.CanSeek ? source.Length - origin : null);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        while (await FillAsync(batch, cancellationToken).ConfigureAwait(false))
        {
            DropRejectedRows(batch);
            if (batch.RowCount > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _blocks.DisposeAsync();

    /// <summary>Fills a batch with rows, marking those to be dropped.</summary>
    /// <returns>Whether there were any.</returns>
    private async ValueTask<bool> FillAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        batch.Clear();
        _rejectedRows.Clear();
        int rows = 0;
        while (rows < RecordBatch.DefaultRowCount)
        {
            CsvBlock? block = await _blocks.NextAsync(cancellationToken).ConfigureAwait(false);
            (LinesRead, RowsRead, ReadPosition) = block is null
                ? (_blocks.Lines, _blocks.Rows, _blocks.Position)
                : (block.Records.Lines, block.Records.Rows, block.End);
            if (block is null)
            {
                break;
            }

            ReadBlock(block, batch, rows);
            rows += block.Records.Count;
        }

        return rows > 0;
    }

    private static int[] FindCells(CsvHead head, IReadOnlyList<Column> columns)
    {
        if (!head.Dialect.HasHeader)
        {
            return head.Names.Count == columns.Count || head.Names.Count == 0
                ? [.. Enumerable.Range(0, columns.Count)]
                : throw new TableFormatException("CSV-COLUMNS", $"The file has {head.Names.Count} columns and no header; {columns.Count} were asked for.");
        }

        // The file's own columns in its own order: also where two have one name, which a search by name would take for the first.
        if (head.Names.SequenceEqual(columns.Select(column => column.Name), StringComparer.Ordinal))
        {
            return [.. Enumerable.Range(0, columns.Count)];
        }

        int[] cells = [.. columns.Select(column => IndexOf(head.Names, column.Name))];
        string[] missing = [.. columns.Where((_, index) => cells[index] < 0).Select(column => column.Name)];
        return missing.Length == 0
            ? cells
            : throw new TableFormatException("CSV-COLUMNS", $"The file has no column {string.Join(", ", missing)}; it has {string.Join(", ", head.Names.Take(50))}.");
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int index = 0; index < names.Count; index++)
        {
            if (names[index] == name)
            {
                return index;
            }
        }

        return -1;
    }

    private void ReadBlock(CsvBlock block, RecordBatch batch, int rows)
    {
        CsvRecords records = block.Records;
        _rejects.AddRange(block.Malformed);
        var faults = new List<(int Record, string Reason)>?[_cells.Length];
        CsvColumnWork.ForEach(_cells.Length, records.Count, column => _cells[column].Read(
            records, block.Buffer, _cellOfColumn[column], batch.Columns[column], (record, reason) => (faults[column] ??= []).Add((record, reason))));

        // In the order of the columns, whichever was read first: a row with two faults is always told of by the same one.
        for (int column = 0; column < _cells.Length; column++)
        {
            foreach ((int record, string reason) in faults[column] ?? [])
            {
                if (_rejectedRows.Add(rows + record))
                {
                    _rejects.Add(Reject(records, record, block.Buffer, Schema.Columns[column].Name, reason));
                }
            }
        }

        RejectBadCells(block, rows);
        Report();
    }

    private void RejectBadCells(CsvBlock block, int rows)
    {
        // One search through all of the block costs far less than one in each cell.
        bool hasNul = block.Records.Bytes(block.Buffer).Contains((byte)0);
        for (int record = 0; record < block.Records.Count; record++)
        {
            // No cell is longer than its record.
            if (!hasNul && block.Records.ByteCount(record) <= _options.MaxCellBytes)
            {
                continue;
            }

            ReadOnlySpan<CsvCell> cells = block.Records.Cells(record);
            for (int cell = 0; cell < cells.Length; cell++)
            {
                string? reason = cells[cell].Length > _options.MaxCellBytes ? $"The cell has {cells[cell].Length} bytes, over the limit of {_options.MaxCellBytes}."
                    : hasNul && block.Buffer.AsSpan(cells[cell].Start, cells[cell].Length).Contains((byte)0) ? "The cell holds the character NUL (a zero byte), which no text file does: the file is damaged, or is not one of text."
                    : null;
                if (reason is not null && _rejectedRows.Add(rows + record))
                {
                    _rejects.Add(Reject(block.Records, record, block.Buffer, _names.Count > cell ? _names[cell] : null, reason));
                }
            }
        }
    }

    private static string ShapeFault(CsvRecords records, int record, int expected) => records.Fault(record) switch
    {
        CsvRecordFault.OpenQuote => $"The quote opened at line {records.FaultLine(record)} is not closed before the end of the file.",
        CsvRecordFault.TextAfterQuote => $"At line {records.FaultLine(record)} text follows a closing quote; quotes inside a quoted cell must be doubled.",
        _ => $"The row has {records.Cells(record).Length} cells, the table {expected} columns.",
    };

    private static RowReject Reject(CsvRecords records, int record, byte[] buffer, string? column, string reason) =>
        new(records.Row(record), $"line {records.Line(record)}", column, reason, records.Text(record, buffer));

    private void Report()
    {
        if (_rejects.Count == 0)
        {
            return;
        }

        _rejects.Sort((left, right) => left.Row.CompareTo(right.Row));
        RowReject[] rejects = [.. _rejects];
        _rejects.Clear();
        if (_options.OnReject is null)
        {
            RowReject first = rejects[0];
            string column = first.Column is null ? "" : $", column {first.Column}";
            throw new TableFormatException("CSV-ROW", $"Row {first.Row}, {first.Position}{column}: {first.Reason}");
        }

        foreach (RowReject reject in rejects)
        {
            _options.OnReject(reject);
        }
    }

    /// <summary>Copies the good rows out and back: vectors only grow, and rejects are rare.</summary>
    private void DropRejectedRows(RecordBatch batch)
    {
        if (_rejectedRows.Count == 0)
        {
            return;
        }

        _spare ??= new RecordBatch(Schema);
        _spare.Clear();
        int rows = batch.RowCount;
        for (int column = 0; column < _cells.Length; column++)
        {
            ColumnVector spare = _spare.Columns[column];
            for (int row = 0; row < rows; row++)
            {
                if (!_rejectedRows.Contains(row))
                {
                    spare.AppendFrom(batch.Columns[column], row);
                }
            }

            batch.Columns[column].Clear();
            for (int row = 0; row < spare.Length; row++)
            {
                batch.Columns[column].AppendFrom(spare, row);
            }
        }
    }
}
