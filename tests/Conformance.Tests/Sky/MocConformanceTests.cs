using System.Runtime.InteropServices;
using System.Text;
using Hven.Conformance.Tests.Support;
using Hven.Sky;

namespace Hven.Conformance.Tests.Sky;

/// <summary>MOC against files of the CDS and of MOCPy, against bitmaps filled with astropy, and through STILTS and fitsverify.</summary>
public sealed class MocConformanceTests
{
    private const string Rust = "cds-astro+cds-moc-rust/crates/";
    private const string Mocpy = "cds-astro+mocpy/resources/";

    [Fact]
    public async Task Fits_and_ascii_files_of_one_coverage_are_equal()
    {
        Assert.Equal(MocAscii.Parse<SpaceDimension>(Text(Mocpy + "MOC2.0/smoc.ascii.txt")), await SpaceAsync(Mocpy + "MOC2.0/SMOC.fits"));
        Assert.Equal(MocAscii.Parse<TimeDimension>(Text(Mocpy + "MOC2.0/tmoc.ascii.txt")), await TimeAsync(Mocpy + "MOC2.0/TMOC.fits"));
        Assert.Equal(MocAscii.ParseSpaceTime(Text(Mocpy + "MOC2.0/stmoc.ascii.txt")), await SpaceTimeAsync(Mocpy + "MOC2.0/STMOC.fits"));
    }

    [Fact]
    public void Complement_of_glimpse_is_the_expected_file()
    {
        Moc<SpaceDimension> glimpse = MocJson.Parse<SpaceDimension>(Text(Rust + "cli/test/resources/glimpse.moc.json"));
        Moc<SpaceDimension> expected = MocJson.Parse<SpaceDimension>(Text(Rust + "cli/test/resources/glimpse_not.moc.json"));
        Assert.Equal(expected, glimpse.Complement());
        Assert.Equal(glimpse, expected.Complement());
        Assert.True(glimpse.Union(expected).IsFull);
        Assert.True(glimpse.Intersection(expected).IsEmpty);
    }

    [Fact]
    public async Task Parts_of_bayestar_are_the_expected_files_and_make_up_the_whole()
    {
        Moc<SpaceDimension> whole = await SpaceAsync(Rust + "cli/test/resources/MOC_0.9_bayestar.multiorder.fits");
        Moc<SpaceDimension> sum = Moc.Empty<SpaceDimension>(0);
        var parts = new List<string>();
        for (int i = 0; i < 10; i++)
        {
            Moc<SpaceDimension> part = MocAscii.Parse<SpaceDimension>(Text($"{Rust}cli/test/resources/Bayestar.multiorder.expected.{i}.ascii"));
            Assert.False(part.Overlaps(sum));
            Assert.True(whole.Contains(part));
            Assert.Equal(part, whole.Difference(sum).Intersection(part));
            sum = sum.Union(part);
            parts.Add(part.ToString());
        }

        // The files are what the CDS's program made of its command to split.
        Assert.Equal(parts.Order(), whole.Split().Select(part => part.ToString()).Order());

        Assert.Equal(whole, sum);
        Assert.True((await SpaceAsync(Mocpy + "bayestar.multiorder.fits")).IsFull);
    }

    [Theory]
    [InlineData("CDS_III_206_orion.fits", "CDS_II_97_ans.fits")]
    [InlineData("CDS_I_172_irs.fits", "CDS_I_274_ccdm.fits")]
    [InlineData("CDS_III_43_main.fits", "CDS_II_339_summary.fits")]
    [InlineData("CDS_II_203A_faint.fits", "CDS_I_42_catalog.fits")]
    [InlineData("CDS_II_261_GOODS_S.fits", "CDS_I_274_ccdm.fits")]
    public async Task Operations_on_catalogues_equal_those_on_bitmaps(string one, string other) =>
        await CompareOperationsAsync(10, Rust + "set/resources/tests/data/" + one, Rust + "set/resources/tests/data/" + other);

    [Theory]
    [InlineData(9, "P-SDSS9-r.fits", "P-GALEXGR6-AIS-FUV.fits")]
    [InlineData(9, "../docs/examples/polygon_moc.fits", "CDS-I-125A-catalog_MOC.fits")]
    public async Task Operations_on_surveys_equal_those_on_bitmaps(int order, string one, string other) =>
        await CompareOperationsAsync(order, Mocpy + one, Mocpy + other);

