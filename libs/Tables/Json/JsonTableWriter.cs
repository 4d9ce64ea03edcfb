using System.Text;
using Hven.Tables.Csv;
using Hven.Tables.Numbers;

namespace Hven.Tables.Json;

/// <summary>
/// Writes one JSON document: <c>{"columns":[{"name","type","unit","ucd","utype","xtype","description","arraysize"}...],"rows":[[...]...],
/// "rowCount":N,"overflow":false,"error":null}</c>. Numbers are the shortest that read back to the same bits. Integers are written with all their digits:
/// beyond 2^53 a reader must not take them as binary64, as JavaScript does. NaN and the infinities, which JSON lacks, are the strings <c>"NaN"</c>,
/// <c>"Infinity"</c> and <c>"-Infinity"</c>. Arrays are flat, complex numbers arrays of two. Not safe for concurrent use.
/// </summary>
public sealed class JsonTableWriter : TableWriter
{
    private const int FlushAt = 64 * 1024;

    private readonly Stream _stream;
    private readonly TableSchema _schema;
    private readonly JsonCell[] _cells;
    private readonly ColumnVector[] _vectors;
    private readonly ByteBuffer _buffer = new();
    private bool _headWritten;
    private long _rows;

    /// <summary>Makes a writer.</summary>
    /// <param name="stream">Takes the document; only asynchronous writes are made.</param>
    /// <param name="schema">The columns.</param>
    public JsonTableWriter(Stream stream, TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        _stream = stream;
        _schema = schema;
        _cells = [.. schema.Columns.Select(JsonCell.For)];
        _vectors = new ColumnVector[_cells.Length];
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        WriteHead();
        for (int column = 0; column < _vectors.Length; column++)
        {
            _vectors[column] = batch.Columns[column];
        }

        int rows = batch.RowCount;
        for (int row = 0; row < rows;)
        {
            row = FormatRows(row, rows);
            if (_buffer.Length >= FlushAt)
            {
                await _buffer.DrainAsync(_stream, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask EndAsync(TableEnd end, CancellationToken cancellationToken)
    {
        WriteHead();
        _buffer.Add("],\"rowCount\":"u8);
        _buffer.Advance(ShortestNumber.Format(_rows, _buffer.Room(ShortestNumber.MaxLength)));
        _buffer.Add(end.Overflow ? ",\"overflow\":true,\"error\":"u8 : ",\"overflow\":false,\"error\":"u8);
        AddText(end.Error);
        _buffer.Add("}\n"u8);
        await _buffer.DrainAsync(_stream, cancellationToken).ConfigureAwait(false);
    }

    private void WriteHead()
    {
        if (_headWritten)
        {
            return;
        }

        _headWritten = true;
        _buffer.Add("{\"columns\":["u8);
        for (int index = 0; index < _schema.Columns.Count; index++)
        {
            Column column = _schema.Columns[index];
            _buffer.Add(index == 0 ? "{\"name\":"u8 : ",{\"name\":"u8);
            AddText(column.Name);
            AddMember(",\"type\":"u8, ElementTypeNames.Of(column.Type));
            AddMember(",\"unit\":"u8, column.Unit);
            AddMember(",\"ucd\":"u8, column.Ucd);
            AddMember(",\"utype\":"u8, column.Utype);
            AddMember(",\"xtype\":"u8, column.Xtype);
            AddMember(",\"description\":"u8, column.Description);
            AddMember(",\"arraysize\":"u8, column.Shape?.ToString());
            _buffer.Add((byte)'}');
        }

        _buffer.Add("],\"rows\":["u8);
    }

    private void AddMember(ReadOnlySpan<byte> name, string? value)
    {
        _buffer.Add(name);
        AddText(value);
    }

    private void AddText(string? text)
    {
        if (text is null)
        {
            _buffer.Add("null"u8);
        }
        else
        {
            JsonText.Write(Encoding.UTF8.GetBytes(text), _buffer);
        }
    }

    private int FormatRows(int row, int rows)
    {
        for (; row < rows && _buffer.Length < FlushAt; row++)
        {
            _buffer.Add(_rows++ == 0 ? "\n["u8 : ",\n["u8);
            for (int column = 0; column < _cells.Length; column++)
            {
                if (column > 0)
                {
                    _buffer.Add((byte)',');
                }

                _cells[column].WriteOrNull(_vectors[column], row, _buffer);
            }

            _buffer.Add((byte)']');
        }

        return row;
    }
}
