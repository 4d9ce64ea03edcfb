namespace Hven.Sky.Tests;

public sealed class FrameTests
{
    private static readonly Frame[] s_frames =
    [
        Frame.Icrs, Frame.Fk5J2000, Frame.Fk5(Instant.FromJulianYear(1900)), Frame.Fk4B1950, Frame.Fk4(Instant.FromBesselianYear(1900), Instant.FromJulianYear(2100)),
        Frame.Fk4NoETerms(Instant.B1950), Frame.Galactic, Frame.Supergalactic, Frame.EclipticJ2000, Frame.Ecliptic(Instant.FromJulianYear(2100)),
    ];

    [Fact]
    public void Every_pair_of_frames_leads_back()
    {
        var sky = new RandomSky(71);
        foreach (Frame from in s_frames)
        {
            foreach (Frame to in s_frames)
            {
                for (int i = 0; i < 100; i++)
                {
                    SkyCoord position = sky.Awkward();
                    FramePosition back = new FramePosition(from, position.RaDegrees, position.DecDegrees).To(to).To(from);
                    Assert.Equal(0, new SkyCoord(back.LonDegrees, back.LatDegrees).SeparationTo(position).Degrees, 2e-13);
                }
            }
        }
    }

    [Fact]
    public void Every_way_between_two_frames_gives_the_same()
    {
        var sky = new RandomSky(72);
        foreach (Frame middle in s_frames)
        {
            SkyCoord position = sky.Anywhere();
            FramePosition start = new(Frame.Fk4B1950, position.RaDegrees, position.DecDegrees);
            FramePosition direct = start.To(Frame.Galactic);
            FramePosition bent = start.To(middle).To(Frame.Galactic);
            Assert.Equal(0, new SkyCoord(direct.LonDegrees, direct.LatDegrees).SeparationTo(new SkyCoord(bent.LonDegrees, bent.LatDegrees)).Degrees, 2e-13);
        }
    }

    // The defining directions: the galactic pole in B1950 without E-terms (Blaauw et al. 1960), the supergalactic pole and origin (RC2), and
    // the pole of the ecliptic, whose distance from FK5's is the obliquity of IAU 2006 but for 13 mas between the two equators.
    [Fact]
    public void Defining_directions_are_where_the_papers_put_them()
    {
        FramePosition pole = new FramePosition(Frame.Fk4NoETerms(Instant.B1950), 192.25, 27.4).To(Frame.Galactic);
        Assert.Equal(90, pole.LatDegrees, 1e-9);
        FramePosition center = new FramePosition(Frame.Galactic, 0, 0).To(Frame.Fk4NoETerms(Instant.B1950));
        Assert.Equal(265.6108440311, center.LonDegrees, 1e-6);
        Assert.Equal(-28.9167903483, center.LatDegrees, 1e-6);
        Assert.Equal(90, new FramePosition(Frame.Galactic, 47.37, 6.32).To(Frame.Supergalactic).LatDegrees, 1e-12);
        Assert.Equal(0, new FramePosition(Frame.Galactic, 137.37, 0).To(Frame.Supergalactic).LonDegrees, 1e-12);
        FramePosition ecliptic = new FramePosition(Frame.Fk5J2000, 0, 90).To(Frame.EclipticJ2000);
        Assert.Equal(90 - (84381.406 / 3600), ecliptic.LatDegrees, 0.0131 / 3600);
    }

    [Fact]
    public void Fk5_precesses_as_the_general_precession_does()
    {
        // 5028.796195 arcseconds a century in longitude (Capitaine et al. 2003) bring the equinox of 2100 to the longitude of 2000.
        FramePosition later = new FramePosition(Frame.EclipticJ2000, 0, 0).To(Frame.Ecliptic(Instant.FromJulianYear(2100)));
        Assert.Equal((5028.796195 + 1.1054348) / 3600, later.LonDegrees, 1e-4);
    }

    [Fact]
    public void E_terms_are_at_most_the_constant_of_aberration_times_the_eccentricity()
    {
        var sky = new RandomSky(73);
        double largest = 0;
        for (int i = 0; i < 2000; i++)
        {
            SkyCoord position = sky.Anywhere();
            FramePosition without = new FramePosition(Frame.Fk4B1950, position.RaDegrees, position.DecDegrees).To(Frame.Fk4NoETerms(Instant.B1950));
            largest = Math.Max(largest, position.SeparationTo(new SkyCoord(without.LonDegrees, without.LatDegrees)).Arcseconds);
        }

        Assert.Equal(20.496 * 0.01673, largest, 1e-3);
    }

