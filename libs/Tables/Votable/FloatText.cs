using System.Buffers.Text;
using System.Globalization;

namespace Hven.Tables.Votable;

/// <summary>
/// Reads decimal numbers out of UTF-8. Up to 15 digits with a power of ten up to 22 are exact in binary64, so that one multiplication or division
/// rounds correctly (W. D. Clinger, 1990); everything else goes to the base library.
/// </summary>
internal static class FloatText
{
    private static readonly double[] _powers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    public static bool TryParse(ReadOnlySpan<byte> text, out double value) =>
        TryShort(text, out value) || TryNamed(text, out value) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    public static bool TryParse(ReadOnlySpan<byte> text, out float value)
    {
        if (TryShort(text, out double exact) && TryNarrow(exact, out value))
        {
            return true;
        }

        if (TryNamed(text, out double named))
        {
            value = (float)named;
            return true;
        }

        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>
    /// Rounds a binary64 that is itself the nearest to a decimal. The binary32 is the nearest to the decimal, too, unless the binary64 lies within one
    /// unit of its last place from the middle of two binary32, or the binary32 is subnormal or infinite and rounds at another bit.
    /// </summary>
    private static bool TryNarrow(double exact, out float value)
    {
        value = (float)exact;
        const ulong Dropped = (1UL << 29) - 1;
        ulong fromMiddle = (BitConverter.DoubleToUInt64Bits(exact) & Dropped) - ((1UL << 28) - 1);
        return exact == 0 || (fromMiddle > 2 && float.IsNormal(value));
    }

    private static bool TryShort(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (!TryDecimal(text, out long mantissa, out int exponent, out bool negative) || exponent is < -22 or > 22)
        {
            return false;
        }

        double magnitude = exponent < 0 ? mantissa / _powers[-exponent] : mantissa * _powers[exponent];
        value = negative ? -magnitude : magnitude;
        return true;
    }

    private static bool TryDecimal(ReadOnlySpan<byte> text, out long mantissa, out int exponent, out bool negative)
    {
        (mantissa, exponent, negative) = (0, 0, false);
        int at = 0;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == (byte)'-';
            at = 1;
        }

        int digits = 0;
        int point = -1;
        for (; at < text.Length; at++)
        {
            uint digit = (uint)text[at] - '0';
            if (digit <= 9)
            {
                if (++digits > 15)
                {
                    return false;
                }

                mantissa = (mantissa * 10) + digit;
            }
            else if (text[at] == (byte)'.' && point < 0)
            {
                point = digits;
            }
            else
            {
                break;
            }
        }

        exponent = point < 0 ? 0 : point - digits;
        if (at == text.Length)
        {
            return digits > 0;
        }

        if (digits == 0 || text[at] is not ((byte)'e' or (byte)'E'))
        {
            return false;
        }

        ReadOnlySpan<byte> power = text[(at + 1)..];
        power = power.Length > 1 && power[0] == (byte)'+' && power[1] != (byte)'-' ? power[1..] : power;
        bool whole = Utf8Parser.TryParse(power, out short explicitExponent, out int used) && used == power.Length;
        exponent += explicitExponent;
        return whole;
    }

    private static bool TryNamed(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        if (text.Length is < 3 or > 9 || (text[0] is >= (byte)'0' and <= (byte)'9'))
        {
            return false;
        }

        ReadOnlySpan<byte> unsigned = text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        if (System.Text.Ascii.EqualsIgnoreCase(unsigned, "nan"u8))
        {
            return true;
        }

        value = text[0] == (byte)'-' ? double.NegativeInfinity : double.PositiveInfinity;
        return System.Text.Ascii.EqualsIgnoreCase(unsigned, "inf"u8) || System.Text.Ascii.EqualsIgnoreCase(unsigned, "infinity"u8);
    }
}
