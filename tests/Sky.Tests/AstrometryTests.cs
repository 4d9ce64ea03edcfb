namespace Hven.Sky.Tests;

public sealed class AstrometryTests
{
    // Barnard's star (ESA 1997, HIP 87937).
    private static readonly Astrometry s_barnard = new(
        new SkyCoord(269.45402305, 4.66828815), Instant.J2000, new ProperMotion(-797.84, 10326.93), Angle.FromMilliarcseconds(549.01), -110.6);

    [Fact]
    public void At_its_own_epoch_changes_nothing_but_the_last_digits()
    {
        Astrometry same = s_barnard.At(s_barnard.Epoch);
        Assert.Equal(0, same.Position.SeparationTo(s_barnard.Position).Degrees, 1e-13);
        Assert.Equal(s_barnard.ProperMotion.North, same.ProperMotion.North, 1e-9);
        Assert.Equal(s_barnard.RadialVelocity!.Value, same.RadialVelocity!.Value, 1e-12);
    }

    [Fact]
    public void At_leads_back()
    {
        Astrometry back = s_barnard.At(Instant.FromJulianYear(12000)).At(Instant.J2000);
        Assert.Equal(0, back.Position.SeparationTo(s_barnard.Position).Degrees, 1e-12);
        Assert.Equal(s_barnard.ProperMotion.East, back.ProperMotion.East, 1e-7);
        Assert.Equal(s_barnard.ProperMotion.North, back.ProperMotion.North, 1e-7);
        Assert.Equal(s_barnard.Parallax!.Value.Milliarcseconds, back.Parallax!.Value.Milliarcseconds, 1e-8);
        Assert.Equal(s_barnard.RadialVelocity!.Value, back.RadialVelocity!.Value, 1e-8);
    }

    [Fact]
    public void At_speed_in_space_is_kept()
    {
        Astrometry later = s_barnard.At(Instant.FromJulianYear(9000));
        Assert.Equal(Speed(s_barnard), Speed(later), 1e-9);
        Assert.True(later.Parallax > s_barnard.Parallax);

        static double Speed(Astrometry star) =>
            double.Hypot(star.ProperMotion.Total / star.Parallax!.Value.Milliarcseconds * 4.740470463533349, star.RadialVelocity!.Value);
    }

    [Fact]
    public void At_without_parallax_or_velocity_has_no_radial_motion()
    {
        var epoch = Instant.FromJulianYear(2100);
        SkyCoord flat = new Astrometry(s_barnard.Position, Instant.J2000, s_barnard.ProperMotion).At(epoch).Position;
        Assert.Equal(flat, new Astrometry(s_barnard.Position, Instant.J2000, s_barnard.ProperMotion, s_barnard.Parallax).At(epoch).Position);
        Assert.Equal(flat, new Astrometry(s_barnard.Position, Instant.J2000, s_barnard.ProperMotion, null, -110.6).At(epoch).Position);
        Assert.Equal(flat, new Astrometry(s_barnard.Position, Instant.J2000, s_barnard.ProperMotion, Angle.FromMilliarcseconds(-3), -110.6).At(epoch).Position);
        Assert.NotEqual(flat, s_barnard.At(epoch).Position);
        Assert.Null(new Astrometry(s_barnard.Position, Instant.J2000, s_barnard.ProperMotion).At(epoch).Parallax);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(-90)]
    [InlineData(89.99999)]
    public void At_goes_over_the_pole(double dec)
    {
        var star = new Astrometry(new SkyCoord(30, dec), Instant.J2000, new ProperMotion(0, Math.Sign(dec) * 1e4));
        Astrometry later = star.At(Instant.FromJulianYear(2100));
        Assert.Equal(1000, star.Position.SeparationTo(later.Position).Arcseconds, 0.01);
        Assert.Equal(210, later.Position.RaDegrees, 1e-9);
        Assert.Equal(-Math.Sign(dec) * 1e4, later.ProperMotion.North, 0.3);
    }

    [Fact]
    public void Propagate_equals_At_bit_for_bit_and_gives_NaN_for_what_is_not_known()
    {
        var sky = new RandomSky(91);
        const int Count = 2000;
        double[] Column(Func<int, double> value) => [.. Enumerable.Range(0, Count).Select(value), 1, 1];
        double[] ra = Column(_ => sky.Awkward().RaDegrees);
        double[] dec = [.. Column(_ => sky.Awkward().DecDegrees)[..^2], double.NaN, 1];
        double[] east = [.. Column(_ => sky.Uniform(-5000, 5000))[..^2], 1, double.NaN];
        double[] north = Column(_ => sky.Uniform(-5000, 5000));
        double[] parallax = Column(i => i % 7 == 0 ? double.NaN : sky.Uniform(-1, 300));
        double[] velocity = Column(i => i % 5 == 0 ? double.NaN : sky.Uniform(-300, 300));
        (double[] toRa, double[] toDec) = (new double[ra.Length], new double[ra.Length]);
        var columns = new AstrometryColumns
        {
            RaDegrees = ra, DecDegrees = dec, ProperMotionEast = east, ProperMotionNorth = north, Parallax = parallax, RadialVelocity = velocity,
        };
        (Instant from, Instant to) = (Instant.FromJulianYear(2016), Instant.FromJulianYear(1950));
        EpochPropagation.Propagate(columns, from, to, toRa, toDec);
        for (int i = 0; i < Count; i++)
        {
            Angle? known = double.IsNaN(parallax[i]) ? null : Angle.FromMilliarcseconds(parallax[i]);
            double? away = double.IsNaN(velocity[i]) ? null : velocity[i];
            SkyCoord there = new Astrometry(new SkyCoord(ra[i], dec[i]), from, new ProperMotion(east[i], north[i]), known, away).At(to).Position;
            Assert.Equal((there.RaDegrees, there.DecDegrees), (toRa[i], toDec[i]));
        }

        Assert.All([toRa[^1], toRa[^2], toDec[^1], toDec[^2]], value => Assert.True(double.IsNaN(value)));
        Assert.Throws<ArgumentException>(() => EpochPropagation.Propagate(
            new AstrometryColumns { RaDegrees = ra, DecDegrees = dec, ProperMotionEast = east, ProperMotionNorth = north, Parallax = parallax.AsSpan(1) },
            from, to, toRa, toDec));
    }

    [Fact]
    public void Radial_velocity_that_is_no_number_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Astrometry(default, default, default, null, double.NaN));
}
