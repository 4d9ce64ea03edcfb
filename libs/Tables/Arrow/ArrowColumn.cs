using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Hven.Tables.Arrow;

/// <summary>Gathers the rows of one column in Arrow's layout; its buffers are used again after <see cref="Clear"/>.</summary>
internal abstract class ArrowColumn(IArrowType type)
{
    private readonly ArrayBufferWriter<byte> _validity = new();
    private int _nulls;

    public IArrowType Type { get; } = type;

    /// <summary>Rows gathered.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes gathered, about.</summary>
    public abstract long ByteCount { get; }

    public static ArrowColumn For(Column column)
    {
        ArrowColumn scalar = column.Type switch
        {
            ElementType.Boolean => new ArrowBooleans(),
            ElementType.UInt8 => new ArrowValues<byte>(UInt8Type.Default),
            ElementType.Int8 => new ArrowValues<sbyte>(Int8Type.Default),
            ElementType.UInt16 => new ArrowValues<ushort>(UInt16Type.Default),
            ElementType.Int16 => new ArrowValues<short>(Int16Type.Default),
            ElementType.UInt32 => new ArrowValues<uint>(UInt32Type.Default),
            ElementType.Int32 => new ArrowValues<int>(Int32Type.Default),
            ElementType.UInt64 => new ArrowValues<ulong>(UInt64Type.Default),
            ElementType.Int64 => new ArrowValues<long>(Int64Type.Default),
            ElementType.Float32 => new ArrowValues<float>(FloatType.Default),
            ElementType.Float64 => new ArrowValues<double>(DoubleType.Default),
            ElementType.Complex64 => new ArrowValues<ComplexSingle>(new FixedSizeListType(new Field("item", FloatType.Default, nullable: false), 2), FloatType.Default),
            ElementType.Complex128 => new ArrowValues<Complex>(new FixedSizeListType(new Field("item", DoubleType.Default, nullable: false), 2), DoubleType.Default),
            ElementType.String => new ArrowTexts(),
            _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "Unknown element type."),
        };
        return column.IsArray ? new ArrowLists(scalar) : scalar;
    }

    /// <summary>Adds all rows of a vector.</summary>
    public void Append(ColumnVector vector)
    {
        AppendValues(vector);
        AppendValidity(vector);
        _nulls += vector.NullCount;
        Length += vector.Length;
    }

    /// <summary>The rows gathered, in place.</summary>
    public ArrayData Take()
    {
        ArrowBuffer validity = _nulls == 0 ? ArrowBuffer.Empty : new ArrowBuffer(_validity.WrittenMemory);
        return Take(Length, _nulls, validity);
    }

    public virtual void Clear()
    {
        _validity.ResetWrittenCount();
        _nulls = 0;
        Length = 0;
    }

    private protected abstract void AppendValues(ColumnVector vector);

    private protected abstract ArrayData Take(int length, int nulls, ArrowBuffer validity);

    /// <summary>Adds offsets of rows behind those there are, which begin with 0.</summary>
    private protected static void AppendOffsets(ArrayBufferWriter<byte> target, ReadOnlySpan<int> offsets)
    {
        int last = 0;
        if (target.WrittenCount == 0)
        {
            target.Write(stackalloc byte[4]);
        }
        else
        {
            last = BinaryPrimitives.ReadInt32LittleEndian(target.WrittenSpan[^4..]);
        }

        int shift = last - offsets[0];
        Span<int> slots = MemoryMarshal.Cast<byte, int>(target.GetSpan((offsets.Length - 1) * 4));
        for (int row = 1; row < offsets.Length; row++)
        {
            slots[row - 1] = checked(offsets[row] + shift);
        }

        target.Advance((offsets.Length - 1) * 4);
    }

    /// <summary>Adds validity bits; the bits of rows without nulls are made up once a null appears.</summary>
    private void AppendValidity(ColumnVector vector)
    {
        if (vector.NullCount == 0 && _nulls == 0)
        {
            return;
        }

        Fill(Length);
        int length = Length + vector.Length;
        if (vector.NullCount == 0)
        {
            Fill(length);
            return;
        }

        // Whole bytes are copied where the rows so far end on one, else bit by bit.
        Fill(length);
        Span<byte> bits = MemoryMarshal.AsMemory(_validity.WrittenMemory).Span;
        if ((Length & 7) == 0)
        {
            MemoryMarshal.AsBytes(vector.Validity)[..((vector.Length + 7) / 8)].CopyTo(bits[(Length >> 3)..]);
            if ((length & 7) != 0)
            {
                bits[length >> 3] |= (byte)(0xFF << (length & 7));
            }

            return;
        }

        for (int row = 0; row < vector.Length; row++)
        {
            if (vector.IsNull(row))
            {
                bits[(Length + row) >> 3] &= (byte)~(1 << ((Length + row) & 7));
            }
        }
    }

    /// <summary>Makes the bits cover some rows, new ones valid. Bits past the rows are kept set, so that rows added later start valid.</summary>
    private void Fill(int rows)
    {
        int missing = ((rows + 7) / 8) - _validity.WrittenCount;
        if (missing > 0)
        {
            _validity.GetSpan(missing)[..missing].Fill(0xFF);
            _validity.Advance(missing);
        }
    }
}

