using System.Text;
using Hven.Tables.Csv;
using Hven.Tables.Json;

namespace Hven.Tables.Html;

/// <summary>
/// Writes one page of HTML with one table, in UTF-8, without scripts: names, units and UCDs in the head, descriptions as titles, the table's description as
/// its caption. Cells of numbers have the class <c>n</c> and stand to the right, cells without a value are empty and have the class <c>null</c>; arrays
/// are numbers between blanks, complex numbers pairs of them, and arrays of texts JSON. Numbers are the shortest that read back to the same bits. Types,
/// shapes, utypes and xtypes are attributes of the head's cells (<c>data-type</c> and so on), by which <see cref="HtmlTableReader"/> reads the page back
/// equal. Control characters, which HTML forbids, become U+FFFD. Not safe for concurrent use.
/// </summary>
public sealed class HtmlTableWriter : TableWriter
{
    private const int FlushAt = 64 * 1024;

    private static ReadOnlySpan<byte> Style =>
        "table{border-collapse:collapse;font:14px sans-serif}th,td{border:1px solid #999;padding:2px 6px;text-align:left;vertical-align:top;white-space:pre-wrap}.n{text-align:right;font-variant-numeric:tabular-nums}.null{background:#eee}.error{color:#a00}"u8;

    private readonly Stream _stream;
    private readonly TableSchema _schema;
    private readonly Action<ColumnVector, int, ByteBuffer>[] _cells;
    private readonly ByteBuffer _buffer = new();
    private readonly ByteBuffer _cell = new();
    private bool _headWritten;

    /// <summary>Makes a writer.</summary>
    /// <param name="stream">Takes the page; only asynchronous writes are made.</param>
    /// <param name="schema">The columns.</param>
    public HtmlTableWriter(Stream stream, TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        _stream = stream;
        _schema = schema;
        _cells = [.. schema.Columns.Select(CellFor)];
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        WriteHead();
        for (int row = 0; row < batch.RowCount; row++)
        {
            _buffer.Add("<tr>"u8);
            for (int column = 0; column < _cells.Length; column++)
            {
                WriteCell(batch.Columns[column], row, column);
            }

            _buffer.Add("</tr>\n"u8);
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
        _buffer.Add("</tbody>\n</table>\n"u8);
        if (end.Overflow)
        {
            _buffer.Add("<p class=\"error\" data-end=\"overflow\">There are more rows: a limit was met.</p>\n"u8);
        }

        if (end.Error is { } error)
        {
            _buffer.Add("<p class=\"error\" data-end=\"error\">The table ends here: "u8);
            AddText(Encoding.UTF8.GetBytes(error));
            _buffer.Add("</p>\n"u8);
        }

        _buffer.Add("</body>\n</html>\n"u8);
        await _buffer.DrainAsync(_stream, cancellationToken).ConfigureAwait(false);
    }

    private static Action<ColumnVector, int, ByteBuffer> CellFor(Column column) => column switch
    {
        { Type: not ElementType.String } => CsvCellWriter.ForNumbers(column, digits: null).Write,
        { IsArray: true } => JsonCell.For(column).Write,
        _ => static (vector, row, target) => target.Add(((TextVector)vector)[row]),
    };

    private static bool IsNumber(Column column) => column is { IsArray: false, Type: not (ElementType.String or ElementType.Boolean) };

    private void WriteCell(ColumnVector vector, int row, int column)
    {
        if (vector.IsNull(row))
        {
            _buffer.Add("<td class=\"null\"></td>"u8);
            return;
        }

        _buffer.Add(IsNumber(_schema.Columns[column]) ? "<td class=\"n\">"u8 : "<td>"u8);
        _cell.Clear();
        _cells[column](vector, row, _cell);
        AddText(_cell.Written);
        _buffer.Add("</td>"u8);
    }

    private void WriteHead()
    {
        if (_headWritten)
        {
            return;
        }

        _headWritten = true;
        _buffer.Add("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>"u8);
        AddText(Encoding.UTF8.GetBytes(_schema.Name is { Length: > 0 } name ? name : "Table"));
        _buffer.Add("</title><style>"u8);
        _buffer.Add(Style);
        _buffer.Add("</style></head>\n<body>\n<table"u8);
        AddAttribute("data-name"u8, _schema.Name);
        _buffer.Add(">\n"u8);
        if (!string.IsNullOrEmpty(_schema.Description))
        {
            _buffer.Add("<caption>"u8);
            AddText(Encoding.UTF8.GetBytes(_schema.Description));
            _buffer.Add("</caption>\n"u8);
        }

        _buffer.Add("<thead>\n"u8);
        _buffer.Add("<tr>"u8);
        foreach (Column column in _schema.Columns)
        {
            _buffer.Add("<th"u8);
            AddAttribute("data-type"u8, ElementTypeNames.Of(column.Type));
            AddAttribute("data-arraysize"u8, column.Shape?.ToString());
            AddAttribute("data-utype"u8, column.Utype);
            AddAttribute("data-xtype"u8, column.Xtype);
            AddAttribute("title"u8, column.Description);
            EndHeadCell(column.Name);
        }

        _buffer.Add("</tr>\n"u8);
        WriteHeadRow("unit"u8, column => column.Unit);
        WriteHeadRow("ucd"u8, column => column.Ucd);
        _buffer.Add("</thead>\n<tbody>\n"u8);
    }

    private void WriteHeadRow(ReadOnlySpan<byte> kind, Func<Column, string?> text)
    {
        _buffer.Add("<tr class=\""u8);
        _buffer.Add(kind);
        _buffer.Add("\">"u8);
        foreach (Column column in _schema.Columns)
        {
            _buffer.Add("<th"u8);
            EndHeadCell(text(column));
        }

        _buffer.Add("</tr>\n"u8);
    }

    private void EndHeadCell(string? text)
    {
        _buffer.Add((byte)'>');
        AddText(Encoding.UTF8.GetBytes(text ?? ""));
        _buffer.Add("</th>"u8);
    }

    private void AddAttribute(ReadOnlySpan<byte> name, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        _buffer.Add((byte)' ');
        _buffer.Add(name);
        _buffer.Add("=\""u8);
        AddText(Encoding.UTF8.GetBytes(value));
        _buffer.Add((byte)'"');
    }

    /// <summary>Text with what has a meaning in HTML replaced, and control characters, which have none, by U+FFFD (HTML, section 13.2.3.5).</summary>
    private void AddText(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            switch (value)
            {
                case (byte)'&': _buffer.Add("&amp;"u8); break;
                case (byte)'<': _buffer.Add("&lt;"u8); break;
                case (byte)'>': _buffer.Add("&gt;"u8); break;
                case (byte)'"': _buffer.Add("&quot;"u8); break;
                case (byte)'\r': _buffer.Add("&#13;"u8); break;
                case < 32 and not ((byte)'\n' or (byte)'\t') or 127: _buffer.Add("\uFFFD"u8); break;
                default: _buffer.Add(value); break;
            }
        }
    }
}
