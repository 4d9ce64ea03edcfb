using System.Numerics;

namespace Hven.Tables.Votable;

/// <summary>Writes the cells of one column as TABLEDATA. Made once a column, so that a cell costs one virtual call and no allocation.</summary>
internal abstract class TabledataCells
{
    /// <summary>Whether a null cell is written as null elements: readers count the parts of complex numbers and of arrays of a fixed shape.</summary>
    public virtual bool WritesNulls => false;

    /// <summary>Writes what stands between the tags.</summary>
    public abstract void Write(ColumnVector vector, int row, Utf8Output output);

    /// <summary>Writes what stands for null in an array.</summary>
    public virtual void WriteNull(Utf8Output output) => output.Raw("NaN"u8);

    public static TabledataCells Of(OutputField field)
    {
        TabledataCells element = field.Column.Type switch
        {
            ElementType.Boolean when field.Datatype == "bit" => new BitCells(),
            ElementType.Boolean => new LogicalCells(),
            ElementType.UInt8 => new IntegerCells<byte>(field),
            ElementType.Int8 => new IntegerCells<sbyte>(field),
            ElementType.Int16 => new IntegerCells<short>(field),
            ElementType.UInt16 => new IntegerCells<ushort>(field),
            ElementType.Int32 => new IntegerCells<int>(field),
            ElementType.UInt32 => new IntegerCells<uint>(field),
            ElementType.Int64 => new IntegerCells<long>(field),
            ElementType.UInt64 => new UnsignedCells(),
            ElementType.Float32 => new FloatCells(),
            ElementType.Float64 => new DoubleCells(),
            ElementType.Complex64 => new ComplexSingleCells(),
            ElementType.Complex128 => new ComplexCells(),
            _ => new StringCells(field),
        };
        return field.Column.IsArray ? new ArrayCells(element, field) : element;
    }

    private sealed class LogicalCells : TabledataCells
    {
        public override void WriteNull(Utf8Output output) => output.Raw("?"u8);

        public override void Write(ColumnVector vector, int row, Utf8Output output) =>
            output.Raw(vector.IsNull(row) ? "?"u8 : ((PrimitiveVector<byte>)vector).Values[row] != 0 ? "T"u8 : "F"u8);
    }

    private sealed class BitCells : TabledataCells
    {
        public override void WriteNull(Utf8Output output) => output.Raw("0"u8);

        public override void Write(ColumnVector vector, int row, Utf8Output output) => output.Raw(((PrimitiveVector<byte>)vector).Values[row] != 0 ? "1"u8 : "0"u8);
    }

    private sealed class IntegerCells<T>(OutputField field) : TabledataCells
        where T : unmanaged, IBinaryInteger<T>
    {
        public override void WriteNull(Utf8Output output) => output.Integer(field.Missing ?? throw field.NoNull());

        public override void Write(ColumnVector vector, int row, Utf8Output output)
        {
            if (vector.IsNull(row))
            {
                WriteNull(output);
                return;
            }

            long value = long.CreateTruncating(((PrimitiveVector<T>)vector).Values[row]);
            output.Integer(value != field.Missing ? value : throw field.ValueIsNull(value));
        }
    }

    private sealed class UnsignedCells : TabledataCells
    {
        public override void Write(ColumnVector vector, int row, Utf8Output output)
        {
            if (!vector.IsNull(row))
            {
                output.Integer(((PrimitiveVector<ulong>)vector).Values[row]);
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
        public override bool WritesNulls => true;

        public override void WriteNull(Utf8Output output) => output.Raw("NaN NaN"u8);

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
        public override bool WritesNulls => true;

        public override void WriteNull(Utf8Output output) => output.Raw("NaN NaN"u8);

        public override void Write(ColumnVector vector, int row, Utf8Output output)
        {
            Complex value = vector.IsNull(row) ? new(double.NaN, double.NaN) : ((PrimitiveVector<Complex>)vector).Values[row];
            output.Real(value.Real);
            output.Raw(" "u8);
            output.Real(value.Imaginary);
        }
    }

    private sealed class StringCells(OutputField field) : TabledataCells
    {
        public override void WriteNull(Utf8Output output) => output.Blanks(field.Layout.StringWidth);

        public override void Write(ColumnVector vector, int row, Utf8Output output)
        {
            ReadOnlySpan<byte> text = ((TextVector)vector)[row];
            output.Escaped(text, inAttribute: false);
            if (field.Column.IsArray)
            {
                output.Blanks(StringWidth.Missing(field, text));
            }
        }
    }

    private sealed class ArrayCells(TabledataCells element, OutputField field) : TabledataCells
    {
        // Bits have no null, integers only a marked one.
        public override bool WritesNulls { get; } = !@field.IsVariable && @field.Datatype != "bit"
            && (@field.Missing is not null || @field.Datatype is not ("unsignedByte" or "short" or "int" or "long"));

        public override void WriteNull(Utf8Output output)
        {
            for (int item = 0; item < field.Column.Shape!.ElementCount; item++)
            {
                Separate(item, output);
                element.WriteNull(output);
            }
        }

        public override void Write(ColumnVector vector, int row, Utf8Output output)
        {
            ListVector list = (ListVector)vector;
            int first = list.Offsets[row];
            for (int item = first; item < list.Offsets[row + 1]; item++)
            {
                Separate(item - first, output);
                element.Write(list.Items, item, output);
            }
        }

        // Strings of an array run on: their width tells them apart. Bits might, but astropy and STIL want blanks between them.
        private void Separate(int item, Utf8Output output)
        {
            if (item > 0 && field.Datatype is not ("char" or "unicodeChar"))
            {
                output.Raw(" "u8);
            }
        }
    }
}
