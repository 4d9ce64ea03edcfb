using System.Diagnostics;

namespace Hven.Benchmarks;

/// <summary>One way to do the same work.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="CpuSeconds">CPU seconds that the processes which count have used so far.</param>
/// <param name="RunAsync">Does the work once and gives what came of it.</param>
internal sealed record Contender(string Name, Func<double> CpuSeconds, Func<CancellationToken, Task<Outcome>> RunAsync);

/// <summary>What came of a piece of work.</summary>
/// <param name="Operations">Requests, rows or whatever the figure is per.</param>
/// <param name="Check">What must be equal between contenders; compared as numbers, within <see cref="Tolerance"/>.</param>
internal sealed record Outcome(long Operations, params double[] Check)
{
    // Sums of binary32 in another order differ in their last digits.
    private const double Tolerance = 1e-6;

    public bool Agrees(Outcome other) =>
        Check.Length == other.Check.Length
        && Check.Zip(other.Check).All(pair => Math.Abs(pair.First - pair.Second) <= Tolerance * Math.Max(1, Math.Abs(pair.First)));
}

/// <summary>Medians over the rounds, per operation.</summary>
/// <param name="Name">The contender.</param>
/// <param name="CpuMilliseconds">CPU per operation.</param>
/// <param name="WallMilliseconds">Wall time per operation; with many clients, the inverse of the throughput.</param>
/// <param name="AllocatedBytes">Bytes that this process allocated, per operation; says something only of work that is done in it.</param>
/// <param name="Outcome">Of the last round.</param>
internal sealed record Timing(string Name, double CpuMilliseconds, double WallMilliseconds, double AllocatedBytes, Outcome Outcome)
{
    public double PerSecond => 1000 / WallMilliseconds;

    public double PerCpuSecond => 1000 / CpuMilliseconds;

    /// <summary>Runs contenders in turn, so that whatever else the machine does meets all of them alike; one round before counts for nothing.</summary>
    public static async Task<IReadOnlyList<Timing>> CompareAsync(int rounds, CancellationToken cancellationToken, params Contender[] contenders)
    {
        List<double>[] cpu = [.. contenders.Select(_ => new List<double>())];
        List<double>[] wall = [.. contenders.Select(_ => new List<double>())];
        List<double>[] allocated = [.. contenders.Select(_ => new List<double>())];
        Outcome[] outcomes = new Outcome[contenders.Length];
        for (int round = -1; round < rounds; round++)
        {
            for (int index = 0; index < contenders.Length; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                long bytes = GC.GetTotalAllocatedBytes(precise: true);
                double before = contenders[index].CpuSeconds();
                long started = Stopwatch.GetTimestamp();
                outcomes[index] = await contenders[index].RunAsync(cancellationToken);
                double elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                if (round >= 0)
                {
                    cpu[index].Add((contenders[index].CpuSeconds() - before) * 1000 / outcomes[index].Operations);
                    wall[index].Add(elapsed / outcomes[index].Operations);
                    allocated[index].Add((double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / outcomes[index].Operations);
                }
            }
        }

        return [.. contenders.Select((contender, index) => new Timing(contender.Name, Quantile(cpu[index], 0.5), Quantile(wall[index], 0.5), Quantile(allocated[index], 0.5), outcomes[index]))];
    }

    /// <summary>A quantile of some values, nearest rank.</summary>
    public static double Quantile(List<double> values, double fraction)
    {
        values.Sort();
        return values[Math.Clamp((int)Math.Ceiling(fraction * values.Count) - 1, 0, values.Count - 1)];
    }
}
