using System.Numerics;
using Hven.Tables.Numbers;

namespace Hven.Tables.Csv;

/// <summary>
/// Finds the binary64 nearest to a decimal number, ties to even: by one exact operation where there is one (Clinger, "How to read floating point numbers
/// accurately", 1990), else from the 192-bit product with a power of ten that is known to less than one unit (as Lemire, "Number parsing at a gigabyte
/// per second", 2021). What these do not decide without doubt is refused.
/// </summary>
internal static class NearestDouble
{
    private const int FractionBits = 52;
    private const int Bias = 1075;

    private static ReadOnlySpan<double> ExactPowers =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Gives the binary64 nearest to <paramref name="digits"/> * 10^<paramref name="exponent"/>.</summary>
    /// <param name="digits">Any integer.</param>
    /// <param name="exponent">Any power of ten.</param>
    /// <param name="value">The nearest value, without sign.</param>
    /// <returns><see langword="false"/> when the product does not decide: half-way cases, subnormal and overflowing numbers.</returns>
    public static bool TryFind(ulong digits, int exponent, out double value)
    {
        // Below 2^53 the digits are exact in binary64, up to 10^22 the power is: one product or quotient rounds once.
        if (digits <= 1UL << 53 && exponent is >= -22 and <= 22)
        {
            value = exponent < 0 ? digits / ExactPowers[-exponent] : digits * ExactPowers[exponent];
            return true;
        }

        value = 0;
        return digits != 0 && exponent is >= PowersOfTen.Min and <= PowersOfTen.Max && TryRoundProduct(digits, exponent, out value);
    }

    private static bool TryRoundProduct(ulong digits, int exponent, out double value)
    {
        // The product's upper 128 bits, high and middle, are x. The power is too great by less than one unit and the digits are below 2^64, so the true
        // number lies above x - 1 and below x + 1: unless x is the very middle between two neighbours, it lies on the same side of that middle as x.
        int shift = BitOperations.LeadingZeroCount(digits);
        UInt128 power = PowersOfTen.Scaled(exponent);
        ulong carried = Math.BigMul(digits << shift, (ulong)power, out _);
        ulong high = Math.BigMul(digits << shift, (ulong)(power >> 64), out ulong middle);
        middle += carried;
        high += middle < carried ? 1UL : 0;

        int top = (int)(high >> 63);
        int dropped = 10 + top;
        ulong significand = high >> dropped;
        ulong half = 1UL << (dropped - 1);
        ulong rest = high & ((1UL << dropped) - 1);
        int biased = PowersOfTen.FloorLog2(exponent) - shift + 1 + dropped + Bias;
        if (biased is < 1 or > 2045 || (rest == half && middle == 0))
        {
            value = 0;
            return false;
        }

        // Rounding up may carry out of the significand: adding, not joining, lets that raise the exponent.
        significand += rest >= half ? 1UL : 0;
        value = BitConverter.UInt64BitsToDouble(((ulong)biased << FractionBits) + (significand - (1UL << FractionBits)));
        return true;
    }
}
