using System.Globalization;
using ParquetSharp;

namespace Hven.Tables.Parquet;

/// <summary>Dates and times of Parquet as ISO 8601 text (DALI 1.1, section 3.3.3), with as many decimals as the unit holds. Years before 1 or after 9999 are a fault.</summary>
internal static class ParquetTime
{
    private const long NanosecondsADay = 86_400_000_000_000;
    private const int JulianDayOfEpoch = 2_440_588;

    public static string FormatDate(int days) => Day(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string FormatTimestamp(long value, TimeUnit unit)
    {
        long unitsADay = NanosecondsADay / NanosecondsOf(unit);
        long day = Math.DivRem(value, unitsADay, out long rest);
        if (rest < 0)
        {
            day--;
            rest += unitsADay;
        }

        return FormatDate(checked((int)day)) + "T" + FormatTimeOfDay(rest, unit);
    }

    public static string FormatInt96(Int96 value)
    {
        long nanoseconds = (uint)value.A | ((long)value.B << 32);
        return FormatDate(value.C - JulianDayOfEpoch) + "T" + FormatTimeOfDay(nanoseconds, TimeUnit.Nanos);
    }

    public static string FormatTimeOfDay(long value, TimeUnit unit)
    {
        long unitsASecond = 1_000_000_000 / NanosecondsOf(unit);
        long seconds = Math.DivRem(value, unitsASecond, out long fraction);
        if (seconds is < 0 or >= 86_400 || fraction < 0)
        {
            throw new TableFormatException("PARQUET-TIME", $"{value} {unit} is not a time of day.");
        }

        int decimals = unit switch { TimeUnit.Millis => 3, TimeUnit.Micros => 6, _ => 9 };
        string digits = fraction.ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0');
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}.{digits}");
    }

    private static long NanosecondsOf(TimeUnit unit) => unit switch
    {
        TimeUnit.Millis => 1_000_000,
        TimeUnit.Micros => 1_000,
        TimeUnit.Nanos => 1,
        _ => throw new TableFormatException("PARQUET-TIME", $"The time unit {unit} is unknown."),
    };

    private static DateOnly Day(int days)
    {
        long number = days + 719_162L;
        return number is >= 0 and <= 3_652_058
            ? DateOnly.FromDayNumber((int)number)
            : throw new TableFormatException("PARQUET-TIME", $"Day {days} from 1970 is outside the years 1 to 9999.");
    }
}
