using System.Globalization;

namespace Hven.Sky;

/// <summary>
/// An angle as a whole number of units, one unit being the last digit of the seconds: minutes and hours carry by integer division,
/// so that no part ever shows as 60.
/// </summary>
/// <param name="Sign">'+' or '-'; the minus stays where the digits are all zero.</param>
/// <param name="Units">Size in units.</param>
/// <param name="Digits">Digits of the seconds after the point.</param>
internal readonly record struct Sexagesimal(char Sign, long Units, int Digits)
{
    internal const int SecondsOfTimePerDegree = 240;
    internal const int SecondsOfArcPerDegree = 3600;

    private const int SecondsPerDay = 86400;

    private long UnitsPerSecond => PowerOfTen(Digits);

    internal static Sexagesimal Rounded(double degrees, int secondsPerDegree, int digits)
    {
        Int128 doubled = Scaled(Math.Abs(degrees), 2 * secondsPerDegree * PowerOfTen(digits));
        long units = (long)((doubled + 1) / 2);

        // What rounds to nothing has no sign to show.
        return new Sexagesimal(degrees < 0 && units > 0 ? '-' : '+', units, digits);
    }

    internal static Sexagesimal Truncated(double degrees, int secondsPerDegree, int digits)
    {
        double size = Math.Abs(degrees);
        double nudged = size == 0 ? 0 : Math.BitIncrement(Math.BitIncrement(size));
        return new Sexagesimal(degrees < 0 ? '-' : '+', (long)Scaled(nudged, secondsPerDegree * PowerOfTen(digits)), digits);
    }

    /// <summary>Right ascension that rounded up to 24 hours is 0 hours.</summary>
    internal Sexagesimal WrappedAtDay() => this with { Units = Units % (SecondsPerDay * UnitsPerSecond) };

    /// <summary>Right ascension cut off stays below 24 hours.</summary>
    internal Sexagesimal HeldBelowDay() => this with { Units = Math.Min(Units, (SecondsPerDay * UnitsPerSecond) - 1) };

    /// <summary>The digits without the sign.</summary>
    internal string ToString(SexagesimalStyle style, char firstUnit)
    {
        long seconds = Units / UnitsPerSecond;
        (string first, string second, string third) = style switch
        {
            SexagesimalStyle.Colons => (":", ":", ""),
            SexagesimalStyle.Units => (firstUnit.ToString(), "m", "s"),
            SexagesimalStyle.Blanks => (" ", " ", ""),
            _ => ("", "", ""),
        };
        string fraction = Digits == 0 ? "" : "." + (Units % UnitsPerSecond).ToString("D" + Digits, CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture, $"{seconds / 3600:D2}{first}{seconds / 60 % 60:D2}{second}{seconds % 60:D2}{fraction}{third}");
    }

    /// <summary>The whole part of size * factor, exactly: a double is an integer of 53 bits and a power of two.</summary>
    private static Int128 Scaled(double size, long factor)
    {
        long bits = BitConverter.DoubleToInt64Bits(size);
        int exponent = (int)(bits >> 52);
        long mantissa = (bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
        int shift = 1075 - Math.Max(exponent, 1);

        // Sizes are at most 360 and so the shift is at least 44; the product has at most 53 + 43 bits.
        return shift > 126 ? 0 : (Int128)mantissa * factor >> shift;
    }

    private static long PowerOfTen(int digits)
    {
        long power = 1;
        for (int i = 0; i < digits; i++)
        {
            power *= 10;
        }

        return power;
    }
}
