using System.Numerics;

namespace Hven.Tables.Numbers;

/// <summary>Powers of ten as 128-bit numbers, for exact conversions between decimal and binary floating point.</summary>
internal static class PowersOfTen
{
    /// <summary>The least power held.</summary>
    public const int Min = -324;

    /// <summary>The greatest power held.</summary>
    public const int Max = 324;

    // The powers that binary32 needs: from 10^-31, for its greatest number, to 10^45, for its least.
    private const int MinNarrow = -31;
    private const int MaxNarrow = 45;

    private static readonly UInt128[] s_scaled = Make();
    private static readonly ulong[] s_narrow = MakeNarrow();

    /// <summary>
    /// 10^<paramref name="power"/> scaled by a power of two to 128 bits, of which the highest is set, and rounded up: times
    /// 2^(<see cref="FloorLog2"/> - 127) it is at least the power of ten, and by less than one unit of its last place more.
    /// </summary>
    /// <param name="power"><see cref="Min"/> to <see cref="Max"/>.</param>
    public static UInt128 Scaled(int power) => s_scaled[power - Min];

    /// <summary>The same in 64 bits.</summary>
    /// <param name="power">-31 to 45.</param>
    public static ulong Narrow(int power) => s_narrow[power - MinNarrow];

    /// <summary>floor(log10(2^<paramref name="exponent"/>)): log10(2) times 2^22, exact for |exponent| &lt;= 1500.</summary>
    public static int FloorLog10OfTwoTo(int exponent) => (exponent * 1262611) >> 22;

    /// <summary>floor(log10(3/4 * 2^<paramref name="exponent"/>)): less log10(4/3) times 2^22, exact for |exponent| &lt;= 1500.</summary>
    public static int FloorLog10OfThreeQuartersOfTwoTo(int exponent) => ((exponent * 1262611) - 524031) >> 22;

    /// <summary>floor(log2(10^<paramref name="power"/>)): log2(10) times 2^19, exact for |power| &lt;= 1233.</summary>
    public static int FloorLog2(int power) => (power * 1741647) >> 19;

    private static UInt128[] Make()
    {
        var powers = new UInt128[Max - Min + 1];
        for (int power = Min; power <= Max; power++)
        {
            BigInteger whole = BigInteger.Pow(10, Math.Abs(power));
            int bits = (int)whole.GetBitLength();
            (BigInteger scaled, BigInteger rest) = power < 0 ? BigInteger.DivRem(BigInteger.One << (127 + bits), whole)
                : bits > 128 ? BigInteger.DivRem(whole, BigInteger.One << (bits - 128))
                : (whole << (128 - bits), BigInteger.Zero);
            powers[power - Min] = (UInt128)scaled + (rest.IsZero ? UInt128.Zero : UInt128.One);
        }

        return powers;
    }

    private static ulong[] MakeNarrow()
    {
        var powers = new ulong[MaxNarrow - MinNarrow + 1];
        for (int power = MinNarrow; power <= MaxNarrow; power++)
        {
            UInt128 scaled = Scaled(power);
            powers[power - MinNarrow] = (ulong)(scaled >> 64) + ((ulong)scaled == 0 ? 0UL : 1);
        }

        return powers;
    }
}
