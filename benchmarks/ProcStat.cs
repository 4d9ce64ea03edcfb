using System.Globalization;

namespace Hven.Benchmarks;

/// <summary>What Linux counts for a process whose children have ended.</summary>
internal static class ProcStat
{
    // The unit of /proc/PID/stat is USER_HZ, which is 100 on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>CPU seconds of all children that a process has waited for.</summary>
    /// <param name="process">Its id, or <c>self</c>.</param>
    public static double ChildrenSeconds(string process)
    {
        // The second field is the program's name in parentheses and may hold blanks.
        string text = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
