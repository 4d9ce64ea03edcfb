namespace Hven.Sky.Tests;

public sealed class StcsTests
{
    // Forms of TAP 1.0 (section 6) and STC-S 1.33, and what they are written as again.
    [Theory]
    [InlineData("Position ICRS 10 20", "Position ICRS 10 20")]
    [InlineData("CIRCLE ICRS GEOCENTER 10 -20.5 1e-3", "Circle ICRS GEOCENTER 10 -20.5 0.001")]
    [InlineData("circle 10 20 1", "Circle 10 20 1")]
    [InlineData("Ellipse FK5 BARYCENTER SPHERICAL2 10 20 2 1 45", "Ellipse FK5 BARYCENTER SPHERICAL2 10 20 2 1 45")]
    [InlineData("Box GALACTIC UNKNOWNREFPOS 0 0 360 10", "Box GALACTIC UNKNOWNREFPOS 0 0 360 10")]
    [InlineData("Polygon FK4 B1975.0 TOPOCENTER 10,20 12,20 11,23", "Polygon FK4 B1975.0 TOPOCENTER 10 20 12 20 11 23")]
    [InlineData("Circle FK5 J2015.5 10 20 1", "Circle FK5 J2015.5 10 20 1")]
    [InlineData("Circle ECLIPTIC HELIOCENTER 10 20 1", "Circle ECLIPTIC HELIOCENTER 10 20 1")]
    [InlineData("Circle UNKNOWNFRAME LSR 10 20 1", "Circle UNKNOWNFRAME LSR 10 20 1")]
    [InlineData("Circle RELOCATABLE 10 20 1", "Circle RELOCATABLE 10 20 1")]
    [InlineData("Union ICRS(Circle 180 10 20 Circle 190 20 20)", "Union ICRS ( Circle 180 10 20 Circle 190 20 20 )")]
    [InlineData(
        "Intersection FK5 (Not (Position 1 2) Union GALACTIC (Circle 1 2 3 Box FK4 1 2 3 4))",
        "Intersection FK5 ( Not ( Position 1 2 ) Union GALACTIC ( Circle 1 2 3 Box FK4 1 2 3 4 ) )")]
    [InlineData("  Circle\tICRS\n-10 20 1 ", "Circle ICRS 350 20 1")]
    public void Parse_and_Format_go_round(string text, string expected)
    {
        StcsRegion region = StcsText.Parse(text);
        Assert.Equal(expected, StcsText.Format(region));
        Assert.Equal(region, StcsText.Parse(expected));
        Assert.Equal(region.GetHashCode(), StcsText.Parse(expected).GetHashCode());
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("Convex ICRS 1 2 3", 0)]
    [InlineData("1", 0)]
    [InlineData("Circle", 0)]
    [InlineData("Circle ICRS 10 20", 0)]
    [InlineData("Circle ICRS 10 20 1 4", 0)]
    [InlineData("Circle FK6 10 20 1", 7)]
    [InlineData("Circle GEOCENTER ICRS 10 20 1", 17)]
    [InlineData("Circle ICRS 10 95 1", 15)]
    [InlineData("Circle ICRS 10 20 181", 18)]
    [InlineData("Circle ICRS 10 20 -1", 18)]
    [InlineData("Circle ICRS 10 2x 1", 15)]
    [InlineData("Circle ICRS 10 1e999 1", 15)]
    [InlineData("Circle ICRS CARTESIAN2 10 20 1", 12)]
    [InlineData("Circle FK5 J2000.x 10 20 1", 11)]
    [InlineData("Circle ICRS 10 20 1 )", 20)]
    [InlineData("Circle ICRS 10 20 1 Circle 1 2 3", 20)]
    [InlineData("Ellipse ICRS 10 20 1 2 0", 21)]
    [InlineData("Ellipse ICRS 10 20 90 2 0", 19)]
    [InlineData("Box ICRS 10 20 -1 2", 15)]
    [InlineData("Box ICRS 10 20 1 -2", 17)]
    [InlineData("Polygon ICRS 10 20 12 20", 0)]
    [InlineData("Polygon ICRS 10 20 12 20 11", 0)]
    [InlineData("Polygon ICRS 10 0 20 0 30 0", 0)]
    [InlineData("Polygon ICRS 10 20 12 91 11 22", 22)]
    [InlineData("Union ICRS Circle 1 2 3", 11)]
    [InlineData("Union ICRS ( Circle 1 2 3", 25)]
    [InlineData("Union ICRS ( Circle 1 2 3 )", 0)]
    [InlineData("Not ( Circle 1 2 3 Circle 1 2 3 )", 0)]
    [InlineData("Not ( )", 0)]
    [InlineData("Not Circle 1 2 3", 4)]
    [InlineData("Circle ICRS NaN 20 1", 12)]
    public void TryParse_says_where_a_text_is_no_region(string text, int start)
    {
        Assert.False(StcsText.TryParse(text, out StcsRegion? region, out IReadOnlyList<StcsDiagnostic> diagnostics));
        Assert.Null(region);
        Assert.Equal(start, diagnostics[0].Start);
        Assert.InRange(diagnostics[0].Start + diagnostics[0].Length, 0, text.Length);
        Assert.Equal(diagnostics, Assert.Throws<StcsFormatException>(() => StcsText.Parse(text)).Diagnostics);
    }