    [Fact]
    public async Task Large_files_of_time_and_of_space_and_time_come_back_the_same()
    {
        string path = Tool.DataFile(Mocpy + "MOC2.0/STMoc-basic.fits");
        SpaceTimeMoc moc = await SpaceTimeAsync(Mocpy + "MOC2.0/STMoc-basic.fits");
        Assert.Equal((34, 17), (moc.TimeOrder, moc.SpaceOrder));
        byte[] ours = await WrittenAsync(file => MocFits.WriteAsync(moc, file));
        Assert.Equal(await NumbersAsync(await File.ReadAllBytesAsync(path)), await NumbersAsync(ours));
        Moc<TimeDimension> hst = await TimeAsync(Mocpy + "TMOC/HST_SDSSg/TMoc.fits");
        Assert.Equal(57, hst.Order);
        Assert.Equal(hst, MocJson.Parse<TimeDimension>(MocJson.Write(hst)));
        Assert.Equal(hst, await MocFits.ReadAsync<TimeDimension>(new MemoryStream(await WrittenAsync(file => MocFits.WriteAsync(hst, file)))));
    }

    [Fact]
    public async Task Frequencies_are_refused_by_name()
    {
        await using FileStream file = File.OpenRead(Tool.DataFile(Mocpy + "FMOC/P2012180.fits"));
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => MocFits.ReadAsync<SpaceDimension>(file));
        Assert.Contains("FREQUENCY", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Written_files_are_read_by_stilts_astropy_and_fitsverify()
    {
        var circle = new Circle(new SkyCoord(40, 30), Angle.FromDegrees(7.3));
        Moc<SpaceDimension> moc = SpaceMoc.Overlapping(circle, 9);
        SpaceTimeMoc both = SpaceTimeMoc.Of(TimeMoc.FromIntervals(31, [new(TimeMoc.Microseconds(2460000), TimeMoc.Microseconds(2460001))]), moc);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hven-moc-");
        try
        {
            foreach ((string name, byte[] bytes) in new[]
            {
                ("nuniq", await WrittenAsync(file => MocFits.WriteAsync(moc, file, MocPackaging.Nuniq))),
                ("range", await WrittenAsync(file => MocFits.WriteAsync(moc, file))),
                ("fine", await WrittenAsync(file => MocFits.WriteAsync(moc.WithOrder(20), file, MocPackaging.Nuniq))),
                ("both", await WrittenAsync(file => MocFits.WriteAsync(both, file))),
            })
            {
                string path = Path.Combine(folder.FullName, name + ".fits");
                await File.WriteAllBytesAsync(path, bytes);
                Assert.Contains("0 warning(s) and 0 error(s)", await Tool.RunAsync("fitsverify", path), StringComparison.Ordinal);
                Assert.NotEmpty(await NumbersAsync(bytes));
            }

            await CompareWithStiltsAsync(Path.Combine(folder.FullName, "nuniq.fits"), moc);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Footprint_made_by_stilts_is_read_in_both_of_its_forms()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hven-moc-");
        try
        {
            string table = Path.Combine(folder.FullName, "points.csv");
            var random = new Random(6);
            var positions = Enumerable.Range(0, 300).Select(_ => (Ra: random.NextDouble() * 360, Dec: (random.NextDouble() * 180) - 90)).ToArray();
            await File.WriteAllLinesAsync(table, ["ra,dec", .. positions.Select(p => FormattableString.Invariant($"{p.Ra:R},{p.Dec:R}"))]);
            foreach (string form in (string[])["fits", "json"])
            {
                string file = Path.Combine(folder.FullName, "moc." + form);
                await Tool.RunAsync("stilts", "pixfoot", $"in={table}", "ifmt=csv", "order=7", "ra=ra", "dec=dec", "radius=0.5", $"mocfmt={form}", $"out={file}");
                Moc<SpaceDimension> theirs = form == "json"
                    ? MocJson.Parse<SpaceDimension>(await File.ReadAllTextAsync(file))
                    : await MocFits.ReadAsync<SpaceDimension>(new MemoryStream(await File.ReadAllBytesAsync(file)));

                Circle[] circles = [.. positions.Select(p => new Circle(new SkyCoord(p.Ra, p.Dec), Angle.FromDegrees(0.5)))];
                Moc<SpaceDimension> ours = circles.Aggregate(
                    Moc.Empty<SpaceDimension>(7), (sum, circle) => sum.Union(SpaceMoc.Overlapping(circle, 7)));

                // Theirs may hold a few pixels more, where a circle comes near a border, and lacks some that a circle touches.
                long[] lacking = [.. ours.Difference(theirs).Flatten(7)];
                Assert.All(lacking, pixel => Assert.Contains(Healpix.Boundary(7, pixel, 500), point => circles.Any(circle => circle.Contains(point))));
                Assert.InRange(lacking.Length, 0, 10);
                Assert.Equal(7, theirs.Order);
                Assert.InRange(theirs.Fraction, ours.Fraction * 0.99, ours.Fraction * 1.5);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task CompareOperationsAsync(int order, string one, string other)
    {
        Moc<SpaceDimension> first = (await SpaceAsync(one)).Degrade(order);
        Moc<SpaceDimension> second = (await SpaceAsync(other)).Degrade(order);
        string target = Path.GetTempFileName();
        try
        {
            await Tool.PythonAsync("sky_moc.py", "operations", $"{order}", Tool.DataFile(one), Tool.DataFile(other), target);
            long[] answer = [.. MemoryMarshal.Cast<byte, long>(await File.ReadAllBytesAsync(target))];
            int at = 0;
            foreach (Moc<SpaceDimension> ours in (Moc<SpaceDimension>[])
                [first.Union(second), first.Intersection(second), first.Difference(second), first.SymmetricDifference(second), first.Complement(), first])
            {
                int count = (int)answer[at++];
                int shift = 2 * (29 - order);
                Assert.Equal(answer[at..(at + count)], ours.Ranges().SelectMany(range => new[] { range.Start >> shift, range.End >> shift }));
                at += count;
            }
        }
        finally
        {
            File.Delete(target);
        }
    }

    private static async Task CompareWithStiltsAsync(string path, Moc<SpaceDimension> moc)
    {
        const int Count = 4000;
        string answer = await Tool.RunAsync(
            "stilts", "tpipe", "in=:loop:" + Count, "cmd=addcol ra '35 + 0.0025*i'", "cmd=addcol dec '22 + 16*abs(sin(i*0.7))'",
            $"cmd=addcol inside inMoc(\\\"{path}\\\",ra,dec)", "cmd=keepcols 'ra dec inside'", "omode=out", "ofmt=csv", "out=-");
        string[] rows = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.Equal(Count, rows.Length);
        int inside = 0;
        foreach (string[] fields in rows.Select(row => row.Split(',')))
        {
            var position = new SkyCoord(double.Parse(fields[0]), double.Parse(fields[1]));
            Assert.Equal(bool.Parse(fields[2]), moc.Contains(position));
            inside += moc.Contains(position) ? 1 : 0;
        }

        Assert.InRange(inside, Count / 10, Count - (Count / 10));
    }

    private static async Task<long[]> NumbersAsync(byte[] file)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hven-moc-");
        try
        {
            string source = Path.Combine(folder.FullName, "moc.fits");
            string target = Path.Combine(folder.FullName, "numbers");
            await File.WriteAllBytesAsync(source, file);
            await Tool.PythonAsync("sky_moc.py", "header", source, target);
            return [.. MemoryMarshal.Cast<byte, long>(await File.ReadAllBytesAsync(target))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<byte[]> WrittenAsync(Func<Stream, Task> write)
    {
        using var file = new MemoryStream();
        await write(file);
        return file.ToArray();
    }

    private static string Text(string path) => File.ReadAllText(Tool.DataFile(path), Encoding.ASCII);

    private static async Task<Moc<SpaceDimension>> SpaceAsync(string path)
    {
        await using FileStream file = File.OpenRead(Tool.DataFile(path));
        return await MocFits.ReadAsync<SpaceDimension>(file);
    }

    private static async Task<Moc<TimeDimension>> TimeAsync(string path)
    {
        await using FileStream file = File.OpenRead(Tool.DataFile(path));
        return await MocFits.ReadAsync<TimeDimension>(file);
    }

    private static async Task<SpaceTimeMoc> SpaceTimeAsync(string path)
    {
        await using FileStream file = File.OpenRead(Tool.DataFile(path));
        return await MocFits.ReadSpaceTimeAsync(file);
    }
}
