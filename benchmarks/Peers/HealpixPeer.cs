using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Hven.Benchmarks.Peers;

/// <summary>healpy in a Python of its own, which takes its own CPU time.</summary>
internal static class HealpixPeer
{
    private const string Script = """
        import sys, time
        import numpy as np, healpy
        source, target, what, order, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
        nside = 1 << order
        name, _, how = what.partition('-')
        values = np.fromfile(source, '<i8' if name in ('pix2ang', 'ring2nest', 'nest2ring') else '<f8')
        def sums(query, shapes):
            out = []
            for shape in shapes:
                found = query(shape)
                out += [len(found), int(found.sum())]
            return np.array(out, '<i8')
        if name == 'ang2pix':
            sky = values.reshape(2, -1)
            work = lambda: healpy.ang2pix(nside, sky[0], sky[1], nest=how == 'nest', lonlat=True)
        elif name == 'pix2ang':
            work = lambda: np.concatenate(healpy.pix2ang(nside, values, nest=how == 'nest', lonlat=True))
        elif name == 'disc':
            discs = [(healpy.ang2vec(ra, dec, lonlat=True), np.radians(radius)) for ra, dec, radius in values.reshape(-1, 3)]
            work = lambda: sums(lambda d: healpy.query_disc(nside, d[0], d[1], inclusive=how == 'inclusive', nest=True), discs)
        elif name == 'polygon':
            outlines = [healpy.ang2vec(p[:, 0], p[:, 1], lonlat=True) for p in values.reshape(-1, 6, 2)]
            work = lambda: sums(lambda p: healpy.query_polygon(nside, p, inclusive=how == 'inclusive', nest=True), outlines)
        else:
            work = lambda: getattr(healpy, name)(nside, values)
        times = []
        for _ in range(rounds):
            before = time.process_time()
            result = work()
            times.append(time.process_time() - before)
        result.astype('<f8' if name == 'pix2ang' else '<i8').tofile(target)
        print(healpy.__version__, sorted(times)[len(times) // 2])
        """;

    /// <summary>Does a piece of work some times; gives healpy's version, the median of the CPU seconds, and the result.</summary>
    public static async Task<(string Version, double Seconds, TOut[] Result)> RunAsync<TIn, TOut>(
        string what, int order, int rounds, TIn[] input, CancellationToken cancellationToken)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        string source = Path.Combine(BenchmarkOptions.Artifacts, "healpix-input");
        string target = Path.Combine(BenchmarkOptions.Artifacts, "healpix-output");
        await File.WriteAllBytesAsync(source, MemoryMarshal.AsBytes<TIn>(input).ToArray(), cancellationToken);
        ProcessStartInfo start = new("/usr/bin/python3") { RedirectStandardOutput = true };
        foreach (string argument in (string[])["-c", Script, source, target, what, order.ToString(CultureInfo.InvariantCulture), rounds.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException("python3 cannot be started.");
        string text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException("python3 with numpy and healpy is missing (on Debian: apt-get install python3-healpy).");
        }

        byte[] result = await File.ReadAllBytesAsync(target, cancellationToken);
        File.Delete(source);
        File.Delete(target);
        string[] answer = text.Trim().Split(' ');
        return (answer[0], double.Parse(answer[1], CultureInfo.InvariantCulture), MemoryMarshal.Cast<byte, TOut>(result).ToArray());
    }
}
