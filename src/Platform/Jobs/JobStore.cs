using System.Collections.Concurrent;
using System.Security.Cryptography;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Jobs;

/// <summary>
/// The jobs, in the database of the state; their files lie in a folder each. Every change is a compare-and-set: who changes a job gives the version
/// that was seen, and looks again when somebody else was faster. A job's name becomes a path only after it was found.
/// </summary>
public sealed partial class JobStore
{
    // A run that the server's death ended is repeated once: its end may have been the job's own doing.
    internal const int MostAttempts = 2;

    private readonly IDbContextFactory<HvenState> _contexts;
    private readonly DataDirectory _data;
    private readonly JobOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<JobStore> _logger;
    private readonly JobSpace _space;
    private readonly JobSignals _signals = new();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _runs = new(StringComparer.Ordinal);
    private TaskCompletionSource _work = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes the store; nothing is read yet.</summary>
    public JobStore(IDbContextFactory<HvenState> contexts, DataDirectory data, IOptions<JobOptions> options, TimeProvider time, ILogger<JobStore> logger)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        _contexts = contexts;
        _data = data;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _space = new((long)_options.DiskMiB << 20);
    }

    /// <summary>Name of this process among the servers of a database.</summary>
    internal string Server { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";

    /// <summary>Finds a job by its name; one whose time has come is gone, though its files may still be there.</summary>
    public async Task<Job?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!IsName(id))
        {
            return null;
        }

        await using HvenState state = await _contexts.CreateDbContextAsync(cancellationToken);
        JobRow? row = await state.Jobs.AsNoTracking().SingleOrDefaultAsync(job => job.Id == id, cancellationToken);
        return row is not null && row.Destruction > _time.GetUtcNow() ? row.ToJob() : null;
    }

    /// <summary>Lists jobs, the newest first.</summary>
    public async Task<IReadOnlyList<Job>> ListAsync(JobFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using HvenState state = await _contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset now = _time.GetUtcNow();
        IQueryable<JobRow> rows = state.Jobs.AsNoTracking().Where(job => job.Destruction > now);
        rows = filter.OwnerId is { } owner ? rows.Where(job => job.OwnerId == owner) : rows;
        rows = filter.Session is { } session ? rows.Where(job => job.Session == session) : rows;
        rows = filter.Kind is { } kind ? rows.Where(job => job.Kind == kind) : rows;
        rows = filter.After is { } after ? rows.Where(job => job.Created > after) : rows;
        JobPhase[] phases = [.. filter.Phases];
        rows = phases.Length == 0 ? rows.Where(job => job.Phase != JobPhase.Archived) : rows.Where(job => phases.Contains(job.Phase));

        // What a list shows is in columns: the bodies of thousands of jobs stay where they are.
        var found = await rows.OrderByDescending(job => job.Created).ThenBy(job => job.Id).Take(filter.Last)
            .Select(job => new { job.Id, job.Kind, job.OwnerId, job.Owner, job.OwnerKey, job.RunId, job.Phase, job.Created, job.Started, job.Ended, job.Destruction }).ToListAsync(cancellationToken);
        return
        [
            .. found.Select(job => new Job
            {
                Id = job.Id,
                Kind = job.Kind,
                OwnerId = job.OwnerId,
                Owner = job.Owner,
                OwnerKey = job.OwnerKey,
                RunId = job.RunId,
                Phase = job.Phase,
                Created = job.Created,
                Started = job.Started,
                Ended = job.Ended,
                Destruction = job.Destruction,
                ExecutionSeconds = 0,
            }),
        ];
    }

    /// <summary>A task that ends when this process changes the job the next time.</summary>
    public Task WhenChanged(string id) => _signals.Next(id);

    /// <summary>The files of a job that exists.</summary>
    public JobFolder Folder(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return IsName(job.Id) ? new(Path.Combine(_data.Jobs, job.Id), _space) : throw new ArgumentException($"'{job.Id}' names no job.", nameof(job));
    }

    /// <summary>Makes a job.</summary>
    /// <exception cref="ServiceException">There is no room for it.</exception>
    public async Task<Job> CreateAsync(NewJob wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        await using HvenState state = await _contexts.CreateDbContextAsync(cancellationToken);
        if (await state.Jobs.CountAsync(cancellationToken) >= _options.Kept)
        {
            throw new ServiceException("jobs-full", 503, $"This server keeps {_options.Kept} jobs, and has as many. Delete some of yours, or try again later.") { RetryAfter = TimeSpan.FromMinutes(5) };
        }

        if (wanted.Runs)
        {
            await RequireQueueAsync(state, wanted.Owner, cancellationToken);
        }

        DateTimeOffset now = _time.GetUtcNow();
        Job job = new()
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Kind = wanted.Kind,
            OwnerId = wanted.Owner.UserId,
            Owner = wanted.Owner.IsAnonymous ? null : wanted.Owner.Name,
            OwnerKey = wanted.Owner.Key,
            Priority = wanted.Owner.Quota.Priority ?? 0,
            Session = wanted.Owner.IsAnonymous ? wanted.Session : null,
            RunId = wanted.RunId,
            Created = now,
            ExecutionSeconds = Seconds(wanted.ExecutionSeconds ?? _options.DefaultSeconds),
            Destruction = Destruction(wanted.Destruction ?? now.AddDays(_options.DefaultDays), now),
            Parameters = wanted.Parameters,
            Transitions = [new(JobPhase.Pending, now, "Made.")],
        };
        JobFolder folder = Folder(job);
        long taken = 0;
        try
        {
            var uploads = new List<JobUpload>();
            foreach ((string name, Func<Stream> open) in wanted.Files)
            {
                await using Stream source = open();
                taken += source.Length;
                _space.Take(source.Length);
                uploads.Add(new(name, $"{uploads.Count}", source.Length));
                await CopyAsync(source, folder.Upload(uploads[^1].File), cancellationToken);
            }

            job = job with { Uploads = uploads };
            job = wanted.Runs ? Moved(job, JobPhase.Queued, "Asked to run.") : job;
            state.Jobs.Add(JobRow.Of(job, 0));
            await state.SaveChangesAsync(cancellationToken);
        }
        catch
        {
            _space.Give(taken);
            folder.Delete();
            throw;
        }

        if (wanted.Runs)
        {
            WorkCame();
        }

        return job;
    }

    /// <summary>Asks a job to run; nothing happens when it runs or waits already.</summary>
    /// <exception cref="ServiceException">Too many jobs wait, or the job has ended.</exception>
    public async Task RunAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        await using (HvenState state = await _contexts.CreateDbContextAsync(cancellationToken))
        {
            await RequireQueueAsync(state, caller, cancellationToken);
        }

        JobPhase? met = null;
        Job? queued = await ChangeAsync(
            id,
            job =>
            {
                met = job.Phase;
                return job.Phase is JobPhase.Pending or JobPhase.Held ? Moved(job, JobPhase.Queued, "Asked to run.") : null;
            });
        if (queued is not null)
        {
            WorkCame();
        }
        else if (met is { } phase and not (JobPhase.Queued or JobPhase.Executing))
        {
            throw new ServiceException("job-ended", 409, $"The job cannot run: it is {phase.Word()}, and a job runs once. Make a new one with the same parameters.");
        }
    }

    /// <summary>Stops a job; nothing happens when it has ended already.</summary>
    public async Task AbortAsync(string id, string by)
    {
        await ChangeAsync(id, job => job.Phase.IsActive() || job.Phase == JobPhase.Held ? Moved(job, JobPhase.Aborted, $"Stopped by {by}.") with { Error = $"The job was stopped by {by}." } : null);
        await StopRunAsync(id);
    }

    /// <summary>Deletes a job with all that it left; who runs it stops.</summary>
    public async Task DeleteAsync(string id)
    {
        await using HvenState state = await _contexts.CreateDbContextAsync(CancellationToken.None);
        if (await state.Jobs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id) is not { } row || await state.Jobs.Where(other => other.Id == id).ExecuteDeleteAsync() == 0)
        {
            return;
        }

        _space.Give(row.Bytes);
        _signals.Changed(id);

        // Who runs it deletes what is left when it has stopped.
        if (!await StopRunAsync(id) && row.Phase != JobPhase.Executing)
        {
            Folder(row.ToJob()).Delete();
        }
    }

    /// <summary>Changes what a user may change of a job that has not begun to run.</summary>
    /// <param name="id">The job.</param>
    /// <param name="change">Gives the changed record.</param>
    /// <returns>False when it has begun to run.</returns>
    public async Task<bool> ChangePendingAsync(string id, Func<Job, Job> change) =>
        await ChangeAsync(id, job => job.Phase is JobPhase.Pending or JobPhase.Queued or JobPhase.Held ? change(job) : null) is not null;

    /// <summary>Sets when a job is deleted, within what is allowed.</summary>
    public Task SetDestructionAsync(string id, DateTimeOffset time) => ChangeAsync(id, job => job with { Destruction = Destruction(time, job.Created) });

    /// <summary>Sets how long a job may run, within what is allowed.</summary>
    /// <returns>False when it has begun to run.</returns>
    public Task<bool> SetExecutionSecondsAsync(string id, int seconds) => ChangePendingAsync(id, job => job with { ExecutionSeconds = Seconds(seconds) });

    private static bool IsName(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower);

    private int Seconds(int wanted) => wanted <= 0 ? _options.MaxSeconds : Math.Min(wanted, _options.MaxSeconds);

    private DateTimeOffset Destruction(DateTimeOffset wanted, DateTimeOffset created)
    {
        DateTimeOffset latest = created.AddDays(_options.MaxDays);
        return wanted < latest ? wanted : latest;
    }

    private async Task RequireQueueAsync(HvenState state, Caller owner, CancellationToken cancellationToken)
    {
        if (await state.Jobs.CountAsync(job => job.Phase == JobPhase.Queued, cancellationToken) >= _options.Queued)
        {
            throw new ServiceException("jobs-busy", 503, $"{_options.Queued} jobs wait for their turn on this server. Try again later.") { RetryAfter = TimeSpan.FromSeconds(60) };
        }

        if (owner.Quota.QueuedJobs is { } most && await state.Jobs.CountAsync(job => job.Phase == JobPhase.Queued && job.OwnerKey == owner.Key, cancellationToken) >= most)
        {
            throw new ServiceException("too-many-jobs", 429, $"{most} jobs of yours wait for their turn, which is as many as may. Wait for some to run, or delete some.") { RetryAfter = TimeSpan.FromSeconds(60) };
        }
    }

    /// <summary>Changes a record; nothing happens when there is nothing to change.</summary>
    /// <returns>The record as it is now, or null when nothing changed.</returns>
    private async Task<Job?> ChangeAsync(string id, Func<Job, Job?> change)
    {
        while (IsName(id))
        {
            await using HvenState state = await _contexts.CreateDbContextAsync(CancellationToken.None);
            if (await state.Jobs.AsNoTracking().SingleOrDefaultAsync(job => job.Id == id) is not { } row || change(row.ToJob()) is not { } next)
            {
                return null;
            }

            JobRow changed = JobRow.Of(next, row.Version + 1);
            state.Jobs.Update(changed).Property(job => job.Version).OriginalValue = row.Version;
            try
            {
                await state.SaveChangesAsync();
            }
            catch (DbUpdateConcurrencyException)
            {
                // Somebody else was faster, or deleted it: look again.
                continue;
            }

            _space.Count(changed.Bytes - row.Bytes);
            _signals.Changed(id);
            return next;
        }

        return null;
    }

    private async Task<bool> StopRunAsync(string id)
    {
        if (!_runs.TryGetValue(id, out CancellationTokenSource? run))
        {
            return false;
        }

        try
        {
            await run.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended at this moment.
        }

        return true;
    }

    private static async Task CopyAsync(Stream source, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using FileStream target = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 17, FileOptions.Asynchronous);
        await source.CopyToAsync(target, cancellationToken);
    }
}
