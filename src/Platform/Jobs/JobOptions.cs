namespace Hven.Platform.Jobs;

/// <summary>Limits of jobs: section <c>Jobs</c> of <c>hven.json</c>.</summary>
public sealed class JobOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Jobs";

    /// <summary>Jobs that run at one time; others wait.</summary>
    public int Running { get; set; } = 2;

    /// <summary>Memory in MiB that the process of one job may take; 0 for a quarter of the machine's.</summary>
    public int MemoryMiB { get; set; }

    /// <summary>Jobs that may wait. More are refused with status 503.</summary>
    public int Queued { get; set; } = 5000;

    /// <summary>Jobs that are kept at one time, ended ones among them. More are refused with status 503.</summary>
    public int Kept { get; set; } = 100_000;

    /// <summary>Seconds that a job may run when its user names no number.</summary>
    public int DefaultSeconds { get; set; } = 3600;

    /// <summary>Seconds that a job may run, whatever its user names.</summary>
    public int MaxSeconds { get; set; } = 86_400;

    /// <summary>Days after which a job is deleted with its results, when its user names no date.</summary>
    public int DefaultDays { get; set; } = 14;

    /// <summary>Days after which a job is deleted, whatever its user names, counted from when it was made or last renewed.</summary>
    public int MaxDays { get; set; } = 90;

    /// <summary>Disk in MiB that results and uploads of jobs may take together.</summary>
    public int DiskMiB { get; set; } = 102_400;

    /// <summary>What is wrong with the settings; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (MemoryMiB is not 0 and (< 256 or > 16_777_216))
        {
            yield return $"{Section}:MemoryMiB is {MemoryMiB}; it must be from 256 to 16777216, or 0.";
        }

        foreach ((string key, int value, int most) in new[]
        {
            ("Running", Running, 1000), ("Queued", Queued, 1_000_000), ("Kept", Kept, 10_000_000), ("DefaultSeconds", DefaultSeconds, MaxSeconds),
            ("MaxSeconds", MaxSeconds, 31_536_000), ("DefaultDays", DefaultDays, MaxDays), ("MaxDays", MaxDays, 36_500), ("DiskMiB", DiskMiB, int.MaxValue),
        })
        {
            if (value < 1 || value > most)
            {
                yield return $"{Section}:{key} is {value}; it must be from 1 to {most}.";
            }
        }
    }
}
