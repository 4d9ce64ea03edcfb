namespace Hven.Sky.Tests;

/// <summary>Covers of ellipses against a brute force that looks at many points of every pixel near, with the sum of the distances from the foci for its measure.</summary>
public sealed class EllipseCoverTests
{
    // Points of a pixel: the centres of its children so many orders below, and its border.
    private const int Deeper = 4;
    private const int BorderPoints = 16;

    public static TheoryData<double, double> Places { get; } = new()
    {
        { 0, 0 }, { 359.9999999, 0.3 }, { 0, 41.8103149 }, { 45, 41.8103149 }, { 90, -41.8103149 }, { 0, 90 }, { 123, -90 }, { 10, 89.9 }, { 180, -89.5 }, { 211.3, -66.4 },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Covers_equal_the_search_through_all_pixels_near(double ra, double dec)
    {
        var sky = new RandomSky(((int)ra * 100) + (int)dec);
        var center = new SkyCoord(ra, dec);
        foreach (int order in (int[])[0, 1, 2, 3, 6, 10, 15])
        {
            double resolution = Healpix.Resolution(order).Degrees;
            for (int trial = 0; trial < 4; trial++)
            {
                double major = Math.Min(89, sky.LogUniform(0.3, 4) * resolution);
                var ellipse = new Ellipse(center, Angle.FromDegrees(major), Angle.FromDegrees(major * sky.Uniform(0.03, 1)), Angle.FromDegrees(sky.Uniform(0, 360)));
                Compare(ellipse, order);
            }
        }
    }

    private static void Compare(Ellipse ellipse, int order)
    {
        Dictionary<long, bool> overlapping = Pixels(HealpixCover.Overlapping(ellipse, order));
        Dictionary<long, bool> centered = Pixels(HealpixCover.Centered(ellipse, order));
        HashSet<long> near = [.. Near(ellipse, order)];
        Assert.Subset(near, overlapping.Keys.ToHashSet());
        double step = 1.5 * Healpix.Resolution(order + Deeper).Degrees;
        foreach (long pixel in near)
        {
            double[] outside = [.. Points(order, pixel).Select(point => Outside(ellipse, point))];
            double rounding = 1e-11 + (1e-13 * ellipse.SemiMajor.Degrees);
            string place = $"Pixel {pixel} of order {order}, {ellipse}";
            Assert.True(outside.Min() > -rounding || overlapping.ContainsKey(pixel), place);
            Assert.True(outside.Min() < step || !overlapping.ContainsKey(pixel), place);
            Assert.True(!overlapping.TryGetValue(pixel, out bool isInside) || !isInside || outside.Max() < rounding, place);
            double middle = Outside(ellipse, Healpix.Center(order, pixel));
            Assert.True(Math.Abs(middle) < rounding || middle < 0 == centered.ContainsKey(pixel), place);
        }
    }

    /// <summary>Pixels whose circumscribed circle meets the circle about the ellipse: all pixels at low orders, else those found by walking over neighbours.</summary>
    private static IEnumerable<long> Near(Ellipse ellipse, int order)
    {
        double reach = ellipse.SemiMajor.Degrees + (1.5 * Healpix.Resolution(order).Degrees);
        if (order <= 3)
        {
            return Enumerable.Range(0, (int)Healpix.PixelCount(order)).Select(pixel => (long)pixel);
        }

        HashSet<long> found = [Healpix.ToPixel(order, ellipse.Center)];
        Queue<long> open = new(found);
        long[] around = new long[Healpix.NeighbourCount];
        while (open.TryDequeue(out long pixel))
        {
            Healpix.Neighbours(order, pixel, around);
            foreach (long neighbour in around)
            {
                if (neighbour >= 0 && Healpix.Center(order, neighbour).SeparationTo(ellipse.Center).Degrees < reach && found.Add(neighbour))
                {
                    open.Enqueue(neighbour);
                }
            }
        }

        return found;
    }

    private static IEnumerable<SkyCoord> Points(int order, long pixel)
    {
        long children = 1L << (2 * Deeper);
        return Enumerable.Range(0, (int)children).Select(child => Healpix.Center(order + Deeper, (pixel * children) + child)).Concat(Healpix.Boundary(order, pixel, BorderPoints));
    }

    /// <summary>How far a point is outside of the ellipse at least, in degrees; below zero inside. Changes by no more than the point moves.</summary>
    private static double Outside(Ellipse ellipse, SkyCoord point)
    {
        double focal = Math.Acos(Math.Min(1, Math.Cos(ellipse.SemiMajor.Radians) / Math.Cos(ellipse.SemiMinor.Radians)));
        if (ellipse.SemiMajor.Degrees < 1)
        {
            // The quotient of cosines near one has lost its digits: half-angle tangents keep them.
            focal = 2 * Math.Atan(Math.Sqrt(
                Math.Tan((ellipse.SemiMajor.Radians - ellipse.SemiMinor.Radians) / 2) * Math.Tan((ellipse.SemiMajor.Radians + ellipse.SemiMinor.Radians) / 2)));
        }

        SkyCoord one = ellipse.Center.OffsetBy(ellipse.PositionAngle, Angle.FromRadians(focal));
        SkyCoord other = ellipse.Center.OffsetBy(ellipse.PositionAngle, Angle.FromRadians(-focal));
        return ((one.SeparationTo(point).Degrees + other.SeparationTo(point).Degrees) / 2) - ellipse.SemiMajor.Degrees;
    }

    private static Dictionary<long, bool> Pixels(IReadOnlyList<PixelRange> ranges) => ranges
        .SelectMany(range => Enumerable.Range(0, (int)range.Count).Select(index => (Pixel: range.First + index, range.IsInside)))
        .ToDictionary(pixel => pixel.Pixel, pixel => pixel.IsInside);
}
