using System.Globalization;

namespace Hven.Tables;

/// <summary>Dates and times counted from 1970 as ISO 8601 text (DALI 1.1, section 3.3.3), with as many decimals as the count holds. Years before 1 or after 9999 are a fault.</summary>
internal static class IsoTime
{
    private const long DaysBefore1970 = 719_162;

    /// <summary>A day as <c>yyyy-MM-dd</c>.</summary>
    /// <param name="days">Days since 1970-01-01.</param>
    /// <param name="code">Code of the fault when the day has no such form.</param>
    public static string Date(long days, string code) => days is >= -DaysBefore1970 and <= 3_652_058 - DaysBefore1970
        ? DateOnly.FromDayNumber((int)(days + DaysBefore1970)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : throw new TableFormatException(code, string.Create(CultureInfo.InvariantCulture, $"Day {days} from 1970 is outside the years 1 to 9999."));

    /// <summary>A moment as <c>yyyy-MM-ddThh:mm:ss</c> with decimals.</summary>
    /// <param name="value">Units since 1970-01-01T00:00:00.</param>
    /// <param name="decimals">The unit is 10^-<paramref name="decimals"/> s: 0, 3, 6 or 9.</param>
    /// <param name="code">Code of the fault when the moment has no such form.</param>
    public static string Timestamp(long value, int decimals, string code)
    {
        long unitsADay = 86_400 * UnitsASecond(decimals);
        long day = Math.DivRem(value, unitsADay, out long rest);
        if (rest < 0)
        {
            day--;
            rest += unitsADay;
        }

        return Date(day, code) + "T" + TimeOfDay(rest, decimals, code);
    }

    /// <summary>A time of day as <c>hh:mm:ss</c> with decimals.</summary>
    /// <param name="value">Units since midnight.</param>
    /// <param name="decimals">The unit is 10^-<paramref name="decimals"/> s: 0, 3, 6 or 9.</param>
    /// <param name="code">Code of the fault when the count is of no day.</param>
    public static string TimeOfDay(long value, int decimals, string code)
    {
        long seconds = Math.DivRem(value, UnitsASecond(decimals), out long fraction);
        if (seconds is < 0 or >= 86_400 || fraction < 0)
        {
            throw new TableFormatException(code, string.Create(CultureInfo.InvariantCulture, $"{value} of 10^-{decimals} s is not a time of day."));
        }

        string clock = string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        return decimals == 0 ? clock : clock + "." + fraction.ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0');
    }

    private static long UnitsASecond(int decimals) => decimals switch { 0 => 1, 3 => 1_000, 6 => 1_000_000, _ => 1_000_000_000 };
}
