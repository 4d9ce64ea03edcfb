using System.Numerics;
using Hven.Tables.Csv;
using Hven.Tables.Json;
using Hven.Tables.Numbers;

namespace Hven.Tables.Ecsv;

/// <summary>Chooses what writes the cells of a column: those of CSV, but for booleans, complex numbers and arrays.</summary>
internal static class EcsvCell
{
    public static CsvCellWriter For(Column column) => (column.Type, column.Shape) switch
    {
        (_, { } shape) => new EcsvArrayCell(Item(column), shape),
        (ElementType.Boolean, null) => new CsvNumberCell<byte, PythonBooleanFormat>(default),
        (ElementType.Complex64, null) => new CsvNumberCell<ComplexSingle, PythonComplexSingleFormat>(default),
        (ElementType.Complex128, null) => new CsvNumberCell<Complex, PythonComplexFormat>(default),
        _ => CsvCellWriter.For(column, (byte)',', null),
    };

    /// <summary>Elements as JSON, but with the words that Python's JSON has for what is not finite.</summary>
    private static JsonCell Item(Column column) => column.Type switch
    {
        ElementType.Float32 => new JsonNumber<float, SingleFormat>(),
        ElementType.Float64 => new JsonNumber<double, DoubleFormat>(),
        _ => JsonCell.For(column with { Shape = null }),
    };
}

/// <summary>An array as JSON: a list for each axis.</summary>
internal sealed class EcsvArrayCell(JsonCell item, ArrayShape shape) : CsvCellWriter
{
    private readonly ByteBuffer _json = new();

    public override void Write(ColumnVector vector, int row, ByteBuffer target)
    {
        var list = (ListVector)vector;
        _json.Clear();
        int first = list.Offsets[row];
        WriteAxis(list.Items, first, list.Offsets[row + 1] - first, shape.Lengths.Count - 1);
        CsvText.Write(_json.Written, (byte)',', target);
    }

    private void WriteAxis(ColumnVector items, int first, int count, int axis)
    {
        _json.Add((byte)'[');
        int step = 1;
        for (int inner = 0; inner < axis; inner++)
        {
            step *= shape.Lengths[inner];
        }

        for (int at = 0; at < count; at += step)
        {
            if (at > 0)
            {
                _json.Add((byte)',');
            }

            if (axis > 0)
            {
                WriteAxis(items, first + at, step, axis - 1);
            }
            else
            {
                item.WriteOrNull(items, first + at, _json);
            }
        }

        _json.Add((byte)']');
    }
}

internal readonly struct PythonBooleanFormat : INumberFormat<byte>
{
    public int Format(byte value, Span<byte> target)
    {
        ReadOnlySpan<byte> text = value != 0 ? "True"u8 : "False"u8;
        text.CopyTo(target);
        return text.Length;
    }
}

/// <summary>A complex number as Python writes it, for instance <c>(1.5-infj)</c>.</summary>
internal readonly struct PythonComplexFormat : INumberFormat<Complex>
{
    public int Format(Complex value, Span<byte> target)
    {
        target[0] = (byte)'(';
        int length = 1 + PythonParts.Word(value.Real, ShortestNumber.Format(value.Real, target[1..]), target[1..]);
        return PythonParts.End(value.Imaginary, ShortestNumber.Format(value.Imaginary, target[(length + 1)..]), target, length);
    }
}

/// <summary>A complex number of two binary32 as Python writes it.</summary>
internal readonly struct PythonComplexSingleFormat : INumberFormat<ComplexSingle>
{
    public int Format(ComplexSingle value, Span<byte> target)
    {
        target[0] = (byte)'(';
        int length = 1 + PythonParts.Word(value.Real, ShortestNumber.Format(value.Real, target[1..]), target[1..]);
        return PythonParts.End(value.Imaginary, ShortestNumber.Format(value.Imaginary, target[(length + 1)..]), target, length);
    }
}

/// <summary>The parts of Python's complex numbers.</summary>
internal static class PythonParts
{
    /// <summary>Replaces what is written for a number that is not finite by Python's word for it.</summary>
    public static int Word(double value, int length, Span<byte> target)
    {
        if (double.IsFinite(value))
        {
            return length;
        }

        ReadOnlySpan<byte> word = double.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8;
        word.CopyTo(target);
        return word.Length;
    }

    /// <summary>Ends the number whose imaginary part stands one place behind <paramref name="at"/>, where its sign belongs.</summary>
    public static int End(double imaginary, int length, Span<byte> target, int at)
    {
        length = Word(imaginary, length, target[(at + 1)..]);
        if (target[at + 1] == (byte)'-')
        {
            target.Slice(at + 1, length).CopyTo(target[at..]);
        }
        else
        {
            target[at] = (byte)'+';
            length++;
        }

        target[at + length] = (byte)'j';
        target[at + length + 1] = (byte)')';
        return at + length + 2;
    }
}
