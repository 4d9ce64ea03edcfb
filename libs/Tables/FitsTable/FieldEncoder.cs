using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hven.Tables.FitsTable;

/// <summary>Writes elements of one type into rows.</summary>
internal abstract class FieldEncoder
{
    /// <summary>Bytes of one element.</summary>
    public abstract int Size { get; }

    /// <summary>Whether a null was written.</summary>
    public bool SawNull { get; protected set; }

    /// <summary>Whether a value was written that TNULL would make a null.</summary>
    public bool SawMissing { get; protected set; }

    /// <summary>Writes elements to places <paramref name="stride"/> bytes apart.</summary>
    public abstract void Write(ColumnVector items, int first, int count, Span<byte> target, int stride);

    /// <summary>Writes nulls to places one after another.</summary>
    public abstract void WriteNulls(int count, Span<byte> target);
}

/// <summary>Integers, stored with the sign bit turned where TZERO makes them unsigned; nulls as TNULL.</summary>
/// <param name="flip">Bits to turn.</param>
/// <param name="missing">The stored bits that stand for null.</param>
internal sealed class IntegerFieldEncoder<TValue, TWord>(TWord flip, TWord missing) : FieldEncoder
    where TValue : unmanaged
    where TWord : unmanaged, IBinaryInteger<TWord>
{
    private TWord[] _words = new TWord[1024];

    public override int Size => Unsafe.SizeOf<TWord>();

    public override void Write(ColumnVector items, int first, int count, Span<byte> target, int stride)
    {
        ReadOnlySpan<TWord> values = MemoryMarshal.Cast<TValue, TWord>(((PrimitiveVector<TValue>)items).Values.Slice(first, count));
        if (items.NullCount == 0 && flip == TWord.Zero)
        {
            SawMissing |= values.Contains(missing);
            BigEndian.Scatter(values, target, stride);
            return;
        }

        for (int done = 0; done < count; done += _words.Length)
        {
            Span<TWord> words = _words.AsSpan(0, Math.Min(_words.Length, count - done));
            for (int index = 0; index < words.Length; index++)
            {
                words[index] = values[done + index] ^ flip;
                if (items.IsNull(first + done + index))
                {
                    words[index] = missing;
                    SawNull = true;
                }
                else
                {
                    SawMissing |= words[index] == missing;
                }
            }

            BigEndian.Scatter<TWord>(words, target[(done * stride)..], stride);
        }
    }

    public override void WriteNulls(int count, Span<byte> target)
    {
        _words.AsSpan(0, Math.Min(count, _words.Length)).Fill(missing);
        for (int done = 0; done < count; done += _words.Length)
        {
            BigEndian.Scatter<TWord>(_words.AsSpan(0, Math.Min(_words.Length, count - done)), target[(done * Size)..], Size);
        }

        SawNull |= count > 0;
    }
}

/// <summary>Floating-point and complex numbers, one or two words an element; nulls as NaN.</summary>
internal sealed class FloatFieldEncoder<TValue, TWord>(TWord notANumber) : FieldEncoder
    where TValue : unmanaged
    where TWord : unmanaged, IBinaryInteger<TWord>
{
    private static readonly int _words = Unsafe.SizeOf<TValue>() / Unsafe.SizeOf<TWord>();

    public override int Size => Unsafe.SizeOf<TValue>();

    public override void Write(ColumnVector items, int first, int count, Span<byte> target, int stride)
    {
        ReadOnlySpan<TWord> values = MemoryMarshal.Cast<TValue, TWord>(((PrimitiveVector<TValue>)items).Values.Slice(first, count));
        if (_words == 1)
        {
            BigEndian.Scatter(values, target, stride);
        }
        else
        {
            for (int index = 0; index < count; index++)
            {
                BigEndian.Scatter(values.Slice(index * _words, _words), target[(index * stride)..], Unsafe.SizeOf<TWord>());
            }
        }

        for (int index = 0; items.NullCount > 0 && index < count; index++)
        {
            if (items.IsNull(first + index))
            {
                WriteNulls(1, target[(index * stride)..]);
            }
        }
    }

    public override void WriteNulls(int count, Span<byte> target)
    {
        TWord word = BigEndian.Swap(notANumber);
        for (int index = 0; index < count * _words; index++)
        {
            MemoryMarshal.Write(target[(index * Unsafe.SizeOf<TWord>())..], in word);
        }
    }
}

