using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hven.Tables.Hdf5;

/// <summary>A column as a member of the compound: what of its rows must be known before the first is written, and how they are written.</summary>
internal abstract class Hdf5OutputColumn(Column column)
{
    public Column Column { get; } = column;

    /// <summary>Whether a row, or an element of one, has no value.</summary>
    public bool HasNulls { get; private set; }

    /// <summary>Elements of a row.</summary>
    public int Elements { get; } = column.Shape?.ElementCount ?? 1;

    /// <summary>Bytes of one element.</summary>
    public abstract int ElementBytes { get; }

    public int Bytes => checked(ElementBytes * Elements);

    /// <summary>Pandas' name of the type; <see langword="null"/> when its tables have no such columns.</summary>
    public abstract string? PandasType { get; }

    public static Hdf5OutputColumn For(Column column) => column.Type switch
    {
        ElementType.Boolean => new Hdf5NumberColumn<byte>(column, Hdf5Encoding.Boolean, "bool", 0),
        ElementType.UInt8 => new Hdf5NumberColumn<byte>(column, () => Hdf5Encoding.Integer(1, false), "uint8", byte.MaxValue),
        ElementType.Int8 => new Hdf5NumberColumn<sbyte>(column, () => Hdf5Encoding.Integer(1, true), "int8", sbyte.MinValue),
        ElementType.UInt16 => new Hdf5NumberColumn<ushort>(column, () => Hdf5Encoding.Integer(2, false), "uint16", ushort.MaxValue),
        ElementType.Int16 => new Hdf5NumberColumn<short>(column, () => Hdf5Encoding.Integer(2, true), "int16", short.MinValue),
        ElementType.UInt32 => new Hdf5NumberColumn<uint>(column, () => Hdf5Encoding.Integer(4, false), "uint32", uint.MaxValue),
        ElementType.Int32 => new Hdf5NumberColumn<int>(column, () => Hdf5Encoding.Integer(4, true), "int32", int.MinValue),
        ElementType.UInt64 => new Hdf5NumberColumn<ulong>(column, () => Hdf5Encoding.Integer(8, false), "uint64", ulong.MaxValue),
        ElementType.Int64 => new Hdf5NumberColumn<long>(column, () => Hdf5Encoding.Integer(8, true), "int64", long.MinValue),
        ElementType.Float32 => new Hdf5NumberColumn<float>(column, () => Hdf5Encoding.Float(4), "float32", float.NaN),
        ElementType.Float64 => new Hdf5NumberColumn<double>(column, () => Hdf5Encoding.Float(8), "float64", double.NaN),
        ElementType.Complex64 => new Hdf5NumberColumn<ComplexSingle>(column, () => Hdf5Encoding.Complex(4), null, new ComplexSingle(float.NaN, float.NaN)),
        ElementType.Complex128 => new Hdf5NumberColumn<Complex>(column, () => Hdf5Encoding.Complex(8), null, new Complex(double.NaN, double.NaN)),
        ElementType.String => new Hdf5TextColumn(column),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "Unknown element type."),
    };

    /// <summary>Looks at rows that are to be written.</summary>
    public void Look(ColumnVector vector)
    {
        HasNulls |= vector.NullCount > 0;
        ColumnVector elements = vector;
        if (vector is ListVector list)
        {
            elements = list.Items;
            HasNulls |= elements.NullCount > 0;
            for (int row = 0; row < list.Length; row++)
            {
                int count = list.Offsets[row + 1] - list.Offsets[row];
                if (!list.IsNull(row) && count != Elements)
                {
                    throw new TableFormatException("HDF5-SHAPE", $"Column {Column.Name} holds arrays of shape {Column.Shape}; a row has {count} elements.");
                }
            }
        }

        LookElements(elements);
    }

    /// <summary>The datatype of the member.</summary>
    public Hdf5Bytes Type() => InShape(TypeOfElement(), Bytes);

    /// <summary>The datatype of its marks.</summary>
    public Hdf5Bytes MaskType() => InShape(Hdf5Encoding.Boolean(), Elements);

    /// <summary>Writes rows.</summary>
    /// <param name="vector">The values.</param>
    /// <param name="target">The rows, at the member's place in the first.</param>
    /// <param name="stride">Bytes from row to row.</param>
    public void Write(ColumnVector vector, Span<byte> target, int stride)
    {
        if (vector is not ListVector list)
        {
            WriteElements(vector, 0, vector.Length, target, stride);
            return;
        }

        for (int row = 0; row < list.Length; row++)
        {
            Span<byte> cell = target[(row * stride)..];
            if (list.IsNull(row))
            {
                WriteNulls(cell, Elements);
            }
            else
            {
                WriteElements(list.Items, list.Offsets[row], Elements, cell, ElementBytes);
            }
        }
    }

    /// <summary>Writes the marks of rows, 1 for no value.</summary>
    public void WriteMask(ColumnVector vector, Span<byte> target, int stride)
    {
        for (int row = 0; row < vector.Length; row++)
        {
            Span<byte> cell = target.Slice(row * stride, Elements);
            if (vector.IsNull(row) || vector is not ListVector list)
            {
                cell.Fill(vector.IsNull(row) ? (byte)1 : (byte)0);
                continue;
            }

            for (int element = 0; element < Elements; element++)
            {
                cell[element] = list.Items.IsNull(list.Offsets[row] + element) ? (byte)1 : (byte)0;
            }
        }
    }

    private protected abstract Hdf5Bytes TypeOfElement();

    private protected abstract void LookElements(ColumnVector elements);

    private protected abstract void WriteElements(ColumnVector elements, int first, int count, Span<byte> target, int stride);

    private protected abstract void WriteNulls(Span<byte> target, int count);

    private Hdf5Bytes InShape(Hdf5Bytes element, int size) => Column.Shape is { } shape
        ? Hdf5Encoding.Array(element, size, [.. shape.Lengths.Reverse()])
        : element;
}

