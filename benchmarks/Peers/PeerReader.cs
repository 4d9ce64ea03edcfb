using System.Diagnostics;
using System.Globalization;

namespace Hven.Benchmarks.Peers;

/// <summary>Programs that read a table and count its rows, each run a process; what the same run takes with an empty table is not counted.</summary>
internal static class PeerReader
{
    private const string Astropying = """
        import sys, warnings
        from astropy.table import Table
        warnings.simplefilter("ignore")
        print("rows:", len(Table.read(sys.argv[1], format=sys.argv[2])))
        """;

    /// <summary>STILTS: <c>tpipe omode=count</c>.</summary>
    public static Contender Stilts(ReadableFormat format, string file, string empty) =>
        Of("stilts", path => new ProcessStartInfo("stilts", ["tpipe", $"in={path}", $"ifmt={format.StiltsName}", "omode=count"]), file, empty);

    /// <summary>astropy: <c>Table.read</c>.</summary>
    public static Contender Astropy(ReadableFormat format, string file, string empty) =>
        Of("astropy", path => new ProcessStartInfo("/usr/bin/python3", ["-c", Astropying, path, format.AstropyName!]), file, empty);

    private static Contender Of(string name, Func<string, ProcessStartInfo> start, string file, string empty)
    {
        double used = 0;
        return new Contender(name, () => used, async token =>
        {
            (_, double before) = await RunAsync(start(empty), token);
            (long rows, double after) = await RunAsync(start(file), token);
            used += after - before;
            return new Outcome(rows, rows);
        });
    }

    /// <summary>Runs a program that prints <c>rows: N</c>.</summary>
    private static async Task<(long Rows, double CpuSeconds)> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = true;
        // The start script of stilts waits for its Java, so that all of it is counted once the script has ended.
        double before = ProcStat.ChildrenSeconds("self");
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} cannot be started.");
        string text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        int at = text.IndexOf("rows:", StringComparison.Ordinal);
        string number = at < 0 ? "" : text[(at + "rows:".Length)..].Trim().Split((char[]?)null)[0];
        return process.ExitCode == 0 && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long rows)
            ? (rows, ProcStat.ChildrenSeconds("self") - before)
            : throw new InvalidOperationException($"{start.FileName} is missing or failed (on Debian: apt-get install stilts python3-astropy): {text}");
    }
}
