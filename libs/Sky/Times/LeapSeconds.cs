namespace Hven.Sky;

/// <summary>
/// What is known of TAI - UTC: the whole seconds since 1972, and the drifting offsets of 1960 to 1971 (IERS Bulletin C and the
/// table of the US Naval Observatory). The table is part of this library. Past <see cref="KnownUntil"/> it goes on with the last
/// offset: UTC dates are then right only if no leap second is announced for the time between, and off by one second for each that is.
/// </summary>
public static class LeapSeconds
{
    // MJD from which an offset holds, the offset in seconds, and its drift: seconds a day since another MJD.
    private static readonly (int From, double Offset, int Reference, double Rate)[] s_table =
    [
        (36934, 1.4178180, 37300, 0.0012960), // 1960 January
        (37300, 1.4228180, 37300, 0.0012960), // 1961 January
        (37512, 1.3728180, 37300, 0.0012960), // 1961 August
        (37665, 1.8458580, 37665, 0.0011232), // 1962 January
        (38334, 1.9458580, 37665, 0.0011232), // 1963 November
        (38395, 3.2401300, 38761, 0.0012960), // 1964 January
        (38486, 3.3401300, 38761, 0.0012960), // 1964 April
        (38639, 3.4401300, 38761, 0.0012960), // 1964 September
        (38761, 3.5401300, 38761, 0.0012960), // 1965 January
        (38820, 3.6401300, 38761, 0.0012960), // 1965 March
        (38942, 3.7401300, 38761, 0.0012960), // 1965 July
        (39004, 3.8401300, 38761, 0.0012960), // 1965 September
        (39126, 4.3131700, 39126, 0.0025920), // 1966 January
        (39887, 4.2131700, 39126, 0.0025920), // 1968 February
        (41317, 10, 0, 0), // 1972 January
        (41499, 11, 0, 0), // 1972 July
        (41683, 12, 0, 0), // 1973 January
        (42048, 13, 0, 0), // 1974 January
        (42413, 14, 0, 0), // 1975 January
        (42778, 15, 0, 0), // 1976 January
        (43144, 16, 0, 0), // 1977 January
        (43509, 17, 0, 0), // 1978 January
        (43874, 18, 0, 0), // 1979 January
        (44239, 19, 0, 0), // 1980 January
        (44786, 20, 0, 0), // 1981 July
        (45151, 21, 0, 0), // 1982 July
        (45516, 22, 0, 0), // 1983 July
        (46247, 23, 0, 0), // 1985 July
        (47161, 24, 0, 0), // 1988 January
        (47892, 25, 0, 0), // 1990 January
        (48257, 26, 0, 0), // 1991 January
        (48804, 27, 0, 0), // 1992 July
        (49169, 28, 0, 0), // 1993 July
        (49534, 29, 0, 0), // 1994 July
        (50083, 30, 0, 0), // 1996 January
        (50630, 31, 0, 0), // 1997 July
        (51179, 32, 0, 0), // 1999 January
        (53736, 33, 0, 0), // 2006 January
        (54832, 34, 0, 0), // 2009 January
        (56109, 35, 0, 0), // 2012 July
        (57204, 36, 0, 0), // 2015 July
        (57754, 37, 0, 0), // 2017 January
    ];

    /// <summary>The first instant of UTC: 1960-01-01, midnight. Earlier dates must be told in another scale.</summary>
    public static Instant FirstUtc { get; } = Instant.FromModifiedJulianDate(FirstDay, TimeScale.Utc);

    /// <summary>
    /// Until when the table is known to be whole: 2026-06-28, when IERS Bulletin C 70 ends. Later dates in UTC are a forecast.
    /// </summary>
    public static Instant KnownUntil { get; } = Instant.FromModifiedJulianDate(61219, TimeScale.Utc);

    internal static int FirstDay => s_table[0].From;

    /// <summary>TAI - UTC in seconds at an instant; during a leap second, still what held before it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant is before 1960, when there was no UTC.</exception>
    public static double TaiMinusUtc(Instant instant)
    {
        (int day, double fraction) = instant.ToJulianDate(TimeScale.Utc).SplitAtMidnight();
        UtcDay here = UtcDay.At(day);
        return here.OffsetAtStart + (fraction * (here.Length - here.UtcSeconds));
    }

    /// <summary>TAI - UTC in seconds at the midnight that begins a day, and its growth during the day.</summary>
    /// <param name="day">Modified Julian day, 1960 or later.</param>
    internal static (double AtMidnight, double Drift) Of(int day)
    {
        int index = s_table.Length - 1;
        while (s_table[index].From > day)
        {
            index--;
        }

        (_, double offset, int reference, double rate) = s_table[index];
        return (offset + ((day - reference) * rate), rate);
    }
}