/// <summary>Numbers; where there is no value stands the column's own null value, else the least of the type (the greatest if unsigned, NaN if a float).</summary>
internal sealed class Hdf5NumberColumn<T> : Hdf5OutputColumn
    where T : unmanaged
{
    private readonly Func<Hdf5Bytes> _type;
    private readonly string? _pandasType;
    private readonly T _null;

    public Hdf5NumberColumn(Column column, Func<Hdf5Bytes> type, string? pandasType, T none)
        : base(column)
    {
        _type = type;
        _pandasType = pandasType;
        _null = NullOf(column, none);
    }

    public override int ElementBytes => Unsafe.SizeOf<T>();

    public override string? PandasType => Column.IsArray ? null : _pandasType;

    private protected override Hdf5Bytes TypeOfElement() => _type();

    private protected override void LookElements(ColumnVector elements)
    {
        // Numbers have one width.
    }

    private protected override void WriteElements(ColumnVector elements, int first, int count, Span<byte> target, int stride)
    {
        ReadOnlySpan<T> values = ((PrimitiveVector<T>)elements).Values.Slice(first, count);
        for (int index = 0; index < count; index++)
        {
            MemoryMarshal.Write(target[(index * stride)..], elements.NullCount > 0 && elements.IsNull(first + index) ? _null : values[index]);
        }
    }

    private protected override void WriteNulls(Span<byte> target, int count) => MemoryMarshal.Cast<byte, T>(target[..(count * ElementBytes)]).Fill(_null);

    private static T NullOf(Column column, T none)
    {
        if (column.NullValue is not { } text || column.Type is ElementType.Boolean)
        {
            return none;
        }

        return none switch
        {
            byte when byte.TryParse(text, CultureInfo.InvariantCulture, out byte value) => Unsafe.BitCast<byte, T>(value),
            sbyte when sbyte.TryParse(text, CultureInfo.InvariantCulture, out sbyte value) => Unsafe.BitCast<sbyte, T>(value),
            ushort when ushort.TryParse(text, CultureInfo.InvariantCulture, out ushort value) => Unsafe.BitCast<ushort, T>(value),
            short when short.TryParse(text, CultureInfo.InvariantCulture, out short value) => Unsafe.BitCast<short, T>(value),
            uint when uint.TryParse(text, CultureInfo.InvariantCulture, out uint value) => Unsafe.BitCast<uint, T>(value),
            int when int.TryParse(text, CultureInfo.InvariantCulture, out int value) => Unsafe.BitCast<int, T>(value),
            ulong when ulong.TryParse(text, CultureInfo.InvariantCulture, out ulong value) => Unsafe.BitCast<ulong, T>(value),
            long when long.TryParse(text, CultureInfo.InvariantCulture, out long value) => Unsafe.BitCast<long, T>(value),
            _ => none,
        };
    }
}

/// <summary>Texts, as wide as the widest, filled up with NUL.</summary>
internal sealed class Hdf5TextColumn(Column column) : Hdf5OutputColumn(column)
{
    /// <summary>What stands where there is no text: pandas takes it for none, and no text is likely to be it.</summary>
    public const byte None = 0x7F;

    private int _width = 1;

    public override int ElementBytes => _width;

    public override string? PandasType => Column.IsArray ? null : string.Create(CultureInfo.InvariantCulture, $"bytes{8 * _width}");

    private protected override Hdf5Bytes TypeOfElement() => Hdf5Encoding.Text(_width);

    private protected override void LookElements(ColumnVector elements)
    {
        var texts = (TextVector)elements;
        for (int row = 0; row < texts.Length; row++)
        {
            ReadOnlySpan<byte> text = texts[row];
            _width = Math.Max(_width, text.Length);
            if (!text.IsEmpty && text[^1] == 0)
            {
                throw new TableFormatException("HDF5-TEXT", $"Column {Column.Name} has a text that ends in the character NUL, which HDF5 fills texts up with.");
            }
        }
    }

    private protected override void WriteElements(ColumnVector elements, int first, int count, Span<byte> target, int stride)
    {
        var texts = (TextVector)elements;
        for (int index = 0; index < count; index++)
        {
            Span<byte> cell = target.Slice(index * stride, _width);
            cell.Clear();
            if (elements.IsNull(first + index))
            {
                cell[0] = None;
            }
            else
            {
                texts[first + index].CopyTo(cell);
            }
        }
    }

    private protected override void WriteNulls(Span<byte> target, int count)
    {
        for (int element = 0; element < count; element++)
        {
            target.Slice(element * _width, _width).Clear();
            target[element * _width] = None;
        }
    }
}
