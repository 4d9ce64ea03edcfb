using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hven.Tables.FitsTable;

/// <summary>Turns elements as they lie in big-endian rows into values of a column.</summary>
internal abstract class ElementDecoder
{
    /// <summary>Appends elements that lie <paramref name="stride"/> bytes apart.</summary>
    /// <param name="source">Bytes from the first element on.</param>
    /// <param name="stride">Bytes from one element to the next.</param>
    /// <param name="count">How many.</param>
    /// <param name="target">A vector of the decoder's type.</param>
    public abstract void Append(ReadOnlySpan<byte> source, int stride, int count, ColumnVector target);

    /// <summary>What was met in the cells that the standard does not allow and how it was taken; <see langword="null"/> when there was nothing.</summary>
    public string? Breach { get; protected set; }

    /// <summary>What was left out although the standard allows it to stand there, as code and message; <see langword="null"/> when there was nothing.</summary>
    public (string Code, string Message)? Remark { get; set; }
}

/// <summary>Integers and floats whose bits are the value, once the bytes are swapped and, for unsigned integers, the sign bit is turned.</summary>
/// <typeparam name="TWord">Unsigned integer of the element's size.</typeparam>
/// <typeparam name="TValue">What the column holds, of the same size.</typeparam>
/// <param name="flip">Bits to turn: the sign bit for the TZERO convention of unsigned integers, else 0.</param>
/// <param name="missing">The stored bits that mean null, if any do.</param>
internal sealed class WordDecoder<TWord, TValue>(TWord flip, TWord? missing) : ElementDecoder
    where TWord : unmanaged, IBinaryInteger<TWord>
    where TValue : unmanaged
{
    public override void Append(ReadOnlySpan<byte> source, int stride, int count, ColumnVector target)
    {
        int first = target.Length;
        Span<TWord> words = MemoryMarshal.Cast<TValue, TWord>(((PrimitiveVector<TValue>)target).Extend(count));
        BigEndian.Gather(source, stride, words);
        if (missing is { } bits)
        {
            MarkMissing(words, bits, first, target);
        }

        if (flip != TWord.Zero)
        {
            foreach (ref TWord word in words)
            {
                word ^= flip;
            }
        }
    }

    internal static void MarkMissing(ReadOnlySpan<TWord> words, TWord bits, int first, ColumnVector target)
    {
        // The search is vectorised, so columns without nulls cost next to nothing.
        for (int start = 0; words[start..].IndexOf(bits) is int found and >= 0;)
        {
            target.SetNull(first + start + found);
            start += found + 1;
        }
    }
}

/// <summary>Numbers under TSCAL and TZERO: held as binary64.</summary>
/// <typeparam name="TWord">Unsigned integer of the element's size.</typeparam>
/// <typeparam name="TStored">The stored number's type, of the same size.</typeparam>
internal sealed class ScaledDecoder<TWord, TStored>(double scale, double zero, TWord? missing) : ElementDecoder
    where TWord : unmanaged, IBinaryInteger<TWord>
    where TStored : unmanaged, INumber<TStored>
{
    private TWord[] _words = new TWord[1024];

    public override void Append(ReadOnlySpan<byte> source, int stride, int count, ColumnVector target)
    {
        int first = target.Length;
        Span<double> values = ((PrimitiveVector<double>)target).Extend(count);
        for (int done = 0; done < count;)
        {
            Span<TWord> words = _words.AsSpan(0, Math.Min(_words.Length, count - done));
            BigEndian.Gather(source[(done * stride)..], stride, words);
            ReadOnlySpan<TStored> stored = MemoryMarshal.Cast<TWord, TStored>(words);
            for (int index = 0; index < stored.Length; index++)
            {
                values[done + index] = (double.CreateTruncating(stored[index]) * scale) + zero;
            }

            if (missing is { } bits)
            {
                WordDecoder<TWord, TStored>.MarkMissing(words, bits, first + done, target);
            }

            done += words.Length;
        }
    }
}

