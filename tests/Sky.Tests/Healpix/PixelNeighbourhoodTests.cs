namespace Hven.Sky.Tests;

public sealed class PixelNeighbourhoodTests
{
    [Fact]
    public void Find_gives_the_pixel_of_every_point_within_the_radius()
    {
        var sky = new RandomSky(20261126);
        Span<PixelRange> ranges = stackalloc PixelRange[PixelNeighbourhood.MostRanges];
        int found = 0;
        int left = 0;
        for (int trial = 0; trial < 20_000; trial++)
        {
            double radius = sky.LogUniform(1e-11, 20);
            int finest = PixelNeighbourhood.FinestOrder(Angle.FromDegrees(radius));
            if (finest < 0)
            {
                continue;
            }

            PixelNeighbourhood neighbourhood = new(Angle.FromDegrees(radius), sky.Next(finest + 1));
            SkyCoord center = trial % 2 == 0 ? sky.Awkward() : sky.Anywhere();
            int count = neighbourhood.Find(Healpix.ToPixel(29, center), ranges);
            left += count == 0 ? 1 : 0;
            for (int index = 1; index < count; index++)
            {
                Assert.True(ranges[index].First > ranges[index - 1].Last + 1, "Ranges are sorted and apart.");
            }

            for (int point = 0; count > 0 && point < 40; point++)
            {
                SkyCoord near = RandomSky.Offset(center, radius * (point < 20 ? 1 - 1e-9 : Math.Sqrt(sky.Uniform(0, 1))), sky.Uniform(0, 360));
                if (near.SeparationTo(center).Degrees > radius)
                {
                    continue;
                }

                long pixel = Healpix.ToPixel(29, near);
                bool isHeld = false;
                for (int index = 0; index < count; index++)
                {
                    isHeld |= ranges[index].Contains(pixel);
                }

                Assert.True(isHeld, $"{near} lies within {radius} of {center}, but not in its ranges.");
                found++;
            }
        }

        Assert.True(found > 200_000, $"Only {found} points were looked at.");
        Assert.InRange(left, 100, 15_000);
    }

    [Fact]
    public void Find_gives_nothing_for_a_circle_that_may_leave_the_base_cell()
    {
        PixelRange[] ranges = new PixelRange[PixelNeighbourhood.MostRanges];
        PixelNeighbourhood neighbourhood = new(Angle.FromDegrees(1), 0);
        Assert.Equal(0, neighbourhood.Find(Healpix.ToPixel(29, 10, 90), ranges));
        Assert.Equal(0, neighbourhood.Find(Healpix.ToPixel(29, 0, -90), ranges));
        Assert.Equal(1, neighbourhood.Find(Healpix.ToPixel(29, 45, 0.001), ranges) + neighbourhood.Find(Healpix.ToPixel(29, 45, 41), ranges));
    }

    [Fact]
    public void Constructor_refuses_cells_smaller_than_the_circle()
    {
        Angle radius = Angle.FromArcseconds(1);
        int finest = PixelNeighbourhood.FinestOrder(radius);
        Assert.InRange(finest, 14, 16);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PixelNeighbourhood(radius, finest + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PixelNeighbourhood(Angle.FromDegrees(-1), 0));
        Assert.Equal(-1, PixelNeighbourhood.FinestOrder(Angle.FromDegrees(90)));
    }
}
