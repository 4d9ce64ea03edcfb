using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hven.Tables.Numbers;

/// <summary>
/// Writes numbers as the shortest decimal that reads back to the same bits, floating-point ones always with a point or exponent so that a reader sees
/// what they are: plainly from 1e-5 up to, but not including, 1e16, with an exponent outside. Culture plays no part.
/// </summary>
internal static class ShortestNumber
{
    /// <summary>Bytes that any number fits in, with those that are written behind it in passing.</summary>
    public const int MaxLength = 32;

    private const uint EightDigits = 100_000_000;
    private const ulong SixteenDigits = 10_000_000_000_000_000;

    /// <summary>Writes a binary64.</summary>
    /// <param name="value">The value; NaN is <c>NaN</c>, infinities <c>Infinity</c> and <c>-Infinity</c>.</param>
    /// <param name="target">At least <see cref="MaxLength"/> bytes; those behind the number are overwritten.</param>
    /// <returns>Bytes written.</returns>
    public static int Format(double value, Span<byte> target)
    {
        if (!double.IsFinite(value) || value == 0)
        {
            return FormatSpecial(value, target);
        }

        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        target[0] = (byte)'-';
        int sign = (int)(bits >> 63);
        (DecimalDigits digits, int point) = Digits(bits);
        return sign + Format(digits, point, target[sign..]);
    }

    /// <summary>Writes a binary32.</summary>
    /// <param name="value">The value; NaN is <c>NaN</c>, infinities <c>Infinity</c> and <c>-Infinity</c>.</param>
    /// <param name="target">At least <see cref="MaxLength"/> bytes; those behind the number are overwritten.</param>
    /// <returns>Bytes written.</returns>
    public static int Format(float value, Span<byte> target)
    {
        if (!float.IsFinite(value) || value == 0)
        {
            return FormatSpecial(value, target);
        }

        uint bits = BitConverter.SingleToUInt32Bits(value);
        target[0] = (byte)'-';
        int sign = (int)(bits >> 31);
        (DecimalDigits digits, int point) = Digits(bits);
        return sign + Format(digits, point, target[sign..]);
    }

    /// <summary>Writes a finite binary64 as .NET does: whole numbers without a point, and <c>E</c> below 1e-4 and from 1e17 on.</summary>
    /// <inheritdoc cref="Format(double, Span{byte})"/>
    public static int FormatGeneral(double value, Span<byte> target)
    {
        target[0] = (byte)'-';
        int sign = double.IsNegative(value) ? 1 : 0;
        if (value == 0)
        {
            target[sign] = (byte)'0';
            return sign + 1;
        }

        (DecimalDigits digits, int point) = Digits(BitConverter.DoubleToUInt64Bits(value));
        return sign + FormatGeneral(digits, point, 17, target[sign..]);
    }

    /// <summary>Writes a finite binary32 as .NET does: whole numbers without a point, and <c>E</c> below 1e-4 and from 1e9 on.</summary>
    /// <inheritdoc cref="Format(float, Span{byte})"/>
    public static int FormatGeneral(float value, Span<byte> target)
    {
        target[0] = (byte)'-';
        int sign = float.IsNegative(value) ? 1 : 0;
        if (value == 0)
        {
            target[sign] = (byte)'0';
            return sign + 1;
        }

        (DecimalDigits digits, int point) = Digits(BitConverter.SingleToUInt32Bits(value));
        return sign + FormatGeneral(digits, point, 9, target[sign..]);
    }

    /// <summary>Writes an integer.</summary>
    /// <param name="value">The value.</param>
    /// <param name="target">At least <see cref="MaxLength"/> bytes; those behind the number are overwritten.</param>
    /// <returns>Bytes written.</returns>
    public static int Format(long value, Span<byte> target)
    {
        target[0] = (byte)'-';
        int sign = (int)((ulong)value >> 63);
        return sign + Format((ulong)(sign == 0 ? value : -value), target[sign..]);
    }

