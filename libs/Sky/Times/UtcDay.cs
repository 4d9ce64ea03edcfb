namespace Hven.Sky;

/// <summary>
/// One day of UTC: when it begins, and how long it is. A Julian date in UTC tells the part of this day that is over, so that it is
/// stretched on days with a leap second (as SOFA's dtf2d has it); there is no other way to tell 23:59:60 by a Julian date.
/// </summary>
/// <param name="OffsetAtStart">TAI - UTC in seconds at the midnight that begins it.</param>
/// <param name="Length">Length in seconds of TAI: 86400, 86401, or with the drift of the years before 1972.</param>
/// <param name="UtcSeconds">Seconds that a clock shows during the day: 86400, 86401, or with a step before 1972.</param>
internal readonly record struct UtcDay(double OffsetAtStart, double Length, double UtcSeconds)
{
    internal const double SecondsPerDay = 86400;

    // Some roundings of a part of a day: what is nearer to midnight is midnight, so that a date told as such has the new day's offset.
    private const double Resolution = 5e-11;

    /// <summary>The day with a modified Julian date.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is before 1960.</exception>
    internal static UtcDay At(int day)
    {
        if (day < LeapSeconds.FirstDay)
        {
            throw new ArgumentOutOfRangeException(nameof(day), day, "UTC begins with 1960-01-01 (MJD 36934); tell earlier dates in TT.");
        }

        (double start, double drift) = LeapSeconds.Of(day);
        (double end, _) = LeapSeconds.Of(day + 1);
        return new UtcDay(start, SecondsPerDay + (end - start), SecondsPerDay + RoundStep(end - start - drift));
    }

    /// <summary>TAI of a date in UTC.</summary>
    internal static JulianDate ToTai(JulianDate utc)
    {
        (int day, double fraction) = utc.SplitAtMidnight();
        UtcDay here = At(day);
        double late = (here.OffsetAtStart + (fraction * (here.Length - SecondsPerDay))) / SecondsPerDay;
        return utc.PlusDays(late);
    }

    /// <summary>UTC of a date in TAI.</summary>
    internal static JulianDate FromTai(JulianDate tai)
    {
        (int day, double fraction) = tai.SplitAtMidnight();
        if (fraction * SecondsPerDay < At(day).OffsetAtStart)
        {
            day--;
            fraction++;
        }

        UtcDay here = At(day);
        double elapsed = (fraction * SecondsPerDay) - here.OffsetAtStart;
        if (here.Length - elapsed < Resolution)
        {
            return JulianDate.FromModified(day + 1);
        }

        return JulianDate.FromModified(day, elapsed / here.Length);
    }

    // The steps were multiples of 0.05 seconds; what differs from those is rounding.
    private static double RoundStep(double step) => Math.Round(step * 1000) / 1000;
}
