using System.Runtime.CompilerServices;

namespace Hven.Tables.Csv;

/// <summary>
/// Writes numbers as the shortest decimal that reads back to the same bits (for binary floating point: Giulietti's Schubfach, 2020), always with a point
/// or exponent so that a reader sees a floating-point number. Culture plays no part.
/// </summary>
internal static class ShortestNumber
{
    /// <summary>Bytes that any number fits in.</summary>
    public const int MaxLength = 32;

    private static ReadOnlySpan<byte> DigitPairs =>
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

    /// <summary>Writes a binary64.</summary>
    /// <param name="value">The value; NaN is <c>NaN</c>, infinities <c>Infinity</c> and <c>-Infinity</c>.</param>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Format(double value, Span<byte> target)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        ulong fraction = bits & 0xF_FFFF_FFFF_FFFF;
        int biased = (int)(bits >> 52) & 0x7FF;
        if (biased == 0x7FF)
        {
            return FormatSpecial(fraction != 0, value < 0, target);
        }

        int length = 0;
        if ((bits >> 63) != 0)
        {
            target[length++] = (byte)'-';
        }

        double magnitude = Math.Abs(value);
        if (magnitude < 1e15 && magnitude == Math.Truncate(magnitude))
        {
            return length + FormatWhole((ulong)magnitude, target[length..]);
        }

