using System.Collections.Concurrent;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Hven.Platform.Jobs;

/// <content>What runs, watches and sweeps jobs does with them.</content>
public sealed partial class JobStore
{
    /// <summary>How long a server that runs a job need not be heard of.</summary>
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, long> _turns = new(StringComparer.Ordinal);
    private long _turn;

    /// <summary>Ends when there may be a job to run.</summary>
    internal Task WhenWork => Volatile.Read(ref _work).Task;

    /// <summary>Takes the job whose turn it is, fairly: larger priorities first, then owners by the number of their jobs that run, then those whose turn was longest ago.</summary>
    /// <param name="limitOf">Gives how many jobs of an owner may run at one time.</param>
    /// <param name="stop">Stops the run.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The job, in phase EXECUTING, or null when none can run now.</returns>
    internal async Task<Job?> ClaimAsync(Func<string, ValueTask<int?>> limitOf, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        // Before the look: what comes after it wakes the next.
        Interlocked.Exchange(ref _work, new(TaskCreationOptions.RunContinuationsAsynchronously));
        await using HvenState state = await _contexts.CreateDbContextAsync(cancellationToken);
        var waiting = await state.Jobs.Where(job => job.Phase == JobPhase.Queued).GroupBy(job => new { job.OwnerKey, job.Priority })
            .Select(group => new { group.Key.OwnerKey, group.Key.Priority, First = group.Min(job => job.Queued) }).ToListAsync(cancellationToken);
        if (waiting.Count == 0)
        {
            return null;
        }

        Dictionary<string, int> running = await state.Jobs.Where(job => job.Phase == JobPhase.Executing).GroupBy(job => job.OwnerKey)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(one => one.Key, one => one.Count, cancellationToken);
        foreach (var owner in waiting.OrderByDescending(one => one.Priority).ThenBy(one => running.GetValueOrDefault(one.OwnerKey)).ThenBy(one => _turns.GetValueOrDefault(one.OwnerKey)).ThenBy(one => one.First))
        {
            if (await limitOf(owner.OwnerKey) is { } most && running.GetValueOrDefault(owner.OwnerKey) >= most)
            {
                continue;
            }

            string? id = await state.Jobs.Where(job => job.Phase == JobPhase.Queued && job.OwnerKey == owner.OwnerKey && job.Priority == owner.Priority)
                .OrderBy(job => job.Queued).ThenBy(job => job.Id).Select(job => job.Id).FirstOrDefaultAsync(cancellationToken);
            if (id is null)
            {
                continue;
            }

            Job? begun = await ChangeAsync(id, job => job.Phase == JobPhase.Queued
                ? Moved(job, JobPhase.Executing, "Its turn.") with { Started = _time.GetUtcNow(), Attempts = job.Attempts + 1, Error = null, Progress = default, Server = Server, Lease = _time.GetUtcNow() + s_lease }
                : null);
            if (begun is null)
            {
                continue;
            }

            // Who stops it before this is found out by the next look at the database.
            _runs[id] = stop;
            _turns[owner.OwnerKey] = Interlocked.Increment(ref _turn);
            return begun;
        }

        return null;
    }

    /// <summary>Ends the run of a job of this server.</summary>
    /// <param name="job">The job as it began.</param>
    /// <param name="end">Gives the record of its end.</param>
    /// <returns>The record as it is now, or null when the job was stopped or deleted meanwhile.</returns>
    internal async Task<Job?> EndAsync(Job job, Func<Job, Job> end)
    {
        Job? ended = await ChangeAsync(job.Id, now => now.Phase == JobPhase.Executing && now.Server == Server ? end(now) with { Server = null, Lease = null } : null);
        _runs.TryRemove(job.Id, out _);
        JobFolder folder = Folder(job);
        Job? now = ended ?? await FindAsync(job.Id, CancellationToken.None);
        switch (now)
        {
            case null:
                folder.Delete();
                break;
            case { Phase: JobPhase.Queued }:
                folder.DeleteResults();
                WorkCame();
                break;
            default:
                // What is done stays done, also when its end is written a second time because the answer to the first was lost.
                if (now.Phase != JobPhase.Completed)
                {
                    folder.DeleteResults();
                }

                await ForgetUploadsAsync(now, folder);
                break;
        }

        WorkCame();
        return ended ?? (now?.Phase == JobPhase.Completed ? now : null);
    }

