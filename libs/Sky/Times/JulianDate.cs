using System.Globalization;

namespace Hven.Sky;

/// <summary>
/// A Julian date in two parts, so that a microsecond is not lost beside two million days: one double resolves 40 microseconds, two
/// resolve 10 picoseconds. The time scale is not part of it. The default value is Julian date 0.
/// </summary>
public readonly record struct JulianDate : IComparable<JulianDate>
{
    /// <summary>Julian date at which the modified Julian date is 0: 1858-11-17, midnight.</summary>
    public const double ModifiedZero = 2400000.5;

    // Dates are for people and stars: two and a half million years each way, where Day is still a whole number.
    private const double MostDays = 1e9;

    /// <summary>A Julian date as the sum of two numbers, however they share the days between them; their sum is taken without loss.</summary>
    /// <param name="first">Days.</param>
    /// <param name="second">More days.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part is NaN, or the date is more than 1e9 days from zero.</exception>
    public JulianDate(double first, double second = 0)
    {
        // Knuth's two-sum: sum + error is first + second exactly.
        double sum = first + second;
        if (!(Math.Abs(sum) <= MostDays))
        {
            throw new ArgumentOutOfRangeException(nameof(first), sum, "A Julian date is a finite number of at most 1e9 days.");
        }

        double part = sum - first;
        double error = (first - (sum - part)) + (second - part);
        double day = Math.Round(sum);
        double fraction = (sum - day) + error;
        double carry = Math.Round(fraction);
        Day = day + carry;
        Fraction = fraction - carry;
    }

    /// <summary>The nearest whole number of days, at a noon.</summary>
    public double Day { get; }

    /// <summary>What is to be added to <see cref="Day"/>, -0.5 to 0.5.</summary>
    public double Fraction { get; }

    /// <summary>The date in one double, to 40 microseconds.</summary>
    public double Value => Day + Fraction;

    /// <summary>The modified Julian date, JD - 2400000.5, in one double, to 0.6 microseconds in this century.</summary>
    public double ModifiedValue => Day - 2400000 + (Fraction - 0.5);

    /// <summary>A Julian date from a modified Julian date in one or two parts.</summary>
    /// <param name="days">Days since 1858-11-17, midnight.</param>
    /// <param name="fraction">More days.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part is NaN, or the date is more than 1e9 days from zero.</exception>
    public static JulianDate FromModified(double days, double fraction = 0)
    {
        var parts = new JulianDate(days, fraction);
        return new JulianDate(parts.Day + 2400000, parts.Fraction + 0.5);
    }

    /// <summary>The date some days later.</summary>
    /// <param name="days">Days, negative for an earlier date.</param>
    /// <exception cref="ArgumentOutOfRangeException">The days are NaN, or the date is more than 1e9 days from zero.</exception>
    public JulianDate PlusDays(double days)
    {
        double whole = Math.Round(days);
        return new JulianDate(Day + whole, Fraction + (days - whole));
    }

    /// <summary>Days from another date to this one, of the same scale.</summary>
    public double DaysSince(JulianDate other) => Day - other.Day + (Fraction - other.Fraction);

    /// <inheritdoc/>
    public int CompareTo(JulianDate other) => DaysSince(other).CompareTo(0);

    /// <summary>Whether the left date is earlier.</summary>
    public static bool operator <(JulianDate left, JulianDate right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left date is later.</summary>
    public static bool operator >(JulianDate left, JulianDate right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left date is earlier or equal.</summary>
    public static bool operator <=(JulianDate left, JulianDate right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left date is later or equal.</summary>
    public static bool operator >=(JulianDate left, JulianDate right) => left.CompareTo(right) >= 0;

    /// <summary>Both parts, for example <c>2451545 + 0.25</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Day:R} {(Fraction < 0 ? '-' : '+')} {Math.Abs(Fraction):R}");

    /// <summary>The modified date as the day that began at the last midnight, and the part of it that is over, 0 to below 1.</summary>
    internal (int Day, double Fraction) SplitAtMidnight()
    {
        int day = (int)(Day - 2400000) - 1;
        double fraction = Fraction + 0.5;
        return fraction >= 1 ? (day + 1, fraction - 1) : (day, fraction);
    }
}
