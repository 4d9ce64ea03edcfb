using Hven.Benchmarks.Peers;
using Hven.Sky;

namespace Hven.Benchmarks;

/// <summary>The column forms of the sky library, on one thread: rows a second, and the bytes that they allocate, which must be none.</summary>
internal static class SkyBenchmark
{
    private const int Rows = 1_000_000;

    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken cancellationToken)
    {
        Random random = new(1);
        double[] ra = Column(random, 0, 360);
        double[] dec = Column(random, -90, 90);
        double[] motion = Column(random, -1000, 1000);
        double[] dates = Column(random, 45000, 62000);
        double[] first = new double[Rows];
        double[] second = new double[Rows];
        bool[] inside = new bool[Rows];
        SkyCoord here = new(120, 30);
        Instant epoch = Instant.FromJulianYear(2016);
        FrameTransform galactic = new(Frame.Icrs, Frame.Galactic);
        FrameTransform fk4 = new(Frame.Icrs, Frame.Fk4B1950);
        Ellipse ellipse = new(here, Angle.FromDegrees(40), Angle.FromDegrees(20), Angle.FromDegrees(30));
        (string Item, Action Work)[] works =
        [
            ("separations", () => here.SeparationsTo(ra, dec, first)),
            ("position angles", () => here.PositionAnglesTo(ra, dec, first)),
            ("offsets", () => here.OffsetsBy(ra, dec, first, second)),
            ("ICRS to galactic", () => galactic.ApplyMany(ra, dec, first, second)),
            ("ICRS to FK4 with E-terms", () => fk4.ApplyMany(ra, dec, first, second)),
            ("positions at another epoch", () => EpochPropagation.Propagate(
                new() { RaDegrees = ra, DecDegrees = dec, ProperMotionEast = motion, ProperMotionNorth = motion }, epoch, Instant.J2000, first, second)),
            ("UTC to TAI", () => ModifiedJulianDates.Convert(dates, TimeScale.Utc, TimeScale.Tai, first)),
            ("UTC to TDB", () => ModifiedJulianDates.Convert(dates, TimeScale.Utc, TimeScale.Tdb, first)),
            ("positions in an ellipse", () => ellipse.ContainsMany(ra, dec, inside)),
        ];
        foreach ((string item, Action work) in works)
        {
            // Once before, so that what the compiler makes on the way is not counted.
            work();
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Timing timing = (await Timing.CompareAsync(options.Rounds, cancellationToken, new Contender("Hven", BareDuckDb.CpuSeconds, _ =>
            {
                work();
                return Task.FromResult(new Outcome(Rows));
            })))[0];
            report.Add(item, Report.Invariant($"{timing.PerCpuSecond / 1e6:0.#} Mrow/CPU s, {bytes} bytes allocated"), "0 bytes", bytes == 0);
        }
    }

    private static double[] Column(Random random, double from, double to) =>
        [.. Enumerable.Range(0, Rows).Select(_ => from + ((to - from) * random.NextDouble()))];
}
