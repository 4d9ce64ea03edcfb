using System.Numerics;

namespace Hven.Tables.Hdf5;

/// <summary>How a column of a table is read out of the rows of a dataset.</summary>
/// <param name="Column">The table's column.</param>
/// <param name="Decoder">Decodes one element.</param>
/// <param name="Offset">Where in a row its elements begin.</param>
/// <param name="ElementBytes">Bytes of one element.</param>
internal sealed record Hdf5Field(Column Column, Hdf5Decoder Decoder, int Offset, int ElementBytes)
{
    /// <summary>Where in a row the marks begin that say "no value", one byte an element; -1 when there are none.</summary>
    public int MaskOffset { get; init; } = -1;

    /// <summary>Plans the column of a member or of a dataset of its own.</summary>
    /// <returns>The plan, or <see langword="null"/> and the reason why a table cannot hold it.</returns>
    public static (Hdf5Field? Field, string? Refusal) For(string name, Hdf5Type type, int offset, Hdf5Heap heap)
    {
        ArrayShape? shape = null;
        if (type is { Class: Hdf5Class.Array, Base: { } element })
        {
            // The axes of a table's shape are fastest first.
            shape = new ArrayShape([.. type.Dimensions.Reverse()], IsVariable: false);
            type = element;
        }

        if (type is { Class: Hdf5Class.VariableLength, IsVariableText: false, Base: { } item } && shape is null)
        {
            return Scalar(item, heap) is { } of && !item.IsVariableText
                ? (new Hdf5Field(new Column(name, of.Type) { Shape = ArrayShape.Variable }, new Hdf5HeapArrays(heap, of.Decoder, item.Size), offset, type.Size), null)
                : (null, "its arrays hold values that a table cannot");
        }

        return Scalar(type, heap) is { } scalar
            ? (new Hdf5Field(new Column(name, scalar.Type) { Shape = shape, TextWidth = type.Class == Hdf5Class.Text ? type.Size : null }, scalar.Decoder, offset, type.Size), null)
            : (null, type.IsPlain ? $"a table cannot hold values of HDF5's class {type.Class} with {type.Size} bytes" : "its numbers are not laid out as IEEE 754 or two's complement");
    }

    /// <summary>Appends the cells of rows.</summary>
    public void Append(ReadOnlySpan<byte> rows, int rowBytes, int count, ColumnVector target)
    {
        if (target is ListVector list && !Column.Shape!.IsVariable)
        {
            AppendArrays(rows, rowBytes, count, list);
            return;
        }

        int first = target.Length;
        Decoder.Append(rows[Offset..], rowBytes, count, target);
        for (int row = 0; MaskOffset >= 0 && row < count; row++)
        {
            if (rows[(row * rowBytes) + MaskOffset] != 0)
            {
                target.SetNull(first + row);
            }
        }
    }

    private static (ElementType Type, Hdf5Decoder Decoder)? Scalar(Hdf5Type type, Hdf5Heap heap)
    {
        if (type.IsVariableText)
        {
            return (ElementType.String, new Hdf5HeapTexts(heap));
        }

        if (!type.IsPlain)
        {
            return null;
        }

        int turned = type.IsBigEndian ? type.Size : 0;
        return type.Class switch
        {
            Hdf5Class.Integer => Integer(type),
            Hdf5Class.BitField when type.Size == 1 => (ElementType.Boolean, new Hdf5Booleans()),
            Hdf5Class.Enumeration when type.Size == 1 && type.Names is ["FALSE", "TRUE"] => (ElementType.Boolean, new Hdf5Booleans()),
            Hdf5Class.Enumeration when type.Base is { IsPlain: true } number => Integer(number),
            Hdf5Class.Float when type.Size == 2 => (ElementType.Float32, new Hdf5Halves(type.IsBigEndian)),
            Hdf5Class.Float when type.Size == 4 => (ElementType.Float32, new Hdf5Numbers<float>(turned)),
            Hdf5Class.Float when type.Size == 8 => (ElementType.Float64, new Hdf5Numbers<double>(turned)),
            Hdf5Class.Text => (ElementType.String, new Hdf5Texts(type.Size, type.Padding, null)),
            Hdf5Class.Compound => Complex(type),
            _ => null,
        };
    }

    private static (ElementType Type, Hdf5Decoder Decoder)? Integer(Hdf5Type type)
    {
        int turned = type.IsBigEndian ? type.Size : 0;
        return (type.Size, type.IsSigned) switch
        {
            (1, false) => (ElementType.UInt8, new Hdf5Numbers<byte>(0)),
            (1, true) => (ElementType.Int8, new Hdf5Numbers<sbyte>(0)),
            (2, false) => (ElementType.UInt16, new Hdf5Numbers<ushort>(turned)),
            (2, true) => (ElementType.Int16, new Hdf5Numbers<short>(turned)),
            (4, false) => (ElementType.UInt32, new Hdf5Numbers<uint>(turned)),
            (4, true) => (ElementType.Int32, new Hdf5Numbers<int>(turned)),
            (8, false) => (ElementType.UInt64, new Hdf5Numbers<ulong>(turned)),
            (8, true) => (ElementType.Int64, new Hdf5Numbers<long>(turned)),
            _ => null,
        };
    }

    /// <summary>Two floats named r and i, as h5py and PyTables write complex numbers.</summary>
    private static (ElementType Type, Hdf5Decoder Decoder)? Complex(Hdf5Type type)
    {
        if (type.Members is not [{ Name: "r", Offset: 0, Type: { Class: Hdf5Class.Float, IsPlain: true } part }, { Name: "i" } imaginary]
            || imaginary.Type != part || imaginary.Offset != part.Size || type.Size != part.Size * 2)
        {
            return null;
        }

        int turned = part.IsBigEndian ? part.Size : 0;
        return part.Size switch
        {
            4 => (ElementType.Complex64, new Hdf5Numbers<ComplexSingle>(turned)),
            8 => (ElementType.Complex128, new Hdf5Numbers<Complex>(turned)),
            _ => null,
        };
    }

    /// <summary>An array without any value is null.</summary>
    private void AppendArrays(ReadOnlySpan<byte> rows, int rowBytes, int count, ListVector list)
    {
        int elements = Column.Shape!.ElementCount;
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<byte> cell = rows[(row * rowBytes)..];
            ReadOnlySpan<byte> mask = MaskOffset < 0 ? default : cell.Slice(MaskOffset, elements);
            if (!mask.IsEmpty && !mask.Contains((byte)0))
            {
                list.AppendNull();
                continue;
            }

            int first = list.Items.Length;
            Decoder.Append(cell[Offset..], ElementBytes, elements, list.Items);
            for (int element = 0; element < mask.Length; element++)
            {
                if (mask[element] != 0)
                {
                    list.Items.SetNull(first + element);
                }
            }

            list.EndRow();
        }
    }
}
