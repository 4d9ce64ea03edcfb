using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hven.Tables.Numbers;

/// <summary>Seventeen decimal digits as text, the first of them in the lowest byte: as they lie in memory when stored.</summary>
/// <param name="First">Digits 1 to 8.</param>
/// <param name="Second">Digits 9 to 16.</param>
/// <param name="Last">Digit 17.</param>
/// <param name="Count">Digits up to the last one that is not zero; 1 to 17.</param>
internal readonly record struct DecimalDigits(ulong First, ulong Second, byte Last, int Count)
{
    private const ulong Zeros = 0x3030_3030_3030_3030;

    /// <summary>The digits of an integer.</summary>
    /// <param name="value">10^8 up to, but not including, 10^9.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DecimalDigits OfNine(uint value)
    {
        uint first = value / 100_000_000;
        ulong rest = Spread(value - (first * 100_000_000));
        return new(((rest << 8) | first) + Zeros, (rest >> 56) + Zeros, (byte)'0', 9 - (BitOperations.LeadingZeroCount(rest) >> 3));
    }

    /// <summary>The digits of an integer.</summary>
    /// <param name="value">10^16 up to, but not including, 10^17.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DecimalDigits OfSeventeen(ulong value)
    {
        ulong nine = value / 100_000_000;
        ulong low = Spread((uint)(value - (nine * 100_000_000)));
        uint first = (uint)nine / 100_000_000;
        ulong high = Spread((uint)nine - (first * 100_000_000));
        int countHigh = 9 - (BitOperations.LeadingZeroCount(high) >> 3);
        int countLow = 17 - (BitOperations.LeadingZeroCount(low) >> 3);
        return new(
            ((high << 8) | first) + Zeros, ((low << 8) | (high >> 56)) + Zeros, (byte)((low >> 56) + '0'), low == 0 ? countHigh : countLow);
    }

    /// <summary>The eight digits of an integer as text, leading zeros included, the first of them in the lowest byte.</summary>
    /// <param name="value">Less than 10^8.</param>
    public static ulong Text(uint value) => Spread(value) + Zeros;

    /// <summary>
    /// The eight digits of an integer below 10^8 as bytes 0 to 9, the first in the lowest byte: halves of four digits, then of two, then of one, each step
    /// a multiplication for all parts at once. The constants are 2^20 / 100 and 2^10 / 10, rounded up, exact for the parts they are used on.
    /// </summary>
    private static ulong Spread(uint value)
    {
        ulong thousands = value / 10_000;
        ulong fours = thousands | ((value - (thousands * 10_000)) << 32);
        ulong hundreds = ((fours * 10486) >> 20) & 0x0000_007F_0000_007F;
        ulong twos = hundreds | ((fours - (hundreds * 100)) << 16);
        ulong tens = ((twos * 103) >> 10) & 0x000F_000F_000F_000F;
        return tens | ((twos - (tens * 10)) << 8);
    }
}