/// <summary>Fixed-size values, and complex numbers as lists of their two parts.</summary>
internal sealed class ArrowValues<T>(IArrowType type, IArrowType? part = null) : ArrowColumn(type)
    where T : unmanaged
{
    private readonly ArrayBufferWriter<byte> _values = new();

    public override long ByteCount => _values.WrittenCount;

    public override void Clear()
    {
        base.Clear();
        _values.ResetWrittenCount();
    }

    private protected override void AppendValues(ColumnVector vector) => _values.Write(((PrimitiveVector<T>)vector).Bytes);

    private protected override ArrayData Take(int length, int nulls, ArrowBuffer validity)
    {
        var values = new ArrowBuffer(_values.WrittenMemory);
        return part is null
            ? new ArrayData(Type, length, nulls, 0, [validity, values])
            : new ArrayData(Type, length, nulls, 0, [validity], [new ArrayData(part, length * 2, 0, 0, [ArrowBuffer.Empty, values])]);
    }
}

/// <summary>Booleans, eight a byte.</summary>
internal sealed class ArrowBooleans() : ArrowColumn(BooleanType.Default)
{
    private readonly ArrayBufferWriter<byte> _bits = new();

    public override long ByteCount => _bits.WrittenCount;

    public override void Clear()
    {
        base.Clear();
        _bits.ResetWrittenCount();
    }

    private protected override void AppendValues(ColumnVector vector)
    {
        ReadOnlySpan<byte> values = ((PrimitiveVector<byte>)vector).Values;
        int missing = ((Length + values.Length + 7) / 8) - _bits.WrittenCount;
        _bits.GetSpan(Math.Max(missing, 1))[..missing].Clear();
        _bits.Advance(missing);
        Span<byte> bits = MemoryMarshal.AsMemory(_bits.WrittenMemory).Span;
        for (int row = 0; row < values.Length; row++)
        {
            int at = Length + row;
            bits[at >> 3] |= (byte)((values[row] & 1) << (at & 7));
        }
    }

    private protected override ArrayData Take(int length, int nulls, ArrowBuffer validity) =>
        new(Type, length, nulls, 0, [validity, new ArrowBuffer(_bits.WrittenMemory)]);
}

/// <summary>Texts.</summary>
internal sealed class ArrowTexts() : ArrowColumn(StringType.Default)
{
    private readonly ArrayBufferWriter<byte> _offsets = new();
    private readonly ArrayBufferWriter<byte> _data = new();

    public override long ByteCount => _offsets.WrittenCount + _data.WrittenCount;

    public override void Clear()
    {
        base.Clear();
        _offsets.ResetWrittenCount();
        _data.ResetWrittenCount();
    }

    private protected override void AppendValues(ColumnVector vector)
    {
        var texts = (TextVector)vector;
        AppendOffsets(_offsets, texts.Offsets);
        _data.Write(texts.Data);
    }

    private protected override ArrayData Take(int length, int nulls, ArrowBuffer validity) =>
        new(Type, length, nulls, 0, [validity, new ArrowBuffer(_offsets.WrittenMemory), new ArrowBuffer(_data.WrittenMemory)]);
}

/// <summary>Lists.</summary>
internal sealed class ArrowLists(ArrowColumn items) : ArrowColumn(new ListType(new Field("item", items.Type, nullable: true)))
{
    private readonly ArrayBufferWriter<byte> _offsets = new();

    public override long ByteCount => _offsets.WrittenCount + items.ByteCount;

    public override void Clear()
    {
        base.Clear();
        _offsets.ResetWrittenCount();
        items.Clear();
    }

    private protected override void AppendValues(ColumnVector vector)
    {
        var list = (ListVector)vector;
        AppendOffsets(_offsets, list.Offsets);
        items.Append(list.Items);
    }

    private protected override ArrayData Take(int length, int nulls, ArrowBuffer validity) =>
        new(Type, length, nulls, 0, [validity, new ArrowBuffer(_offsets.WrittenMemory)], [items.Take()]);
}