    [Fact]
    public void Equal_frames_change_no_bit()
    {
        var sky = new RandomSky(74);
        foreach (Frame frame in s_frames)
        {
            SkyCoord position = sky.Awkward();
            FramePosition given = new(frame, position.RaDegrees, position.DecDegrees);
            Assert.Equal(given, given.To(frame));
        }

        Assert.Equal(Frame.Fk5(Instant.J2000), Frame.Fk5J2000);
        Assert.NotEqual(Frame.Fk5(Instant.FromJulianYear(1975)), Frame.Fk5J2000);
        Assert.NotEqual(Frame.Fk4(Instant.B1950, Instant.J2000), Frame.Fk4B1950);
        Assert.Equal(Frame.Icrs, default(FramePosition).Frame);
        Assert.Equal(Frame.Fk4B1950.GetHashCode(), Frame.Fk4(Instant.FromBesselianYear(1950)).GetHashCode());
    }

    [Fact]
    public void ApplyMany_equals_Apply_bit_for_bit_and_gives_NaN_for_no_position()
    {
        var sky = new RandomSky(75);
        foreach (Frame to in s_frames)
        {
            var transform = new FrameTransform(Frame.Fk4B1950, to);
            SkyCoord[] points = [.. Enumerable.Range(0, 300).Select(_ => sky.Awkward())];
            double[] lon = [.. points.Select((p, i) => p.RaDegrees + (i % 2 == 0 ? 360 : 0)), double.NaN, 0];
            double[] lat = [.. points.Select(p => p.DecDegrees), 0, -91];
            (double[] toLon, double[] toLat) = (new double[lon.Length], new double[lon.Length]);
            transform.ApplyMany(lon, lat, toLon, toLat);
            for (int i = 0; i < points.Length; i++)
            {
                FramePosition there = transform.Apply(new FramePosition(Frame.Fk4B1950, lon[i], lat[i]));
                Assert.Equal((there.LonDegrees, there.LatDegrees), (toLon[i], toLat[i]));
            }

            Assert.All([toLon[^1], toLat[^1], toLon[^2], toLat[^2]], value => Assert.True(double.IsNaN(value)));
            transform.ApplyMany(lon, lat, lon, lat);
            Assert.Equal(toLon, lon);
        }
    }

    [Fact]
    public void Proper_motion_leads_where_the_moved_position_lies()
    {
        var sky = new RandomSky(76);
        var transform = new FrameTransform(Frame.Icrs, Frame.Galactic);
        for (int i = 0; i < 500; i++)
        {
            SkyCoord here = sky.Anywhere();
            double angle = sky.Uniform(0, 360);
            var motion = new ProperMotion(1000 * Math.Sin(angle * Math.PI / 180), 1000 * Math.Cos(angle * Math.PI / 180));
            (FramePosition place, ProperMotion there) = transform.Apply(here.To(Frame.Icrs), motion);
            FramePosition moved = here.OffsetBy(Angle.FromDegrees(angle), Angle.FromArcseconds(1)).To(Frame.Galactic);
            Angle direction = new SkyCoord(place.LonDegrees, place.LatDegrees).PositionAngleTo(new SkyCoord(moved.LonDegrees, moved.LatDegrees));
            Assert.Equal(1000, there.Total, 1e-9);
            double turn = Math.IEEERemainder((Math.Atan2(there.East, there.North) * 180 / Math.PI) - direction.Degrees, 360);
            Assert.Equal(0, turn, 1e-6);
        }
    }

    [Fact]
    public void What_is_no_position_or_no_constant_rotation_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FramePosition(Frame.Galactic, double.NaN, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FramePosition(Frame.Galactic, 0, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FramePosition(Frame.Galactic, 0, 90.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProperMotion(double.NaN, 0));
        var transform = new FrameTransform(Frame.Fk4B1950, Frame.Icrs);
        Assert.Throws<ArgumentException>(() => transform.Apply(new FramePosition(Frame.Icrs, 1, 2)));
        Assert.Throws<InvalidOperationException>(() => transform.Apply(new FramePosition(Frame.Fk4B1950, 1, 2), default));
        Assert.Throws<ArgumentException>(() => transform.ApplyMany([1], [1, 2], new double[2], new double[2]));
    }
}
