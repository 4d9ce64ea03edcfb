using System.Text;
using Hven.Tables.Csv;

namespace Hven.Tables.Ecsv;

/// <summary>
/// Writes Enhanced Character-Separated Values 1.0 (APE 6), separated by commas, in UTF-8: CSV under comment lines that say in YAML what the columns are.
/// Unit and description stand where astropy has them; UCD, utype, xtype and the value that stood for null in the columns' <c>meta</c>; the table's
/// name, description and facts in its own. Numbers are the shortest that read back to the same bits; complex numbers and booleans are in Python's
/// form; arrays are JSON, axes nested slowest first, with <c>NaN</c> and <c>Infinity</c>. No value is an empty cell and an empty text <c>""</c>; astropy
/// takes both for masked. Not safe for concurrent use.
/// </summary>
public sealed class EcsvTableWriter : TableWriter
{
    private const int FlushAt = 64 * 1024;

    private readonly Stream _stream;
    private readonly TableSchema _schema;
    private readonly CsvCellWriter[] _cells;
    private readonly ByteBuffer _buffer = new();
    private bool _headWritten;
    private long _rows;

    /// <summary>Makes a writer.</summary>
    /// <param name="stream">Takes the table; only asynchronous writes are made.</param>
    /// <param name="schema">The columns.</param>
    /// <exception cref="TableFormatException">A column cannot be written: arrays of complex numbers, which JSON lacks, names that are empty, come twice or hold NUL.</exception>
    public EcsvTableWriter(Stream stream, TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        Check(schema);
        CsvNul.CheckNames(schema);
        _stream = stream;
        _schema = schema;
        _cells = [.. schema.Columns.Select(EcsvCell.For)];
    }

    /// <inheritdoc/>
    /// <exception cref="TableFormatException">A table of one column of text has a null, for which such a file has no form, or a text holds NUL.</exception>
    public override async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        WriteHead();
        for (int row = 0; row < batch.RowCount;)
        {
            int written = _buffer.Length;
            row = FormatRows(batch, row);
            CsvNul.Check(_buffer.Written[written..], batch, _rows);
            if (_buffer.Length >= FlushAt)
            {
                await _buffer.DrainAsync(_stream, cancellationToken).ConfigureAwait(false);
            }
        }

        _rows += batch.RowCount;
    }

    /// <inheritdoc/>
    public override async ValueTask EndAsync(TableEnd end, CancellationToken cancellationToken)
    {
        WriteHead();
        await _buffer.DrainAsync(_stream, cancellationToken).ConfigureAwait(false);
    }

    private static void Check(TableSchema schema)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (Column column in schema.Columns)
        {
            if (column is { IsArray: true, Type: ElementType.Complex64 or ElementType.Complex128 })
            {
                throw new TableFormatException("ECSV-COMPLEX", $"Column {column.Name} holds arrays of complex numbers, for which JSON, the form of ECSV's arrays, has none.");
            }

            // The header row is read without blanks around the names.
            if (column.Name.Trim().Length == 0 || column.Name.Trim() != column.Name || !names.Add(column.Name))
            {
                throw new TableFormatException("ECSV-NAMES", $"ECSV cannot have a column named '{column.Name}': names are not empty, not between blanks, and come once.");
            }
        }
    }

    private void WriteHead()
    {
        if (_headWritten)
        {
            return;
        }

        _headWritten = true;
        IEnumerable<string> lines =
        [
            "%ECSV 1.0", "---", "delimiter: ','", "datatype:",
            .. _schema.Columns.Select(column => EcsvYaml.ColumnLine(column, arraysAsText: true)), .. EcsvYaml.TableLines(_schema, []), "schema: astropy-2.0",
        ];
        foreach (string line in lines)
        {
            _buffer.Add("# "u8);
            _buffer.Add(Encoding.UTF8.GetBytes(line));
            _buffer.Add((byte)'\n');
        }

        for (int column = 0; column < _schema.Columns.Count; column++)
        {
            if (column > 0)
            {
                _buffer.Add((byte)',');
            }

            CsvText.Write(Encoding.UTF8.GetBytes(_schema.Columns[column].Name), (byte)',', _buffer);
        }

        _buffer.Add((byte)'\n');
    }

    private int FormatRows(RecordBatch batch, int row)
    {
        for (; row < batch.RowCount && _buffer.Length < FlushAt; row++)
        {
            for (int column = 0; column < _cells.Length; column++)
            {
                if (column > 0)
                {
                    _buffer.Add((byte)',');
                }

                ColumnVector vector = batch.Columns[column];
                if (!vector.IsNull(row))
                {
                    _cells[column].Write(vector, row, _buffer);
                }
                else if (_cells.Length == 1)
                {
                    WriteLoneNull(_schema.Columns[0]);
                }
            }

            _buffer.Add((byte)'\n');
        }

        return row;
    }

    /// <summary>An empty line would be passed over.</summary>
    private void WriteLoneNull(Column column)
    {
        if (column.Type == ElementType.String || column.IsArray)
        {
            throw new TableFormatException("ECSV-NULL", $"Column {column.Name} has a row without a value; ECSV cannot say so in a table of one column of texts or arrays.");
        }

        _buffer.Add("\"\""u8);
    }
}
