using System.Runtime.CompilerServices;

namespace Hven.Tables.Numbers;

/// <summary>
/// The shortest decimal by exact arithmetic: the ends and the middle of the interval that is read back as the same number are compared as integers of a
/// quarter unit, rounded to odd so that ties are seen (Giulietti, sections 8 and 9).
/// </summary>
internal static class SchubfachInterval
{
    /// <inheritdoc cref="Shortest(ulong, int, bool)"/>
    public static (uint Digits, int Exponent) Shortest(uint significand, int exponent, bool isLowerHalfNarrow)
    {
        // A binary32 is a binary64 whose interval is wider: its lowest bit is worth as much, and all bounds stay exact in 128 bits.
        (ulong digits, int power) = Shortest((ulong)significand, exponent, isLowerHalfNarrow);
        return ((uint)digits, power);
    }

    /// <summary>The shortest decimal in the interval, and of those the nearest.</summary>
    /// <param name="significand">Of the number significand * 2^exponent; up to, but not including, 2^53.</param>
    /// <param name="exponent">-1074 to 971.</param>
    /// <param name="isLowerHalfNarrow">Whether the next number below is only half as far as the one above.</param>
    /// <returns>The number is Digits * 10^Exponent.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static (ulong Digits, int Exponent) Shortest(ulong significand, int exponent, bool isLowerHalfNarrow)
    {
        ulong odd = significand & 1;
        ulong middle = significand << 2;
        int power = isLowerHalfNarrow ? PowersOfTen.FloorLog10OfThreeQuartersOfTwoTo(exponent) : PowersOfTen.FloorLog10OfTwoTo(exponent);
        int shift = exponent + PowersOfTen.FloorLog2(-power) + 1;
        ulong middleScaled = RoundToOdd(power, middle << shift);
        ulong lower = RoundToOdd(power, (middle - (isLowerHalfNarrow ? 1UL : 2UL)) << shift) + odd;
        ulong upper = RoundToOdd(power, (middle + 2) << shift) - odd;

        ulong digits = middleScaled >> 2;
        ulong tens = digits / 10 * 10;
        bool tensFit = lower <= tens * 4;
        bool nextTensFit = (tens * 4) + 40 <= upper;
        if (tensFit != nextTensFit)
        {
            return (tens + (nextTensFit ? 10UL : 0), power);
        }

        bool fits = lower <= digits * 4;
        bool nextFits = (digits * 4) + 4 <= upper;
        if (fits != nextFits)
        {
            return (digits + (nextFits ? 1UL : 0), power);
        }

        ulong halfway = (digits * 4) + 2;
        bool isNextNearer = middleScaled > halfway || (middleScaled == halfway && (digits & 1) != 0);
        return (digits + (isNextNearer ? 1UL : 0), power);
    }

    private static ulong RoundToOdd(int power, ulong value)
    {
        UInt128 scale = PowersOfTen.Scaled(-power);
        ulong carried = Math.BigMul((ulong)scale, value, out _);
        ulong whole = Math.BigMul((ulong)(scale >> 64), value, out ulong part);
        part += carried;
        whole += part < carried ? 1UL : 0;
        return whole | (part > 1 ? 1UL : 0);
    }
}
