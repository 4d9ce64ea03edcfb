namespace Hven.Sky.Tests;

public sealed class InstantTests
{
    [Fact]
    public void JulianDate_keeps_what_two_doubles_hold()
    {
        var date = new JulianDate(2451545, 1e-12);
        Assert.Equal(1e-12, date.Fraction);
        Assert.Equal(1e-12, date.DaysSince(new JulianDate(2451545)));
        Assert.Equal(new JulianDate(2451544.5, 0.75), new JulianDate(2451545, 0.25));
        Assert.Equal(new JulianDate(0.25, 2451545), new JulianDate(2451545, 0.25));
        Assert.Equal(51544.5, new JulianDate(2451545).ModifiedValue);
        Assert.Equal(new JulianDate(2451545), JulianDate.FromModified(51544.5));
        Assert.True(new JulianDate(2451545) < date);
        Assert.Throws<ArgumentOutOfRangeException>(() => new JulianDate(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JulianDate(1e10));
    }

    // SOFA Time Scale and Calendar Tools, cookbook: 2006-01-15 21:24:37.5 UTC is 21:25:10.5 TAI and 21:25:42.684 TT.
    [Fact]
    public void Scales_of_sofas_example()
    {
        Instant instant = InstantText.Parse("2006-01-15T21:24:37.5Z", TimeScale.Utc);
        Assert.Equal("2006-01-15T21:25:10.500000000", InstantText.ToIso(instant, TimeScale.Tai, 9));
        Assert.Equal("2006-01-15T21:25:42.684000000", InstantText.ToIso(instant, TimeScale.Tt, 9));
        Assert.Equal("2006-01-15T21:25:42.684", InstantText.ToIso(instant, TimeScale.Tdb));
        Assert.Equal(33, LeapSeconds.TaiMinusUtc(instant));
    }

    [Fact]
    public void Leap_second_is_a_second_like_others()
    {
        Instant before = InstantText.Parse("2016-12-31T23:59:59.5", TimeScale.Utc);
        Instant leap = InstantText.Parse("2016-12-31T23:59:60.5", TimeScale.Utc);
        Instant after = InstantText.Parse("2017-01-01T00:00:00.5", TimeScale.Utc);
        Assert.Equal(1, leap.SecondsSince(before), 1e-10);
        Assert.Equal(1, after.SecondsSince(leap), 1e-10);
        Assert.Equal("2016-12-31T23:59:60.500", InstantText.ToIso(leap, TimeScale.Utc));
        Assert.Equal("2017-01-01T00:00:00", InstantText.ToIso(leap.PlusSeconds(0.4), TimeScale.Utc, 0));
        Assert.Equal(86400.5 / 86401, leap.ToJulianDate(TimeScale.Utc).DaysSince(JulianDate.FromModified(57753)), 1e-15);
        Assert.Equal(36, LeapSeconds.TaiMinusUtc(leap));
        Assert.Equal(37, LeapSeconds.TaiMinusUtc(after));
        Assert.Equal(37, LeapSeconds.TaiMinusUtc(InstantText.Parse("2017-01-01", TimeScale.Utc)));
    }

    [Fact]
    public void Epochs_are_those_of_lieske()
    {
        Assert.Equal(2433282.42345905, Instant.B1950.ToJulianDate(TimeScale.Tt).Value, 1e-8);
        Assert.Equal(new JulianDate(2451545), Instant.J2000.ToJulianDate(TimeScale.Tt));
        Assert.Equal(1950, Instant.B1950.BesselianYear, 1e-12);
        Assert.Equal(2015.5, Instant.FromJulianYear(2015.5).JulianYear);
        Assert.Equal(1949.9997904423, Instant.B1950.JulianYear, 1e-9);
        Assert.Equal(default, Instant.J2000);
        Assert.Equal(Instant.FromJulianYear(2016), InstantText.Parse(" J2016.0 ", TimeScale.Utc));
        Assert.Equal(Instant.B1950, InstantText.Parse("B1950", TimeScale.Tt));
        Assert.Equal("J2015.5", Instant.FromJulianYear(2015.5).ToString());
    }

    [Theory]
    [InlineData(TimeScale.Tt)]
    [InlineData(TimeScale.Tai)]
    [InlineData(TimeScale.Utc)]
    [InlineData(TimeScale.Tdb)]
    public void Dates_come_back_from_every_scale(TimeScale scale)
    {
        var sky = new RandomSky(81);
        for (int i = 0; i < 5000; i++)
        {
            var date = new JulianDate(Math.Floor(sky.Uniform(2437400, 2480000)), sky.Uniform(-0.5, 0.5));
            Instant instant = Instant.FromJulianDate(date, scale);
            Assert.InRange(Math.Abs(instant.ToJulianDate(scale).DaysSince(date)) * 86400, 0, 1e-10);
            string text = InstantText.ToIso(instant, scale, 9);
            Assert.Equal(0, InstantText.Parse(text, scale).SecondsSince(instant) * 1e9, 0.6);
            Assert.Equal(text, InstantText.ToIso(InstantText.Parse(text, scale), scale, 9));
        }
    }

    [Theory]
    [InlineData("0000-01-01T00:00:00", 1721059.5)]
    [InlineData("1582-10-15", 2299160.5)]
    [InlineData("1858-11-17", 2400000.5)]
    [InlineData("2000-02-29 12:00", 2451604.0)]
    [InlineData("9999-12-31T23:59:59.99999999999", 5373484.5)]
    public void Parse_knows_the_calendar(string text, double julianDate) =>
        Assert.Equal(julianDate, InstantText.Parse(text, TimeScale.Tt).ToJulianDate(TimeScale.Tt).Value, 1e-9);

    [Theory]
    [InlineData("", 0)]
    [InlineData("2017", 4)]
    [InlineData("2017-8-17", 6)]
    [InlineData("2017-02-29", 0)]
    [InlineData("1900-02-29", 0)]
    [InlineData("2017-13-01", 0)]
    [InlineData("2017-08-17T", 11)]
    [InlineData("2017-08-17T24:00:00", 11)]
    [InlineData("2017-08-17T12:60:00", 11)]
    [InlineData("2017-08-17T23:59:60", 17)]
    [InlineData("2016-12-31T23:59:61", 17)]
    [InlineData("2016-12-31T22:59:60", 17)]
    [InlineData("2017-08-17T12:41:04.4+01:00", 21)]
    [InlineData("1959-12-31", 0)]
    [InlineData("J20x", 3)]
    [InlineData("J", 1)]
    [InlineData("2017-08-17T12:41:04.4444444444444444444444", 19)]
    public void TryParse_says_where_a_text_is_no_date(string text, int position)
    {
        Assert.False(InstantText.TryParse(text, TimeScale.Utc, out Instant instant, out InstantTextError? error));
        Assert.Equal(position, error.Position);
        Assert.Equal(default, instant);
        Assert.Throws<InstantFormatException>(() => InstantText.Parse(text, TimeScale.Utc));
    }

    [Fact]
    public void Z_is_for_utc_only()
    {
        Assert.True(InstantText.TryParse("2017-08-17T12:41:04Z", TimeScale.Utc, out _, out _));
        Assert.False(InstantText.TryParse("2017-08-17T12:41:04Z", TimeScale.Tt, out _, out InstantTextError? error));
        Assert.Equal(19, error.Position);
    }

    [Fact]
    public void Utc_before_1960_is_refused_and_other_scales_are_not()
    {
        Instant early = Instant.FromJulianYear(1900);
        Assert.Throws<ArgumentOutOfRangeException>(() => early.ToJulianDate(TimeScale.Utc));
        Assert.Throws<ArgumentOutOfRangeException>(() => Instant.FromModifiedJulianDate(36933.9, TimeScale.Utc));
        Assert.Equal("1899-12-31T12:00:00.000", InstantText.ToIso(early, TimeScale.Tt));
        Assert.Equal("1960-01-01T00:00:00.000", InstantText.ToIso(LeapSeconds.FirstUtc, TimeScale.Utc));
        Assert.Equal("2026-06-28T00:00:00.000", InstantText.ToIso(LeapSeconds.KnownUntil, TimeScale.Utc));
        Assert.Throws<ArgumentOutOfRangeException>(() => Instant.FromJulianYear(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Instant.FromJulianDate(double.NaN, TimeScale.Tt));
    }

    [Fact]
    public void FromDateTimeOffset_equals_the_text()
    {
        var date = new DateTimeOffset(2017, 8, 17, 14, 41, 4, 446, TimeSpan.FromHours(2));
        Assert.Equal(0, Instant.FromDateTimeOffset(date).SecondsSince(InstantText.Parse("2017-08-17T12:41:04.446", TimeScale.Utc)), 1e-10);
        Assert.Equal("2016-12-31T23:59:59.000", InstantText.ToIso(Instant.FromDateTimeOffset(new DateTimeOffset(2016, 12, 31, 23, 59, 59, TimeSpan.Zero)), TimeScale.Utc));
    }

    [Fact]
    public void Convert_equals_the_scalar_form_bit_for_bit_and_gives_NaN_for_no_date()
    {
        var sky = new RandomSky(82);
        double[] dates = [.. Enumerable.Range(0, 1000).Select(_ => sky.Uniform(37000, 62000)), double.NaN, 1e12, 20000];
        foreach (TimeScale from in Enum.GetValues<TimeScale>())
        {
            foreach (TimeScale to in Enum.GetValues<TimeScale>())
            {
                double[] results = new double[dates.Length];
                ModifiedJulianDates.Convert(dates, from, to, results);
                Assert.All(Enumerable.Range(0, 1000), i =>
                    Assert.Equal(Instant.FromModifiedJulianDate(dates[i], from).ToModifiedJulianDate(to), results[i]));
                Assert.True(double.IsNaN(results[^3]) && double.IsNaN(results[^2]));
                Assert.Equal(from == TimeScale.Utc || to == TimeScale.Utc, double.IsNaN(results[^1]));
            }
        }
    }
}
