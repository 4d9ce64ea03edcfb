using System.Buffers;
using System.Globalization;
using System.Text;

namespace Hven.Tables.Votable;

/// <summary>The rows of TABLEDATA. Bad rows are told to the caller and left out, or end the read.</summary>
internal sealed class TabledataRows : RowSource
{
    private const int ShownBytes = 4096;

    private readonly XmlScanner _scanner;
    private readonly TableLayout _table;
    private readonly VotableOptions _options;
    private readonly TextCell[] _parsers;
    private readonly (int Start, int Length)[] _cells;
    private readonly ArrayBufferWriter<byte> _resolved = new(256);
    private readonly List<int> _bad = [];
    private readonly Findings _findings;
    private readonly List<(Rule Rule, string Message)> _slips = [];
    private RecordBatch? _scratch;
    private long _row;

    /// <param name="scanner">The document, TABLEDATA having just started.</param>
    /// <param name="table">The table.</param>
    /// <param name="options">What to do about bad rows.</param>
    /// <param name="findings">Told of slips in cells.</param>
    /// <param name="marksNulls">Whether an integer must not be left out: null is a marked value.</param>
    public TabledataRows(XmlScanner scanner, TableLayout table, VotableOptions options, Findings findings, bool marksNulls)
    {
        _findings = findings;
        _scanner = scanner;
        _table = table;
        _options = options;
        _parsers = [.. table.Fields.Select(field => TextCell.Of(field, _slips, marksNulls))];
        _cells = new (int, int)[table.Fields.Count];
    }

    public override long? RowCount => _row;

    public override async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        _bad.Clear();
        long bytes = 0;
        bool more = true;
        int rows = 0;
        while (rows < RecordBatch.DefaultRowCount && bytes < _options.MaxBatchBytes && more)
        {
            if (_scanner.TryRow(_cells, out int count, out (int Start, int Length) row))
            {
                _row++;
                bytes += row.Length;
                rows += Append(batch, count, row) ? 1 : 0;
                continue;
            }

            if (!_scanner.TryRead(out XmlToken token))
            {
                await _scanner.FillAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            switch (token)
            {
                case XmlToken.Start when _scanner.Name == "TR":
                    _row++;
                    (bool good, int length) = await SlowRowAsync(batch, cancellationToken).ConfigureAwait(false);
                    rows += good ? 1 : 0;
                    bytes += length;
                    break;
                case XmlToken.Start:
                    throw _scanner.Fault("VOT-XML", $"<{_scanner.Name}> stands where a <TR> is due");
                case XmlToken.End:
                    more = false;
                    break;
            }
        }

        DropBad(batch);
        return more;
    }

    /// <summary>Appends a row whose cells lie in the scanner's buffer.</summary>
    private bool Append(RecordBatch batch, int count, (int Start, int Length) row)
    {
        if (count != _cells.Length)
        {
            return Reject(batch, null, $"The row has {count} cells, the table {_cells.Length} columns", _scanner.Slice(row.Start, row.Length), row.Start, added: false);
        }

        for (int column = 0; column < _cells.Length; column++)
        {
            ReadOnlySpan<byte> text = _scanner.Slice(_cells[column].Start, _cells[column].Length);
            if (text.Contains((byte)'&'))
            {
                _resolved.ResetWrittenCount();
                _scanner.Resolve(text, _resolved);
                text = _resolved.WrittenSpan;
            }

            if (_parsers[column].Append(text, batch.Columns[column]) is { } fault)
            {
                Level(batch);
                return Reject(batch, column, fault, _scanner.Slice(row.Start, row.Length), row.Start, added: true);
            }
        }

        if (_slips.Count > 0)
        {
            TellSlips(_scanner.Place(row.Start));
        }

        return true;
    }

    /// <summary>Reads a row token by token: prefixes, attributes, comments, CDATA, and rows that end past the buffer.</summary>
    private async ValueTask<(bool Good, int Bytes)> SlowRowAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        (long line, _) = _scanner.Place();
        ArrayBufferWriter<byte> cells = new(1024);
        int count = 0;
        for (int depth = _scanner.Depth; ;)
        {
            XmlToken token = await _scanner.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (token == XmlToken.End && _scanner.Depth < depth)
            {
                break;
            }

            if (token == XmlToken.Start)
            {
                if (_scanner.Name != "TD" || _scanner.Attribute("encoding") is not null)
                {
                    throw _scanner.Fault("VOT-XML", _scanner.Name == "TD" ? "A cell with an encoding of its own is not supported" : $"<{_scanner.Name}> stands where a <TD> is due");
                }

                int start = cells.WrittenCount;
                await CellAsync(cells, cancellationToken).ConfigureAwait(false);
                if (count < _cells.Length)
                {
                    _cells[count] = (start, cells.WrittenCount - start);
                }

                count++;
            }
        }

