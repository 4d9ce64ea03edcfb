namespace Hven.Tables.Csv;

/// <summary>
/// Writes text tables after RFC 4180, in UTF-8, lines ended by LF, with a header. Numbers are the shortest that read back to the same bits; no value is
/// an empty cell, an empty text is <c>""</c>; booleans are <c>true</c> and <c>false</c>; arrays and complex numbers are separated by blanks (DALI 1.1,
/// section 3.3), arrays of texts JSON. Where an empty cell would be lost, in a table of one column and between blanks, no value is <c>""</c> for numbers
/// and <c>NULL</c> for texts and arrays. Not safe for concurrent use.
/// </summary>
public sealed class CsvWriter : TableWriter
{
    private const int FlushAt = 64 * 1024;

    private readonly Stream _stream;
    private readonly TableSchema _schema;
    private readonly byte _separator;
    private readonly CsvCellWriter[] _cells;
    private readonly ColumnVector[] _vectors;
    private readonly ByteBuffer _buffer = new();
    private bool _headWritten;
    private long _rows;

    /// <summary>Makes a writer.</summary>
    /// <param name="stream">Takes the table; only asynchronous writes are made.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="options">How to write.</param>
    /// <exception cref="ArgumentException">The separator or a number of digits is not one of those allowed.</exception>
    /// <exception cref="TableFormatException">The name of a column holds NUL.</exception>
    public CsvWriter(Stream stream, TableSchema schema, CsvWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        options ??= new CsvWriterOptions();
        if (!",;\t| "u8.Contains(options.Separator))
        {
            throw new ArgumentException($"Byte {options.Separator} cannot separate cells; use comma, semicolon, tab, bar or space.", nameof(options));
        }

        CsvNul.CheckNames(schema);
        _stream = stream;
        _schema = schema;
        _separator = options.Separator;
        _cells = [.. schema.Columns.Select(column => CsvCellWriter.For(column, _separator, Digits(options, column)))];
        _vectors = new ColumnVector[_cells.Length];
    }

    /// <inheritdoc/>
    /// <exception cref="TableFormatException">A text holds NUL.</exception>
    public override async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        WriteHead();
        for (int column = 0; column < _vectors.Length; column++)
        {
            // An array's element costs less than a list's, and each cell takes one.
            _vectors[column] = batch.Columns[column];
        }

        int rows = batch.RowCount;
        for (int row = 0; row < rows;)
        {
            int written = _buffer.Length;
            row = FormatRows(row, rows);
            CsvNul.Check(_buffer.Written[written..], batch, _rows);
            if (_buffer.Length >= FlushAt)
            {
                await _buffer.DrainAsync(_stream, cancellationToken).ConfigureAwait(false);
            }
        }

        _rows += rows;
    }

    /// <inheritdoc/>
    public override async ValueTask EndAsync(TableEnd end, CancellationToken cancellationToken)
    {
        WriteHead();
        await _buffer.DrainAsync(_stream, cancellationToken).ConfigureAwait(false);
    }

    private static int? Digits(CsvWriterOptions options, Column column)
    {
        if (options.FractionDigits?.TryGetValue(column.Name, out int digits) != true)
        {
            return null;
        }

        return digits is >= 0 and <= 15 ? digits : throw new ArgumentException($"Column {column.Name} cannot have {digits} digits after the point; 0 to 15 can be.", nameof(options));
    }

    private void WriteHead()
    {
        if (_headWritten)
        {
            return;
        }

        _headWritten = true;
        for (int column = 0; column < _schema.Columns.Count; column++)
        {
            if (column > 0)
            {
                _buffer.Add(_separator);
            }

            CsvText.Write(System.Text.Encoding.UTF8.GetBytes(_schema.Columns[column].Name), _separator, _buffer);
        }

        _buffer.Add((byte)'\n');
    }

    private int FormatRows(int row, int rows)
    {
        bool blankIsEmpty = _cells.Length > 1 && _separator != (byte)' ';
        for (; row < rows && _buffer.Length < FlushAt; row++)
        {
            for (int column = 0; column < _cells.Length; column++)
            {
                if (column > 0)
                {
                    _buffer.Add(_separator);
                }

                ColumnVector vector = _vectors[column];
                if (!vector.IsNull(row))
                {
                    _cells[column].Write(vector, row, _buffer);
                }
                else if (!blankIsEmpty)
                {
                    _buffer.Add(_schema.Columns[column] is { Type: not ElementType.String, IsArray: false } ? "\"\""u8 : "NULL"u8);
                }
            }

            _buffer.Add((byte)'\n');
        }

        return row;
    }
}
