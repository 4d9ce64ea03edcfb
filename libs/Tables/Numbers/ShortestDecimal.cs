using System.Runtime.CompilerServices;

namespace Hven.Tables.Numbers;

/// <summary>
/// The decimal with the fewest digits that is read back as the same binary number, and of those the nearest to it. It is sought where R. Giulietti's
/// "The Schubfach way to render doubles" (2020) shows it must be: with 10^k the greatest power of ten that is no more than the distance between
/// neighbouring binary numbers, it is a multiple of 10^(k+1) when one lies in the interval that is read back so, else the nearest multiple of 10^k.
/// </summary>
/// <remarks>
/// One product gives number / 10^k with a fraction that is wrong by less than one unit in the last place, and a shift the half width of the interval.
/// All but one in thousands of numbers are that far from every border that decides; for the others <see cref="SchubfachInterval"/> computes exactly.
/// </remarks>
internal static class ShortestDecimal
{
    // How near to a border, in units of the fraction's last place, a comparison is left to exact arithmetic: three values with an error below 1 each.
    private const int Doubt = 3;

    /// <summary>The decimal of a binary32.</summary>
    /// <param name="bits">The bits of a finite number other than zero; the sign does not matter.</param>
    /// <returns>The number is Digits * 10^Exponent. Digits may end in zeros; it has 7 to 9 digits, for subnormal numbers fewer.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint Digits, int Exponent) Of(uint bits)
    {
        uint fraction = bits & 0x7F_FFFF;
        int biased = (int)(bits >> 23) & 0xFF;
        if (fraction == 0 || biased == 0)
        {
            // The interval of a power of two is not symmetric; subnormal numbers are rare.
            return SchubfachInterval.Shortest(biased == 0 ? fraction : 1U << 23, Math.Max(biased, 1) - 150, isLowerHalfNarrow: fraction == 0 && biased > 1);
        }

        uint significand = fraction | (1U << 23);
        int exponent = biased - 150;
        int power = PowersOfTen.FloorLog10OfTwoTo(exponent);
        int shift = exponent + PowersOfTen.FloorLog2(-power) + 1;
        ulong scale = PowersOfTen.Narrow(-power);

        // In units of 2^-32.
        uint shifted = significand << shift;
        ulong scaled = ((scale >> 32) * shifted) + (((scale & uint.MaxValue) * shifted) >> 32);
        ulong half = scale >> (33 - shift);
        uint whole = (uint)(scaled >> 32);
        uint tens = whole / 10 * 10;
        ulong aboveTens = scaled - ((ulong)tens << 32);
        ulong end = aboveTens + half;
        if (IsNear(aboveTens - half) || IsNear(end - (10UL << 32)) || (uint)scaled - (uint.MaxValue / 2 - Doubt) <= 2 * Doubt)
        {
            return SchubfachInterval.Shortest(significand, exponent, isLowerHalfNarrow: false);
        }

        // Which of the candidates it is, is a matter of chance: choosing without a jump spares the processor wrong guesses.
        bool isNextTen = end > 10UL << 32;
        uint ofOnes = whole + ((uint)scaled >> 31);
        uint digits = aboveTens < half ? tens : ofOnes;
        digits = isNextTen ? tens + 10 : digits;
        return (digits, power);
    }

    /// <summary>The decimal of a binary64.</summary>
    /// <param name="bits">The bits of a finite number other than zero; the sign does not matter.</param>
    /// <returns>The number is Digits * 10^Exponent. Digits may end in zeros; it has 16 or 17 digits, for subnormal numbers fewer.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (ulong Digits, int Exponent) Of(ulong bits)
    {
        ulong fraction = bits & 0xF_FFFF_FFFF_FFFF;
        int biased = (int)(bits >> 52) & 0x7FF;
        if (fraction == 0 || biased == 0)
        {
            return SchubfachInterval.Shortest(biased == 0 ? fraction : 1UL << 52, Math.Max(biased, 1) - 1075, isLowerHalfNarrow: fraction == 0 && biased > 1);
        }

        ulong significand = fraction | (1UL << 52);
        int exponent = biased - 1075;
        int power = PowersOfTen.FloorLog10OfTwoTo(exponent);
        int shift = exponent + PowersOfTen.FloorLog2(-power) + 1;
        UInt128 scale = PowersOfTen.Scaled(-power);
        ulong scaleHigh = (ulong)(scale >> 64);

        // The part above a multiple of ten, in units of 2^-60: four bits for its whole, up to 9.
        ulong shifted = significand << shift;
        ulong carried = Math.BigMul((ulong)scale, shifted, out _);
        ulong whole = Math.BigMul(scaleHigh, shifted, out ulong part);
        part += carried;
        whole += part < carried ? 1UL : 0;
        ulong half = scaleHigh >> (5 - shift);
        ulong tens = whole / 10 * 10;
        ulong aboveTens = ((whole - tens) << 60) | (part >> 4);
        ulong end = aboveTens + half;
        if (IsNear(aboveTens - half) || IsNear(end - (10UL << 60)) || IsNear(part - (1UL << 63)))
        {
            return SchubfachInterval.Shortest(significand, exponent, isLowerHalfNarrow: false);
        }

        bool isNextTen = end > 10UL << 60;
        ulong ofOnes = whole + (part >> 63);
        ulong digits = aboveTens < half ? tens : ofOnes;
        digits = isNextTen ? tens + 10 : digits;
        return (digits, power);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNear(ulong difference) => difference + Doubt <= 2 * Doubt;
}
