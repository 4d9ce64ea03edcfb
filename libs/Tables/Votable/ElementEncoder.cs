using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hven.Tables.FitsTable;

namespace Hven.Tables.Votable;

/// <summary>Writes elements of one type as big-endian bytes.</summary>
internal abstract class ElementEncoder
{
    /// <summary>Bytes of one element.</summary>
    public abstract int Size { get; }

    /// <summary>Writes one element a row, each at its row's cursor, and moves the cursors on.</summary>
    public abstract void Scatter(ColumnVector vector, int start, Span<int> cursors, Span<byte> block);

    /// <summary>Writes elements one after another.</summary>
    public abstract void Put(ColumnVector items, int first, int count, Span<byte> target);

    /// <summary>Writes what stands for null in an array, one after another.</summary>
    public abstract void PutNulls(int count, Span<byte> target);

    /// <summary>Fills a place with one word again and again.</summary>
    protected static void Repeat<TWord>(TWord word, int count, Span<byte> target)
        where TWord : unmanaged, IBinaryInteger<TWord> => MemoryMarshal.Cast<byte, TWord>(target)[..count].Fill(BigEndian.Swap(word));

    public static ElementEncoder Of(OutputField field) => field.Column.Type switch
    {
        ElementType.Boolean => new LogicalEncoder(),
        ElementType.UInt8 when field.Datatype == "short" => new IntegerEncoder<byte, ushort>(field),
        ElementType.UInt8 => new IntegerEncoder<byte, byte>(field),
        ElementType.Int8 => new IntegerEncoder<sbyte, ushort>(field),
        ElementType.Int16 when field.Datatype == "int" => new IntegerEncoder<short, uint>(field),
        ElementType.Int16 => new IntegerEncoder<short, ushort>(field),
        ElementType.UInt16 => new IntegerEncoder<ushort, uint>(field),
        ElementType.Int32 => new IntegerEncoder<int, uint>(field),
        ElementType.UInt32 => new IntegerEncoder<uint, ulong>(field),
        ElementType.Int64 => new IntegerEncoder<long, ulong>(field),
        ElementType.Float32 => new FloatEncoder<float, uint>(BitConverter.SingleToUInt32Bits(float.NaN)),
        ElementType.Float64 => new FloatEncoder<double, ulong>(BitConverter.DoubleToUInt64Bits(double.NaN)),
        ElementType.Complex64 => new ComplexEncoder<ComplexSingle, uint>(BitConverter.SingleToUInt32Bits(float.NaN)),
        ElementType.Complex128 => new ComplexEncoder<Complex, ulong>(BitConverter.DoubleToUInt64Bits(double.NaN)),
        _ => new StringEncoder(field),
    };
}

/// <summary>Integers, widened to the word; nulls as the marked value, or 0 where a mask tells.</summary>
internal sealed class IntegerEncoder<TValue, TWord>(OutputField field) : ElementEncoder
    where TValue : unmanaged, IBinaryInteger<TValue>
    where TWord : unmanaged, IBinaryInteger<TWord>
{
    private readonly TWord _missing = TWord.CreateTruncating(field.Missing ?? 0);
    private readonly bool _isMarked = field.Missing is not null;

    public override int Size => Unsafe.SizeOf<TWord>();

    public override void Scatter(ColumnVector vector, int start, Span<int> cursors, Span<byte> block)
    {
        ReadOnlySpan<TValue> values = ((PrimitiveVector<TValue>)vector).Values.Slice(start, cursors.Length);
        bool plain = vector.NullCount == 0 && !_isMarked;
        for (int row = 0; row < values.Length; row++)
        {
            TWord word = BigEndian.Swap(plain ? TWord.CreateTruncating(values[row]) : Word(vector, start + row, values[row]));
            MemoryMarshal.Write(block[cursors[row]..], in word);
            cursors[row] += Unsafe.SizeOf<TWord>();
        }
    }

    public override void Put(ColumnVector items, int first, int count, Span<byte> target)
    {
        ReadOnlySpan<TValue> values = ((PrimitiveVector<TValue>)items).Values.Slice(first, count);
        for (int index = 0; index < count; index++)
        {
            TWord word = BigEndian.Swap(Word(items, first + index, values[index]));
            MemoryMarshal.Write(target[(index * Size)..], in word);
        }
    }

    public override void PutNulls(int count, Span<byte> target) => Repeat(_missing, count, target);

    private TWord Word(ColumnVector vector, int row, TValue value)
    {
        if (vector.IsNull(row))
        {
            return _isMarked || (field.HasMask && !field.Column.IsArray) ? _missing : throw field.NoNull();
        }

        TWord word = TWord.CreateTruncating(value);
        return !_isMarked || word != _missing ? word : throw field.ValueIsNull(long.CreateTruncating(value));
    }
}