    /// <summary>Tells that the jobs of this server still run, and stops those that are not to run any more.</summary>
    internal async Task RenewAsync(CancellationToken cancellationToken)
    {
        // Taken before the look: what begins after it is not missed in it.
        string[] running = [.. _runs.Keys];
        if (running.Length == 0)
        {
            return;
        }

        await using HvenState state = await _contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset soon = now + (s_lease / 2);
        DateTimeOffset lease = now + s_lease;
        HashSet<string> mine = [.. await state.Jobs.Where(job => job.Server == Server && job.Phase == JobPhase.Executing).Select(job => job.Id).ToListAsync(cancellationToken)];
        if (mine.Count > 0)
        {
            await state.Jobs.Where(job => job.Server == Server && job.Phase == JobPhase.Executing && job.Lease < soon).ExecuteUpdateAsync(set => set.SetProperty(job => job.Lease, lease), cancellationToken);
        }

        foreach (string id in running.Where(id => !mine.Contains(id)))
        {
            await StopRunAsync(id);
        }
    }

    /// <summary>Finds jobs whose server is not heard of any more, and gives them a true phase.</summary>
    /// <param name="isAlone">Whether no other server can live: then all that run elsewhere are such.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    internal async Task ReconcileAsync(bool isAlone, CancellationToken cancellationToken)
    {
        await using HvenState state = await _contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset now = _time.GetUtcNow();
        List<string> lost = await state.Jobs.Where(job => job.Phase == JobPhase.Executing && job.Server != Server && (isAlone || job.Lease < now)).Select(job => job.Id).ToListAsync(cancellationToken);
        foreach (string id in lost)
        {
            Job? taken = await ChangeAsync(id, job => job.Phase != JobPhase.Executing || job.Server == Server || (!isAlone && job.Lease >= now) ? null
                : (job.Attempts < MostAttempts
                    ? Moved(job, JobPhase.Queued, "The server stopped while the job ran; it is run again.")
                    : Moved(job, JobPhase.Error, "The server stopped again while the job ran.") with
                    {
                        Error = $"The server stopped {job.Attempts} times while this job ran, so it is not run again. Make a new job to try once more, perhaps for less at a time.",
                    }) with { Server = null, Lease = null });
            if (taken is not null)
            {
                LogTakenUp(id, taken.Phase.Word());
                Folder(taken).DeleteResults();
                WorkCame();
            }
        }
    }

