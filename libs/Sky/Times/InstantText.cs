using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Hven.Sky;

/// <summary>Dates as people and files write them.</summary>
public static class InstantText
{
    /// <summary>Most digits after the point of the seconds that are written.</summary>
    public const int MaxDigits = 9;

    /// <summary>
    /// Reads a date of ISO 8601 in the form of FITS 4.0 (section 9.1.1) and DALI 1.1 (section 3.1.2): <c>2017-08-17</c>,
    /// <c>2017-08-17T12:41:04.4</c>, with a blank for the T, without the seconds, and in UTC with a Z behind it. The second 60 is
    /// taken where UTC has one. Also an epoch, <c>J2015.5</c> or <c>B1950</c>, which is of TT.
    /// </summary>
    /// <param name="text">The text; blanks around it do not matter.</param>
    /// <param name="scale">The scale that the date is told in.</param>
    /// <param name="instant">The instant, or J2000.0.</param>
    /// <param name="error">What is wrong, or null.</param>
    /// <returns>Whether the text is a date.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, TimeScale scale, out Instant instant, [NotNullWhen(false)] out InstantTextError? error)
    {
        error = new InstantParser(text ?? "", scale).Parse(out instant);
        return error is null;
    }

    /// <summary>Reads a date as <see cref="TryParse"/> does.</summary>
    /// <param name="text">The text.</param>
    /// <param name="scale">The scale that the date is told in.</param>
    /// <exception cref="InstantFormatException">The text is not a date.</exception>
    public static Instant Parse(string text, TimeScale scale)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, scale, out Instant instant, out InstantTextError? error) ? instant : throw new InstantFormatException(error);
    }

    /// <summary>
    /// The date in ISO 8601, rounded: <c>2016-12-31T23:59:60.500</c>. Read again, it gives the same instant to half of the last digit.
    /// </summary>
    /// <param name="instant">The instant, of the years 0 to 9999.</param>
    /// <param name="scale">The scale to tell it in; nothing is written behind the seconds, not even for UTC.</param>
    /// <param name="digits">Digits after the point of the seconds, 0 to 9.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The year has not four digits, the number of digits is not 0 to 9, or the scale is UTC and the instant before 1960.
    /// </exception>
    public static string ToIso(Instant instant, TimeScale scale, int digits = 3)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(digits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, MaxDigits);
        (int day, double fraction) = instant.ToJulianDate(scale).SplitAtMidnight();
        double length = scale == TimeScale.Utc ? UtcDay.At(day).UtcSeconds : UtcDay.SecondsPerDay;

        // What rounds to the end of a day is the next day; an odd length before 1972 must not make the clock show more than it has.
        double unit = Math.Pow(10, digits);
        long count = (long)Math.Round(fraction * length * unit);
        (day, count) = count >= length * unit ? (day + 1, 0) : (day, count);
        return Write(GregorianDate.FromModifiedJulianDay(day), count, (long)unit, digits, instant);
    }

    private static string Write(GregorianDate date, long count, long unit, int digits, Instant instant)
    {
        if (date.Year is < 0 or > 9999)
        {
            throw new ArgumentOutOfRangeException(nameof(instant), instant, "Only dates of the years 0 to 9999 are written as text.");
        }

        (long second, long rest) = Math.DivRem(count, unit);

        // The seconds of a leap second go on counting in the last minute.
        long minute = Math.Min(second / 60, (24 * 60) - 1);
        string text = string.Create(
            CultureInfo.InvariantCulture, $"{date.Year:0000}-{date.Month:00}-{date.Day:00}T{minute / 60:00}:{minute % 60:00}:{second - (60 * minute):00}");
        return digits == 0 ? text : text + "." + rest.ToString("D" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
