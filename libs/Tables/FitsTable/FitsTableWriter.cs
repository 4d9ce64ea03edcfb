using Hven.Fits;

namespace Hven.Tables.FitsTable;

/// <summary>
/// Writes one table as a binary table of a FITS file (FITS 4.0, section 7.3), by default in HDU 1 of a new file. Null integers are written as TNULL: the
/// column's own <see cref="Column.NullValue"/>, else the least value of the type (the greatest for unsigned types); a column that holds nulls and that
/// value too is an error. Null floats are NaN, null logicals NUL, null strings NULs, null arrays of varying length empty. Strings without a
/// <see cref="Column.TextWidth"/> and arrays of varying length go through the heap, which waits in memory and then in a temporary file. Texts are
/// UTF-8, also outside the ASCII that FITS asks for: no character is lost. The stream is not disposed.
/// </summary>
/// <remarks>
/// On a stream that can seek the header is put right at the end, so nothing need be known before. Otherwise the row count must be given, and tables
/// with a heap or with checksums are held back and written by <see cref="EndAsync"/>.
/// </remarks>
public sealed class FitsTableWriter : TableWriter
{
    private const int BlockBytes = 1 << 18;
    private const int SpoolMemory = 64 << 20;
    private const long WideRows = 4_000_000;

    private readonly Stream _stream;
    private readonly TableSchema _schema;
    private readonly FitsTableWriterOptions _options;
    private readonly OutputColumn[] _columns;
    private readonly int _rowWidth;
    private readonly Spool? _heap;
    private readonly TableFrame _frame;
    private byte[] _block = [];

    /// <summary>Prepares to write; nothing is written yet.</summary>
    /// <param name="stream">Where the file goes.</param>
    /// <param name="schema">The columns, at most 999.</param>
    /// <param name="rowCount">Rows in all; needed when <paramref name="stream"/> cannot seek.</param>
    /// <exception cref="ArgumentException">The row count is needed and missing.</exception>
    /// <exception cref="TableFormatException">FITS cannot hold a column.</exception>
    public FitsTableWriter(Stream stream, TableSchema schema, long? rowCount = null)
        : this(stream, schema, new FitsTableWriterOptions { RowCount = rowCount })
    {
    }

    /// <summary>Prepares to write; nothing is written yet.</summary>
    /// <param name="stream">Where the file goes.</param>
    /// <param name="schema">The columns, at most 999.</param>
    /// <param name="options">How to write.</param>
    /// <exception cref="ArgumentException">The row count is needed and missing.</exception>
    /// <exception cref="TableFormatException">FITS cannot hold a column.</exception>
    public FitsTableWriter(Stream stream, TableSchema schema, FitsTableWriterOptions options)
    {
        TableHead.Check(stream, schema, options);
        _stream = stream;
        _schema = schema;
        _options = options;
        _columns = Layout(schema, options);
        _rowWidth = _columns.Length == 0 ? 0 : _columns[^1].Offset + _columns[^1].Width;
        _heap = _columns.Any(column => column.IsVariable) ? new Spool(SpoolMemory) : null;
        _frame = new TableFrame(stream, options, new HduWriterOptions { HasChecksum = options.HasChecksum, HeaderMayChange = _heap is not null, MaxSpoolMemory = SpoolMemory }, Head);
    }

    /// <inheritdoc/>
    public override long BytesAside => _heap?.Length ?? 0;

    /// <summary>What of the schema the header cannot hold, in words: it is of ASCII, and names and descriptions need not be.</summary>
    public IReadOnlyList<string> Findings => TableHead.Losses(_schema);

    /// <inheritdoc/>
    /// <exception cref="TableFormatException">A value cannot be written: see <see cref="TableFormatException.Code"/>.</exception>
    public override async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await _frame.StartAsync(cancellationToken).ConfigureAwait(false);
        int blockRows = Math.Max(1, BlockBytes / Math.Max(1, _rowWidth));
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
                CheckNulls();
            }

            await _frame.WriteAsync(_block.AsMemory(0, length), count, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    /// <remarks>That rows were left out is noted in a COMMENT card, unless the header is long written.</remarks>
    /// <exception cref="TableFormatException">The table ended in an error, which FITS cannot tell (the file is left unfinished), or has another number of rows than announced.</exception>
    public override async ValueTask EndAsync(TableEnd end, CancellationToken cancellationToken)
    {
        await _frame.EndRowsAsync(end, cancellationToken).ConfigureAwait(false);
        CheckNulls();
        if (_heap is not null)
        {
            await CopyHeapAsync(_heap, cancellationToken).ConfigureAwait(false);
        }

        await _frame.EndAsync(end.Overflow, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_heap is not null)
        {
            await _heap.DisposeAsync().ConfigureAwait(false);
        }

        await _frame.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private static OutputColumn[] Layout(TableSchema schema, FitsTableWriterOptions options)
    {
        bool wide = options.Descriptors == ArrayDescriptors.Wide || (options.Descriptors == ArrayDescriptors.Automatic && options.RowCount >= WideRows);
        List<OutputColumn> columns = [];
        int offset = 0;
        foreach ((Column column, string name) in schema.Columns.Zip(TableHead.UniqueNames(schema)))
        {
            OutputColumn output = new(column, name, offset, wide, options.Logicals);
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

    private void CheckNulls()
    {
        foreach (OutputColumn column in _columns)
        {
            column.Check(headerIsFinal: !_frame.IsHeaderOpen);
        }
    }

    private async ValueTask CopyHeapAsync(Spool heap, CancellationToken cancellationToken)
    {
        heap.Stream.Position = 0;
        byte[] piece = new byte[BlockBytes];
        int got;
        while ((got = await heap.Stream.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)) > 0)
        {
            await _frame.WriteAsync(piece.AsMemory(0, got), rows: 0, cancellationToken).ConfigureAwait(false);
        }
    }

    private Header Head(bool written, bool overflow)
    {
        Header header = TableHead.Start("BINTABLE", _rowWidth, written ? _frame.Rows : _options.RowCount ?? 0, _heap?.Length ?? 0, _columns.Length);
        for (int index = 0; index < _columns.Length; index++)
        {
            _columns[index].AddTo(header, index + 1, written);
        }

        TableHead.Finish(header, _schema, _options, overflow);
        return header;
    }
}
