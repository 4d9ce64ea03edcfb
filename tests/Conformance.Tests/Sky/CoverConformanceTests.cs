using Hven.Sky;

namespace Hven.Conformance.Tests.Sky;

/// <summary>Exact covers against healpy's query_disc and query_polygon.</summary>
public sealed class CoverConformanceTests
{
    // healpy looks at pixels so many times smaller to tell whether one overlaps; what it adds beyond ours shrinks with it.
    private const int Fact = 32;

    [Theory]
    [InlineData(2, 200)]
    [InlineData(6, 200)]
    [InlineData(10, 100)]
    public async Task Discs_equal_query_disc(int order, int count)
    {
        var random = new Random(order);
        var circles = new List<Circle>();
        for (int i = 0; i < count; i++)
        {
            SkyCoord center = i % 8 == 0 ? new SkyCoord(random.Next(8) * 45, (random.Next(3) - 1) * 90) : Anywhere(random);
            double radius = order == 2 ? 179 * random.NextDouble() : Math.Exp(random.NextDouble() * 4) * Healpix.Resolution(order).Degrees / 2;
            circles.Add(new Circle(center, Angle.FromDegrees(radius)));
        }

        double[] input = [.. circles.SelectMany(circle => new[] { circle.Center.RaDegrees, circle.Center.DecDegrees, circle.Radius.Degrees })];
        await CompareAsync("disc", order, circles, input);
    }

    [Theory]
    [InlineData(3, 200)]
    [InlineData(7, 200)]
    [InlineData(11, 100)]
    public async Task Convex_polygons_equal_query_polygon(int order, int count)
    {
        var random = new Random(order);
        var polygons = new List<Polygon>();
        var input = new List<double>();
        for (int i = 0; i < count; i++)
        {
            SkyCoord center = i % 8 == 0 ? new SkyCoord(random.Next(8) * 45, (random.Next(3) - 1) * 90) : Anywhere(random);
            double radius = Math.Min(70, Math.Exp(random.NextDouble() * 4) * Healpix.Resolution(order).Degrees);
            int corners = 3 + random.Next(5);
            double turn = random.NextDouble() * 360;

            // Corners on a circle, with steps of less than half a turn, make a convex polygon.
            SkyCoord[] vertices = [.. Enumerable.Range(0, corners).Select(k => Offset(center, radius, turn + ((k + (random.NextDouble() * 0.4)) * 360 / corners)))];
            polygons.Add(new Polygon(vertices));
            input.Add(corners);
            input.AddRange(vertices.SelectMany(vertex => new[] { vertex.RaDegrees, vertex.DecDegrees }));
        }

        await CompareAsync("polygon", order, polygons, [.. input]);
    }

    private static async Task CompareAsync(string what, int order, IReadOnlyList<Region> regions, double[] input)
    {
        long[] answer = await SkyReference.AskAsync<double, long>("sky_cover.py", input, what, $"{order}", $"{Fact}");
        int at = 0;
        long overlapping = 0;
        long theirs = 0;
        int lacking = 0;
        foreach (Region region in regions)
        {
            long[] centered = Take(answer, ref at);
            long[] inclusive = Take(answer, ref at);
            Assert.Equal(centered, Pixels(HealpixCover.Centered(region, order)));
            long[] ours = Pixels(HealpixCover.Overlapping(region, order));

            // Theirs is to hold all that overlap and a few more, ours all that overlap and no more. In a few cases theirs lacks a pixel at a
            // corner of base cells; then a point of its border that is in the region shows that it belongs there.
            foreach (long pixel in ours.Except(inclusive))
            {
                Assert.Contains(Healpix.Boundary(order, pixel, 500), region.Contains);
                lacking++;
            }

            Assert.Empty(centered.Except(ours));
            foreach (long pixel in inclusive.Except(ours))
            {
                Assert.DoesNotContain(Healpix.Boundary(order, pixel, 50), region.Contains);
            }

            overlapping += ours.Length;
            theirs += inclusive.Length;
        }

        Assert.InRange(lacking, 0, regions.Count / 20);
        Assert.InRange(theirs, overlapping - lacking, overlapping * 1.1);
    }

    private static long[] Take(long[] answer, ref int at)
    {
        int count = (int)answer[at];
        long[] taken = answer[(at + 1)..(at + 1 + count)];
        at += count + 1;
        return taken;
    }

    private static long[] Pixels(IReadOnlyList<PixelRange> ranges) =>
        [.. Moc.FromRanges<SpaceDimension>(29, ranges.Select(range => new MocRange(range.First, range.Last + 1))).Flatten(29)];

    private static SkyCoord Anywhere(Random random) => new(random.NextDouble() * 360, Math.Asin((2 * random.NextDouble()) - 1) * 180 / Math.PI);

    private static SkyCoord Offset(SkyCoord from, double distance, double angle)
    {
        (double sinD, double cosD) = Math.SinCos(distance * Math.PI / 180);
        (double sinA, double cosA) = Math.SinCos(angle * Math.PI / 180);
        (double sinDec, double cosDec) = Math.SinCos(from.Dec.Radians);
        (double sinRa, double cosRa) = Math.SinCos(from.Ra.Radians);
        double radial = (cosD * cosDec) - (sinD * cosA * sinDec);
        double east = sinD * sinA;
        return new DirectionVector(
            (radial * cosRa) - (east * sinRa), (radial * sinRa) + (east * cosRa), (cosD * sinDec) + (sinD * cosA * cosDec)).ToSkyCoord();
    }
}
