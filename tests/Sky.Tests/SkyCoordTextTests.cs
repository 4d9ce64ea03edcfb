namespace Hven.Sky.Tests;

public sealed class SkyCoordTextTests
{
    [Theory]
    [InlineData("10.5 -20.25", 10.5, -20.25)]
    [InlineData("  10.5,-20.25 ", 10.5, -20.25)]
    [InlineData("10.5 , +20.25", 10.5, 20.25)]
    [InlineData("10.5d -20.25d", 10.5, -20.25)]
    [InlineData("10.5° \u221220.25°", 10.5, -20.25)]
    [InlineData("10.5deg 20.25deg", 10.5, 20.25)]
    [InlineData("-10 20", 350, 20)]
    [InlineData("360 90", 0, 90)]
    [InlineData("1e1 -2.5E-1", 10, -0.25)]
    [InlineData("0 -0.0", 0, 0)]
    [InlineData("1h 2d", 15, 2)]
    [InlineData("12:30:00 -00:30:00", 187.5, -0.5)]
    [InlineData("12:30:00,-00:30:00", 187.5, -0.5)]
    [InlineData("12:30 45:30", 187.5, 45.5)]
    [InlineData("12h30m00s -0d30m0s", 187.5, -0.5)]
    [InlineData("12H30M -0D30M", 187.5, -0.5)]
    [InlineData("12 30 00 -00 30 00", 187.5, -0.5)]
    [InlineData("12 30 00 00 30 00", 187.5, 0.5)]
    [InlineData("12 30 30 15", 187.5, 30.25)]
    [InlineData("187d30m0s +0d30m0s", 187.5, 0.5)]
    [InlineData("12h30m0s 1°30′36″", 187.5, 1.51)]
    [InlineData("12h30m0s 1°30'36\"", 187.5, 1.51)]
    [InlineData("12h30m0s 1°30'36''", 187.5, 1.51)]
    [InlineData("24:00:00 -90:00:00", 0, -90)]
    [InlineData("J123000.00-003000.0", 187.5, -0.5)]
    [InlineData("DESJ123000-003000", 187.5, -0.5)]
    [InlineData("SDSS J1230.5-0030", 187.625, -0.5)]
    public void TryParse_of_a_position_gives_it(string text, double ra, double dec)
    {
        Assert.True(SkyCoordText.TryParse(text, out SkyCoord position, out SkyCoordTextError? error), error?.ToString());
        Assert.Equal(ra, position.RaDegrees, 1e-13);
        Assert.Equal(dec, position.DecDegrees, 1e-13);
    }

    [Theory]
    [InlineData("", 0, "expected")]
    [InlineData("   ", 3, "expected")]
    [InlineData("10.5", 4, "declination is missing")]
    [InlineData("10.5,", 5, "missing after the comma")]
    [InlineData("10.5,,3", 5, "number is expected")]
    [InlineData("1,2,3", 3, "second comma")]
    [InlineData("10.5 x", 5, "'x' stands there")]
    [InlineData("10.5 91", 5, "-90 to 90")]
    [InlineData("361 0", 0, "-360 to 360")]
    [InlineData("24:00:01 0:0:0", 0, "0 to 24 hours")]
    [InlineData("-1:00:00 +0:0:0", 0, "0 to 24 hours")]
    [InlineData("12:60:00 +0:0:0", 3, "Minutes must be less than 60")]
    [InlineData("12:59:60 +0:0:0", 6, "Seconds must be less than 60")]
    [InlineData("12.5:30:00 +0:0:0", 0, "Only the last")]
    [InlineData("12:30: +0:0:0", 6, "after the colon")]
    [InlineData("12:30:00 +0:-1:0", 12, "after the colon")]
    [InlineData("1 2 3", 5, "where the declination begins")]
    [InlineData("1 2 3 4 +5 6", 6, "more than three")]
    [InlineData("12m 5d", 0, "should be h or d")]
    [InlineData("12d 5h", 4, "should be d")]
    [InlineData("1.2.3 4", 0, "'1.2.3' is none")]
    [InlineData("NaN NaN", 0, "J before its digits")]
    [InlineData("M31", 0, "resolved first")]
    [InlineData("B004244-411607", 0, "1950")]
    [InlineData("J00424-411607", 1, "four or six digits")]
    [InlineData("J004244411607", 1, "four or six digits")]
    [InlineData("J004244 411607", 7, "sign is expected")]
    [InlineData("J004244-411607a", 14, "should end")]
    [InlineData("J246000-411607", 3, "Minutes must be less")]
    [InlineData("1e400 5", 0, "is none")]
    [InlineData("11111111111111111111111111111111111 5", 0, "is none")]
    [InlineData("\u0661 5", 0, "stands there")]
    public void TryParse_of_something_else_says_what_and_where(string text, int at, string message)
    {
        Assert.False(SkyCoordText.TryParse(text, out SkyCoord position, out SkyCoordTextError? error));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(at, error.Position);
        Assert.Equal(default, position);
        Assert.Equal(error, Assert.Throws<SkyFormatException>(() => SkyCoordText.Parse(text)).Error);
    }

