using System.Runtime.InteropServices;
using Hven.Benchmarks.Interop;
using Hven.Benchmarks.Peers;
using Hven.Sky;

namespace Hven.Benchmarks;

/// <summary>HEALPix against healpy, on one thread: conversions of many points, covers of many regions. Every result must be equal.</summary>
internal static class HealpixBenchmark
{
    private const int Points = 4_000_000;
    private const int Regions = 1000;
    private const int CoverOrder = 12;

    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(BenchmarkOptions.Artifacts);
        Random random = new(1);
        double[] ra = [.. Enumerable.Range(0, Points).Select(_ => random.NextDouble() * 360)];
        double[] dec = [.. Enumerable.Range(0, Points).Select(_ => double.RadiansToDegrees(Math.Asin((2 * random.NextDouble()) - 1)))];
        foreach (int order in (int[])[12, 29])
        {
            long[] pixels = [.. Enumerable.Range(0, Points).Select(_ => random.NextInt64(Healpix.PixelCount(order)))];
            HealpixRing ring = HealpixRing.AtOrder(order);
            long[] found = new long[Points];
            double[] position = new double[2 * Points];
            double[] sky = [.. ra, .. dec];
            await CompareAsync<double, long>($"positions to NESTED pixels, order {order}", "ang2pix-nest", order, sky, () => Then(() => Healpix.ToPixels(order, ra, dec, found), found));
            await CompareAsync<double, long>($"positions to RING pixels, order {order}", "ang2pix-ring", order, sky, () => Then(() => ring.ToPixels(ra, dec, found), found));
            await CompareAsync<long, double>($"NESTED pixels to positions, order {order}", "pix2ang-nest", order, pixels, () => Then(() => Healpix.Centers(order, pixels, position, position.AsSpan(Points)), position));
            await CompareAsync<long, double>($"RING pixels to positions, order {order}", "pix2ang-ring", order, pixels, () => Then(() => ring.Centers(pixels, position, position.AsSpan(Points)), position));
            await CompareAsync<long, long>($"RING to NESTED, order {order}", "ring2nest", order, pixels, () => Then(() => ring.ToNested(pixels, found), found));
            await CompareAsync<long, long>($"NESTED to RING, order {order}", "nest2ring", order, pixels, () => Then(() => ring.FromNested(pixels, found), found));
        }

        await CoverAsync("circle of 1 degree", "disc", CircleAt);
        await CoverAsync("hexagon of 1 degree", "polygon", HexagonAt);

        async Task CompareAsync<TIn, TOut>(string item, string what, int order, TIn[] input, Func<TOut[]> ours)
            where TIn : unmanaged
            where TOut : unmanaged => await AddAsync(item, what, order, input, ours, Points, "Mpoint", 1e6);

        async Task CoverAsync(string shape, string what, Func<double, double, Region> regionAt)
        {
            Region[] regions = [.. Enumerable.Range(0, Regions).Select(i => regionAt(ra[i], dec[i] * 0.98))];
            double[] input = [.. regions.SelectMany(Outline)];
            await AddAsync<double, long>($"{shape} by centres, order {CoverOrder}", $"{what}-exact", CoverOrder, input, () => Sums(regions, HealpixCover.Centered), Regions, "thousand covers", 1e3);

            // healpy's may hold pixels that do not overlap, so the sums differ; what is compared is that ours holds none that theirs lacks.
            await AddAsync<double, long>($"{shape} inclusive, order {CoverOrder}", $"{what}-inclusive", CoverOrder, input, () => Sums(regions, HealpixCover.Overlapping), Regions, "thousand covers", 1e3);
        }

        async Task AddAsync<TIn, TOut>(string item, string what, int order, TIn[] input, Func<TOut[]> ours, int count, string unit, double scale)
            where TIn : unmanaged
            where TOut : unmanaged
        {
            TOut[] result = [];
            Timing timing = (await Timing.CompareAsync(options.Rounds, cancellationToken, new Contender("Hven", () => ProcessClock.CpuSeconds(Environment.ProcessId), _ =>
            {
                result = ours();
                return Task.FromResult(new Outcome(count));
            })))[0];
            (string version, double seconds, TOut[] theirs) = await HealpixPeer.RunAsync<TIn, TOut>(what, order, options.Rounds, input, cancellationToken);
            double rate = count / seconds / scale;
            double ratio = timing.PerCpuSecond / scale / rate;
            report.Add(new(
                item, Report.Invariant($"{timing.PerCpuSecond / scale:0.##} {unit}/CPU s"), $"healpy {version}", Report.Invariant($"{rate:0.##} {unit}/CPU s"),
                Math.Round(ratio, 2), ">= 1x", ratio >= 1, AreEqual(result, theirs, what)));
        }
    }

    private static T[] Then<T>(Action action, T[] result)
    {
        action();
        return result;
    }

    private static Circle CircleAt(double ra, double dec) => new(new SkyCoord(ra, dec), Angle.FromDegrees(1));

    private static Polygon HexagonAt(double ra, double dec)
    {
        DirectionVector z = new SkyCoord(ra, dec).ToVector();
        DirectionVector x = new SkyCoord(ra, dec + (dec > 0 ? -90 : 90)).ToVector();
        DirectionVector y = new((z.Y * x.Z) - (z.Z * x.Y), (z.Z * x.X) - (z.X * x.Z), (z.X * x.Y) - (z.Y * x.X));
        return new Polygon([.. Enumerable.Range(0, 6).Select(i =>
        {
            (double sin, double cos) = Math.SinCos(i * Math.PI / 3);
            double reach = Math.Tan(Math.PI / 180);
            return new DirectionVector(
                z.X + (reach * ((cos * x.X) + (sin * y.X))), z.Y + (reach * ((cos * x.Y) + (sin * y.Y))), z.Z + (reach * ((cos * x.Z) + (sin * y.Z)))).ToSkyCoord();
        })]);
    }

    private static IEnumerable<double> Outline(Region region) => region switch
    {
        Circle circle => [circle.Center.RaDegrees, circle.Center.DecDegrees, circle.Radius.Degrees],
        Polygon polygon => polygon.Vertices.SelectMany(vertex => new[] { vertex.RaDegrees, vertex.DecDegrees }),
        _ => throw new ArgumentException("Only circles and polygons are compared.", nameof(region)),
    };

    /// <summary>Count and sum of the pixels of each cover: enough to tell covers apart.</summary>
    private static long[] Sums(Region[] regions, Func<Region, int, int, IReadOnlyList<PixelRange>> cover)
    {
        long[] sums = new long[2 * regions.Length];
        for (int i = 0; i < regions.Length; i++)
        {
            foreach (PixelRange range in cover(regions[i], CoverOrder, int.MaxValue))
            {
                sums[2 * i] += range.Count;
                sums[(2 * i) + 1] += (range.First + range.Last) * range.Count / 2;
            }
        }

        return sums;
    }

    private static bool AreEqual<T>(T[] ours, T[] theirs, string what)
        where T : unmanaged
    {
        if (ours is double[] numbers && theirs is double[] others)
        {
            return numbers.Zip(others).All(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
        }

        ReadOnlySpan<long> mine = MemoryMarshal.Cast<T, long>(ours);
        ReadOnlySpan<long> peers = MemoryMarshal.Cast<T, long>(theirs);
        if (!what.EndsWith("inclusive", StringComparison.Ordinal))
        {
            return mine.SequenceEqual(peers);
        }

        for (int i = 0; i < mine.Length; i += 2)
        {
            if (mine[i] > peers[i])
            {
                return false;
            }
        }

        return mine.Length == peers.Length;
    }
}
