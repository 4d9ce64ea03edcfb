using Hven.Sky;

namespace Hven.Conformance.Tests.Sky;

/// <summary>Separations and position angles against arithmetic of 60 digits, of the coordinates as they are held.</summary>
public sealed class AngleConformanceTests
{
    private const double NanoarcsecondDegrees = 1e-9 / 3600;

    [Fact]
    public async Task SeparationTo_is_right_to_1e15_of_itself_and_PositionAngleTo_to_1e13_degrees_at_every_size()
    {
        List<(SkyCoord One, SkyCoord Other)> pairs = [.. Pairs()];
        double[] rows = [.. pairs.SelectMany(p => new[] { p.One.RaDegrees, p.One.DecDegrees, p.Other.RaDegrees, p.Other.DecDegrees })];
        double[] expected = await SkyReference.AskAsync<double, double>("sky_frames.py", rows, "angles");
        double worst = 0;
        for (int i = 0; i < pairs.Count; i++)
        {
            (SkyCoord one, SkyCoord other) = pairs[i];
            double error = Math.Abs(one.SeparationTo(other).Degrees - expected[2 * i]) / Math.Max(expected[2 * i], double.Epsilon);
            worst = Math.Max(worst, expected[2 * i] == 0 ? one.SeparationTo(other).Degrees : error);

            double turn = Math.Abs(Math.IEEERemainder(one.PositionAngleTo(other).Degrees - expected[(2 * i) + 1], 360));
            bool isOpposite = one.DecDegrees == -other.DecDegrees
                && (Math.Abs(one.RaDegrees - other.RaDegrees) == 180 || Math.Abs(one.DecDegrees) == 90);
            Assert.True(turn <= 1e-13 || isOpposite, $"{one} to {other}: {turn} degrees from {expected[(2 * i) + 1]}, at {expected[2 * i]}.");
        }

        Assert.InRange(worst, 0, 1e-15);
    }

    /// <summary>Pairs from a nanoarcsecond to antipodes: anywhere, at the poles, across longitude 0, and zero apart.</summary>
    private static IEnumerable<(SkyCoord One, SkyCoord Other)> Pairs()
    {
        var sky = new SkySample(12);
        for (int i = 0; i < 6000; i++)
        {
            SkyCoord one = i % 3 == 0 ? sky.Awkward() : sky.Anywhere();
            double distance = i % 2 == 0 ? sky.LogUniform(NanoarcsecondDegrees, 180) : 180 - sky.LogUniform(NanoarcsecondDegrees, 180);
            yield return (one, one.OffsetBy(Angle.FromDegrees(sky.Uniform(0, 360)), Angle.FromDegrees(distance)));
        }

        for (int i = 0; i < 1000; i++)
        {
            double small = sky.LogUniform(NanoarcsecondDegrees, 1);
            yield return (new SkyCoord(sky.Uniform(0, 360), 90 - small), new SkyCoord(sky.Uniform(0, 360), 90 - (small * sky.Uniform(0, 2))));
            yield return (new SkyCoord(360 - small, small), new SkyCoord(small * sky.Uniform(0, 1), -small));
            yield return (new SkyCoord(small, small), new SkyCoord(small + NanoarcsecondDegrees, small));
            yield return (new SkyCoord(10, small), new SkyCoord(190, -small));
        }

        yield return (new SkyCoord(5, -90), new SkyCoord(77, -90));
        yield return (new SkyCoord(5, 90), new SkyCoord(77, -90));
        yield return (new SkyCoord(5, 41), new SkyCoord(5, 41));
        yield return (new SkyCoord(0, 0), new SkyCoord(180, 0));
    }
}
