using System.Globalization;
using System.Text;
using Hven.Fits;

namespace Hven.Tables.FitsTable;

/// <summary>One column of an ASCII table that is written: its form, its cards, and the text of its cells (FITS 4.0, section 7.2.5).</summary>
internal sealed class AsciiOutputColumn
{
    private const char Null = '*';

    private readonly Column _column;
    private readonly string _name;
    private readonly string _form;
    private readonly bool _isText;
    private bool _sawNull;

    /// <param name="column">The column.</param>
    /// <param name="name">Its unique name.</param>
    /// <param name="offset">Where its field starts in the row, from 0.</param>
    /// <exception cref="TableFormatException">An ASCII table cannot hold the column.</exception>
    public AsciiOutputColumn(Column column, string name, int offset)
    {
        _column = column;
        _name = name;
        Offset = offset;
        _isText = column.Type is ElementType.String or ElementType.Boolean;
        if (column.IsArray || column.Type is ElementType.Complex64 or ElementType.Complex128)
        {
            throw new TableFormatException("FITS-COLUMN", $"Column '{column.Name}': an ASCII table holds neither arrays nor complex numbers; write a binary table");
        }

        // The widths hold the longest number of each type; E and D have all the digits that tell one binary number from the next.
        (_form, Width) = column.Type switch
        {
            ElementType.Boolean => ("A", 1),
            ElementType.UInt8 => ("I", 3),
            ElementType.Int8 => ("I", 4),
            ElementType.Int16 => ("I", 6),
            ElementType.UInt16 => ("I", 5),
            ElementType.Int32 => ("I", 11),
            ElementType.UInt32 => ("I", 10),
            ElementType.Int64 or ElementType.UInt64 => ("I", 20),
            ElementType.Float32 => ("E", 16),
            ElementType.Float64 => ("D", 24),
            _ => ("A", column.TextWidth is > 0 and { } width ? width
                : throw new TableFormatException("FITS-COLUMN", $"Column '{column.Name}': an ASCII table needs the width of its texts (TextWidth)")),
        };
    }

    public int Offset { get; }

    public int Width { get; }

    /// <summary>Writes the cell of a row into its field.</summary>
    /// <exception cref="TableFormatException">The value cannot be written.</exception>
    public void Write(ColumnVector vector, int row, Span<byte> field)
    {
        if (vector.IsNull(row))
        {
            WriteNull(field);
            return;
        }

        if (vector is TextVector texts)
        {
            WriteText(texts[row], field);
            return;
        }

        if (_column.Type == ElementType.Boolean)
        {
            field[0] = ((PrimitiveVector<byte>)vector).Values[row] != 0 ? (byte)'T' : (byte)'F';
            return;
        }

        string text = _form == "I" ? Integer(vector, row) : Real(vector, row);
        if (text.Length == 0)
        {
            WriteNull(field);
            return;
        }

        field[..(Width - text.Length)].Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, field[(Width - text.Length)..]);
    }

    /// <summary>Adds the column's cards.</summary>
    /// <param name="header">The header.</param>
    /// <param name="number">The column's number from 1.</param>
    /// <param name="written">Whether the rows are written, so that what was met is known.</param>
    public void AddTo(Header header, int number, bool written)
    {
        string n = number.ToString(CultureInfo.InvariantCulture);
        string digits = _form switch { "E" => ".8", "D" => ".16", _ => "" };
        header.Add(new Card("TTYPE" + n, _name));
        header.Add(new Card("TBCOL" + n, (Int128)(Offset + 1)));
        header.Add(new Card("TFORM" + n, string.Create(CultureInfo.InvariantCulture, $"{_form}{Width}{digits}")));
        TableHead.AddText(header, "TUNIT", number, _column.Unit);
        if (!_isText && (!written || _sawNull))
        {
            header.Add(new Card("TNULL" + n, Null.ToString()));
        }

        TableHead.AddText(header, "TUCD", number, _column.Ucd);
        TableHead.AddText(header, "TUTYP", number, _column.Utype);
        TableHead.AddText(header, "TXTYP", number, _column.Xtype);
        TableHead.AddText(header, "TCOMM", number, _column.Description);
    }

    private static string Integer(ColumnVector vector, int row) => vector is PrimitiveVector<ulong> wide
        ? wide.Values[row].ToString(CultureInfo.InvariantCulture)
        : NumericValue.ToInt64(vector, row).ToString(CultureInfo.InvariantCulture);

    private void WriteNull(Span<byte> field)
    {
        field.Fill((byte)' ');
        if (!_isText)
        {
            // cfitsio looks for it from the start of the field on.
            field[0] = (byte)Null;
            _sawNull = true;
        }
    }

    private void WriteText(ReadOnlySpan<byte> text, Span<byte> field)
    {
        if (text.Length > Width)
        {
            throw new TableFormatException("FITS-WIDTH", $"Column '{_column.Name}': a text of {text.Length} bytes does not fit the column's width of {Width}");
        }

        if (text.IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0)
        {
            throw new TableFormatException("FITS-VALUE", $"Column '{_column.Name}': '{Encoding.UTF8.GetString(text)}' is not of printable ASCII, which is all that an ASCII table holds");
        }

        text.CopyTo(field);
        field[text.Length..].Fill((byte)' ');
    }

    // No number of an ASCII table means "not a number", so NaN is a null. What is infinite cannot be written.
    private string Real(ColumnVector vector, int row)
    {
        double value = NumericValue.ToDouble(vector, row);
        if (double.IsNaN(value))
        {
            return "";
        }

        return double.IsFinite(value)
            ? value.ToString(_form == "E" ? "E8" : "E16", CultureInfo.InvariantCulture)
            : throw new TableFormatException("FITS-VALUE", $"Column '{_column.Name}': an ASCII table cannot hold a number that is not finite");
    }
}
