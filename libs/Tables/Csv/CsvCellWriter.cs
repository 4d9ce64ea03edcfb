using System.Buffers;
using System.Numerics;
using System.Text.Json;

namespace Hven.Tables.Csv;

/// <summary>Writes one cell of one column.</summary>
internal abstract class CsvCellWriter
{
    /// <summary>Writes a row that is not null.</summary>
    public abstract void Write(ColumnVector vector, int row, ByteBuffer target);

    /// <summary>Makes the writer for a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="separator">The byte between cells.</param>
    /// <param name="digits">Digits after the point, or <see langword="null"/> for the shortest form.</param>
    public static CsvCellWriter For(Column column, byte separator, int? digits)
    {
        if (column.Type == ElementType.String)
        {
            return column.IsArray ? new CsvTextArrayCell(separator) : new CsvTextCell(separator);
        }

        bool holdsBlanks = column.Type is ElementType.Complex64 or ElementType.Complex128;
        CsvCellWriter cell = ForNumbers(column, digits);
        return column.IsArray || (holdsBlanks && separator == (byte)' ') ? new CsvQuotedCell(cell) : cell;
    }

    /// <summary>Makes the writer for a column of anything but texts, whose cells hold no separators but blanks.</summary>
    public static CsvCellWriter ForNumbers(Column column, int? digits)
    {
        CsvCellWriter scalar = column.Type switch
        {
            ElementType.Boolean => new CsvNumberCell<byte, BooleanFormat>(default),
            ElementType.UInt8 => new CsvNumberCell<byte, UnsignedFormat<byte>>(default),
            ElementType.Int8 => new CsvNumberCell<sbyte, SignedFormat<sbyte>>(default),
            ElementType.UInt16 => new CsvNumberCell<ushort, UnsignedFormat<ushort>>(default),
            ElementType.Int16 => new CsvNumberCell<short, SignedFormat<short>>(default),
            ElementType.UInt32 => new CsvNumberCell<uint, UnsignedFormat<uint>>(default),
            ElementType.Int32 => new CsvNumberCell<int, SignedFormat<int>>(default),
            ElementType.UInt64 => new CsvNumberCell<ulong, UnsignedFormat<ulong>>(default),
            ElementType.Int64 => new CsvNumberCell<long, SignedFormat<long>>(default),
            ElementType.Float32 when digits is { } count => new CsvNumberCell<float, FixedFormat<float>>(new FixedFormat<float>(count)),
            ElementType.Float64 when digits is { } count => new CsvNumberCell<double, FixedFormat<double>>(new FixedFormat<double>(count)),
            ElementType.Float32 => new CsvNumberCell<float, SingleFormat>(default),
            ElementType.Float64 => new CsvNumberCell<double, DoubleFormat>(default),
            ElementType.Complex64 => new CsvNumberCell<ComplexSingle, ComplexSingleFormat>(default),
            ElementType.Complex128 => new CsvNumberCell<Complex, ComplexFormat>(default),
            _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "Unknown element type."),
        };
        return column.IsArray ? new CsvArrayCell(scalar) : scalar;
    }
}

/// <summary>Writes a number.</summary>
/// <typeparam name="T">The number.</typeparam>
internal interface INumberFormat<T>
{
    /// <summary>Writes a value into at least 80 bytes.</summary>
    /// <returns>Bytes written.</returns>
    int Format(T value, Span<byte> target);
}

internal sealed class CsvNumberCell<T, TFormat>(TFormat format) : CsvCellWriter
    where T : unmanaged
    where TFormat : struct, INumberFormat<T>
{
    private const int Room = 80;

    public override void Write(ColumnVector vector, int row, ByteBuffer target) =>
        target.Advance(format.Format(((PrimitiveVector<T>)vector).Values[row], target.Room(Room)));
}

/// <summary>Numbers separated by blanks; an element without a value is <c>null</c>.</summary>
internal sealed class CsvArrayCell(CsvCellWriter item) : CsvCellWriter
{
    public override void Write(ColumnVector vector, int row, ByteBuffer target)
    {
        var list = (ListVector)vector;
        int first = list.Offsets[row];
        for (int index = first; index < list.Offsets[row + 1]; index++)
        {
            if (index > first)
            {
                target.Add((byte)' ');
            }

            if (list.Items.IsNull(index))
            {
                target.Add("null"u8);
            }
            else
            {
                item.Write(list.Items, index, target);
            }
        }
    }
}

/// <summary>A cell in quotes: one that holds the separator, or that may be empty without being null.</summary>
internal sealed class CsvQuotedCell(CsvCellWriter cell) : CsvCellWriter
{
    public override void Write(ColumnVector vector, int row, ByteBuffer target)
    {
        target.Add((byte)'"');
        cell.Write(vector, row, target);
        target.Add((byte)'"');
    }
}

internal sealed class CsvTextCell(byte separator) : CsvCellWriter
{
    public override void Write(ColumnVector vector, int row, ByteBuffer target) => CsvText.Write(((TextVector)vector)[row], separator, target);
}

/// <summary>A JSON array of strings.</summary>
internal sealed class CsvTextArrayCell(byte separator) : CsvCellWriter
{
    private readonly ArrayBufferWriter<byte> _json = new();

    public override void Write(ColumnVector vector, int row, ByteBuffer target)
    {
        var list = (ListVector)vector;
        var items = (TextVector)list.Items;
        _json.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_json))
        {
            json.WriteStartArray();
            for (int item = list.Offsets[row]; item < list.Offsets[row + 1]; item++)
            {
                if (items.IsNull(item))
                {
                    json.WriteNullValue();
                }
                else
                {
                    json.WriteStringValue(items[item]);
                }
            }

            json.WriteEndArray();
        }

        CsvText.Write(_json.WrittenSpan, separator, target);
    }
}

/// <summary>Writes texts, in quotes where they would otherwise be read as something else.</summary>
internal static class CsvText
{
    private static readonly SearchValues<byte> s_special = SearchValues.Create(",;\t| \"\r\n"u8);

    public static void Write(ReadOnlySpan<byte> text, byte separator, ByteBuffer target)
    {
        if (!NeedsQuotes(text, separator))
        {
            target.Add(text);
            return;
        }

        WriteQuoted(text, target);
    }

    /// <summary>Writes a text in quotes.</summary>
    public static void WriteQuoted(ReadOnlySpan<byte> text, ByteBuffer target)
    {
        target.Add((byte)'"');
        for (int quote = text.IndexOf((byte)'"'); quote >= 0; quote = text.IndexOf((byte)'"'))
        {
            target.Add(text[..(quote + 1)]);
            target.Add((byte)'"');
            text = text[(quote + 1)..];
        }

        target.Add(text);
        target.Add((byte)'"');
    }

    private static bool NeedsQuotes(ReadOnlySpan<byte> text, byte separator)
    {
        if (CsvValue.IsNull(text) || text[0] is (byte)' ' or (byte)'#' || text[^1] == (byte)' ')
        {
            return true;
        }

        int special = text.IndexOfAny(s_special);
        return special >= 0 && (text.Contains(separator) || text.ContainsAny("\"\r\n"u8) || (separator == (byte)' ' && text.Contains((byte)'\t')));
    }
}
