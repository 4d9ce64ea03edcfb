using System.Numerics;

namespace Hven.Tables.Votable;

/// <summary>Writes the cells of one column as TABLEDATA. Made once a column, so that a cell costs one virtual call and no allocation.</summary>
internal abstract class TabledataCells
{
    /// <summary>Writes what stands between the tags; nothing for null.</summary>
    public abstract void Write(ColumnVector vector, int row, Utf8Output output);

    public static TabledataCells Of(OutputField field)
    {
        TabledataCells element = field.Column.Type switch
        {
            ElementType.Boolean => new LogicalCells(),
            ElementType.UInt8 => new IntegerCells<byte>(field.Missing),
            ElementType.Int8 => new IntegerCells<sbyte>(field.Missing),
            ElementType.Int16 => new IntegerCells<short>(field.Missing),
            ElementType.UInt16 => new IntegerCells<ushort>(field.Missing),
            ElementType.Int32 => new IntegerCells<int>(field.Missing),
            ElementType.UInt32 => new IntegerCells<uint>(field.Missing),
            ElementType.Int64 => new IntegerCells<long>(field.Missing),
            ElementType.UInt64 => new UnsignedCells(),
            ElementType.Float32 => new FloatCells(),
            ElementType.Float64 => new DoubleCells(),
            ElementType.Complex64 => new ComplexSingleCells(),
            ElementType.Complex128 => new ComplexCells(),
            _ => new StringCells(field.Column),
        };
        return field.Column.IsArray ? new ArrayCells(element, field.Column) : element;
    }

    private sealed class LogicalCells : TabledataCells
    {
        public override void Write(ColumnVector vector, int row, Utf8Output output) =>
            output.Raw(vector.IsNull(row) ? "?"u8 : ((PrimitiveVector<byte>)vector).Values[row] != 0 ? "T"u8 : "F"u8);
    }

    private sealed class IntegerCells<T>(long? missing) : TabledataCells
        where T : unmanaged, IBinaryInteger<T>
    {
        public override void Write(ColumnVector vector, int row, Utf8Output output)
        {
            if (!vector.IsNull(row))
            {
                output.Integer(long.CreateTruncating(((PrimitiveVector<T>)vector).Values[row]));
            }
            else if (missing is { } value)
            {
                output.Integer(value);
            }
        }
    }

    private sealed class UnsignedCells : TabledataCells
    {
        public override void Write(ColumnVector vector, int row, Utf8Output output)
        {
            if (!vector.IsNull(row))
            {
                ((PrimitiveVector<ulong>)vector).Values[row].TryFormat(output.Room(20), out int written, default, System.Globalization.CultureInfo.InvariantCulture);
                output.Advance(written);
            }
        }
    }

    private sealed class FloatCells : TabledataCells
    {
        public override void Write(ColumnVector vector, int row, Utf8Output output) =>
            output.Real(vector.IsNull(row) ? float.NaN : ((PrimitiveVector<float>)vector).Values[row]);
    }

    private sealed class DoubleCells : TabledataCells
    {
        public override void Write(ColumnVector vector, int row, Utf8Output output) =>
            output.Real(vector.IsNull(row) ? double.NaN : ((PrimitiveVector<double>)vector).Values[row]);
    }

    private sealed class ComplexSingleCells : TabledataCells
    {
        public override void Write(ColumnVector vector, int row, Utf8Output output)
        {
            ComplexSingle value = vector.IsNull(row) ? new(float.NaN, float.NaN) : ((PrimitiveVector<ComplexSingle>)vector).Values[row];
            output.Real(value.Real);
            output.Raw(" "u8);
            output.Real(value.Imaginary);
        }
    }

    private sealed class ComplexCells : TabledataCells
    {
        public override void Write(ColumnVector vector, int row, Utf8Output output)
        {
            Complex value = vector.IsNull(row) ? new(double.NaN, double.NaN) : ((PrimitiveVector<Complex>)vector).Values[row];
            output.Real(value.Real);
            output.Raw(" "u8);
            output.Real(value.Imaginary);
        }
    }

    private sealed class StringCells(Column column) : TabledataCells
    {
        public override void Write(ColumnVector vector, int row, Utf8Output output)
        {
            ReadOnlySpan<byte> text = ((TextVector)vector)[row];
            output.Escaped(text, inAttribute: false);
            if (column.IsArray)
            {
                int missing = StringWidth.Missing(column, text);
                output.Room(missing)[..missing].Fill((byte)' ');
                output.Advance(missing);
            }
        }
    }

    private sealed class ArrayCells(TabledataCells element, Column column) : TabledataCells
    {
        public override void Write(ColumnVector vector, int row, Utf8Output output)
        {
            ListVector list = (ListVector)vector;
            int end = list.Offsets[row + 1];
            for (int item = list.Offsets[row]; item < end; item++)
            {
                element.Write(list.Items, item, output);
                if (column.Type != ElementType.String && item + 1 < end)
                {
                    output.Raw(" "u8);
                }
            }
        }
    }
}

/// <summary>Strings in arrays have one width.</summary>
internal static class StringWidth
{
    /// <summary>Blanks that fill a string up to its column's width.</summary>
    /// <exception cref="TableFormatException">The string is longer.</exception>
    public static int Missing(Column column, ReadOnlySpan<byte> text) =>
        column.TextWidth!.Value - text.Length is >= 0 and int missing ? missing : throw new TableFormatException(
            "VOT-WIDTH", $"Column '{column.Name}': a string of {text.Length} bytes in an array of strings of {column.TextWidth}");
}