    [Fact]
    public void TryParse_finds_all_wrong_values()
    {
        Assert.False(StcsText.TryParse("Union ( Circle 10 95 200 Box 1 -91 -1 -1 )", out _, out IReadOnlyList<StcsDiagnostic> diagnostics));
        Assert.Equal([21, 18, 35, 38, 31], diagnostics.Select(diagnostic => diagnostic.Start));
    }

    [Fact]
    public void TryParse_hostile_texts_end_in_time_and_without_an_exception()
    {
        Assert.False(StcsText.TryParse(string.Concat(Enumerable.Repeat("Not ( ", 100_000)), out _, out IReadOnlyList<StcsDiagnostic> deep));
        Assert.Equal(6 * StcsText.MaxDepth, deep[0].Start);
        string nested = string.Concat(Enumerable.Repeat("Not ( ", StcsText.MaxDepth)) + "Circle 1 2 3" + string.Concat(Enumerable.Repeat(" )", StcsText.MaxDepth));
        Assert.Equal(nested, StcsText.Parse(nested).ToString());

        string[] words = ["Circle", "Union", "Not", "(", ")", "ICRS", "FK4", "B1950", "GEOCENTER", "SPHERICAL2", "1", "-91", "x", ",", "", "Polygon", "\0", "１"];
        var sky = new RandomSky(121);
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Join(' ', Enumerable.Range(0, sky.Next(12)).Select(_ => words[sky.Next(words.Length)]));
            bool ok = StcsText.TryParse(text, out StcsRegion? region, out IReadOnlyList<StcsDiagnostic> diagnostics);
            Assert.Equal(ok, diagnostics.Count == 0);
            Assert.True(!ok || StcsText.Parse(StcsText.Format(region!)).Equals(region), text);
        }
    }

    [Fact]
    public void ToRegion_is_in_the_icrs_and_parts_take_the_frame_around_them()
    {
        SkyCoord center = new FramePosition(Frame.Galactic, 30, 5).ToIcrs();
        Assert.True(StcsText.Parse("Circle GALACTIC 30 5 0.001").ToRegion().Contains(center));
        Assert.True(StcsText.Parse("Union GALACTIC ( Circle 30 5 0.001 Circle ICRS 0 0 1 )").ToRegion().Contains(center));
        Assert.True(StcsText.Parse("Union GALACTIC ( Circle 30 5 0.001 Circle ICRS 0 0 1 )").ToRegion().Contains(new SkyCoord(0.5, 0)));
        Assert.False(StcsText.Parse("Circle FK4 10 20 0.01").ToRegion().Contains(new SkyCoord(10, 20)));
        Assert.True(StcsText.Parse("Circle FK4 10 20 0.01").ToRegion().Contains(new FramePosition(Frame.Fk4B1950, 10, 20).ToIcrs()));
        Assert.Equal(new Circle(new SkyCoord(10, 20), Angle.FromDegrees(1)), StcsText.Parse("Circle UNKNOWNFRAME 10 20 1").ToRegion());
        Assert.Throws<ArgumentException>(() => new StcsShape(default, new Complement(new SkyPoint(default))));
        Assert.Throws<ArgumentException>(() => new StcsCompound(default, StcsOperator.Union, []));
    }
}
