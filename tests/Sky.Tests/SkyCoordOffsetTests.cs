namespace Hven.Sky.Tests;

public sealed class SkyCoordOffsetTests
{
    [Fact]
    public void OffsetBy_is_the_inverse_of_separation_and_position_angle_at_every_size()
    {
        var sky = new RandomSky(61);
        for (int i = 0; i < 20_000; i++)
        {
            SkyCoord from = i % 3 == 0 ? sky.Awkward() : sky.Anywhere();
            double distance = i % 2 == 0 ? sky.LogUniform(1e-12, 180) : 180 - sky.LogUniform(1e-9, 180);
            double angle = sky.Uniform(0, 360);
            SkyCoord to = from.OffsetBy(Angle.FromDegrees(angle), Angle.FromDegrees(distance));

            // A coordinate's last digit is 6e-14 degrees.
            Assert.Equal(distance, from.SeparationTo(to).Degrees, 2e-13);
            double turn = Math.IEEERemainder(from.PositionAngleTo(to).Degrees - angle, 360);
            double acrossDegrees = Math.Abs(turn) * Math.Sin(distance * Math.PI / 180);
            Assert.True(acrossDegrees < 2e-13, $"{from} by {distance} at {angle}: {turn}");
        }
    }

    [Theory]
    [InlineData(0, 0, 90, 1e-12, 1e-12, 0)]
    [InlineData(0, 0, 0, 1e-12, 0, 1e-12)]
    [InlineData(0, 0, 270, 1, 359, 0)]
    [InlineData(20, 89, 0, 2, 200, 89)]
    [InlineData(20, 90, 0, 10, 200, 80)]
    [InlineData(20, -90, 0, 10, 20, -80)]
    [InlineData(20, 90, 180, 10, 20, 80)]
    [InlineData(77, 41, 123, 0, 77, 41)]
    [InlineData(77, 90, 123, 0, 77, 90)]
    [InlineData(10, 20, 0, -5, 10, 15)]
    [InlineData(10, 20, 33, 180, 190, -20)]
    [InlineData(10, 20, 33, 360, 10, 20)]
    public void OffsetBy_hard_cases(double ra, double dec, double angle, double distance, double expectedRa, double expectedDec)
    {
        SkyCoord to = new SkyCoord(ra, dec).OffsetBy(Angle.FromDegrees(angle), Angle.FromDegrees(distance));
        Assert.Equal(0, to.SeparationTo(new SkyCoord(expectedRa, expectedDec)).Degrees, distance < 1e-6 ? 1e-27 : 3e-14);
    }

    [Fact]
    public void OffsetBy_zero_changes_no_bit()
    {
        var sky = new RandomSky(62);
        for (int i = 0; i < 1000; i++)
        {
            SkyCoord position = sky.Awkward();
            Assert.Equal(position, position.OffsetBy(Angle.FromDegrees(sky.Uniform(0, 360)), Angle.Zero));
        }
    }

    [Fact]
    public void Separation_and_position_angle_at_poles_and_ends()
    {
        Assert.Equal(0, new SkyCoord(5, 90).SeparationTo(new SkyCoord(77, 90)).Degrees);
        Assert.Equal(180, new SkyCoord(5, 90).SeparationTo(new SkyCoord(77, -90)).Degrees);
        Assert.Equal(180, new SkyCoord(5, 30).SeparationTo(new SkyCoord(185, -30)).Degrees);
        Assert.Equal(180, new SkyCoord(5, 30).PositionAngleTo(new SkyCoord(185, -30)).Degrees);
        Assert.Equal(0, new SkyCoord(5, 30).PositionAngleTo(new SkyCoord(5, 30)).Degrees);
        Assert.Equal(57, new SkyCoord(20, -90).PositionAngleTo(new SkyCoord(77, 0)).Degrees, 1e-13);
        Assert.Equal(123, new SkyCoord(20, 90).PositionAngleTo(new SkyCoord(77, 0)).Degrees, 1e-13);
    }

    [Fact]
    public void Vector_forms_equal_the_scalar_ones_bit_for_bit_and_give_NaN_for_no_position()
    {
        var sky = new RandomSky(63);
        SkyCoord here = sky.Anywhere();
        const int Count = 2000;
        double[] ra = [.. Enumerable.Range(0, Count).Select(_ => sky.Awkward().RaDegrees + (360 * sky.Next(2))), double.NaN, 1, 1];
        double[] dec = [.. Enumerable.Range(0, Count).Select(_ => sky.Awkward().DecDegrees), 1, 90.5, double.PositiveInfinity];
        double[] separations = new double[ra.Length];
        double[] pairs = new double[ra.Length];
        double[] angles = new double[ra.Length];
        here.SeparationsTo(ra, dec, separations);
        here.PositionAnglesTo(ra, dec, angles);
        SkyCoord.Separations(ra, dec, [.. Enumerable.Repeat(here.RaDegrees, ra.Length)], [.. Enumerable.Repeat(here.DecDegrees, ra.Length)], pairs);
        double[] toRa = new double[Count];
        double[] toDec = new double[Count];
        here.OffsetsBy(ra.AsSpan(0, Count), dec.AsSpan(0, Count), toRa, toDec);
        for (int i = 0; i < Count; i++)
        {
            var there = new SkyCoord(ra[i], dec[i]);
            Assert.Equal(here.SeparationTo(there).Degrees, separations[i]);
            Assert.Equal(there.SeparationTo(here).Degrees, pairs[i]);
            Assert.Equal(here.PositionAngleTo(there).Degrees, angles[i]);
            SkyCoord offset = here.OffsetBy(Angle.FromDegrees(ra[i]), Angle.FromDegrees(dec[i]));
            Assert.Equal((offset.RaDegrees, offset.DecDegrees), (toRa[i], toDec[i]));
        }

        Assert.All(separations[Count..], value => Assert.True(double.IsNaN(value)));
        Assert.All(angles[Count..], value => Assert.True(double.IsNaN(value)));
        Assert.All(pairs[Count..], value => Assert.True(double.IsNaN(value)));
        Assert.Throws<ArgumentException>(() => here.SeparationsTo(ra, dec.AsSpan(1), separations));
        Assert.Throws<ArgumentException>(() => here.SeparationsTo(ra, dec, separations.AsSpan(1)));
    }
}
