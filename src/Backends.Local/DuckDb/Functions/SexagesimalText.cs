using System.Buffers;
using System.Buffers.Text;

namespace Hven.Backends.Local.DuckDb.Functions;

/// <summary>Angles in the three forms of ivo_hms_to_degrees and ivo_dms_to_degrees: 3:34:45.4, 033445.4 and 3h34m45.4s (or with d).</summary>
internal static class SexagesimalText
{
    private static readonly SearchValues<byte> s_digits = SearchValues.Create("0123456789."u8);

    /// <summary>The angle in degrees; null when the text is none. A sign may stand before degrees only.</summary>
    public static double? TryParse(ReadOnlySpan<byte> text, bool isHours)
    {
        text = text.Trim((byte)' ');
        bool isNegative = false;
        if (!isHours && text.Length > 0 && text[0] is (byte)'+' or (byte)'-')
        {
            isNegative = text[0] == '-';
            text = text[1..];
        }

        Span<Range> parts = stackalloc Range[3];
        if (!TrySplit(text, isHours, parts)
            || !TryWhole(text[parts[0]], out int whole) || !TryWhole(text[parts[1]], out int minutes) || minutes >= 60
            || !TrySeconds(text[parts[2]], out double seconds) || seconds >= 60)
        {
            return null;
        }

        double degrees = (whole + (minutes / 60.0) + (seconds / 3600)) * (isHours ? 15 : 1);
        return degrees > 360 ? null : isNegative ? -degrees : degrees;
    }

    private static bool TrySplit(ReadOnlySpan<byte> text, bool isHours, Span<Range> parts)
    {
        (byte first, byte second) = ((byte)':', (byte)':');
        int end = text.Length;
        if (text.Length > 0 && (text[^1] | 0x20) == 's')
        {
            (first, second) = (isHours ? (byte)'h' : (byte)'d', (byte)'m');
            end--;
        }
        else if (text.IndexOf((byte)':') < 0)
        {
            int point = text.IndexOf((byte)'.');
            int digits = point < 0 ? text.Length : point;
            if (digits < 5)
            {
                return false;
            }

            (parts[0], parts[1], parts[2]) = (..(digits - 4), (digits - 4)..(digits - 2), (digits - 2)..);
            return true;
        }

        int one = Find(text, first, 0);
        int two = one < 0 ? -1 : Find(text, second, one + 1);
        if (two < 0)
        {
            return false;
        }

        (parts[0], parts[1], parts[2]) = (..one, (one + 1)..two, (two + 1)..end);
        return true;
    }

    private static int Find(ReadOnlySpan<byte> text, byte sign, int from)
    {
        for (int i = from; i < text.Length; i++)
        {
            if (text[i] == sign || (char.IsAsciiLetter((char)sign) && (text[i] | 0x20) == sign))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool TryWhole(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        return digits.Length is > 0 and <= 3 && digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && Utf8Parser.TryParse(digits, out value, out int length) && length == digits.Length;
    }

    private static bool TrySeconds(ReadOnlySpan<byte> digits, out double value)
    {
        value = 0;
        return digits.Length > 0 && char.IsAsciiDigit((char)digits[0]) && digits.IndexOfAnyExcept(s_digits) < 0
            && Utf8Parser.TryParse(digits, out value, out int length) && length == digits.Length;
    }
}
