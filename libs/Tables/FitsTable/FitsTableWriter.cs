using System.Buffers;
using System.Globalization;
using Hven.Fits;

namespace Hven.Tables.FitsTable;

/// <summary>
/// Writes one table as a FITS file with a binary table in HDU 1 (FITS 4.0, section 7.3). Null integers are written as TNULL: the column's own
/// <see cref="Column.NullValue"/>, else the least value of the type (the greatest for unsigned types); a column that holds nulls and that value
/// too is an error. Null floats are NaN, null logicals NUL, null strings NULs, null arrays of varying length empty. Strings without a
/// <see cref="Column.TextWidth"/> and arrays of varying length go through the heap, which waits in memory and then in a temporary file. Texts are
/// UTF-8, also outside the ASCII that FITS asks for: no character is lost. The stream is not disposed.
/// </summary>
/// <remarks>
/// On a stream that can seek the header is put right at the end, so nothing need be known before. Otherwise the row count must be given, and tables
/// with a heap are held back and written by <see cref="EndAsync"/>.
/// </remarks>
public sealed class FitsTableWriter : TableWriter
{
    private const int BlockBytes = 1 << 18;
    private const int SpoolMemory = 64 << 20;
    private const long WideRows = 4_000_000;

    private readonly Stream _stream;
    private readonly TableSchema _schema;
    private readonly long? _announced;
    private readonly OutputColumn[] _columns;
    private readonly int _rowWidth;
    private readonly Spool? _heap;
    private readonly Spool? _held;
    private byte[] _block = [];
    private long _origin;
    private int _headerBlocks;
    private long _rows;
    private bool _started;

    /// <summary>Prepares to write; nothing is written yet.</summary>
    /// <param name="stream">Where the file goes.</param>
    /// <param name="schema">The columns, at most 999.</param>
    /// <param name="rowCount">Rows in all; needed when <paramref name="stream"/> cannot seek.</param>
    /// <exception cref="ArgumentException">The row count is needed and missing, or FITS cannot hold a column.</exception>
    public FitsTableWriter(Stream stream, TableSchema schema, long? rowCount = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        if (rowCount is < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(rowCount), rowCount, "Rows cannot be negative.");
        }

        if (!stream.CanSeek && rowCount is null)
        {
            throw new ArgumentException("A FITS header holds the row count: give it, or a stream that can seek.", nameof(rowCount));
        }

        if (schema.Columns.Count is 0 or > 999)
        {
            throw new ArgumentException($"A FITS table has 1 to 999 columns, not {schema.Columns.Count}.", nameof(schema));
        }

        _stream = stream;
        _schema = schema;
        _announced = rowCount;
        _columns = Layout(schema, rowCount >= WideRows);
        _rowWidth = _columns[^1].Offset + _columns[^1].Width;
        if (_columns.Any(column => column.IsVariable))
        {
            _heap = new Spool(SpoolMemory);
            _held = stream.CanSeek ? null : new Spool(SpoolMemory);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="TableFormatException">A value cannot be written: see <see cref="TableFormatException.Code"/>.</exception>
    public override async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await StartAsync(cancellationToken).ConfigureAwait(false);
        int blockRows = Math.Max(1, BlockBytes / _rowWidth);
        for (int start = 0; start < batch.RowCount; start += blockRows)
        {
            int count = Math.Min(blockRows, batch.RowCount - start);
            int length = checked(count * _rowWidth);
            if (_block.Length < length)
            {
                _block = new byte[length];
            }

            for (int index = 0; index < _columns.Length; index++)
            {
                await WriteColumnAsync(_columns[index], batch.Columns[index], start, count, cancellationToken).ConfigureAwait(false);
            }

            if (!_stream.CanSeek)
            {
                CheckNulls(headerIsFinal: _held is null);
            }

            ReadOnlyMemory<byte> bytes = _block.AsMemory(0, length);
            if (_held is null)
            {
                await _stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await _held.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            }

            _rows += count;
        }
    }

