using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Hven.Fits;

namespace Hven.Tables.FitsTable;

/// <summary>One column of a binary table that is written: its form, its cards, and the encoder of its elements.</summary>
internal sealed class OutputColumn
{
    private readonly Column _column;
    private readonly string _name;
    private readonly char _code;
    private readonly Int128? _zero;
    private readonly long? _missing;
    private readonly int _repeat;
    private readonly char _descriptor;
    private readonly FieldEncoder _encoder;
    private byte[] _scratch = [];
    private int _longest;

    /// <param name="column">The column.</param>
    /// <param name="name">Its unique name.</param>
    /// <param name="offset">Where its cell starts in the row.</param>
    /// <param name="wide">Whether array descriptors have 64-bit numbers.</param>
    /// <param name="logicals">How logical columns are written.</param>
    /// <exception cref="TableFormatException">FITS cannot hold the column.</exception>
    public OutputColumn(Column column, string name, int offset, bool wide, LogicalForm logicals)
    {
        _column = column;
        _name = name;
        Offset = offset;
        (_code, _zero, _missing, _encoder) = column.Type == ElementType.Boolean && logicals == LogicalForm.Bits ? ('X', null, null, new BitFieldEncoder(column)) : Encode(column);
        bool text = column.Type == ElementType.String;
        if (text && column.IsArray && (column.Shape!.IsVariable || (column.TextWidth ?? 0) < 1))
        {
            throw new TableFormatException("FITS-COLUMN", $"Column '{column.Name}': FITS holds arrays of strings only when their shape is fixed and their width (TextWidth) is known");
        }

        IsVariable = column.Shape?.IsVariable ?? (text && (column.TextWidth ?? 0) < 1);
        _descriptor = !IsVariable ? '\0' : wide ? 'Q' : 'P';
        _repeat = IsVariable ? 1 : column.Shape?.ElementCount ?? 1;
        Width = IsVariable ? wide ? 16 : 8 : Bytes(_repeat);
    }

    public int Offset { get; }

    public int Width { get; }

    /// <summary>Whether the cells lie in the heap.</summary>
    public bool IsVariable { get; }

    /// <summary>Writes the cells of some rows of a batch.</summary>
    public void Write(ColumnVector vector, int start, int count, Span<byte> rows, int stride)
    {
        rows = rows[Offset..];
        if (vector is not ListVector list)
        {
            _encoder.Write(vector, start, count, rows, stride);
            return;
        }

        for (int row = 0; row < count; row++)
        {
            Span<byte> cell = rows.Slice(row * stride, Width);
            int first = list.Offsets[start + row];
            int held = list.Offsets[start + row + 1] - first;
            if (list.IsNull(start + row))
            {
                _encoder.WriteNulls(_repeat, cell);
            }
            else if (held == _repeat)
            {
                _encoder.Write(list.Items, first, held, cell, _encoder.Size);
            }
            else
            {
                throw new TableFormatException("FITS-SHAPE", $"Column '{_column.Name}': a cell of {held} elements where the shape has {_repeat}");
            }
        }
    }

    /// <summary>Encodes one cell for the heap and writes its descriptor.</summary>
    /// <returns>The bytes for the heap; good until the next call.</returns>
    public ReadOnlyMemory<byte> WriteVariable(ColumnVector vector, int row, Span<byte> rowBytes, long heapLength)
    {
        int count = 0;
        int bytes = 0;
        if (!vector.IsNull(row) && vector is TextVector texts)
        {
            // An empty string must not look like a null one, which has no elements.
            ReadOnlySpan<byte> text = texts[row].IsEmpty ? " "u8 : texts[row];
            TextNul.Check(_column.Name, text);
            bytes = count = text.Length;
            text.CopyTo(Scratch(bytes));
        }
        else if (!vector.IsNull(row))
        {
            ListVector list = (ListVector)vector;
            int first = list.Offsets[row];
            count = list.Offsets[row + 1] - first;
            bytes = Bytes(count);
            _encoder.Write(list.Items, first, count, Scratch(bytes), _encoder.Size);
        }

        Span<byte> cell = rowBytes.Slice(Offset, Width);
        long offset = count == 0 ? 0 : heapLength;
        if (_descriptor == 'Q')
        {
            BinaryPrimitives.WriteInt64BigEndian(cell, count);
            BinaryPrimitives.WriteInt64BigEndian(cell[8..], offset);
        }
        else if (heapLength + bytes > int.MaxValue)
        {
            throw new TableFormatException("FITS-HEAP", $"Column '{_column.Name}': the heap grows over 2 GiB; give the writer the row count, or the column a TextWidth");
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(cell, count);
            BinaryPrimitives.WriteInt32BigEndian(cell[4..], (int)offset);
        }

        _longest = Math.Max(_longest, count);
        return _scratch.AsMemory(0, bytes);
    }

