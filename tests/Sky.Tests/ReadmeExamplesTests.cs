using System.Runtime.CompilerServices;

namespace Hven.Sky.Tests;

/// <summary>The examples of the library's README.md: each body stands there word for word, and does what is said of it.</summary>
public sealed class ReadmeExamplesTests
{
    [Fact]
    public void Frames_example()
    {
        FramePosition galactic = new SkyCoord(10.6847083, 41.26875).To(Frame.Galactic);        // 121.174 -21.573
        var plate = new FramePosition(Frame.Fk4(Instant.B1950), 10.0, 41.0);                   // a position from a catalogue of 1950
        SkyCoord today = plate.ToIcrs();
        var transform = new FrameTransform(Frame.Icrs, Frame.Ecliptic(Instant.FromJulianYear(2015.5)));
        transform.ApplyMany(ra, dec, lon, lat);                                                // no allocation, NaN where there is no position

        Assert.Equal(121.174, galactic.LonDegrees, 1e-3);
        Assert.Equal(-21.573, galactic.LatDegrees, 1e-3);
        Assert.Equal(10.69, today.RaDegrees, 0.01);
        Assert.Equal(new SkyCoord(1, 2).To(transform.To).LonDegrees, lon[0]);
    }

    [Fact]
    public void Motion_example()
    {
        var barnard = new Astrometry(new SkyCoord(269.45402305, 4.66828815), Instant.J2000,
            new ProperMotion(-797.84, 10326.93), Angle.FromMilliarcseconds(549.01), radialVelocity: -110.6);
        Astrometry later = barnard.At(Instant.FromJulianYear(2100));                           // parallax 552.4 mas: it comes nearer
        var columns = new AstrometryColumns { RaDegrees = ra, DecDegrees = dec, ProperMotionEast = pmRa, ProperMotionNorth = pmDec };
        EpochPropagation.Propagate(columns, from: Instant.FromJulianYear(2016), to: Instant.FromJulianYear(2030), lon, lat);

        Assert.Equal(552.4, later.Parallax!.Value.Milliarcseconds, 0.05);
        Assert.NotEqual(ra[0], lon[0]);
    }

    [Fact]
    public void Offset_example()
    {
        var star = new SkyCoord(10.6847083, 41.26875);
        SkyCoord slit = star.OffsetBy(positionAngle: Angle.FromDegrees(35), distance: Angle.FromArcseconds(7.5));
        Angle distance = star.SeparationTo(slit);                                              // 7.5 arcseconds
        Angle direction = star.PositionAngleTo(slit);                                          // 35 degrees
        star.SeparationsTo(ra, dec, separations);                                              // degrees, one a row

        Assert.Equal(7.5, distance.Arcseconds, 1e-9);
        Assert.Equal(35, direction.Degrees, 1e-9);
        Assert.Equal(star.SeparationTo(new SkyCoord(ra[0], dec[0])).Degrees, separations[0]);
    }

    [Fact]
    public void Time_example()
    {
        Instant leap = InstantText.Parse("2016-12-31T23:59:60.5", TimeScale.Utc);
        string tai = InstantText.ToIso(leap, TimeScale.Tai);                                   // 2017-01-01T00:00:36.500
        double mjd = leap.ToModifiedJulianDate(TimeScale.Tdb);                                 // 57754.00079...
        JulianDate exact = leap.ToJulianDate(TimeScale.Tt);                                    // two doubles, 10 picoseconds
        double epoch = leap.JulianYear;                                                        // 2017.0

        Assert.Equal("2017-01-01T00:00:36.500", tai);
        Assert.Equal(57754.00079, mjd, 1e-5);
        Assert.Equal(mjd, exact.ModifiedValue, 1e-7);
        Assert.Equal(2017.0, epoch, 0.01);
    }

    [Fact]
    public void Region_example()
    {
        StcsRegion text = StcsText.Parse("Union FK5 J2000 ( Circle 10 20 1 Not ( Box GALACTIC 0 0 360 20 ) )");
        Region region = text.ToRegion();                                                       // in the ICRS
        bool inside = region.Contains(new SkyCoord(10, 20.5));                                 // true
        bool ok = StcsText.TryParse("Circle ICRS 10 95 1", out _, out IReadOnlyList<StcsDiagnostic> faults);
        string fault = faults[0].ToString();                                                   // "A latitude is -90 to 90 degrees, not 95. (character 16)"

        Assert.True(inside);
        Assert.False(ok);
        Assert.Equal("A latitude is -90 to 90 degrees, not 95. (character 16)", fault);
    }

    [Fact]
    public void Readme_has_every_example_word_for_word()
    {
        string source = SourceOf().ReplaceLineEndings("\n");
        string readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(SourcePath())!, "..", "..", "libs", "Sky", "README.md")).ReplaceLineEndings("\n");
        string[] examples = [.. source.Split("_example()\n    {\n")[1..].Select(part => part.Split("\n\n        Assert.")[0])];
        Assert.Equal(5, examples.Length);
        foreach (string example in examples)
        {
            string code = string.Join('\n', example.Split('\n').Select(line => line.Length > 8 ? line[8..] : line));
            Assert.Contains("```csharp\n" + code + "\n```", readme, StringComparison.Ordinal);
        }
    }

    private static string SourceOf() => File.ReadAllText(SourcePath());

    private static string SourcePath([CallerFilePath] string path = "") => path;

    // What the examples take from a table of one row.
    private readonly double[] ra = [1];
    private readonly double[] dec = [2];
    private readonly double[] pmRa = [10];
    private readonly double[] pmDec = [20];
    private readonly double[] lon = new double[1];
    private readonly double[] lat = new double[1];
    private readonly double[] separations = new double[1];
}
