using System.Globalization;
using System.Text;
using Hven.Sky;

namespace Hven.Conformance.Tests.Sky;

/// <summary>Time scales against astropy and ERFA.</summary>
public sealed class TimeConformanceTests
{
    private const string LeapSecondFile = "/usr/share/zoneinfo/leap-seconds.list";
    private const double SecondsPerDay = 86400;

    // TDB is a series cut off at a microsecond.
    private static readonly (string Way, double Seconds)[] s_ways =
    [
        ("utc>tai", 1e-9), ("tai>utc", 1e-9), ("utc>tt", 1e-9), ("tt>utc", 1e-9), ("tai>tt", 1e-9), ("tt>tai", 1e-9),
        ("tt>tdb", 1e-6), ("tdb>tt", 1e-6), ("utc>tdb", 1e-6),
    ];

    [Fact]
    public async Task Scale_equals_astropy()
    {
        double[] largest = await LargestDifferencesAsync([.. Dates(1972, 2030)], [.. s_ways.Select(way => way.Way)]);
        Assert.All(s_ways.Zip(largest), way => Assert.True(way.Second <= way.First.Seconds, $"{way.First.Way}: {way.Second} seconds."));
    }

    /// <summary>
    /// On the days of 1961 to 1968 whose clocks were stepped by 0.1 seconds at most, the definition is at odds with itself by the drift during the
    /// step, 3 nanoseconds: SOFA has them as a jump at the end of the day, here they are spread over it.
    /// </summary>
    [Fact]
    public async Task Utc_of_the_years_with_drift_equals_astropy()
    {
        double[] largest = await LargestDifferencesAsync([.. Dates(1961, 1971.9)], "utc>tai", "tai>utc");
        Assert.All(largest, seconds => Assert.InRange(seconds, 0, 3.1e-9));
    }

    [Theory]
    [InlineData("utc")]
    [InlineData("tt")]
    public async Task ToIso_equals_astropy(string scale)
    {
        double[] rows = [.. Dates(1972, 2030)];
        byte[] bytes = await SkyReference.AskAsync<double, byte>("sky_frames.py", rows, "iso", scale);
        string[] expected = Encoding.ASCII.GetString(bytes).TrimEnd().Split('\n');
        int rounded = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            Instant instant = Instant.FromJulianDate(new JulianDate(rows[2 * i], rows[(2 * i) + 1]), Scale(scale));
            string text = InstantText.ToIso(instant, Scale(scale), 9);
            rounded += text == expected[i] ? 0 : 1;

            // Where the tenth digit is a five, 10 picoseconds decide.
            Assert.InRange(Math.Abs(InstantText.Parse(expected[i], Scale(scale)).SecondsSince(instant)), 0, 0.6e-9);
        }

        Assert.InRange(rounded, 0, expected.Length / 20);
    }

    [Fact]
    public async Task LeapSeconds_equal_erfas_table()
    {
        double[] table = await SkyReference.AskAsync<double, double>("sky_frames.py", Array.Empty<double>(), "leap");
        for (int i = 0; i < table.Length; i += 2)
        {
            Instant midnight = Instant.FromModifiedJulianDate(table[i], TimeScale.Utc);
            double drift = table[i] >= 41317 ? 0 : LeapSeconds.TaiMinusUtc(midnight) - table[i + 1];

            // Before 1972 ERFA's numbers are those of another day, from which they drift at up to 2.6 ms a day.
            Assert.Equal(table[i + 1], LeapSeconds.TaiMinusUtc(midnight) - drift, 1e-12);
            Assert.InRange(Math.Abs(drift), 0, 2.6e-3 * 800);
        }
    }

    /// <summary>The list that the system's time zones come with; it knows of leap seconds that this library was built before.</summary>
    [Fact]
    public void LeapSeconds_equal_the_systems_list()
    {
        Assert.SkipUnless(File.Exists(LeapSecondFile), $"{LeapSecondFile} is missing (Debian's tzdata has it).");
        DateTimeOffset start = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
        int count = 0;
        foreach (string line in File.ReadLines(LeapSecondFile).Where(line => line.Length > 0 && line[0] != '#'))
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            Instant midnight = Instant.FromDateTimeOffset(start.AddSeconds(double.Parse(words[0], CultureInfo.InvariantCulture)));
            Assert.Equal(double.Parse(words[1], CultureInfo.InvariantCulture), LeapSeconds.TaiMinusUtc(midnight));
            count++;
        }

        Assert.True(count >= 28);
    }

    [Fact]
    public async Task TdbMinusTt_stays_within_a_microsecond_of_the_whole_series_from_1900_to_2100()
    {
        double[] rows = [.. Enumerable.Range(0, 20_000).SelectMany(i => new[] { Math.Floor(2415020 + (i * 3.6525)) + 0.5, (i % 97) / 97.0 })];
        Assert.InRange((await LargestDifferencesAsync(rows, "tt>tdb"))[0], 1e-9, 1e-6);
    }

    /// <summary>Rows of two-part dates, with the seconds around all midnights at which the clock was stepped.</summary>
    private static IEnumerable<double> Dates(double fromYear, double toYear)
    {
        var sky = new SkySample(14);
        double first = 2451545 + ((fromYear - 2000) * 365.25);
        double last = 2451545 + ((toYear - 2000) * 365.25);
        for (int i = 0; i < 20_000; i++)
        {
            yield return Math.Floor(sky.Uniform(first, last)) + 0.5;
            yield return sky.Uniform(0, 1);
        }

        for (double day = Math.Ceiling(first) + 0.5; day < last - 1; day += 1)
        {
            int month = MonthOf(day);
            if (MonthOf(day - 1) != month)
            {
                foreach (double second in (double[])[-1.5, -1, -0.25, 0, 0.5, 1.25])
                {
                    yield return day;
                    yield return second / SecondsPerDay;
                }
            }
        }
    }

    private static int MonthOf(double julianDate) =>
        new DateTime(1858, 11, 17, 0, 0, 0, DateTimeKind.Utc).AddDays(Math.Floor(julianDate - 2400000.5) + 0.5).Month;

    /// <summary>In seconds, one a way.</summary>
    private static async Task<double[]> LargestDifferencesAsync(double[] rows, params string[] ways)
    {
        double[] expected = await SkyReference.AskAsync<double, double>("sky_frames.py", rows, ["times", .. ways]);
        double[] largest = new double[ways.Length];
        for (int i = 0; i < expected.Length; i += 2)
        {
            int way = i / rows.Length;
            int row = i % rows.Length;
            string[] scales = ways[way].Split('>');
            JulianDate there = Instant.FromJulianDate(new JulianDate(rows[row], rows[row + 1]), Scale(scales[0])).ToJulianDate(Scale(scales[1]));
            largest[way] = Math.Max(largest[way], Math.Abs(there.DaysSince(new JulianDate(expected[i], expected[i + 1]))) * SecondsPerDay);
        }

        return largest;
    }

    private static TimeScale Scale(string name) => Enum.Parse<TimeScale>(name, ignoreCase: true);
}
