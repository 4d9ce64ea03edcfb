using Hven.Fits;

namespace Hven.Tables.FitsTable;

/// <summary>
/// Writes one table as an ASCII table of a FITS file (FITS 4.0, section 7.2), by default in HDU 1 of a new file. Numbers are written with all the digits
/// they have, so that they read back equal. Null numbers and NaN are written as TNULL, which reads as null; ASCII tables cannot tell a null text or
/// logical from an empty one. Logicals become the texts T and F. The stream is not disposed.
/// </summary>
/// <remarks>Columns are separated by a blank. On a stream that cannot seek the row count must be given.</remarks>
public sealed class AsciiTableWriter : TableWriter
{
    private const int BlockBytes = 1 << 18;

    private readonly TableSchema _schema;
    private readonly FitsTableWriterOptions _options;
    private readonly AsciiOutputColumn[] _columns;
    private readonly int _rowWidth;
    private readonly TableFrame _frame;
    private byte[] _block = [];

    /// <summary>Prepares to write; nothing is written yet.</summary>
    /// <param name="stream">Where the file goes.</param>
    /// <param name="schema">The columns, at most 999; texts need a <see cref="Column.TextWidth"/>.</param>
    /// <param name="options">How to write; <see langword="null"/> for a new file without checksums.</param>
    /// <exception cref="ArgumentException">The row count is needed and missing.</exception>
    /// <exception cref="TableFormatException">An ASCII table cannot hold a column: arrays, complex numbers, texts of unknown width.</exception>
    public AsciiTableWriter(Stream stream, TableSchema schema, FitsTableWriterOptions? options = null)
    {
        options ??= new FitsTableWriterOptions();
        TableHead.Check(stream, schema, options);
        _schema = schema;
        _options = options;
        List<AsciiOutputColumn> columns = [];
        foreach ((Column column, string name) in schema.Columns.Zip(TableHead.UniqueNames(schema)))
        {
            AsciiOutputColumn output = new(column, name, _rowWidth + (columns.Count > 0 ? 1 : 0));
            columns.Add(output);
            _rowWidth = checked(output.Offset + output.Width);
        }

        _columns = [.. columns];
        _frame = new TableFrame(stream, options, new HduWriterOptions { HasChecksum = options.HasChecksum, HeaderMayChange = false, Fill = (byte)' ' }, Head);
    }

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

            _block.AsSpan(0, length).Fill((byte)' ');
            for (int index = 0; index < _columns.Length; index++)
            {
                AsciiOutputColumn column = _columns[index];
                for (int row = 0; row < count; row++)
                {
                    column.Write(batch.Columns[index], start + row, _block.AsSpan((row * _rowWidth) + column.Offset, column.Width));
                }
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
        await _frame.EndAsync(end.Overflow, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _frame.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private Header Head(bool written, bool overflow)
    {
        Header header = TableHead.Start("TABLE", _rowWidth, written ? _frame.Rows : _options.RowCount ?? 0, 0, _columns.Length);
        for (int index = 0; index < _columns.Length; index++)
        {
            _columns[index].AddTo(header, index + 1, written);
        }

        TableHead.Finish(header, _schema, _options, overflow);
        return header;
    }
}
