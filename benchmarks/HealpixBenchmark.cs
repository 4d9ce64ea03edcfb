using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Hven.Benchmarks.Peers;
using Hven.Sky;

namespace Hven.Benchmarks;

/// <summary>Positions to HEALPix indices (NESTED) against healpy, on one thread; every index must be equal.</summary>
internal static class HealpixBenchmark
{
    private const int Points = 4_000_000;

    private const string Script = """
        import sys, time
        import numpy as np, healpy
        sky = np.fromfile(sys.argv[1]).reshape(2, -1)
        nside = 1 << int(sys.argv[3])
        times = []
        for _ in range(int(sys.argv[4])):
            before = time.process_time()
            pixels = healpy.ang2pix(nside, sky[0], sky[1], nest=True, lonlat=True)
            times.append(time.process_time() - before)
        pixels.astype('<i8').tofile(sys.argv[2])
        print(healpy.__version__, sorted(times)[len(times) // 2])
        """;

    public static async Task RunAsync(BenchmarkOptions options, Report report, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(BenchmarkOptions.Artifacts);
        Random random = new(1);
        double[] ra = new double[Points];
        double[] dec = new double[Points];
        for (int index = 0; index < Points; index++)
        {
            ra[index] = random.NextDouble() * 360;
            dec[index] = double.RadiansToDegrees(Math.Asin((2 * random.NextDouble()) - 1));
        }

        string input = Path.Combine(BenchmarkOptions.Artifacts, "healpix-input");
        string output = Path.Combine(BenchmarkOptions.Artifacts, "healpix-output");
        await File.WriteAllBytesAsync(input, [.. MemoryMarshal.AsBytes<double>(ra), .. MemoryMarshal.AsBytes<double>(dec)], cancellationToken);
        foreach (int order in new[] { 12, 29 })
        {
            long[] pixels = new long[Points];
            Timing ours = (await Timing.CompareAsync(options.Rounds, cancellationToken, new Contender("Hven", BareDuckDb.CpuSeconds, _ =>
            {
                Healpix.ToPixels(order, ra, dec, pixels);
                return Task.FromResult(new Outcome(Points));
            })))[0];
            string[] answer = await PythonAsync([input, output, order.ToString(CultureInfo.InvariantCulture), options.Rounds.ToString(CultureInfo.InvariantCulture)], cancellationToken);
            byte[] theirs = await File.ReadAllBytesAsync(output, cancellationToken);
            bool equal = MemoryMarshal.Cast<byte, long>(theirs).SequenceEqual(pixels);
            double rate = Points / double.Parse(answer[1], CultureInfo.InvariantCulture) / 1e6;
            double ratio = ours.PerCpuSecond / 1e6 / rate;
            report.Add(new(
                $"positions to pixels, order {order}", Report.Invariant($"{ours.PerCpuSecond / 1e6:0.#} Mpoint/CPU s"),
                $"healpy {answer[0]}", Report.Invariant($"{rate:0.#} Mpoint/CPU s"), Math.Round(ratio, 2), ">= 1x", ratio >= 1, equal));
        }

        File.Delete(input);
        File.Delete(output);
    }

    private static async Task<string[]> PythonAsync(string[] arguments, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new("/usr/bin/python3") { RedirectStandardOutput = true };
        foreach (string argument in (string[])["-c", Script, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException("python3 cannot be started.");
        string text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? text.Trim().Split(' ') : throw new InvalidOperationException("python3 with numpy and healpy is missing (on Debian: apt-get install python3-healpy).");
    }
}
