using Hven.Sky;

namespace Hven.Conformance.Tests.Sky;

/// <summary>Positions at other epochs against the straight line at 60 digits, and against SOFA's starpm, which adds the time that light takes.</summary>
public sealed class MotionConformanceTests
{
    [Fact]
    public async Task Propagate_equals_the_straight_line()
    {
        var sky = new SkySample(13);
        double[] rows = [.. Enumerable.Range(0, 1500).SelectMany(i => Row(
            i % 10 == 0 ? sky.Awkward() : sky.Anywhere(), sky.Uniform(-1e4, 1e4), sky.Uniform(-1e4, 1e4), sky.LogUniform(0.01, 800), sky.Uniform(-500, 500), sky.Uniform(-1000, 1000)))];
        double[] expected = await SkyReference.AskAsync<double, double>("sky_frames.py", rows, "line");
        for (int i = 0; i < rows.Length / 7; i++)
        {
            Astrometry there = At(rows.AsSpan(7 * i, 7));
            double difference = there.Position.SeparationTo(new SkyCoord(expected[2 * i], expected[(2 * i) + 1])).Arcseconds;
            Assert.True(difference < 3e-10, $"Row {i}: {difference} arcseconds.");
        }
    }

    /// <summary>The 100 years that are the hardest known: Barnard's star, Kapteyn's star; and a star of the Hipparcos Catalogue's median.</summary>
    [Theory]
    [InlineData(269.45402305, 4.66828815, -797.84, 10326.93, 549.01, -110.6, 0.002, 0.03)]
    [InlineData(77.89671980, -45.00449070, 6506.05, -5731.39, 255.26, 245.2, 0.003, 0.05)]
    [InlineData(101.28708541, -16.71314306, -546.01, -1223.08, 379.21, -5.5, 0.0001, 0.001)]
    [InlineData(180.0, 60.0, 20, -15, 5, 20, 1e-6, 1e-6)]
    public async Task At_equals_starpm_but_for_the_time_that_light_takes(
        double ra, double dec, double east, double north, double parallax, double velocity, double arcseconds, double masPerYear)
    {
        double[] row = Row(new SkyCoord(ra, dec), east, north, parallax, velocity, 100);
        double[] expected = await SkyReference.AskAsync<double, double>("sky_frames.py", row, "starpm");
        Astrometry there = At(row);
        Assert.InRange(there.Position.SeparationTo(new SkyCoord(expected[0], expected[1])).Arcseconds, 0, arcseconds);
        Assert.Equal(expected[2], there.ProperMotion.East, masPerYear);
        Assert.Equal(expected[3], there.ProperMotion.North, masPerYear);
        Assert.Equal(expected[4], there.Parallax!.Value.Milliarcseconds, 2e-3);
        Assert.Equal(expected[5], there.RadialVelocity!.Value, 0.02);
    }

    private static double[] Row(SkyCoord position, double east, double north, double parallax, double velocity, double years) =>
        [position.RaDegrees, position.DecDegrees, east, north, parallax, velocity, years];

    private static Astrometry At(ReadOnlySpan<double> row)
    {
        var source = new Astrometry(
            new SkyCoord(row[0], row[1]), Instant.J2000, new ProperMotion(row[2], row[3]), Angle.FromMilliarcseconds(row[4]), row[5]);
        return source.At(Instant.FromJulianYear(2000 + row[6]));
    }
}
