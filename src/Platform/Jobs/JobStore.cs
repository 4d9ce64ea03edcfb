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
    private readonly JobNotices _notices;
    private readonly JobOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<JobStore> _logger;
    private readonly JobSpace _space;
    private readonly JobSignals _signals = new();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _runs = new(StringComparer.Ordinal);
    private TaskCompletionSource _work = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes the store; nothing is read yet.</summary>
    public JobStore(IDbContextFactory<HvenState> contexts, DataDirectory data, JobNotices notices, IOptions<JobOptions> options, TimeProvider time, ILogger<JobStore> logger)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        _contexts = contexts;
        _data = data;
        _notices = notices;
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
        return row is not null && (row.Phase == JobPhase.Archived || row.Destruction > _time.GetUtcNow()) ? row.ToJob() : null;
    }

    /// <summary>Lists jobs.</summary>
    /// <returns>Their rows without <see cref="JobRow.Body"/>, which may be long.</returns>
    public async Task<IReadOnlyList<JobRow>> ListAsync(JobFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using HvenState state = await _contexts.CreateDbContextAsync(cancellationToken);
        return await Sorted(Filtered(state, filter), filter).Skip(filter.Skip).Take(filter.Last).Select(job => new JobRow
        {
            Id = job.Id,
            Version = job.Version,
            Kind = job.Kind,
            OwnerId = job.OwnerId,
            Owner = job.Owner,
            OwnerKey = job.OwnerKey,
            RunId = job.RunId,
            Tags = job.Tags,
            SharedWith = job.SharedWith,
            Summary = job.Summary,
            Phase = job.Phase,
            Created = job.Created,
            Queued = job.Queued,
            Started = job.Started,
            Ended = job.Ended,
            Destruction = job.Destruction,
            Bytes = job.Bytes,
            Rows = job.Rows,
            Fraction = job.Fraction,
            RowsNow = job.RowsNow,
            BytesNow = job.BytesNow,
            Body = "",
        }).ToListAsync(cancellationToken);
    }

    /// <summary>Counts the jobs of a list, those before and after its page among them.</summary>
    public async Task<int> CountAsync(JobFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using HvenState state = await _contexts.CreateDbContextAsync(cancellationToken);
        return await Filtered(state, filter).CountAsync(cancellationToken);
    }

    /// <summary>The versions of the jobs of a list by their names: a job has changed when its version has.</summary>
    public async Task<IReadOnlyDictionary<string, (int Version, long RowsNow, long BytesNow)>> VersionsAsync(JobFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using HvenState state = await _contexts.CreateDbContextAsync(cancellationToken);
        return (await Sorted(Filtered(state, filter), filter).Take(filter.Last).Select(job => new { job.Id, job.Version, job.RowsNow, job.BytesNow }).ToListAsync(cancellationToken))
            .ToDictionary(job => job.Id, job => (job.Version, job.RowsNow, job.BytesNow), StringComparer.Ordinal);
    }

    /// <summary>A task that ends when this process changes the job the next time.</summary>
    public Task WhenChanged(string id) => _signals.Next(id);

    /// <summary>A task that ends when this process changes any job the next time.</summary>
    public Task WhenAnyChanged => _signals.NextOfAny;

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
        if (await state.Jobs.CountAsync(job => job.Phase != JobPhase.Archived, cancellationToken) >= _options.Kept)
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
            Comment = wanted.Comment,
            Tags = wanted.Tags,
            Repeats = wanted.Repeats,
            Notify = wanted.Notify,
            MayKeepTables = wanted.Owner.May(Capability.MyDb),
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

    /// <summary>Changes what a user may change of a job at any time.</summary>
    /// <param name="id">The job.</param>
    /// <param name="change">Gives the changed record, or null to leave it.</param>
    /// <returns>The record as it is now, or null when there is none or it was left.</returns>
    public async Task<Job?> ChangeAnyAsync(string id, Func<Job, Job?> change)
    {
        Job? changed = await ChangeAsync(id, change);
        if (changed is { Phase: JobPhase.Completed or JobPhase.Archived })
        {
            await Folder(changed).WriteAsync(changed, CancellationToken.None);
        }

        return changed;
    }

    /// <summary>Sets when a job's results are deleted, within what is allowed, counted from now. What was deleted does not come back.</summary>
    /// <returns>The record as it is now, or null when there is none any more.</returns>
    public Task<Job?> SetDestructionAsync(string id, DateTimeOffset time) => ChangeAsync(id, job => job.Phase == JobPhase.Archived ? null : job with { Destruction = Destruction(time, _time.GetUtcNow()) });

    /// <summary>Gives a job's results the setting's time once more.</summary>
    /// <param name="id">The job.</param>
    /// <param name="days">Days from now; null for the setting.</param>
    /// <returns>The record as it is now, or null when there is none any more.</returns>
    public Task<Job?> RenewAsync(string id, int? days) => SetDestructionAsync(id, _time.GetUtcNow().AddDays(days ?? _options.DefaultDays));

    /// <summary>Sets how long a job may run, within what is allowed.</summary>
    /// <returns>False when it has begun to run.</returns>
    public Task<bool> SetExecutionSecondsAsync(string id, int seconds) => ChangePendingAsync(id, job => job with { ExecutionSeconds = Seconds(seconds) });

    private IQueryable<JobRow> Filtered(HvenState state, JobFilter filter)
    {
        DateTimeOffset now = _time.GetUtcNow();
        IQueryable<JobRow> rows = state.Jobs.AsNoTracking().Where(job => job.Destruction > now || job.Phase == JobPhase.Archived);
        rows = filter.OwnerId is { } owner ? rows.Where(job => job.OwnerId == owner) : rows;
        rows = filter.Owner is { } name ? rows.Where(job => job.Owner == name) : rows;
        rows = filter.Session is { } session ? rows.Where(job => job.Session == session) : rows;
        rows = filter.Kind is { } kind ? rows.Where(job => job.Kind == kind) : rows;
        rows = filter.After is { } after ? rows.Where(job => job.Created > after) : rows;
        rows = filter.Before is { } before ? rows.Where(job => job.Created < before) : rows;
        if (filter.SharedWith is { } shared)
        {
            string user = $" {JobRow.UserWord(shared.UserId)} ";
            string[] groups = [.. shared.Groups.Select(group => $" {JobRow.GroupWord(group)} ")];
            rows = rows.Where(job => job.SharedWith != null && (job.SharedWith.Contains(user) || groups.Any(group => job.SharedWith.Contains(group))));
        }

        if (filter.Tag is { } tag)
        {
            string word = $" {tag} ";
            rows = rows.Where(job => job.Tags != null && job.Tags.Contains(word));
        }

        if (filter.Search is { Length: > 0 } search)
        {
            // Databases differ in whose letters they know two cases of; these calls become lower() in each.
#pragma warning disable CA1304, CA1311, CA1862
            string text = search.ToLower();
            rows = rows.Where(job => job.Id.StartsWith(text) || (job.RunId != null && job.RunId.ToLower().Contains(text)) || (job.Summary != null && job.Summary.ToLower().Contains(text)));
#pragma warning restore CA1304, CA1311, CA1862
        }

        JobPhase[] phases = [.. filter.Phases];
        return phases.Length == 0 ? rows.Where(job => job.Phase != JobPhase.Archived) : rows.Where(job => phases.Contains(job.Phase));
    }

    private static IQueryable<JobRow> Sorted(IQueryable<JobRow> rows, JobFilter filter)
    {
        IOrderedQueryable<JobRow> sorted = filter.Order switch
        {
            JobOrder.Name => By(job => job.RunId),
            JobOrder.Phase => By(job => job.Phase),
            JobOrder.Ended => By(job => job.Ended),
            JobOrder.Rows => By(job => job.Rows),
            JobOrder.Bytes => By(job => job.Bytes),
            JobOrder.Destruction => By(job => job.Destruction),
            _ => By(job => job.Created),
        };
        return sorted.ThenByDescending(job => job.Created).ThenBy(job => job.Id);

        IOrderedQueryable<JobRow> By<T>(System.Linq.Expressions.Expression<Func<JobRow, T>> key) => filter.IsAscending ? rows.OrderBy(key) : rows.OrderByDescending(key);
    }

    private static bool IsName(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower);

    private int Seconds(int wanted) => wanted <= 0 ? _options.MaxSeconds : Math.Min(wanted, _options.MaxSeconds);

    private DateTimeOffset Destruction(DateTimeOffset wanted, DateTimeOffset from)
    {
        DateTimeOffset latest = from.AddDays(_options.MaxDays);
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
            throw new ServiceException("too-many-jobs", 429, $"{most} jobs of yours wait for their turn, which is as many as may. Wait for some to run, or delete some.") { RetryAfter = TimeSpan.FromSeconds(60), Limit = new("queued-jobs", most) };
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
            if (next.Phase.IsEnd() && !row.Phase.IsEnd())
            {
                await _notices.AddAsync(state, next, CancellationToken.None);
            }

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
