using System.Buffers;
using System.Numerics;
using Hven.Tables.Csv;
using Hven.Tables.Numbers;

namespace Hven.Tables.Json;

/// <summary>Writes one cell of one column as a JSON value.</summary>
internal abstract class JsonCell
{
    public abstract void Write(ColumnVector vector, int row, ByteBuffer target);

    public void WriteOrNull(ColumnVector vector, int row, ByteBuffer target)
    {
        if (vector.IsNull(row))
        {
            target.Add("null"u8);
        }
        else
        {
            Write(vector, row, target);
        }
    }

    public static JsonCell For(Column column)
    {
        JsonCell scalar = column.Type switch
        {
            ElementType.Boolean => new JsonNumber<byte, BooleanFormat>(),
            ElementType.UInt8 => new JsonNumber<byte, UnsignedFormat<byte>>(),
            ElementType.Int8 => new JsonNumber<sbyte, SignedFormat<sbyte>>(),
            ElementType.UInt16 => new JsonNumber<ushort, UnsignedFormat<ushort>>(),
            ElementType.Int16 => new JsonNumber<short, SignedFormat<short>>(),
            ElementType.UInt32 => new JsonNumber<uint, UnsignedFormat<uint>>(),
            ElementType.Int32 => new JsonNumber<int, SignedFormat<int>>(),
            ElementType.UInt64 => new JsonNumber<ulong, UnsignedFormat<ulong>>(),
            ElementType.Int64 => new JsonNumber<long, SignedFormat<long>>(),
            ElementType.Float32 => new JsonNumber<float, JsonSingleFormat>(),
            ElementType.Float64 => new JsonNumber<double, JsonDoubleFormat>(),
            ElementType.Complex64 => new JsonNumber<ComplexSingle, JsonComplexSingleFormat>(),
            ElementType.Complex128 => new JsonNumber<Complex, JsonComplexFormat>(),
            ElementType.String => new JsonTextCell(),
            _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "Unknown element type."),
        };
        return column.IsArray ? new JsonArrayCell(scalar) : scalar;
    }
}

internal sealed class JsonNumber<T, TFormat> : JsonCell
    where T : unmanaged
    where TFormat : struct, INumberFormat<T>
{
    public override void Write(ColumnVector vector, int row, ByteBuffer target) =>
        target.Advance(default(TFormat).Format(((PrimitiveVector<T>)vector).Values[row], target.Room(96)));
}

internal sealed class JsonTextCell : JsonCell
{
    public override void Write(ColumnVector vector, int row, ByteBuffer target) => JsonText.Write(((TextVector)vector)[row], target);
}

internal sealed class JsonArrayCell(JsonCell item) : JsonCell
{
    public override void Write(ColumnVector vector, int row, ByteBuffer target)
    {
        var list = (ListVector)vector;
        int first = list.Offsets[row];
        target.Add((byte)'[');
        for (int index = first; index < list.Offsets[row + 1]; index++)
        {
            if (index > first)
            {
                target.Add((byte)',');
            }

            item.WriteOrNull(list.Items, index, target);
        }

        target.Add((byte)']');
    }
}

internal readonly struct JsonDoubleFormat : INumberFormat<double>
{
    public int Format(double value, Span<byte> target)
    {
        if (double.IsFinite(value))
        {
            return ShortestNumber.Format(value, target);
        }

        int length = 1 + ShortestNumber.Format(value, target[1..]);
        target[0] = target[length] = (byte)'"';
        return length + 1;
    }
}

internal readonly struct JsonSingleFormat : INumberFormat<float>
{
    public int Format(float value, Span<byte> target) =>
        float.IsFinite(value) ? ShortestNumber.Format(value, target) : default(JsonDoubleFormat).Format(value, target);
}

internal readonly struct JsonComplexFormat : INumberFormat<Complex>
{
    public int Format(Complex value, Span<byte> target)
    {
        target[0] = (byte)'[';
        int length = 1 + default(JsonDoubleFormat).Format(value.Real, target[1..]);
        target[length++] = (byte)',';
        length += default(JsonDoubleFormat).Format(value.Imaginary, target[length..]);
        target[length] = (byte)']';
        return length + 1;
    }
}

internal readonly struct JsonComplexSingleFormat : INumberFormat<ComplexSingle>
{
    public int Format(ComplexSingle value, Span<byte> target)
    {
        target[0] = (byte)'[';
        int length = 1 + default(JsonSingleFormat).Format(value.Real, target[1..]);
        target[length++] = (byte)',';
        length += default(JsonSingleFormat).Format(value.Imaginary, target[length..]);
        target[length] = (byte)']';
        return length + 1;
    }
}

/// <summary>Writes texts as JSON strings (RFC 8259, section 7): only what must be escaped is.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> s_escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    public static void Write(ReadOnlySpan<byte> text, ByteBuffer target)
    {
        target.Add((byte)'"');
        for (int at = text.IndexOfAny(s_escaped); at >= 0; at = text.IndexOfAny(s_escaped))
        {
            target.Add(text[..at]);
            byte value = text[at];
            target.Add((byte)'\\');
            if (value is (byte)'"' or (byte)'\\')
            {
                target.Add(value);
            }
            else if (value == (byte)'\n')
            {
                target.Add((byte)'n');
            }
            else
            {
                target.Add("u00"u8);
                target.Add((byte)('0' + (value >> 4)));
                target.Add("0123456789abcdef"u8[value & 15]);
            }

            text = text[(at + 1)..];
        }

        target.Add(text);
        target.Add((byte)'"');
    }
}