    /// <inheritdoc/>
    /// <remarks>That rows were left out is noted in a COMMENT card, unless the header is long written.</remarks>
    /// <exception cref="TableFormatException">The table ended in an error, which FITS cannot tell (the file is left unfinished), or has another number of rows than announced.</exception>
    public override async ValueTask EndAsync(TableEnd end, CancellationToken cancellationToken)
    {
        if (end.Error is not null)
        {
            throw new TableFormatException("FITS-ERROR", "The table ended in an error, so the FITS file is not complete: " + end.Error);
        }

        await StartAsync(cancellationToken).ConfigureAwait(false);
        if (!_stream.CanSeek && _rows != _announced)
        {
            throw new TableFormatException("FITS-ROWCOUNT", $"{_rows} rows were written where {_announced} were announced");
        }

        CheckNulls(headerIsFinal: !_stream.CanSeek && _held is null);
        if (_held is not null)
        {
            await _stream.WriteAsync(Head(written: true, end.Overflow), cancellationToken).ConfigureAwait(false);
            await CopyAsync(_held, cancellationToken).ConfigureAwait(false);
        }

        if (_heap is not null)
        {
            await CopyAsync(_heap, cancellationToken).ConfigureAwait(false);
        }

        long data = (_rows * _rowWidth) + (_heap?.Length ?? 0);
        int padding = (int)((FitsReader.BlockSize - (data % FitsReader.BlockSize)) % FitsReader.BlockSize);
        await _stream.WriteAsync(new byte[padding], cancellationToken).ConfigureAwait(false);
        if (_stream.CanSeek)
        {
            long finish = _stream.Position;
            _stream.Position = _origin;
            await _stream.WriteAsync(Head(written: true, end.Overflow), cancellationToken).ConfigureAwait(false);
            _stream.Position = finish;
        }

        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        foreach (Spool? spool in new[] { _heap, _held })
        {
            if (spool is not null)
            {
                await spool.DisposeAsync().ConfigureAwait(false);
            }
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    private static OutputColumn[] Layout(TableSchema schema, bool wide)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        List<OutputColumn> columns = [];
        int offset = 0;
        foreach (Column column in schema.Columns)
        {
            string name = column.Name;
            for (int number = 2; !names.Add(name); number++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{column.Name}_{number}");
            }

            OutputColumn output = new(column, name, offset, wide);
            columns.Add(output);
            offset = checked(offset + output.Width);
        }

        return [.. columns];
    }

    private async ValueTask WriteColumnAsync(OutputColumn column, ColumnVector vector, int start, int count, CancellationToken cancellationToken)
    {
        if (!column.IsVariable)
        {
            column.Write(vector, start, count, _block, _rowWidth);
            return;
        }

        for (int row = 0; row < count; row++)
        {
            ReadOnlyMemory<byte> cell = column.WriteVariable(vector, start + row, _block.AsSpan(row * _rowWidth, _rowWidth), _heap!.Length);
            await _heap.WriteAsync(cell, cancellationToken).ConfigureAwait(false);
        }
    }

    private void CheckNulls(bool headerIsFinal)
    {
        foreach (OutputColumn column in _columns)
        {
            column.Check(headerIsFinal);
        }
    }

    private async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (_started)
        {
            return;
        }

        _started = true;
        _origin = _stream.CanSeek ? _stream.Position : 0;
        ReadOnlyMemory<byte> head = Head(written: false, overflow: false);
        if (_held is null)
        {
            await _stream.WriteAsync(head, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask CopyAsync(Spool spool, CancellationToken cancellationToken)
    {
        spool.Stream.Position = 0;
        await spool.Stream.CopyToAsync(_stream, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The primary HDU, which is empty, and the table's header; the second time as many blocks as the first.</summary>
    private ReadOnlyMemory<byte> Head(bool written, bool overflow)
    {
        ArrayBufferWriter<byte> bytes = new();
        Header primary = new();
        primary.Add(new Card("SIMPLE", true, "conforms to FITS standard"));
        primary.Add(new Card("BITPIX", (Int128)8, "array data type"));
        primary.Add(new Card("NAXIS", (Int128)0, "number of array dimensions"));
        primary.Add(new Card("EXTEND", true));
        primary.WriteTo(bytes);

        Header header = new();
        header.Add(new Card("XTENSION", "BINTABLE", "binary table extension"));
        header.Add(new Card("BITPIX", (Int128)8, "array data type"));
        header.Add(new Card("NAXIS", (Int128)2, "number of array dimensions"));
        header.Add(new Card("NAXIS1", (Int128)_rowWidth, "bytes of one row"));
        header.Add(new Card("NAXIS2", (Int128)(written ? _rows : _announced ?? 0), "number of rows"));
        header.Add(new Card("PCOUNT", (Int128)(_heap?.Length ?? 0), "bytes of the heap"));
        header.Add(new Card("GCOUNT", (Int128)1, "number of groups"));
        header.Add(new Card("TFIELDS", (Int128)_columns.Length, "number of columns"));
        for (int index = 0; index < _columns.Length; index++)
        {
            _columns[index].AddTo(header, index + 1, written);
        }

        if (!string.IsNullOrWhiteSpace(_schema.Name))
        {
            header.Add(new Card("EXTNAME", _schema.Name));
        }

        foreach (Card card in FitsTableInfo.Cards(_schema))
        {
            header.Add(card);
        }

        // Room for one card is kept in any case, since only the end tells.
        header.Add(Card.Commentary(overflow ? "COMMENT" : "", overflow ? "Rows were left out because a limit was met (OVERFLOW)." : "").First());
        int table = header.WriteTo(bytes, _headerBlocks);
        _headerBlocks = table / FitsReader.BlockSize;
        return bytes.WrittenMemory;
    }
}