    /// <summary>Counts what lies on the disk, and deletes folders of jobs that do not exist.</summary>
    internal async Task BeginAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_data.Jobs);
        await using HvenState state = await _contexts.CreateDbContextAsync(cancellationToken);
        _space.Count(await state.Jobs.SumAsync(job => job.Bytes, cancellationToken));
        HashSet<string> known = [.. await state.Jobs.Select(job => job.Id).ToListAsync(cancellationToken)];

        // A folder is made before its job: a young one may be another server's that is being made.
        DateTime old = _time.GetUtcNow().UtcDateTime.AddHours(-1);
        foreach (string path in Directory.EnumerateDirectories(_data.Jobs).Where(path => IsName(Path.GetFileName(path)) && !known.Contains(Path.GetFileName(path)) && Directory.GetLastWriteTimeUtc(path) < old))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Writes the records of ended jobs that are not beside their results: the disk was full, or the server died, when they were to be written.</summary>
    internal async Task MendRecordsAsync(CancellationToken cancellationToken)
    {
        await using HvenState state = await _contexts.CreateDbContextAsync(cancellationToken);
        JobPhase[] ended = [JobPhase.Completed, JobPhase.Error, JobPhase.Aborted, JobPhase.Archived];
        foreach (string id in await state.Jobs.Where(job => ended.Contains(job.Phase)).Select(job => job.Id).ToListAsync(cancellationToken))
        {
            if (!JobFolder.HasRecord(Path.Combine(_data.Jobs, id)) && await state.Jobs.AsNoTracking().SingleOrDefaultAsync(job => job.Id == id, cancellationToken) is { } row)
            {
                Job job = row.ToJob();
                await Folder(job).WriteAsync(job, cancellationToken);
                await Folder(job).WriteLogAsync(job, cancellationToken);
            }
        }
    }

    /// <summary>The record of a job in another phase.</summary>
    internal Job Moved(Job job, JobPhase phase, string cause)
    {
        DateTimeOffset now = _time.GetUtcNow();
        return job with
        {
            Phase = phase,
            Ended = phase is JobPhase.Completed or JobPhase.Error or JobPhase.Aborted ? now : null,
            Transitions = [.. job.Transitions, new(phase, now, cause)],
        };
    }

    /// <summary>Deletes what the jobs left whose time has come. The record of a user's completed job stays: it says how a number came about.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using HvenState state = await _contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset now = _time.GetUtcNow();
        foreach (string id in await state.Jobs.Where(job => job.Destruction <= now && job.Phase != JobPhase.Archived).OrderBy(job => job.Destruction).Select(job => job.Id).Take(1000).ToListAsync(cancellationToken))
        {
            LogExpired(id);
            Job? archived = await ChangeAsync(id, job => job is { Phase: JobPhase.Completed, OwnerId: not null } && job.Destruction <= now ? Archived(job) : null);
            if (archived is null)
            {
                await DeleteAsync(id);
            }
            else
            {
                Folder(archived).DeleteResults();
                await Folder(archived).WriteAsync(archived, CancellationToken.None);
            }
        }
    }

    /// <summary>Writes how far the jobs are that run here.</summary>
    internal async Task TellProgressAsync(IReadOnlyDictionary<string, JobProgress> progress, CancellationToken cancellationToken)
    {
        if (progress.Count == 0)
        {
            return;
        }

        await using HvenState state = await _contexts.CreateDbContextAsync(cancellationToken);
        foreach ((string id, JobProgress one) in progress)
        {
            await state.Jobs.Where(job => job.Id == id && job.Phase == JobPhase.Executing && job.Server == Server).ExecuteUpdateAsync(
                set => set.SetProperty(job => job.Fraction, one.Fraction).SetProperty(job => job.RowsNow, one.Rows).SetProperty(job => job.BytesNow, one.Bytes), cancellationToken);
            _signals.Changed(id);
        }
    }

    private Job Archived(Job job) => Moved(job, JobPhase.Archived, "Its results were deleted.") with { Ended = job.Ended, Shares = job.Shares with { Links = [] } };

    /// <summary>How many jobs wait.</summary>
    internal async Task<int> CountQueuedAsync(CancellationToken cancellationToken)
    {
        await using HvenState state = await _contexts.CreateDbContextAsync(cancellationToken);
        return await state.Jobs.CountAsync(job => job.Phase == JobPhase.Queued, cancellationToken);
    }

    /// <summary>What came with a job is not needed again when it has run.</summary>
    private async Task ForgetUploadsAsync(Job job, JobFolder folder)
    {
        if (job.Uploads.Count > 0)
        {
            await ChangeAsync(job.Id, now => now with { Uploads = [] });
            folder.DeleteUploads();
        }
    }

    private void WorkCame() => Volatile.Read(ref _work).TrySetResult();

    [LoggerMessage(1102, LogLevel.Warning, "Job {JobId} ran on a server that is not there any more; it is now {Phase}")]
    private partial void LogTakenUp(string jobId, string phase);

    [LoggerMessage(1103, LogLevel.Information, "Job {JobId} has reached the time of its destruction")]
    private partial void LogExpired(string jobId);
}
