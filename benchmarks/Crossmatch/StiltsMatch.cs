using System.Diagnostics;
using System.Globalization;

namespace Hven.Benchmarks.Crossmatch;

/// <summary>STILTS: <c>tskymatch2</c> of two FITS files, a process a run.</summary>
internal static class StiltsMatch
{
    /// <summary>A contender that matches a list with a catalogue within an arcsecond.</summary>
    /// <param name="list">File with id, ra and dec.</param>
    /// <param name="catalogue">File with COADD_OBJECT_ID, RA and DEC.</param>
    /// <param name="find"><c>all</c> pairs, or <c>best1</c>, the nearest for each of the list.</param>
    public static Contender Contender(string list, string catalogue, string find) =>
        new($"stilts tskymatch2 find={find}", () => ProcStat.ChildrenSeconds("self"), token => RunAsync(list, catalogue, find, token));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<Outcome> RunAsync(string list, string catalogue, string find, CancellationToken cancellationToken)
    {
        string pairs = list + ".pairs.csv";
        ProcessStartInfo start = new("stilts", ["-Xmx6g", "tskymatch2", $"in1={list}", $"in2={catalogue}", "ra1=ra", "dec1=dec", "ra2=RA", "dec2=DEC", "error=1", $"find={find}",
            "join=1and2", $"out={pairs}", "ofmt=csv"]);
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("stilts cannot be started.");
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"stilts is missing or failed (on Debian: apt-get install stilts): exit code {process.ExitCode}.");
        }

        string[] names = File.ReadLines(pairs).First().Split(',');
        int id = Array.IndexOf(names, "id");
        int objectId = Array.IndexOf(names, "COADD_OBJECT_ID");
        return new Outcome(1, MatchPairs.Digest(File.ReadLines(pairs).Skip(1).Select(line => line.Split(',')).Select(cells => new[] { Number(cells[id]), Number(cells[objectId]) })));
    }
}
