namespace Hven.Backends.Local;

/// <summary>Settings of the embedded engine: section <c>Engine</c> of <c>hven.json</c>.</summary>
public sealed class LocalOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Engine";

    /// <summary>Memory in MiB that all running queries may use together; 0 for half of the machine's memory. Above it they use the disk.</summary>
    public int MemoryMiB { get; set; }

    /// <summary>Threads of the engine; 0 for one a core.</summary>
    public int Threads { get; set; }

    /// <summary>Disk in MiB that running queries may use together for what does not fit into memory.</summary>
    public int SpillMiB { get; set; } = 10_240;

    /// <summary>Queries that work at one time; others wait. 0 for two a core.</summary>
    public int Working { get; set; }

    /// <summary>Queries that may be open at one time, working, waiting or paused by a client that reads slowly. More are refused with status 503.</summary>
    public int Open { get; set; } = 500;

    /// <summary>What is wrong with the settings; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        foreach ((string key, int value, int least) in new[] { ("MemoryMiB", MemoryMiB, 0), ("Threads", Threads, 0), ("SpillMiB", SpillMiB, 0), ("Working", Working, 0), ("Open", Open, 1) })
        {
            if (value < least)
            {
                yield return $"{Section}:{key} is {value}; it must be at least {least}.";
            }
        }

        if (MemoryMiB is > 0 and < 128)
        {
            yield return $"{Section}:MemoryMiB is {MemoryMiB}; the engine needs at least 128, or 0 for half of the machine's memory.";
        }
    }
}