        ulong significand = biased == 0 ? fraction : fraction | (1UL << 52);
        (ulong digits, int exponent) = Shortest(significand, Math.Max(biased, 1) - 1075, fraction == 0 && biased > 1);
        return length + FormatDecimal(digits, exponent, target[length..]);
    }

    /// <summary>Writes a binary32.</summary>
    /// <param name="value">The value; NaN is <c>NaN</c>, infinities <c>Infinity</c> and <c>-Infinity</c>.</param>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Format(float value, Span<byte> target)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint fraction = bits & 0x7F_FFFF;
        int biased = (int)(bits >> 23) & 0xFF;
        if (biased == 0xFF)
        {
            return FormatSpecial(fraction != 0, value < 0, target);
        }

        int length = 0;
        if ((bits >> 31) != 0)
        {
            target[length++] = (byte)'-';
        }

        float magnitude = Math.Abs(value);
        if (magnitude < 1e7f && magnitude == MathF.Truncate(magnitude))
        {
            return length + FormatWhole((ulong)magnitude, target[length..]);
        }

        uint significand = biased == 0 ? fraction : fraction | (1U << 23);
        (ulong digits, int exponent) = Shortest(significand, Math.Max(biased, 1) - 150, fraction == 0 && biased > 1);
        return length + FormatDecimal(digits, exponent, target[length..]);
    }

    /// <summary>Writes an integer.</summary>
    /// <param name="value">The value.</param>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Format(long value, Span<byte> target)
    {
        if (value >= 0)
        {
            return Format((ulong)value, target);
        }

        target[0] = (byte)'-';
        return 1 + Format((ulong)-value, target[1..]);
    }

    /// <summary>Writes an integer.</summary>
    /// <param name="value">The value.</param>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Format(ulong value, Span<byte> target)
    {
        int count = DigitCount(value);
        WriteDigits(value, target[..count]);
        return count;
    }

    /// <summary>
    /// The shortest decimal within the interval that rounds to significand * 2^exponent, and of those the nearest. The interval's ends and middle are
    /// compared as integers of a quarter unit, rounded to odd so that ties are seen exactly (Schubfach, sections 8 and 9).
    /// </summary>
    private static (ulong Digits, int Exponent) Shortest(ulong significand, int exponent, bool lowerHalfNarrow)
    {
        ulong odd = significand & 1;
        ulong middle = significand << 2;
        ulong upper = middle + 2;
        ulong lower = middle - (lowerHalfNarrow ? 1UL : 2UL);
        int power = FloorLog10(exponent, lowerHalfNarrow);
        int shift = exponent + PowersOfTen.FloorLog2(-power) + 1;
        UInt128 scale = PowersOfTen.Scaled(-power);
        ulong middleScaled = RoundToOdd(scale, middle << shift);
        ulong lowerScaled = RoundToOdd(scale, lower << shift) + odd;
        ulong upperScaled = RoundToOdd(scale, upper << shift) - odd;

        ulong digits = middleScaled >> 2;
        if (digits >= 10)
        {
            ulong tens = digits / 10;
            bool downFits = lowerScaled <= tens * 40;
            bool upFits = (tens * 40) + 40 <= upperScaled;
            if (downFits != upFits)
            {
                return (tens + (upFits ? 1UL : 0), power + 1);
            }
        }

        bool below = lowerScaled <= digits * 4;
        bool above = (digits * 4) + 4 <= upperScaled;
        if (below != above)
        {
            return (digits + (above ? 1UL : 0), power);
        }

        ulong half = (digits * 4) + 2;
        bool up = middleScaled > half || (middleScaled == half && (digits & 1) != 0);
        return (digits + (up ? 1UL : 0), power);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong RoundToOdd(UInt128 scale, ulong value)
    {
        ulong low = Math.BigMul((ulong)scale, value, out _);
        ulong high = Math.BigMul((ulong)(scale >> 64), value, out ulong middle);
        middle += low;
        high += middle < low ? 1UL : 0;
        return high | (middle > 1 ? 1UL : 0);
    }

    // floor(log10(2^e)), or of 3/4 * 2^e where the interval is narrower below. The constants are log10(2) and log10(4/3) times 2^22, exact for |e| <= 1500.
    private static int FloorLog10(int exponent, bool threeQuarters) => ((exponent * 1262611) - (threeQuarters ? 524031 : 0)) >> 22;

    private static int FormatSpecial(bool isNaN, bool negative, Span<byte> target)
    {
        ReadOnlySpan<byte> text = isNaN ? "NaN"u8 : negative ? "-Infinity"u8 : "Infinity"u8;
        text.CopyTo(target);
        return text.Length;
    }

    private static int FormatWhole(ulong value, Span<byte> target)
    {
        int length = Format(value, target);
        target[length] = (byte)'.';
        target[length + 1] = (byte)'0';
        return length + 2;
    }

    /// <summary>Writes digits * 10^exponent: plainly from 1e-5 up to, but not including, 1e16, with an exponent outside.</summary>
    private static int FormatDecimal(ulong digits, int exponent, Span<byte> target)
    {
        (digits, exponent) = DropTrailingZeros(digits, exponent);
        int count = DigitCount(digits);
        int point = count + exponent;
        if (point is > 16 or < -4)
        {
            return FormatScientific(digits, count, point - 1, target);
        }

        if (exponent >= 0)
        {
            WriteDigits(digits, target[..count]);
            target.Slice(count, exponent).Fill((byte)'0');
            ".0"u8.CopyTo(target[point..]);
            return point + 2;
        }

        if (point <= 0)
        {
            target[..(2 - point)].Fill((byte)'0');
            target[1] = (byte)'.';
            WriteDigits(digits, target.Slice(2 - point, count));
            return 2 - point + count;
        }

        WriteDigits(digits, target.Slice(1, count));
        target.Slice(1, point).CopyTo(target);
        target[point] = (byte)'.';
        return count + 1;
    }

    private static int FormatScientific(ulong digits, int count, int exponent, Span<byte> target)
    {
        WriteDigits(digits, target.Slice(1, count));
        target[0] = target[1];
        target[1] = (byte)'.';
        int length = count == 1 ? 1 : count + 1;
        target[length++] = (byte)'e';
        return length + Format((long)exponent, target[length..]);
    }

    private static (ulong Digits, int Exponent) DropTrailingZeros(ulong digits, int exponent)
    {
        while (digits % 10_000 == 0)
        {
            digits /= 10_000;
            exponent += 4;
        }

        while (digits % 10 == 0)
        {
            digits /= 10;
            exponent++;
        }

        return (digits, exponent);
    }

    private static int DigitCount(ulong value)
    {
        int count = 1;
        while (value >= 10_000)
        {
            value /= 10_000;
            count += 4;
        }

        return count + (value >= 1000 ? 3 : value >= 100 ? 2 : value >= 10 ? 1 : 0);
    }

    private static void WriteDigits(ulong value, Span<byte> target)
    {
        int at = target.Length;
        while (value >= 100)
        {
            ulong rest = value / 100;
            int pair = (int)(value - (rest * 100)) * 2;
            at -= 2;
            target[at + 1] = DigitPairs[pair + 1];
            target[at] = DigitPairs[pair];
            value = rest;
        }

        if (value >= 10)
        {
            target[1] = DigitPairs[((int)value * 2) + 1];
            target[0] = DigitPairs[(int)value * 2];
        }
        else
        {
            target[0] = (byte)('0' + value);
        }
    }
}
