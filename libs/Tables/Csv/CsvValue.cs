using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Hven.Tables.Csv;

/// <summary>What the text of one cell can be read as.</summary>
[Flags]
internal enum CsvValueKind
{
    /// <summary>No value: nothing, <c>NULL</c>, <c>null</c> or <c>\N</c>, not in quotes.</summary>
    Null = 0,

    /// <summary>The word true or false in any case.</summary>
    Boolean = 1,

    /// <summary>An integer from -2^63 to 2^63 - 1.</summary>
    Int64 = 2,

    /// <summary>An integer from 2^63 to 2^64 - 1.</summary>
    UInt64 = 4,

    /// <summary>An integer below zero; said together with <see cref="Int64"/>.</summary>
    Negative = 8,

    /// <summary>An integer that no 64-bit type holds.</summary>
    WideInteger = 16,

    /// <summary>A number with a fraction or exponent, minus zero, NaN or an infinity.</summary>
    Float64 = 32,

    /// <summary>Anything else, also a number with leading zeros, which is a label.</summary>
    Text = 64,
}

/// <summary>Reads the texts of cells as values.</summary>
internal static class CsvValue
{
    // So many digits fit an unsigned 64-bit integer, whichever they are.
    private const int MaxDigits = 19;

    /// <summary>Whether an unquoted cell says that there is no value.</summary>
    public static bool IsNull(ReadOnlySpan<byte> cell) => cell.Length switch
    {
        0 => true,
        2 => cell[0] == (byte)'\\' && cell[1] == (byte)'N',
        4 => cell.SequenceEqual("NULL"u8) || cell.SequenceEqual("null"u8),
        _ => false,
    };

    /// <summary>The narrowest kind that a cell is.</summary>
    public static CsvValueKind Classify(ReadOnlySpan<byte> cell, bool quoted)
    {
        ReadOnlySpan<byte> text = cell.Trim(" \t"u8);
        if (text.IsEmpty || (!quoted && IsNull(text)))
        {
            return quoted && !cell.IsEmpty ? CsvValueKind.Text : CsvValueKind.Null;
        }

        int at = text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        int digitsStart = at;
        while (at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }

        int digits = at - digitsStart;
        if (digits > 1 && text[digitsStart] == (byte)'0')
        {
            return CsvValueKind.Text;
        }

        if (at == text.Length)
        {
            return digits == 0 ? CsvValueKind.Text : ClassifyInteger(text, digits);
        }

        if (digits == 0 && text[at] != (byte)'.')
        {
            return ClassifyWord(text);
        }

        return TryParseDouble(text, out _) ? CsvValueKind.Float64 : CsvValueKind.Text;
    }

    /// <summary>Reads an integer, with blanks around it allowed.</summary>
    public static bool TryParseInt64(ReadOnlySpan<byte> text, out long value)
    {
        text = text.Trim(" \t"u8);
        return Utf8Parser.TryParse(text, out value, out int used) && used == text.Length;
    }

    /// <summary>Reads an integer that is not negative, with blanks around it allowed.</summary>
    public static bool TryParseUInt64(ReadOnlySpan<byte> text, out ulong value)
    {
        text = text.Trim(" \t"u8);
        return Utf8Parser.TryParse(text, out value, out int used) && used == text.Length;
    }

    /// <summary>Reads the words true and false in any case, and 1 and 0.</summary>
    public static bool TryParseBoolean(ReadOnlySpan<byte> text, out byte value)
    {
        text = text.Trim(" \t"u8);
        value = 0;
        if (IsWord(text, "true"u8) || text.SequenceEqual("1"u8))
        {
            value = 1;
            return true;
        }

        return IsWord(text, "false"u8) || text.SequenceEqual("0"u8);
    }

