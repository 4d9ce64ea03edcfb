namespace Hven.Sky.Tests;

public sealed class SkyCoordTests
{
    [Theory]
    [InlineData(-1e-20, 0)]
    [InlineData(-0.0, 0)]
    [InlineData(360, 0)]
    [InlineData(-90, 270)]
    [InlineData(725, 5)]
    public void Constructor_brings_ra_into_one_turn(double given, double expected)
    {
        double ra = new SkyCoord(given, 0).RaDegrees;
        Assert.Equal(expected, ra);
        Assert.False(double.IsNegative(ra));
    }

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(0, double.NaN)]
    [InlineData(0, -90.00000000000001)]
    public void Constructor_without_position_throws(double ra, double dec) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SkyCoord(ra, dec));

    [Fact]
    public void SeparationTo_recovers_offsets_from_microarcseconds_to_antipodes()
    {
        var sky = new RandomSky(6);
        for (int i = 0; i < 20_000; i++)
        {
            SkyCoord from = sky.Anywhere();
            double distance = i % 2 == 0 ? sky.LogUniform(1e-9, 180) : 180 - sky.LogUniform(1e-9, 90);
            SkyCoord to = RandomSky.Offset(from, distance, sky.Uniform(0, 360));

            // A coordinate's last digit is 6e-14 degrees.
            Assert.Equal(distance, from.SeparationTo(to).Degrees, 2e-13);
            Assert.Equal(from.SeparationTo(to).Degrees, to.SeparationTo(from).Degrees, 2e-13);
        }
    }

    [Fact]
    public void SeparationTo_neighbours_across_ra_zero_keeps_all_digits()
    {
        var east = new SkyCoord(1e-10, 0);
        var west = new SkyCoord(-1e-10, 0);
        Assert.Equal(2e-10, west.SeparationTo(east).Degrees, 6e-14);
        Assert.Equal(0, new SkyCoord(5, -90).SeparationTo(new SkyCoord(77, -90)).Degrees, 1e-14);
        Assert.Equal(Angle.Zero, east.SeparationTo(east));
    }

    [Fact]
    public void PositionAngleTo_counts_from_north_through_east()
    {
        var here = new SkyCoord(0, 10);
        Assert.Equal(0, here.PositionAngleTo(new SkyCoord(0, 11)).Degrees, 1e-12);
        Assert.Equal(180, here.PositionAngleTo(new SkyCoord(0, 9)).Degrees, 1e-12);
        Assert.Equal(90, new SkyCoord(0, 0).PositionAngleTo(new SkyCoord(1, 0)).Degrees, 1e-12);
        Assert.Equal(270, new SkyCoord(0, 0).PositionAngleTo(new SkyCoord(359, 0)).Degrees, 1e-12);
    }

    [Fact]
    public void Angle_units_agree_and_refuse_what_is_not_a_number()
    {
        Assert.Equal(15, Angle.FromHours(1).Degrees);
        Assert.Equal(1, Angle.FromArcminutes(60).Degrees);
        Assert.Equal(3600, Angle.FromDegrees(1).Arcseconds);
        Assert.Equal(Math.PI, Angle.FromRadians(Math.PI).Radians, 1e-15);
        Assert.Throws<ArgumentOutOfRangeException>(() => Angle.FromArcseconds(double.NaN));
    }
}