/// <summary>Complex numbers: two words an element; TSCAL acts on both parts, TZERO on the real one.</summary>
internal sealed class ComplexDecoder<TWord, TPart, TValue>(double scale, double zero) : ElementDecoder
    where TWord : unmanaged, IBinaryInteger<TWord>
    where TPart : unmanaged, IFloatingPoint<TPart>
    where TValue : unmanaged
{
    public override void Append(ReadOnlySpan<byte> source, int stride, int count, ColumnVector target)
    {
        int size = Unsafe.SizeOf<TWord>();
        Span<TWord> words = MemoryMarshal.Cast<TValue, TWord>(((PrimitiveVector<TValue>)target).Extend(count));
        for (int index = 0; index < count; index++)
        {
            BigEndian.Gather(source.Slice(index * stride, 2 * size), size, words.Slice(2 * index, 2));
        }

        if (scale != 1 || zero != 0)
        {
            Span<TPart> parts = MemoryMarshal.Cast<TWord, TPart>(words);
            for (int index = 0; index < parts.Length; index++)
            {
                double part = double.CreateTruncating(parts[index]) * scale;
                parts[index] = TPart.CreateTruncating((index & 1) == 0 ? part + zero : part);
            }
        }
    }
}

/// <summary>Logicals: T, F, and anything else (the standard has only NUL) for null.</summary>
internal sealed class LogicalDecoder : ElementDecoder
{
    public override void Append(ReadOnlySpan<byte> source, int stride, int count, ColumnVector target)
    {
        int first = target.Length;
        Span<byte> values = ((PrimitiveVector<byte>)target).Extend(count);
        for (int index = 0; index < count; index++)
        {
            byte stored = source[index * stride];
            values[index] = stored == (byte)'T' ? (byte)1 : (byte)0;
            if (stored is not ((byte)'T' or (byte)'F'))
            {
                target.SetNull(first + index);
                Breach = stored == 0 ? Breach : $"Logicals other than T, F and NUL (the byte {stored:X2}) are taken as nulls";
            }
        }
    }
}

/// <summary>Bits, the first in the highest place of the first byte. A cell's bits are contiguous: the stride must not come into it.</summary>
internal sealed class BitDecoder : ElementDecoder
{
    public override void Append(ReadOnlySpan<byte> source, int stride, int count, ColumnVector target)
    {
        Span<byte> values = ((PrimitiveVector<byte>)target).Extend(count);
        if (stride > 0)
        {
            // One bit a row: the rows lie a stride apart.
            for (int row = 0; row < count; row++)
            {
                values[row] = (byte)(source[row * stride] >> 7);
            }

            return;
        }

        for (int bit = 0; bit < count; bit++)
        {
            values[bit] = (byte)(source[bit >> 3] >> (7 - (bit & 7)) & 1);
        }
    }
}

/// <summary>
/// Character strings of one width. The first NUL ends a string and trailing blanks are not part of it; a string that starts with NUL is null
/// (FITS 4.0, section 7.3.3.1), one of blanks only is empty. Bytes that are no UTF-8 are taken as Latin-1.
/// </summary>
/// <param name="width">Bytes of one string.</param>
/// <param name="missing">The text that means null (TNULLn of ASCII tables), if any does.</param>
internal sealed class TextDecoder(int width, string? missing = null) : ElementDecoder
{
    private readonly byte[]? _missing = missing is null ? null : System.Text.Encoding.Latin1.GetBytes(missing.Trim(' '));

    public override void Append(ReadOnlySpan<byte> source, int stride, int count, ColumnVector target)
    {
        TextVector texts = (TextVector)target;
        for (int row = 0; row < count; row++)
        {
            AppendOne(source.Slice(row * stride, width), texts);
        }
    }

    public void AppendOne(ReadOnlySpan<byte> cell, TextVector target)
    {
        int end = cell.IndexOf((byte)0);
        if (end >= 0 && cell[end..].ContainsAnyExcept((byte)0, (byte)' '))
        {
            Remark ??= ("FITS-NUL", "Texts go on behind the NUL that ends them; what stands there is left out");
        }

        if (end == 0 || cell.IsEmpty || (_missing is not null && cell.Trim((byte)' ').SequenceEqual(_missing)))
        {
            target.AppendNull();
            return;
        }

        cell = (end < 0 ? cell : cell[..end]).TrimEnd((byte)' ');
        if (System.Text.Ascii.IsValid(cell))
        {
            target.Append(cell);
            return;
        }

        if (System.Text.Unicode.Utf8.IsValid(cell))
        {
            Breach ??= "Texts outside ASCII are taken as UTF-8";
            target.Append(cell);
            return;
        }

        Breach = "Texts outside ASCII that are no UTF-8 are taken as Latin-1";
        int high = 0;
        foreach (byte latin in cell)
        {
            high += latin >> 7;
        }

        System.Text.Unicode.Utf8.FromUtf16(System.Text.Encoding.Latin1.GetString(cell), target.Extend(cell.Length + high), out _, out _);
    }
}