    [Fact]
    public void TryParse_of_any_text_never_throws()
    {
        const string Alphabet = "0123456789+-.,:hdms eEJB°'\"\u2212\u0661x";
        var random = new Random(99);
        for (int i = 0; i < 200_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(24)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            bool parsed = SkyCoordText.TryParse(text, out _, out SkyCoordTextError? error);
            Assert.True(parsed || error!.Position <= text.Length);
        }
    }

    [Fact]
    public void ToSexagesimal_carries_through_all_parts()
    {
        Assert.Equal("00:00:00.000 +01:00:00.00", SkyCoordText.ToSexagesimal(new SkyCoord(359.99999999999, 0.99999999999)));
        Assert.Equal("01:00:00.0 +90:00:00", SkyCoordText.ToSexagesimal(new SkyCoord(14.99999999, 89.9999999), 0));
        Assert.Equal("00:00:00.000 +00:00:00.00", SkyCoordText.ToSexagesimal(new SkyCoord(0, -1e-9)));
        Assert.Equal("12h30m00.00s -00d30m00.5s", SkyCoordText.ToSexagesimal(new SkyCoord(187.5, -0.5 - (0.5 / 3600)), 1, SexagesimalStyle.Units));
        Assert.Equal("00 00 00.0 -90 00 00", SkyCoordText.ToSexagesimal(new SkyCoord(0, -90), 0, SexagesimalStyle.Blanks));
    }

    [Fact]
    public void ToDecimal_rounds_wraps_and_shows_no_negative_zero()
    {
        Assert.Equal("10.68471 +41.26875", SkyCoordText.ToDecimal(new SkyCoord(10.684708, 41.26875), 5));
        Assert.Equal("0.000 +0.000", SkyCoordText.ToDecimal(new SkyCoord(359.9999, -0.0004), 3));
        Assert.Equal("1 -1", SkyCoordText.ToDecimal(new SkyCoord(1, -1), 0));
    }

    [Fact]
    public void ToIauName_cuts_off_and_keeps_the_sign_of_zero()
    {
        Assert.Equal("J235959.99+895959.9", SkyCoordText.ToIauName(new SkyCoord(359.9999999, 89.9999999)));
        Assert.Equal("DES J000000.00-000000.9", SkyCoordText.ToIauName(new SkyCoord(0, -0.99 / 3600), "DES "));
        Assert.Equal("J000000-000000", SkyCoordText.ToIauName(new SkyCoord(0, -0.99 / 3600), "", 0, 0));
        Assert.Equal("J000000.00+000000.0", SkyCoordText.ToIauName(new SkyCoord(0, -0.0)));
        Assert.Equal("J235959.99+000000.0", SkyCoordText.ToIauName(new SkyCoord(Math.BitDecrement(360), 0)));
    }

    [Fact]
    public void ToIauName_of_a_parsed_name_gives_the_name()
    {
        var random = new Random(8);
        for (int i = 0; i < 100_000; i++)
        {
            string name = FormattableString.Invariant(
                $"DESJ{random.Next(24):D2}{random.Next(60):D2}{random.Next(60):D2}.{random.Next(100):D2}{"+-"[random.Next(2)]}{random.Next(90):D2}{random.Next(60):D2}{random.Next(60):D2}.{1 + random.Next(9)}");
            Assert.Equal(name, SkyCoordText.ToIauName(SkyCoordText.Parse(name), "DES"));
        }
    }

    [Fact]
    public void Parse_of_shortest_form_gives_the_same_number()
    {
        var sky = new RandomSky(4);
        for (int i = 0; i < 100_000; i++)
        {
            SkyCoord position = sky.Awkward();
            Assert.Equal(position, SkyCoordText.Parse(position.ToString()));
        }
    }
}