    /// <summary>Writes an integer.</summary>
    /// <param name="value">The value.</param>
    /// <param name="target">At least <see cref="MaxLength"/> bytes; those behind the number are overwritten.</param>
    /// <returns>Bytes written.</returns>
    public static int Format(ulong value, Span<byte> target)
    {
        if (value < 10)
        {
            // Flags and counts.
            target[0] = (byte)('0' + value);
            return 1;
        }

        if (value < EightDigits)
        {
            return FormatFew((uint)value, target);
        }

        if (value < SixteenDigits)
        {
            uint high = (uint)(value / EightDigits);
            int length = FormatFew(high, target);
            BinaryPrimitives.WriteUInt64LittleEndian(target[length..], DecimalDigits.Text((uint)(value - ((ulong)high * EightDigits))));
            return length + 8;
        }

        uint highest = (uint)(value / SixteenDigits);
        ulong rest = value - (highest * SixteenDigits);
        uint middle = (uint)(rest / EightDigits);
        int first = FormatFew(highest, target);
        BinaryPrimitives.WriteUInt64LittleEndian(target[first..], DecimalDigits.Text(middle));
        BinaryPrimitives.WriteUInt64LittleEndian(target[(first + 8)..], DecimalDigits.Text((uint)(rest - ((ulong)middle * EightDigits))));
        return first + 16;
    }

    /// <summary>The shortest digits of a finite number that is not zero: 0.DIGITS * 10^Point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (DecimalDigits Digits, int Point) Digits(ulong bits)
    {
        (ulong digits, int exponent) = ShortestDecimal.Of(bits);
        int missing = digits < SixteenDigits ? 1 : 0;
        digits *= 1 + (9 * (ulong)missing);
        exponent -= missing;
        while (digits < SixteenDigits)
        {
            // A subnormal number.
            digits *= 10;
            exponent--;
        }

        return (DecimalDigits.OfSeventeen(digits), exponent + 17);
    }

    /// <inheritdoc cref="Digits(ulong)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (DecimalDigits Digits, int Point) Digits(uint bits)
    {
        (uint digits, int exponent) = ShortestDecimal.Of(bits);
        int missing = digits < EightDigits ? 1 : 0;
        digits *= 1 + (9 * (uint)missing);
        exponent -= missing;
        while (digits < EightDigits)
        {
            digits *= 10;
            exponent--;
        }

        return (DecimalDigits.OfNine(digits), exponent + 9);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Format(DecimalDigits digits, int point, Span<byte> target) =>
        point is >= -4 and <= 16 ? DecimalText.WritePlain(digits, point, target) : FormatScientific(digits, point - 1, target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FormatGeneral(DecimalDigits digits, int point, int mostBeforePoint, Span<byte> target)
    {
        if (point < -3 || point > mostBeforePoint)
        {
            return FormatGeneralScientific(digits, point - 1, target);
        }

        int length = DecimalText.WritePlain(digits, point, target);
        return digits.Count <= point ? point : length;
    }

    private static int FormatGeneralScientific(DecimalDigits digits, int exponent, Span<byte> target)
    {
        int length = DecimalText.WriteMantissa(digits, (byte)'E', target);
        target[length++] = (byte)(exponent < 0 ? '-' : '+');
        int magnitude = Math.Abs(exponent);
        target[length] = (byte)'0';
        length += magnitude < 10 ? 1 : 0;
        return length + FormatFew((uint)magnitude, target[length..]);
    }

    private static int FormatScientific(DecimalDigits digits, int exponent, Span<byte> target)
    {
        int length = DecimalText.WriteMantissa(digits, (byte)'e', target);
        target[length] = (byte)'-';
        length += exponent < 0 ? 1 : 0;
        return length + FormatFew((uint)Math.Abs(exponent), target[length..]);
    }

    /// <summary>Writes an integer below 10^8: its eight digits are made, and the leading zeros shifted out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FormatFew(uint value, Span<byte> target)
    {
        ulong text = DecimalDigits.Text(value);
        int leading = BitOperations.TrailingZeroCount((text ^ 0x3030_3030_3030_3030) | (1UL << 56)) >> 3;
        BinaryPrimitives.WriteUInt64LittleEndian(target, text >> (leading * 8));
        return 8 - leading;
    }

    private static int FormatSpecial(double value, Span<byte> target)
    {
        ReadOnlySpan<byte> text = double.IsNaN(value) ? "NaN"u8
            : value == 0 ? (double.IsNegative(value) ? "-0.0"u8 : "0.0"u8)
            : value < 0 ? "-Infinity"u8
            : "Infinity"u8;
        text.CopyTo(target);
        return text.Length;
    }
}