/// <summary>Logicals: T, F, and NUL for null.</summary>
internal sealed class LogicalFieldEncoder : FieldEncoder
{
    public override int Size => 1;

    public override void Write(ColumnVector items, int first, int count, Span<byte> target, int stride)
    {
        ReadOnlySpan<byte> values = ((PrimitiveVector<byte>)items).Values;
        for (int index = 0; index < count; index++)
        {
            target[index * stride] = items.IsNull(first + index) ? (byte)0 : values[first + index] != 0 ? (byte)'T' : (byte)'F';
        }
    }

    public override void WriteNulls(int count, Span<byte> target) => target[..count].Clear();
}

/// <summary>Strings of one width: an empty one is all blanks, a null one all NULs, which is how the reader tells them apart.</summary>
internal sealed class TextFieldEncoder(Column column, int width) : FieldEncoder
{
    public override int Size => width;

    public override void Write(ColumnVector items, int first, int count, Span<byte> target, int stride)
    {
        TextVector texts = (TextVector)items;
        for (int index = 0; index < count; index++)
        {
            Span<byte> cell = target.Slice(index * stride, width);
            if (texts.IsNull(first + index))
            {
                cell.Clear();
                continue;
            }

            ReadOnlySpan<byte> text = texts[first + index];
            if (text.Length > width)
            {
                throw new TableFormatException("FITS-WIDTH", $"Column '{column.Name}': a text of {text.Length} bytes does not fit the column's width of {width}");
            }

            TextNul.Check(column.Name, text);
            text.CopyTo(cell);
            cell[text.Length..].Fill((byte)' ');
        }
    }

    public override void WriteNulls(int count, Span<byte> target) => target[..(count * width)].Clear();
}

/// <summary>Bits, the first in the highest place of the first byte; those that fill the last byte are zero. A bit cannot be null.</summary>
internal sealed class BitFieldEncoder(Column column) : FieldEncoder
{
    public override int Size => 0;

    public override void Write(ColumnVector items, int first, int count, Span<byte> target, int stride)
    {
        ReadOnlySpan<byte> values = ((PrimitiveVector<byte>)items).Values.Slice(first, count);
        for (int index = 0; items.NullCount > 0 && index < count; index++)
        {
            if (items.IsNull(first + index))
            {
                throw Refused();
            }
        }

        if (stride > 0)
        {
            // One bit a row: the rows lie a stride apart.
            for (int row = 0; row < count; row++)
            {
                target[row * stride] = values[row] != 0 ? (byte)0x80 : (byte)0;
            }

            return;
        }

        target[..((count + 7) / 8)].Clear();
        for (int bit = 0; bit < count; bit++)
        {
            target[bit >> 3] |= (byte)(values[bit] != 0 ? 0x80 >> (bit & 7) : 0);
        }
    }

    public override void WriteNulls(int count, Span<byte> target) => throw Refused();

    private TableFormatException Refused() => new("FITS-NULL", $"Column '{column.Name}' holds a null, which a column of bits (X) cannot; write it as logicals");
}

/// <summary>Refuses the character NUL in texts, which ends them in FITS (section 7.3.3.1).</summary>
internal static class TextNul
{
    /// <exception cref="TableFormatException">The text holds NUL.</exception>
    public static void Check(string column, ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)0))
        {
            string shown = System.Text.Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)]).Replace("\0", "\\0", StringComparison.Ordinal);
            throw new TableFormatException("FITS-NUL", $"Column '{column}': the text '{shown}' holds the character NUL, which ends a text in FITS; take it out");
        }
    }
}