        return (AppendSlow(batch, cells, count, line), cells.WrittenCount);
    }

    private async ValueTask CellAsync(ArrayBufferWriter<byte> cells, CancellationToken cancellationToken)
    {
        int start = cells.WrittenCount;
        for (int depth = _scanner.Depth; ;)
        {
            XmlToken token = await _scanner.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (token == XmlToken.End && _scanner.Depth < depth)
            {
                return;
            }

            if (token == XmlToken.Start)
            {
                throw _scanner.Fault("VOT-XML", $"<{_scanner.Name}> inside a cell");
            }

            _scanner.AppendText(cells);
            if (cells.WrittenCount - start > _options.MaxCellBytes)
            {
                throw _scanner.Fault("VOT-LIMIT", $"A cell is longer than {_options.MaxCellBytes} bytes");
            }
        }
    }

    private bool AppendSlow(RecordBatch batch, ArrayBufferWriter<byte> cells, int count, long line)
    {
        if (count != _cells.Length)
        {
            return Reject(batch, null, $"The row has {count} cells, the table {_cells.Length} columns", cells.WrittenSpan, -1, added: false, line);
        }

        for (int column = 0; column < _cells.Length; column++)
        {
            ReadOnlySpan<byte> text = cells.WrittenSpan.Slice(_cells[column].Start, _cells[column].Length);
            if (_parsers[column].Append(text, batch.Columns[column]) is { } fault)
            {
                Level(batch);
                return Reject(batch, column, fault, cells.WrittenSpan, -1, added: true, line);
            }
        }

        if (_slips.Count > 0)
        {
            TellSlips((line, 1));
        }

        return true;
    }

    private void TellSlips((long Line, int Column) place)
    {
        foreach ((Rule rule, string message) in _slips)
        {
            _findings.Add(rule, $"Row {_row}: {message}", place);
        }

        _slips.Clear();
    }

    /// <summary>Gives every column of a half-read row a slot, so that the columns stay of one length.</summary>
    private static void Level(RecordBatch batch)
    {
        int rows = batch.Columns.Max(column => column.Length);
        int before = batch.Columns.Min(column => column.Length);
        foreach (ColumnVector column in batch.Columns)
        {
            // When the first column failed without growing, no column has the row yet.
            if (column.Length < Math.Max(rows, before + 1))
            {
                column.AppendNull();
            }
        }
    }

    private bool Reject(RecordBatch batch, int? column, string reason, ReadOnlySpan<byte> text, int offset, bool added, long line = 0)
    {
        string? name = column is { } index ? _table.Fields[index].Column.Name : null;
        line = offset >= 0 ? _scanner.Place(offset).Line : line;
        string position = string.Create(CultureInfo.InvariantCulture, $"line {line}");
        if (_options.OnReject is not { } report)
        {
            throw new TableFormatException("VOT-CELL", $"Row {_row}{(name is null ? "" : $", column '{name}'")}: {reason} ({position})");
        }

        if (added)
        {
            _bad.Add(batch.RowCount - 1);
        }

        report(new RowReject(_row, position, name, reason, Encoding.UTF8.GetString(text[..Math.Min(text.Length, ShownBytes)])));
        return false;
    }

    /// <summary>Takes the rows that turned out bad half-way out of the batch again. Rare, so simple: copy the good ones out and back.</summary>
    private void DropBad(RecordBatch batch)
    {
        if (_bad.Count == 0)
        {
            return;
        }

        _scratch ??= new RecordBatch(batch.Schema);
        _scratch.Clear();
        HashSet<int> bad = [.. _bad];
        for (int column = 0; column < batch.Columns.Count; column++)
        {
            (ColumnVector from, ColumnVector to) = (batch.Columns[column], _scratch.Columns[column]);
            for (int row = 0; row < from.Length; row++)
            {
                if (!bad.Contains(row))
                {
                    to.AppendFrom(from, row);
                }
            }

            from.Clear();
            for (int row = 0; row < to.Length; row++)
            {
                from.AppendFrom(to, row);
            }
        }
    }
}