    /// <summary>Adds the column's cards.</summary>
    /// <param name="header">The header.</param>
    /// <param name="number">The column's number from 1.</param>
    /// <param name="written">Whether the rows are written, so that what was met is known.</param>
    /// <exception cref="TableFormatException">Nulls were written, and a value that looks like one.</exception>
    public void AddTo(Header header, int number, bool written)
    {
        string n = number.ToString(CultureInfo.InvariantCulture);
        string form = IsVariable
            ? $"1{_descriptor}{_code}({_longest})"
            : string.Create(CultureInfo.InvariantCulture, $"{(_code == 'A' ? _repeat * _encoder.Size : _repeat)}{_code}");
        header.Add(new Card("TTYPE" + n, _name));
        header.Add(new Card("TFORM" + n, form));
        TableHead.AddText(header, "TUNIT", number, _column.Unit);
        if (!IsVariable && _column.Shape is { } shape && (shape.Lengths.Count > 1 || _code == 'A'))
        {
            IEnumerable<int> axes = _code == 'A' ? shape.Lengths.Prepend(_encoder.Size) : shape.Lengths;
            header.Add(new Card("TDIM" + n, $"({string.Join(',', axes)})"));
        }

        if (_zero is { } zero)
        {
            header.Add(new Card("TSCAL" + n, (Int128)1));
            header.Add(new Card("TZERO" + n, zero));
        }

        // Until all rows are there, a null may come; afterwards TNULL stands only where one did, so that every value can be told.
        if (_missing is { } missing && (!written || _encoder.SawNull))
        {
            header.Add(new Card("TNULL" + n, (Int128)missing));
        }

        TableHead.AddText(header, "TUCD", number, _column.Ucd);
        TableHead.AddText(header, "TUTYP", number, _column.Utype);
        TableHead.AddText(header, "TXTYP", number, _column.Xtype);
        TableHead.AddText(header, "TCOMM", number, _column.Description);
    }

    /// <summary>Fails when a value would be read back as a null.</summary>
    /// <param name="headerIsFinal">Whether TNULL is in the header for good, nulls or not.</param>
    public void Check(bool headerIsFinal)
    {
        if (_encoder.SawMissing && (headerIsFinal || _encoder.SawNull))
        {
            throw new TableFormatException(
                "FITS-NULL", $"Column '{_column.Name}' holds nulls and also the value that stands for null in its type ({_missing} as stored). Give the column a NullValue that it does not hold, leave out one of the two, or write VOTable, Parquet or Arrow, which mark nulls apart");
        }
    }

    // Bits lie eight to the byte; the encoder writes them by the cell.
    private int Bytes(int elements) => _code == 'X' ? (elements + 7) / 8 : checked(elements * _encoder.Size);

    private Span<byte> Scratch(int bytes)
    {
        if (_scratch.Length < bytes)
        {
            _scratch = new byte[Math.Max(bytes, _scratch.Length * 2)];
        }

        return _scratch.AsSpan(0, bytes);
    }

    private static (char Code, Int128? Zero, long? Missing, FieldEncoder Encoder) Encode(Column column)
    {
        switch (column.Type)
        {
            case ElementType.Boolean:
                return ('L', null, null, new LogicalFieldEncoder());
            case ElementType.UInt8:
                byte missing8 = Missing(column, byte.MaxValue);
                return ('B', null, missing8, new IntegerFieldEncoder<byte, byte>(0, missing8));
            case ElementType.Int8:
                byte stored8 = (byte)(Missing(column, sbyte.MinValue) ^ 0x80);
                return ('B', -128, stored8, new IntegerFieldEncoder<sbyte, byte>(0x80, stored8));
            case ElementType.Int16:
                short missing16 = Missing(column, short.MinValue);
                return ('I', null, missing16, new IntegerFieldEncoder<short, ushort>(0, (ushort)missing16));
            case ElementType.UInt16:
                ushort stored16 = (ushort)(Missing(column, ushort.MaxValue) ^ 0x8000);
                return ('I', 1 << 15, (short)stored16, new IntegerFieldEncoder<ushort, ushort>(0x8000, stored16));
            case ElementType.Int32:
                int missing32 = Missing(column, int.MinValue);
                return ('J', null, missing32, new IntegerFieldEncoder<int, uint>(0, (uint)missing32));
            case ElementType.UInt32:
                uint stored32 = Missing(column, uint.MaxValue) ^ 0x8000_0000;
                return ('J', 1L << 31, (int)stored32, new IntegerFieldEncoder<uint, uint>(0x8000_0000, stored32));
            case ElementType.Int64:
                long missing64 = Missing(column, long.MinValue);
                return ('K', null, missing64, new IntegerFieldEncoder<long, ulong>(0, (ulong)missing64));
            case ElementType.UInt64:
                ulong stored64 = Missing(column, ulong.MaxValue) ^ (1UL << 63);
                return ('K', (Int128)1 << 63, (long)stored64, new IntegerFieldEncoder<ulong, ulong>(1UL << 63, stored64));
            case ElementType.Float32:
                return ('E', null, null, new FloatFieldEncoder<float, uint>(BitConverter.SingleToUInt32Bits(float.NaN)));
            case ElementType.Float64:
                return ('D', null, null, new FloatFieldEncoder<double, ulong>(BitConverter.DoubleToUInt64Bits(double.NaN)));
            case ElementType.Complex64:
                return ('C', null, null, new FloatFieldEncoder<ComplexSingle, uint>(BitConverter.SingleToUInt32Bits(float.NaN)));
            case ElementType.Complex128:
                return ('M', null, null, new FloatFieldEncoder<Complex, ulong>(BitConverter.DoubleToUInt64Bits(double.NaN)));
            default:
                return ('A', null, null, new TextFieldEncoder(column, column.TextWidth ?? 0));
        }
    }

    // The source's own null value when it fits, so that a table that came from FITS goes back as it was.
    private static T Missing<T>(Column column, T otherwise)
        where T : unmanaged, IBinaryInteger<T> =>
        T.TryParse(column.NullValue, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value) ? value : otherwise;
}
