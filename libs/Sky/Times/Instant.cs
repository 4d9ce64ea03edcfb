using System.Globalization;

namespace Hven.Sky;

/// <summary>
/// A point in time, whatever scale it was told in; held to 10 picoseconds. The default value is J2000.0. Between TT, TAI and UTC it is
/// converted exactly but for that; TDB stays within 1 microsecond of Fairhead and Bretagnon's whole series from 1900 to 2100 and leaves
/// out the observer's place on the Earth, which makes at most 2 microseconds. UTC begins in 1960, and what lies past
/// <see cref="LeapSeconds.KnownUntil"/> is a forecast. The library has no clock.
/// </summary>
public readonly record struct Instant : IComparable<Instant>
{
    private const double J2000Day = 2451545;
    private const double DaysPerJulianYear = 365.25;
    private const double TtMinusTaiDays = 32.184 / UtcDay.SecondsPerDay;

    // Lieske (1979, A&A 73, 282): B1900.0 and the tropical year at that epoch, in days of TT.
    private const double B1900Day = 2415020;
    private const double B1900Fraction = 0.31352;
    private const double DaysPerBesselianYear = 365.242198781;

    // TT since J2000.0: days, a whole number, and the rest, -0.5 to 0.5.
    private readonly double _day;
    private readonly double _fraction;

    private Instant(JulianDate tt)
    {
        _day = tt.Day - J2000Day;
        _fraction = tt.Fraction;
    }

    /// <summary>The standard epoch: JD 2451545.0 TT, 2000-01-01 12:00 TT.</summary>
    public static Instant J2000 => default;

    /// <summary>The beginning of the Besselian year 1950: JD 2433282.42345905 TT.</summary>
    public static Instant B1950 { get; } = FromBesselianYear(1950);

    /// <summary>The Julian epoch: years of 365.25 days of TT, 2000.0 at <see cref="J2000"/>.</summary>
    public double JulianYear => 2000 + ((_day + _fraction) / DaysPerJulianYear);

    /// <summary>The Besselian epoch: tropical years of 365.242198781 days of TT, 1900.0 at JD 2415020.31352 (Lieske 1979).</summary>
    public double BesselianYear => 1900 + (Tt.DaysSince(new JulianDate(B1900Day, B1900Fraction)) / DaysPerBesselianYear);

    internal double DaysSinceJ2000 => _day + _fraction;

    /// <summary>Julian centuries of TT since J2000.0, the argument of the precession's polynomials.</summary>
    internal double CenturiesSinceJ2000 => (_day + _fraction) / 36525;

    private JulianDate Tt => new(_day + J2000Day, _fraction);

    /// <summary>The instant of a Julian date.</summary>
    /// <param name="date">The date; in UTC, its fraction is the part of the day that is over, of 86401 seconds where there is a leap second.</param>
    /// <param name="scale">The scale that it is told in.</param>
    /// <exception cref="ArgumentOutOfRangeException">The date is of UTC and before 1960, or the scale is none.</exception>
    public static Instant FromJulianDate(JulianDate date, TimeScale scale) => new(scale switch
    {
        TimeScale.Tt => date,
        TimeScale.Tai => date.PlusDays(TtMinusTaiDays),
        TimeScale.Utc => UtcDay.ToTai(date).PlusDays(TtMinusTaiDays),
        TimeScale.Tdb => date.PlusDays(-DynamicalTime.TdbMinusTt(date.Day - J2000Day + date.Fraction) / UtcDay.SecondsPerDay),
        _ => throw new ArgumentOutOfRangeException(nameof(scale), scale, "There is no such time scale."),
    });

    /// <summary>The instant of a Julian date in one double, which resolves 40 microseconds.</summary>
    /// <param name="julianDate">Days.</param>
    /// <param name="scale">The scale that it is told in.</param>
    /// <exception cref="ArgumentOutOfRangeException">The date is not finite, of UTC and before 1960, or the scale is none.</exception>
    public static Instant FromJulianDate(double julianDate, TimeScale scale) => FromJulianDate(new JulianDate(julianDate), scale);

    /// <summary>The instant of a modified Julian date (JD - 2400000.5) in one double, which resolves 0.6 microseconds in this century.</summary>
    /// <param name="modifiedJulianDate">Days.</param>
    /// <param name="scale">The scale that it is told in.</param>
    /// <exception cref="ArgumentOutOfRangeException">The date is not finite, of UTC and before 1960, or the scale is none.</exception>
    public static Instant FromModifiedJulianDate(double modifiedJulianDate, TimeScale scale) =>
        FromJulianDate(JulianDate.FromModified(modifiedJulianDate), scale);

    /// <summary>The instant of a Julian epoch, for example 2015.5; see <see cref="JulianYear"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is not finite, or more than 1e6 years from zero.</exception>
    public static Instant FromJulianYear(double year)
    {
        ThrowIfNoYear(year);
        return new Instant(new JulianDate(J2000Day).PlusDays((year - 2000) * DaysPerJulianYear));
    }

    /// <summary>The instant of a Besselian epoch, for example 1950; see <see cref="BesselianYear"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is not finite, or more than 1e6 years from zero.</exception>
    public static Instant FromBesselianYear(double year)
    {
        ThrowIfNoYear(year);
        return new Instant(new JulianDate(B1900Day, B1900Fraction).PlusDays((year - 1900) * DaysPerBesselianYear));
    }

    /// <summary>The instant of a .NET date, which is UTC without leap seconds; 100 nanoseconds are kept.</summary>
    /// <param name="date">A date of 1960 or later.</param>
    /// <exception cref="ArgumentOutOfRangeException">The date is before 1960.</exception>
    public static Instant FromDateTimeOffset(DateTimeOffset date)
    {
        long ticks = date.UtcTicks - new DateTime(1858, 11, 17, 0, 0, 0, DateTimeKind.Utc).Ticks;
        (long day, long rest) = Math.DivRem(ticks, TimeSpan.TicksPerDay);
        (day, rest) = rest < 0 ? (day - 1, rest + TimeSpan.TicksPerDay) : (day, rest);
        double seconds = (double)rest / TimeSpan.TicksPerSecond;
        return FromJulianDate(JulianDate.FromModified(day, seconds / UtcDay.At((int)day).UtcSeconds), TimeScale.Utc);
    }

    /// <summary>The Julian date in a scale; in UTC its fraction is the part of the day that is over.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The scale is UTC and the instant before 1960, or the scale is none.</exception>
    public JulianDate ToJulianDate(TimeScale scale) => scale switch
    {
        TimeScale.Tt => Tt,
        TimeScale.Tai => Tt.PlusDays(-TtMinusTaiDays),
        TimeScale.Utc => UtcDay.FromTai(Tt.PlusDays(-TtMinusTaiDays)),
        TimeScale.Tdb => Tt.PlusDays(DynamicalTime.TdbMinusTt(_day + _fraction) / UtcDay.SecondsPerDay),
        _ => throw new ArgumentOutOfRangeException(nameof(scale), scale, "There is no such time scale."),
    };

    /// <summary>The modified Julian date (JD - 2400000.5) in a scale, in one double.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The scale is UTC and the instant before 1960, or the scale is none.</exception>
    public double ToModifiedJulianDate(TimeScale scale) => ToJulianDate(scale).ModifiedValue;

    /// <summary>The instant some seconds of TT later, which are those of TAI; leap seconds count as the seconds that they are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The seconds are NaN, or lead more than 1e9 days away.</exception>
    public Instant PlusSeconds(double seconds)
    {
        double days = Math.Round(seconds / UtcDay.SecondsPerDay);
        return new Instant(Tt.PlusDays(days).PlusDays((seconds - (days * UtcDay.SecondsPerDay)) / UtcDay.SecondsPerDay));
    }

    /// <summary>Seconds of TT from another instant to this one.</summary>
    public double SecondsSince(Instant other) => ((_day - other._day) + (_fraction - other._fraction)) * UtcDay.SecondsPerDay;

    /// <summary>Julian years of TT from another instant to this one.</summary>
    public double JulianYearsSince(Instant other) => ((_day - other._day) + (_fraction - other._fraction)) / DaysPerJulianYear;

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Tt.CompareTo(other.Tt);

    /// <summary>Whether the left instant is earlier.</summary>
    public static bool operator <(Instant left, Instant right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left instant is later.</summary>
    public static bool operator >(Instant left, Instant right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left instant is earlier or equal.</summary>
    public static bool operator <=(Instant left, Instant right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left instant is later or equal.</summary>
    public static bool operator >=(Instant left, Instant right) => left.CompareTo(right) >= 0;

    /// <summary>The Julian epoch, for example <c>J2015.5</c>; for dates see <see cref="InstantText.ToIso"/>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"J{JulianYear:0.0########}");

    private static void ThrowIfNoYear(double year)
    {
        if (!(Math.Abs(year) <= 1e6))
        {
            throw new ArgumentOutOfRangeException(nameof(year), year, "An epoch is a finite number of at most 1e6 years.");
        }
    }
}
