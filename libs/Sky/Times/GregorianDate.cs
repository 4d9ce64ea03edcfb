namespace Hven.Sky;

/// <summary>A day of the Gregorian calendar, carried on before its introduction in 1582; year 0 is the year before year 1.</summary>
internal readonly record struct GregorianDate(int Year, int Month, int Day)
{
    // 0000-03-01, from which a year ends with its leap day, and the days of 400 years.
    private const int EraStart = -678881;
    private const int DaysPerEra = 146097;

    /// <summary>Modified Julian date of the midnight at which the day begins.</summary>
    internal int ModifiedJulianDay
    {
        get
        {
            int fromMarch = (Month + 9) % 12;
            int year = Month <= 2 ? Year - 1 : Year;
            int era = FloorDivide(year, 400);
            int yearOfEra = year - (era * 400);
            int dayOfYear = (((153 * fromMarch) + 2) / 5) + Day - 1;
            return EraStart + (era * DaysPerEra) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        }
    }

    /// <summary>Whether the calendar has such a day.</summary>
    internal bool IsValid => Month is >= 1 and <= 12 && Day >= 1 && FromModifiedJulianDay(ModifiedJulianDay) == this;

    internal static GregorianDate FromModifiedJulianDay(int day)
    {
        int days = day - EraStart;
        int era = FloorDivide(days, DaysPerEra);
        int dayOfEra = days - (era * DaysPerEra);
        int yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36524) - (dayOfEra / 146096)) / 365;
        int dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        int fromMarch = ((5 * dayOfYear) + 2) / 153;
        int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        int year = yearOfEra + (era * 400) + (month <= 2 ? 1 : 0);
        return new GregorianDate(year, month, dayOfYear - (((153 * fromMarch) + 2) / 5) + 1);
    }

    private static int FloorDivide(int value, int divisor) => (int)Math.Floor((double)value / divisor);
}
