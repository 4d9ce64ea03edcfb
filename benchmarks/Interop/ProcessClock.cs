using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Hven.Benchmarks.Interop;

/// <summary>CPU time (user and system, all threads, also those that have ended) of any process, in nanoseconds: the process clock of POSIX.</summary>
internal static partial class ProcessClock
{
    private const int ScheduledTime = 2;

    /// <summary>CPU seconds that a process has used.</summary>
    /// <param name="processId">The process.</param>
    /// <exception cref="Win32Exception">There is no such process.</exception>
    public static double CpuSeconds(int processId)
    {
        // A clock's id holds the process's id inverted; this is what clock_getcpuclockid makes.
        int clock = (~processId << 3) | ScheduledTime;
        return GetTime(clock, out TimeSpec time) == 0
            ? time.Seconds + (time.Nanoseconds * 1e-9)
            : throw new Win32Exception(Marshal.GetLastPInvokeError(), $"The CPU time of process {processId} cannot be read.");
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
