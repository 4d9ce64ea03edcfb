using Hven.Sky;

namespace Hven.Conformance.Tests.Sky;

/// <summary>
/// Positions at other epochs against the straight line at 60 digits, against the equations of the catalogues and a star moved in space, both at
/// 50 digits, and against SOFA's starpm, which adds the time that light takes.
/// </summary>
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

    /// <summary>
    /// All six parameters equal the equations that the Gaia archive's and pgSphere's functions follow, and those of a star that is moved in space.
    /// Where parallax or velocity is not known, or the parallax is not positive, the equations are asked with a velocity of 0.
    /// </summary>
    [Fact]
    public async Task At_equals_the_equations_of_the_catalogues_and_a_star_moved_in_space()
    {
        var sky = new SkySample(29);
        double[][] stars = [.. Enumerable.Range(0, 900).Select(i => Star(sky, i))];
        double[][] still = [.. stars.Select(star => (double[])[.. star[..5], star[4] > 0 ? star[5] : 0, star[6]])];
        double[][] expected = await AskSixAsync(still, "catalogue");
        int[] near = [.. Enumerable.Range(0, stars.Length).Where(i => stars[i][4] > 0)];
        double[][] moved = await AskSixAsync([.. near.Select(i => still[i])], "space");
        Assert.Equal(450, near.Length);
        Assert.All(near.Zip(moved), pair => AssertAlike(expected[pair.First], pair.Second, pair.First));
        for (int i = 0; i < stars.Length; i++)
        {
            Astrometry there = At(stars[i]);
            double[] actual =
            [
                there.Position.RaDegrees, there.Position.DecDegrees, there.Parallax?.Milliarcseconds ?? 0, there.ProperMotion.East, there.ProperMotion.North,
                stars[i][4] > 0 && double.IsFinite(stars[i][5]) ? there.RadialVelocity!.Value : double.NaN,
            ];
            AssertAlike(expected[i], actual, i);
        }
    }

    /// <summary>
    /// astropy's apply_space_motion is SOFA's pmsafe. Without a parallax it takes a star for so near that it moves with a hundredth of light's speed, and
    /// then adds the time that light takes and what relativity does to that speed, 5e-5 of the way: 17 mas for 3 arcseconds a year and 100 years.
    /// </summary>
    [Theory]
    [InlineData(30, 0.16)]
    [InlineData(300, 1.6)]
    [InlineData(3000, 17.5)]
    public async Task At_differs_from_astropy_by_light_and_relativity_alone(double masPerYear, double mostMas)
    {
        var sky = new SkySample(31);
        double[][] stars = [.. Enumerable.Range(0, 60).Select(_ => Row(
            sky.Anywhere(), sky.Uniform(-1, 1) * masPerYear / Math.Sqrt(2), sky.Uniform(-1, 1) * masPerYear / Math.Sqrt(2), double.NaN, double.NaN, 100))];
        double[] expected = await SkyReference.AskAsync<double, double>("sky_motion.py", [.. stars.SelectMany(star => star)], "astropy");
        double[] apart = [.. stars.Select((star, i) => At(star).Position.SeparationTo(new SkyCoord(expected[2 * i], expected[(2 * i) + 1])).Milliarcseconds)];
        Assert.InRange(apart.Max(), 0, mostMas);
    }

    /// <summary>Stars with and without parallax and velocity, at poles, over them, and on both sides of right ascension 0.</summary>
    private static double[] Star(SkySample sky, int i)
    {
        double parallax = (i % 6) switch { 0 => 0, 1 => -sky.Uniform(0.01, 5), 2 => double.NaN, _ => sky.LogUniform(0.05, 800) };
        double velocity = (i / 6 % 4) switch { 0 => 0, 1 => double.NaN, _ => sky.Uniform(-500, 500) };
        double speed = sky.LogUniform(0.1, 1e4);
        return Row(i % 5 == 0 ? sky.Awkward() : sky.Anywhere(), sky.Uniform(-1, 1) * speed, sky.Uniform(-1, 1) * speed, parallax, velocity, sky.Uniform(-300, 300));
    }

    private static async Task<double[][]> AskSixAsync(double[][] stars, string what) =>
        [.. (await SkyReference.AskAsync<double, double>("sky_motion.py", [.. stars.SelectMany(star => star)], what)).Chunk(6)];

    /// <summary>Position to 3e-10 arcseconds; proper motion as a vector on the sky, whose parts turn with the meridian at a pole; velocity where it is expected.</summary>
    private static void AssertAlike(double[] expected, double[] actual, int row)
    {
        double apart = new SkyCoord(expected[0], expected[1]).SeparationTo(new SkyCoord(actual[0], actual[1])).Arcseconds;
        Assert.True(apart < 3e-10, $"Row {row}: {apart} arcseconds.");
        Assert.Equal(expected[2], actual[2], 1e-12 * Math.Max(1, Math.Abs(expected[2])));
        double fast = double.Hypot(expected[3], expected[4]);
        Assert.Equal(fast, double.Hypot(actual[3], actual[4]), 1e-11 * Math.Max(1, fast));
        if (Math.Abs(expected[1]) < 89.9)
        {
            Assert.Equal(expected[3], actual[3], 1e-9 * Math.Max(1, fast));
            Assert.Equal(expected[4], actual[4], 1e-9 * Math.Max(1, fast));
        }

        if (double.IsFinite(actual[5]))
        {
            Assert.Equal(expected[5], actual[5], 1e-9 * Math.Max(1, Math.Abs(expected[5])));
        }
    }

    private static double[] Row(SkyCoord position, double east, double north, double parallax, double velocity, double years) =>
        [position.RaDegrees, position.DecDegrees, east, north, parallax, velocity, years];

    private static Astrometry At(ReadOnlySpan<double> row)
    {
        var source = new Astrometry(
            new SkyCoord(row[0], row[1]), Instant.J2000, new ProperMotion(row[2], row[3]),
            double.IsNaN(row[4]) ? null : Angle.FromMilliarcseconds(row[4]), double.IsNaN(row[5]) ? null : row[5]);
        return source.At(Instant.FromJulianYear(2000 + row[6]));
    }
}
