using System.Runtime.CompilerServices;

namespace Hven.Sky.Tests;

/// <summary>The examples of libs/Sky/README.md about HEALPix and MOC run, and stand there letter for letter.</summary>
public sealed class HealpixReadmeExamplesTests
{
    private readonly Circle cone = new(new SkyCoord(45, 40), Angle.FromDegrees(2));

    [Fact]
    public void Numbers()
    {
        long[] around = new long[8];
        long[] pixels = new long[4];
        double[] weights = new double[4];

        // <example>
        HealpixRing ring = HealpixRing.AtOrder(9);                                       // or new HealpixRing(12345): RING takes any side
        long pixel = ring.ToPixel(new SkyCoord(10.7, 41.3));                             // healpy.ang2pix(512, 10.7, 41.3, lonlat=True)
        long nested = ring.ToNested(pixel);                                              // healpy.ring2nest
        Healpix.Neighbours(9, nested, around);                                           // eight, -1 where three base cells meet
        ring.Interpolate(new SkyCoord(10.7, 41.3), pixels, weights);                     // healpy.get_interp_weights: four each
        // </example>

        Assert.Equal(nested, Healpix.ToPixel(9, 10.7, 41.3));
        Assert.Equal(8, around.Distinct().Count());
        Assert.Equal(1, weights.Sum(), 1e-14);
        AssertReadmeHolds(1);
    }

    [Fact]
    public void Covers()
    {
        // <example>
        var field = new Polygon([new(10, 40), new(12, 40), new(11, 43), new(11, 41)]);   // concave
        IReadOnlyList<PixelRange> centred = HealpixCover.Centered(field, order: 12);     // pixels whose centres are inside
        IReadOnlyList<PixelRange> touched = HealpixCover.Overlapping(field, order: 12);  // every pixel with a point of it, and no other
        Moc<SpaceDimension> moc = SpaceMoc.Overlapping(field, order: 12);                // the same as a multi-order coverage
        double squareDegrees = moc.Area() * Math.Pow(180 / Math.PI, 2);
        // </example>

        double own = field.Area * Math.Pow(180 / Math.PI, 2);
        Assert.InRange(squareDegrees, own, own * 1.1);
        Assert.True(centred.Sum(range => range.Count) < touched.Sum(range => range.Count));
        Assert.Equal(touched.Sum(range => range.Count), moc.Flatten(12).LongCount());
        AssertReadmeHolds(2);
    }

    [Fact]
    public async Task Coverages()
    {
        var file = new MemoryStream();

        // <example>
        Moc<SpaceDimension> survey = MocAscii.Parse<SpaceDimension>("3/1-7 100 9/");     // errors tell line and column
        Moc<SpaceDimension> left = survey.Difference(SpaceMoc.Overlapping(cone, 9));     // Union, Intersection, Complement, Degrade ...
        await MocFits.WriteAsync(left, file, MocPackaging.Nuniq);                        // what readers of MOC 1 know; Range is faster
        Moc<TimeDimension> nights = TimeMoc.FromIntervals(31, [new(TimeMoc.Microseconds(2460000), TimeMoc.Microseconds(2460001))]);
        bool seen = SpaceTimeMoc.Of(nights, left).Contains(TimeMoc.Microseconds(2460000.4), new SkyCoord(45, 3));
        // </example>

        file.Position = 0;
        Assert.Equal(left, await MocFits.ReadAsync<SpaceDimension>(file, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(left.Contains(new SkyCoord(45, 3)), seen);
        AssertReadmeHolds(3);
    }

    /// <summary>Compares an example between its marks, without the indentation, with the README's code.</summary>
    private static void AssertReadmeHolds(int number, [CallerFilePath] string source = "")
    {
        const int Indentation = 8;
        string[] lines = File.ReadAllLines(source);
        int start = lines.Index().Where(line => line.Item.Trim() == "// <example>").ElementAt(number - 1).Index;
        string example = string.Join('\n', lines.Skip(start + 1).TakeWhile(line => line.Trim() != "// </example>").Select(line => line[Indentation..]));
        string readme = Path.Combine(Path.GetDirectoryName(source)!, "..", "..", "..", "libs", "Sky", "README.md");
        Assert.Contains($"```csharp\n{example}\n```", File.ReadAllText(readme), StringComparison.Ordinal);
    }
}