/// <summary>Floating-point numbers; nulls as NaN.</summary>
internal sealed class FloatEncoder<TValue, TWord>(TWord notANumber) : ElementEncoder
    where TValue : unmanaged
    where TWord : unmanaged, IBinaryInteger<TWord>
{
    public override int Size => Unsafe.SizeOf<TWord>();

    public override void Scatter(ColumnVector vector, int start, Span<int> cursors, Span<byte> block)
    {
        ReadOnlySpan<TWord> values = MemoryMarshal.Cast<TValue, TWord>(((PrimitiveVector<TValue>)vector).Values.Slice(start, cursors.Length));
        bool anyNull = vector.NullCount > 0;
        for (int row = 0; row < values.Length; row++)
        {
            TWord word = BigEndian.Swap(anyNull && vector.IsNull(start + row) ? notANumber : values[row]);
            MemoryMarshal.Write(block[cursors[row]..], in word);
            cursors[row] += Unsafe.SizeOf<TWord>();
        }
    }

    public override void Put(ColumnVector items, int first, int count, Span<byte> target)
    {
        ReadOnlySpan<TWord> values = MemoryMarshal.Cast<TValue, TWord>(((PrimitiveVector<TValue>)items).Values.Slice(first, count));
        for (int index = 0; index < count; index++)
        {
            TWord word = BigEndian.Swap(items.IsNull(first + index) ? notANumber : values[index]);
            MemoryMarshal.Write(target[(index * Size)..], in word);
        }
    }

    public override void PutNulls(int count, Span<byte> target) => Repeat(notANumber, count, target);
}

/// <summary>Complex numbers: real and imaginary word; nulls as NaN.</summary>
internal sealed class ComplexEncoder<TValue, TWord>(TWord notANumber) : ElementEncoder
    where TValue : unmanaged
    where TWord : unmanaged, IBinaryInteger<TWord>
{
    public override int Size => 2 * Unsafe.SizeOf<TWord>();

    public override void Scatter(ColumnVector vector, int start, Span<int> cursors, Span<byte> block)
    {
        for (int row = 0; row < cursors.Length; row++)
        {
            Put(vector, start + row, 1, block[cursors[row]..]);
            cursors[row] += Size;
        }
    }

    public override void Put(ColumnVector items, int first, int count, Span<byte> target)
    {
        ReadOnlySpan<TWord> words = MemoryMarshal.Cast<TValue, TWord>(((PrimitiveVector<TValue>)items).Values.Slice(first, count));
        for (int index = 0; index < words.Length; index++)
        {
            TWord word = BigEndian.Swap(items.IsNull(first + (index / 2)) ? notANumber : words[index]);
            MemoryMarshal.Write(target[(index * Unsafe.SizeOf<TWord>())..], in word);
        }
    }

    public override void PutNulls(int count, Span<byte> target) => Repeat(notANumber, 2 * count, target);
}

/// <summary>Booleans as T and F, null as a question mark.</summary>
internal sealed class LogicalEncoder : ElementEncoder
{
    public override int Size => 1;

    public override void Scatter(ColumnVector vector, int start, Span<int> cursors, Span<byte> block)
    {
        for (int row = 0; row < cursors.Length; row++)
        {
            block[cursors[row]++] = Letter(vector, start + row);
        }
    }

    public override void Put(ColumnVector items, int first, int count, Span<byte> target)
    {
        for (int index = 0; index < count; index++)
        {
            target[index] = Letter(items, first + index);
        }
    }

    public override void PutNulls(int count, Span<byte> target) => target[..count].Fill((byte)'?');

    private static byte Letter(ColumnVector vector, int row) =>
        vector.IsNull(row) ? (byte)'?' : ((PrimitiveVector<byte>)vector).Values[row] != 0 ? (byte)'T' : (byte)'F';
}

/// <summary>Strings of an array, padded with blanks to one width.</summary>
internal sealed class StringEncoder(OutputField field) : ElementEncoder
{
    private readonly bool _isWide = field.Datatype == "unicodeChar";

    public override int Size { get; } = @field.Layout.StringWidth * (@field.Datatype == "unicodeChar" ? 2 : 1);

    public override void Scatter(ColumnVector vector, int start, Span<int> cursors, Span<byte> block) =>
        throw new InvalidOperationException("A single string is written with its length.");

    public override void Put(ColumnVector items, int first, int count, Span<byte> target)
    {
        for (int index = 0; index < count; index++)
        {
            ReadOnlySpan<byte> text = ((TextVector)items)[first + index];
            int missing = StringWidth.Missing(field, text);
            Span<byte> place = target.Slice(index * Size, Size);
            if (_isWide)
            {
                WideText.Put(text, place);
                FillWide(place[(Size - (2 * missing))..]);
            }
            else
            {
                text.CopyTo(place);
                place[text.Length..].Fill((byte)' ');
            }
        }
    }

    public override void PutNulls(int count, Span<byte> target)
    {
        if (_isWide)
        {
            FillWide(target[..(count * Size)]);
        }
        else
        {
            target[..(count * Size)].Fill((byte)' ');
        }
    }

    private static void FillWide(Span<byte> target)
    {
        for (int at = 0; at < target.Length; at += 2)
        {
            (target[at], target[at + 1]) = (0, (byte)' ');
        }
    }
}
