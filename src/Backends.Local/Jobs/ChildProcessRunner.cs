using System.Collections.Concurrent;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.Jobs;
using Hven.Platform.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hven.Backends.Local.Jobs;

/// <summary>
/// Runs jobs in child processes of this server. A process that has run a job waits for the next for a while, since starting one takes longer than most
/// jobs; a cancelled job's is killed. None has more than one job at a time.
/// </summary>
internal sealed class ChildProcessRunner : IJobRunner, IDisposable
{
    /// <summary>After so many jobs a process is let go, and with it whatever it may have kept.</summary>
    private const int MostJobs = 200;

    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    private readonly DataDirectory _data;
    private readonly ILogger<ChildProcessRunner> _logger;
    private readonly TimeProvider _time;
    private readonly int _memoryMiB;
    private readonly ConcurrentStack<(JobProcess Process, long Since)> _idle = new();
    private readonly ITimer _sweep;

    public ChildProcessRunner(DataDirectory data, IOptions<JobOptions> options, TimeProvider time, ILogger<ChildProcessRunner> logger)
    {
        _data = data;
        _logger = logger;
        _time = time;
        _memoryMiB = options.Value.MemoryMiB > 0 ? options.Value.MemoryMiB : (int)Math.Max(512, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 >> 20);
        _sweep = time.CreateTimer(_ => LetGo(keep: 1), null, s_idle, s_idle);
    }

    public async Task<JobOutcome> RunAsync(Job job, Caller owner, JobFolder files, CancellationToken cancellationToken)
    {
        JobProcess process = Take();
        JobMessage? last = null;
        try
        {
            last = await RunAsync(process, job, files, cancellationToken);
        }
        finally
        {
            // One that has not said what came of its job may still work for it.
            await GiveBackAsync(process, isFree: last is not null);
        }

        return last.Outcome ?? throw new ServiceException(last.Refusal!.Code, last.Refusal.Status, last.Refusal.Message);
    }

    public void Dispose()
    {
        _sweep.Dispose();
        LetGo(keep: 0);
    }

    /// <summary>Tells a process a job, and gives its last word on it.</summary>
    private async Task<JobMessage> RunAsync(JobProcess process, Job job, JobFolder files, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<ServiceException?> watch = WatchAsync(process, stop.Token);
        long taken = 0;
        try
        {
            try
            {
                await process.TellAsync(job.Id);
            }
            catch (IOException)
            {
                // It has ended; what follows says so.
            }

            while (await NextAsync(process, watch, cancellationToken) is { } message)
            {
                if (message.Outcome is not null || message.Refusal is not null)
                {
                    process.Jobs++;
                    return message;
                }

                files.Meter.Rows = message.Rows ?? files.Meter.Rows;
                files.Meter.Fraction = message.Fraction ?? files.Meter.Fraction;
                if (message.Bytes is { } bytes)
                {
                    files.Meter.Bytes = bytes;
                    long grown = bytes - taken;
                    taken = bytes;
                    files.Space.Take(grown);
                }
            }

            throw new JobLostException($"The process that ran the job ended with {await process.EndAsync()}.");
        }
        finally
        {
            files.Space.Give(taken);
            await stop.CancelAsync();
        }
    }

    /// <summary>The next message; or, when the process takes too much, the refusal of its job.</summary>
    private static async Task<JobMessage?> NextAsync(JobProcess process, Task<ServiceException?> watch, CancellationToken cancellationToken)
    {
        Task<JobMessage?> next = process.ReadAsync(cancellationToken);
        if (await Task.WhenAny(next, watch) == watch && await watch is { } excess)
        {
            await process.KillAsync();
            throw excess;
        }

        return await next;
    }

    private async Task<ServiceException?> WatchAsync(JobProcess process, CancellationToken stop)
    {
        using PeriodicTimer timer = new(s_look, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                if (process.MemoryMiB > _memoryMiB * 1.25)
                {
                    return new("memory", 503, $"The job needs more than the {_memoryMiB} MiB of memory that one may take here. Ask for less at a time: fewer columns to sort or group by, a smaller region, or a TOP.");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The job has ended.
        }

        return null;
    }

    private JobProcess Take()
    {
        while (_idle.TryPop(out (JobProcess Process, long Since) idle))
        {
            if (idle.Process.IsAlive)
            {
                return idle.Process;
            }

            idle.Process.Dispose();
        }

        return JobProcess.Start(_data, _memoryMiB, _logger);
    }

    private async Task GiveBackAsync(JobProcess process, bool isFree)
    {
        if (isFree && process.IsAlive && process.Jobs < MostJobs)
        {
            _idle.Push((process, _time.GetTimestamp()));
            return;
        }

        await process.KillAsync();
        process.Dispose();
    }

    /// <summary>Ends processes that nobody has needed for a while.</summary>
    private void LetGo(int keep)
    {
        List<(JobProcess Process, long Since)> all = [];
        while (_idle.TryPop(out (JobProcess Process, long Since) idle))
        {
            all.Add(idle);
        }

        foreach ((JobProcess process, long since) in all.Skip(keep).Where(one => keep == 0 || _time.GetElapsedTime(one.Since) > s_idle))
        {
            process.Dispose();
        }

        foreach ((JobProcess Process, long Since) kept in all.Take(keep).Concat(all.Skip(keep).Where(one => keep > 0 && _time.GetElapsedTime(one.Since) <= s_idle)).Reverse())
        {
            _idle.Push(kept);
        }
    }
}
