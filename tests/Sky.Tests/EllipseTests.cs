namespace Hven.Sky.Tests;

public sealed class EllipseTests
{
    [Theory]
    [InlineData(1e-9)]
    [InlineData(0.01)]
    [InlineData(10)]
    [InlineData(89)]
    public void Contains_keeps_the_ends_of_the_axes_apart(double size)
    {
        var sky = new RandomSky(101);
        for (int i = 0; i < 300; i++)
        {
            SkyCoord center = sky.Awkward();
            double ratio = sky.Uniform(0.05, 1);
            double angle = sky.Uniform(0, 360);
            var ellipse = new Ellipse(center, Angle.FromDegrees(size), Angle.FromDegrees(size * ratio), Angle.FromDegrees(angle));
            foreach ((double turn, double reach) in new[] { (0, size), (90, size * ratio), (180, size), (270, size * ratio) })
            {
                // What the coordinates' last digits leave of a nanodegree.
                double margin = (reach * 1e-9) + 3e-14;
                Assert.True(ellipse.Contains(center.OffsetBy(Angle.FromDegrees(angle + turn), Angle.FromDegrees(reach - margin))));
                Assert.False(ellipse.Contains(center.OffsetBy(Angle.FromDegrees(angle + turn), Angle.FromDegrees(reach + margin))));
            }
        }
    }

    [Fact]
    public void Contains_equals_the_sum_of_the_distances_from_the_foci()
    {
        var sky = new RandomSky(102);
        int inside = 0;
        for (int i = 0; i < 20_000; i++)
        {
            SkyCoord center = sky.Awkward();
            double major = sky.LogUniform(1e-3, 89);
            double minor = major * sky.Uniform(0.02, 1);
            var angle = Angle.FromDegrees(sky.Uniform(0, 360));
            var ellipse = new Ellipse(center, Angle.FromDegrees(major), Angle.FromDegrees(minor), angle);
            var focal = Angle.FromRadians(Math.Acos(Math.Min(1, Math.Cos(ellipse.SemiMajor.Radians) / Math.Cos(ellipse.SemiMinor.Radians))));
            SkyCoord point = sky.Near(center, Math.Min(180, major * 1.3));
            double sum = center.OffsetBy(angle, focal).SeparationTo(point).Degrees + center.OffsetBy(angle, -focal).SeparationTo(point).Degrees;
            if (Math.Abs(sum - (2 * major)) > 1e-8)
            {
                Assert.Equal(sum < 2 * major, ellipse.Contains(point));
            }

            inside += ellipse.Contains(point) ? 1 : 0;
        }

        Assert.InRange(inside, 2000, 18_000);
    }

    [Fact]
    public void Ellipse_of_equal_axes_is_a_circle()
    {
        var sky = new RandomSky(103);
        for (int i = 0; i < 5000; i++)
        {
            SkyCoord center = sky.Awkward();
            var radius = Angle.FromDegrees(sky.LogUniform(1e-6, 89));
            SkyCoord point = sky.Near(center, Math.Min(180, radius.Degrees * 1.5));
            if (Math.Abs(center.SeparationTo(point).Degrees - radius.Degrees) > 1e-12)
            {
                Assert.Equal(new Circle(center, radius).Contains(point), new Ellipse(center, radius, radius, Angle.Zero).Contains(point));
            }
        }
    }

    [Fact]
    public void Position_angle_counts_from_north_through_east()
    {
        var ellipse = new Ellipse(new SkyCoord(10, 0), Angle.FromDegrees(2), Angle.FromDegrees(0.1), Angle.FromDegrees(45));
        Assert.True(ellipse.Contains(new SkyCoord(11, 1)));
        Assert.True(ellipse.Contains(new SkyCoord(9, -1)));
        Assert.False(ellipse.Contains(new SkyCoord(9, 1)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(90, 10)]
    [InlineData(10, 0)]
    [InlineData(10, 10.1)]
    [InlineData(10, -1)]
    public void Axes_out_of_range_are_refused(double major, double minor) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ellipse(default, Angle.FromDegrees(major), Angle.FromDegrees(minor), Angle.Zero));
}
