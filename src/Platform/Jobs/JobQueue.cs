using System.Collections.Concurrent;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.Operations;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Jobs;

/// <summary>Runs queued jobs, so many at a time; watches that no phase is untrue; and deletes jobs whose time has come.</summary>
internal sealed partial class JobQueue(
    JobStore store, IEnumerable<IJobKind> kinds, IJobRunner runner, AccountStore accounts, JobHours hours, Maintenance maintenance, UsageLog usage, DataDirectory data, IStateDatabase database, IOptions<JobOptions> options, TimeProvider time,
    ILogger<JobQueue> logger) : BackgroundService
{
    private const string LockFile = ".lock";
    private static readonly TimeSpan s_sweep = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private static readonly string s_software = $"Hven {typeof(JobQueue).Assembly.GetName().Version?.ToString(3)}";

    private readonly Dictionary<string, IJobKind> _kinds = kinds.ToDictionary(kind => kind.Name, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (JobMeter Meter, JobProgress Told)> _meters = new(StringComparer.Ordinal);
    private volatile bool _isRecordMissing;
    private readonly SemaphoreSlim _places = new(options.Value.Running);

    public override void Dispose()
    {
        _places.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A database that one machine alone can have tells by a lock beside it that no other server lives; then what ran is lost for sure.
        using FileStream? alone = database.IsShared ? null : TryLock();
        await OnAndOnAsync("begin", () => store.BeginAsync(stoppingToken), stoppingToken);
        if (database.IsShared || alone is not null)
        {
            await OnAndOnAsync("reconcile", () => store.ReconcileAsync(alone is not null, stoppingToken), stoppingToken);
            await OnAndOnAsync("records", () => store.MendRecordsAsync(stoppingToken), stoppingToken);
            await Task.WhenAll(WorkAsync(stoppingToken), EveryAsync(s_look, WatchAsync, stoppingToken), EveryAsync(s_sweep, SweepAsync, stoppingToken));
        }
        else
        {
            LogLocked(data.Jobs);
        }
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        List<Task> running = [];
        try
        {
            while (true)
            {
                await _places.WaitAsync(stopping);
                CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                Job? job = null;
                while (job is null)
                {
                    job = await ClaimAsync(stop, stopping);
                    if (job is null)
                    {
                        await Task.WhenAny(store.WhenWork, Task.Delay(s_look, time, stopping));
                        stopping.ThrowIfCancellationRequested();
                    }
                }

                running.RemoveAll(task => task.IsCompleted);
                running.Add(RunAsync(job, stop, stopping));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task<Job?> ClaimAsync(CancellationTokenSource stop, CancellationToken stopping)
    {
        try
        {
            return await maintenance.MessageAsync(stopping) is null ? await store.ClaimAsync(key => LimitAsync(key, stopping), stop, stopping) : null;
        }
        catch (Exception exception) when (StateFault.Of(exception) is not null)
        {
            LogStateFailed(exception, "claim");
            await Task.Delay(s_patience, time, stopping);
            return null;
        }
    }

    /// <summary>How many jobs of an owner may run now.</summary>
    private async ValueTask<int?> LimitAsync(string key, CancellationToken stopping)
    {
        Caller? owner = await accounts.OwnerAsync(key, stopping);
        return owner is null ? null : await hours.LeftAsync(owner, stopping) <= TimeSpan.Zero ? 0 : owner.Quota.RunningJobs;
    }

    private async Task RunAsync(Job job, CancellationTokenSource stop, CancellationToken stopping)
    {
        try
        {
            using IDisposable running = JobTelemetry.Running(job.Kind);
            JobFolder folder = store.Folder(job);
            _meters[job.Id] = (folder.Meter, default);
            Caller? owner = null;
            await OnAndOnAsync("owner", async () => owner = await accounts.OwnerAsync(job.OwnerKey, CancellationToken.None), CancellationToken.None);
            TimeSpan? left = null;
            await OnAndOnAsync("hours", async () => left = owner is null ? null : await hours.LeftAsync(owner, CancellationToken.None), CancellationToken.None);
            TimeSpan asked = TimeSpan.FromSeconds(job.ExecutionSeconds);
            bool isShort = left < asked;
            using CancellationTokenSource late = new(isShort ? left!.Value > TimeSpan.Zero ? left.Value : TimeSpan.Zero : asked, time);
            using CancellationTokenSource any = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, late.Token);
            Func<Job, Job> outcome = await EndOfAsync(job, owner, folder, isShort, stopping, late.Token, any.Token);
            DateTimeOffset at = time.GetUtcNow();
            Func<Job, Job> end = now => At(outcome(now), at);
            if (end(job) is { Phase: not JobPhase.Queued } last)
            {
                // Before the end is known: after it the folder is its user's to delete.
                await WriteRecordAsync(folder, last);
            }

            Job? ended = null;
            await OnAndOnAsync("end", async () => ended = await store.EndAsync(job, end), CancellationToken.None);

            Job told = ended ?? job with { Phase = JobPhase.Aborted };
            JobTelemetry.Ended(told);
            usage.Add(owner ?? new(), $"job.{job.Kind}", told.Phase == JobPhase.Completed, told.Rows ?? 0, (told.Ended ?? time.GetUtcNow()) - (job.Started ?? time.GetUtcNow()));
        }
        finally
        {
            _meters.TryRemove(job.Id, out _);
            stop.Dispose();
            _places.Release();
        }
    }

    /// <summary>The record with one time for its last step, however often it is made: beside the results it is the same as in the database.</summary>
    private static Job At(Job job, DateTimeOffset time) => job with { Ended = job.Ended is null ? null : time, Transitions = [.. job.Transitions.SkipLast(1), job.Transitions[^1] with { Time = time }] };

    /// <summary>Does the work, and gives what its end makes of the record.</summary>
    private async Task<Func<Job, Job>> EndOfAsync(Job job, Caller? owner, JobFolder folder, bool isShort, CancellationToken stopping, CancellationToken late, CancellationToken any)
    {
        try
        {
            if (!_kinds.TryGetValue(job.Kind, out IJobKind? kind))
            {
                throw new ServiceException("job-kind", 400, $"This server does not do jobs of the kind '{job.Kind}'.");
            }

            Caller asker = owner ?? throw new ServiceException("account-status", 403, "The account that this job belongs to was closed or deleted.");
            folder.DeleteResults();
            await WriteRecordAsync(folder, job);
            await folder.WriteRequestAsync(JobRequest.Of(job, asker), CancellationToken.None);
            JobOutcome outcome = await runner.RunAsync(job, asker, folder, any);
            await kind.PublishAsync(job, asker, folder, any);
            kind.Completed(outcome);
            return now => store.Moved(now, JobPhase.Completed, "Done.") with { Results = outcome.Results, Rows = outcome.Rows, Sources = outcome.Sources, Engine = outcome.Engine, Software = s_software, Progress = new(1, outcome.Rows, outcome.Results.Sum(result => result.Bytes)) };
        }
        catch (JobLostException exception)
        {
            folder.DeleteResults();
            LogLost(exception, job.Id);
            return now => now.Attempts < JobStore.MostAttempts
                ? store.Moved(now, JobPhase.Queued, $"{exception.Message} The job is run again.")
                : store.Moved(now, JobPhase.Error, exception.Message) with { Error = $"{exception.Message} That happened {now.Attempts} times, so the job is not run again. Make a new one, perhaps for less at a time." };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return now => store.Moved(now, JobPhase.Queued, "The server was stopped while the job ran; it is run again.") with { Attempts = now.Attempts - 1 };
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            folder.DeleteResults();
            string message = isShort
                ? FormattableString.Invariant($"The job was stopped: your jobs have used up the {owner?.Quota.JobHoursPerDay:0.##} hours that they may run in a day (UTC). Ask for less at a time, run it tomorrow, or ask an administrator for more.")
                : $"The job was stopped after {job.ExecutionSeconds} s, its execution duration. Ask for less at a time, or for more time.";
            return now => store.Moved(now, JobPhase.Aborted, isShort ? "The day's hours were used up." : "Its execution duration was used up.") with { Error = message };
        }
        catch (OperationCanceledException)
        {
            folder.DeleteResults();
            return now => store.Moved(now, JobPhase.Aborted, "Stopped.") with { Error = "The job was stopped." };
        }
        catch (Exception exception)
        {
            ServiceException told = ServiceExceptionHandler.Translate(exception);
            if (told.Status >= 500 && told.RetryAfter is null)
            {
                LogFailed(exception, job.Id);
            }

            folder.DeleteResults();
            return now => store.Moved(now, JobPhase.Error, "Failed.") with { Error = told.Message };
        }
    }

    /// <summary>Writes the record beside the results; the one in the database counts.</summary>
    private async Task WriteRecordAsync(JobFolder folder, Job job)
    {
        try
        {
            folder.DeleteRequest();
            await folder.WriteAsync(job, CancellationToken.None);
            await folder.WriteLogAsync(job, CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Tried again with each sweep, and at the next start.
            _isRecordMissing = true;
            LogRecordFailed(exception, job.Id);
        }
    }

    private async Task SweepAsync()
    {
        await store.SweepAsync(CancellationToken.None);
        if (_isRecordMissing)
        {
            await store.MendRecordsAsync(CancellationToken.None);
            _isRecordMissing = false;
        }
    }

    private async Task WatchAsync()
    {
        await store.RenewAsync(CancellationToken.None);
        await store.ReconcileAsync(isAlone: false, CancellationToken.None);
        await store.TellProgressAsync(Progressed(), CancellationToken.None);
        JobTelemetry.Queued(await store.CountQueuedAsync(CancellationToken.None));
    }

    /// <summary>How far those jobs are that have come further since the last time.</summary>
    private Dictionary<string, JobProgress> Progressed()
    {
        Dictionary<string, JobProgress> progressed = new(StringComparer.Ordinal);
        foreach ((string id, (JobMeter meter, JobProgress told) seen) in _meters)
        {
            JobProgress now = new(seen.meter.Fraction, seen.meter.Rows, seen.meter.Bytes);
            if (now != seen.told && _meters.TryUpdate(id, (seen.meter, now), seen))
            {
                progressed[id] = now;
            }
        }

        return progressed;
    }

    private async Task EveryAsync(TimeSpan time1, Func<Task> work, CancellationToken stopping)
    {
        using PeriodicTimer timer = new(time1, time);
        do
        {
            try
            {
                await work();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException || StateFault.Of(exception) is not null)
            {
                LogStateFailed(exception, "watch");
            }
        }
        while (await WaitAsync(timer, stopping));
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Does something again and again while the database or the disk refuses it: a job whose end is not written would run for ever.</summary>
    private async Task OnAndOnAsync(string what, Func<Task> work, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException || StateFault.Of(exception) is not null)
            {
                LogStateFailed(exception, what);
                await Task.Delay(s_patience, time, stopping);
            }
        }
    }

    private FileStream? TryLock()
    {
        Directory.CreateDirectory(data.Jobs);
        try
        {
            return new(Path.Combine(data.Jobs, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException)
        {
            // Held by another server.
            return null;
        }
    }

    [LoggerMessage(1104, LogLevel.Error, "Job {JobId} failed")]
    private partial void LogFailed(Exception exception, string jobId);

    [LoggerMessage(1108, LogLevel.Warning, "The process that ran job {JobId} is gone")]
    private partial void LogLost(Exception exception, string jobId);

    [LoggerMessage(1105, LogLevel.Error, "The record of job {JobId} could not be written beside its results")]
    private partial void LogRecordFailed(Exception exception, string jobId);

    [LoggerMessage(1106, LogLevel.Error, "The database or the disk refused what jobs need ({What}); it is tried again")]
    private partial void LogStateFailed(Exception exception, string what);

    [LoggerMessage(1107, LogLevel.Warning, "Another server holds {Folder} and runs the jobs; this one takes them and lets that one run them")]
    private partial void LogLocked(string folder);
}