    /// <summary>Reads a number to the nearest binary64; <c>nan</c>, <c>inf</c> and <c>infinity</c> in any case are numbers too.</summary>
    /// <returns><see langword="false"/> for anything else, and for finite numbers too great for binary64.</returns>
    public static bool TryParseDouble(ReadOnlySpan<byte> text, out double value)
    {
        text = text.Trim(" \t"u8);
        int at = 0;
        bool negative = false;
        if (!text.IsEmpty && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == (byte)'-';
            at = 1;
        }

        ulong digits = 0;
        int start = at;
        while ((uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9)
        {
            digits = (digits * 10) + (uint)(text[at++] - '0');
        }

        int count = at - start;
        int exponent = 0;
        if (at < text.Length && text[at] == (byte)'.')
        {
            int point = ++at;
            while ((uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9)
            {
                digits = (digits * 10) + (uint)(text[at++] - '0');
            }

            exponent = point - at;
            count += at - point;
        }

        if (count == 0)
        {
            return TryParseSpecial(text, out value);
        }

        if (at < text.Length)
        {
            if ((text[at] | 0x20) != 'e' || !Utf8Parser.TryParse(text[(at + 1)..], out int power, out int used) || at + 1 + used != text.Length)
            {
                value = 0;
                return false;
            }

            exponent = (int)Math.Clamp((long)exponent + power, -100_000, 100_000);
        }

        if ((count > MaxDigits && count - LeadingZeros(text[start..]) > MaxDigits) || !NearestDouble.TryFind(digits, exponent, out value))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        }

        value = negative ? -value : value;
        return true;
    }

    /// <summary>Reads a number to the nearest binary32, in one rounding.</summary>
    public static bool TryParseSingle(ReadOnlySpan<byte> text, out float value)
    {
        // Rounding to binary64 first is harmless unless it lands half-way between two binary32: then, and only then, the text decides.
        bool parsed = TryParseDouble(text, out double wide);
        value = (float)wide;
        if (!parsed || (BitConverter.DoubleToInt64Bits(wide) & 0x1FFF_FFFF) is not 0x1000_0000 && Math.Abs(wide) is >= 1.2e-38 and < 3.4e38)
        {
            return parsed;
        }

        if (!double.IsFinite(wide) || wide == 0)
        {
            return true;
        }

        return float.TryParse(text.Trim(" \t"u8), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
    }

    /// <summary>Zeros before the first other digit of a number that has more than zeros, or whose zeros do not matter.</summary>
    private static int LeadingZeros(ReadOnlySpan<byte> number)
    {
        int first = number.IndexOfAnyExcept("0."u8);
        return first < 0 ? 0 : number[..first].Count((byte)'0');
    }

    private static CsvValueKind ClassifyInteger(ReadOnlySpan<byte> text, int digits)
    {
        bool negative = text[0] == (byte)'-';
        if (digits < 19 || TryParseInt64(text, out _))
        {
            bool zero = digits == 1 && text[^1] == (byte)'0';
            return !negative ? CsvValueKind.Int64 : zero ? CsvValueKind.Float64 : CsvValueKind.Int64 | CsvValueKind.Negative;
        }

        return !negative && TryParseUInt64(text[0] == (byte)'+' ? text[1..] : text, out _) ? CsvValueKind.UInt64 : CsvValueKind.WideInteger;
    }

    private static CsvValueKind ClassifyWord(ReadOnlySpan<byte> text)
    {
        if (text.Length <= 5 && (IsWord(text, "true"u8) || IsWord(text, "false"u8)))
        {
            return CsvValueKind.Boolean;
        }

        return TryParseSpecial(text, out _) ? CsvValueKind.Float64 : CsvValueKind.Text;
    }

    private static bool TryParseSpecial(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        bool negative = !text.IsEmpty && text[0] == (byte)'-';
        ReadOnlySpan<byte> word = !text.IsEmpty && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (IsWord(word, "nan"u8))
        {
            return true;
        }

        value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        return IsWord(word, "inf"u8) || IsWord(word, "infinity"u8);
    }

    private static bool IsWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase) => Ascii.EqualsIgnoreCase(text, lowerCase);
}
