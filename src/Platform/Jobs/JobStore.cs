using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using Hven.Platform.Http;
using Hven.Platform.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Jobs;

/// <summary>What a new job is to be.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Parameters">What it is asked for.</param>
public sealed record NewJob(string Kind, IReadOnlyList<JobParameter> Parameters)
{
    /// <summary>Mark of the client.</summary>
    public string? Session { get; init; }

    /// <summary>The user's own name for it.</summary>
    public string? RunId { get; init; }

    /// <summary>Files that come with it, by the name of their part.</summary>
    public IReadOnlyList<KeyValuePair<string, Func<Stream>>> Files { get; init; } = [];

    /// <summary>Whether it is to run at once.</summary>
    public bool Runs { get; init; }

    /// <summary>Seconds that it may run; null for the setting.</summary>
    public int? ExecutionSeconds { get; init; }

    /// <summary>When it is to be deleted; null for the setting.</summary>
    public DateTimeOffset? Destruction { get; init; }
}

/// <summary>
/// The jobs of a data directory: one folder each, with a record that is replaced in one step at every change. All records are held in memory as well;
/// a job's name is looked for there and never becomes a path. Every change of phase is a compare-and-set.
/// </summary>
public sealed partial class JobStore
{
    // A run that the server's death ended is repeated once: its end may have been the job's own doing.
    private const int MostAttempts = 2;

    private readonly ConcurrentDictionary<string, JobEntry> _jobs = new(StringComparer.Ordinal);
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>();
    private readonly DataDirectory _data;
    private readonly JobOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<JobStore> _logger;
    private readonly JobSpace _space;

    /// <summary>Reads the jobs of a data directory.</summary>
    public JobStore(DataDirectory data, IOptions<JobOptions> options, TimeProvider time, ILogger<JobStore> logger)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        _data = data;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _space = new((long)_options.DiskMiB << 20);
        foreach (string path in Directory.CreateDirectory(data.Jobs).EnumerateDirectories().Select(folder => folder.FullName))
        {
            Load(path);
        }
    }

    /// <summary>Names of jobs that are to run, in the order in which they were queued.</summary>
    internal ChannelReader<string> Queue => _queue.Reader;

    /// <summary>All jobs, in no order.</summary>
    public IEnumerable<Job> All => _jobs.Values.Select(entry => entry.Job);

    /// <summary>Finds a job by its name.</summary>
    public Job? Find(string id) => Entry(id)?.Job;

    /// <summary>A task that ends when the job changes the next time.</summary>
    public Task? WhenChanged(string id) => Entry(id)?.Changed;

    /// <summary>The files of a job.</summary>
    public JobFolder? Folder(string id) => Entry(id)?.Folder;

    /// <summary>Makes a job.</summary>
    /// <exception cref="ServiceException">There is no room for it.</exception>
    public async Task<Job> CreateAsync(NewJob wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (_jobs.Count >= _options.Kept)
        {
            throw new ServiceException("jobs-full", 503, $"This server keeps {_options.Kept} jobs, and has as many. Delete some of yours, or try again later.") { RetryAfter = TimeSpan.FromMinutes(5) };
        }

        if (wanted.Runs)
        {
            RequireQueue();
        }

        DateTimeOffset now = _time.GetUtcNow();
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        Job job = new()
        {
            Id = id,
            Kind = wanted.Kind,
            Session = wanted.Session,
            RunId = wanted.RunId,
            Created = now,
            ExecutionSeconds = Seconds(wanted.ExecutionSeconds ?? _options.DefaultSeconds),
            Destruction = Destruction(wanted.Destruction ?? now.AddDays(_options.DefaultDays), now),
            Parameters = wanted.Parameters,
            Transitions = [new(JobPhase.Pending, now, "Made.")],
        };
        JobFolder folder = new(Path.Combine(_data.Jobs, id), _space);
        long taken = 0;
        try
        {
            Directory.CreateDirectory(folder.Path);
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
            await folder.WriteAsync(job, cancellationToken);
        }
        catch
        {
            _space.Give(taken);
            folder.Delete();
            throw;
        }

        foreach (JobTransition step in job.Transitions)
        {
            await folder.LogAsync(step, cancellationToken);
        }

        _jobs[id] = new(job, folder);
        if (wanted.Runs)
        {
            _queue.Writer.TryWrite(id);
        }

        return job;
    }

    /// <summary>Asks a job to run; nothing happens when it runs, waits or has ended already.</summary>
    /// <exception cref="ServiceException">Too many jobs wait.</exception>
    public async Task RunAsync(string id)
    {
        RequireQueue();
        if (await ChangeAsync(id, job => job.Phase is JobPhase.Pending or JobPhase.Held ? Moved(job, JobPhase.Queued, "Asked to run.") : null))
        {
            _queue.Writer.TryWrite(id);
        }
    }

    /// <summary>Stops a job; nothing happens when it has ended already.</summary>
    public async Task AbortAsync(string id)
    {
        await ChangeAsync(id, job => job.Phase.IsActive() || job.Phase == JobPhase.Held ? Moved(job, JobPhase.Aborted, "Stopped by its user.") with { Error = "The job was stopped by its user." } : null);
        await StopRunAsync(id);
    }

    /// <summary>Deletes a job with all that it left; who runs it stops.</summary>
    public async Task DeleteAsync(string id)
    {
        if (!_jobs.TryRemove(id, out JobEntry? entry))
        {
            return;
        }

        await entry.Turn.WaitAsync();
        try
        {
            entry.IsDeleted = true;
            _space.Give(entry.Bytes);
            if (entry.Run is { } run)
            {
                // Who runs it deletes what is left when it has stopped; the record goes now, so that no restart brings the job back.
                await run.CancelAsync();
                File.Delete(Path.Combine(entry.Folder.Path, "job.json"));
            }
            else
            {
                entry.Folder.Delete();
            }

            entry.Become(entry.Job);
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    /// <summary>Changes what a user may change of a job that has not begun to run.</summary>
    /// <param name="id">The job.</param>
    /// <param name="change">Gives the changed record.</param>
    /// <returns>False when it has begun to run.</returns>
    public Task<bool> ChangePendingAsync(string id, Func<Job, Job> change) =>
        ChangeAsync(id, job => job.Phase is JobPhase.Pending or JobPhase.Queued or JobPhase.Held ? change(job) : null);

    /// <summary>Sets when a job is deleted, within what is allowed.</summary>
    public Task SetDestructionAsync(string id, DateTimeOffset time) => ChangeAsync(id, job => job with { Destruction = Destruction(time, job.Created) });

    /// <summary>Sets how long a job may run, within what is allowed.</summary>
    /// <returns>False when it has begun to run.</returns>
    public Task<bool> SetExecutionSecondsAsync(string id, int seconds) => ChangePendingAsync(id, job => job with { ExecutionSeconds = Seconds(seconds) });

    /// <summary>Begins the run of a queued job.</summary>
    /// <param name="id">The job.</param>
    /// <param name="stop">Stops the run.</param>
    /// <returns>The job, or null when it is not to run any more.</returns>
    internal async Task<(Job Job, JobFolder Folder)?> BeginAsync(string id, CancellationTokenSource stop)
    {
        JobEntry? begun = null;
        await ChangeAsync(
            id,
            job => job.Phase == JobPhase.Queued
                ? Moved(job, JobPhase.Executing, "Its turn.") with { Started = _time.GetUtcNow(), Attempts = job.Attempts + 1, Error = null }
                : null,
            entry =>
            {
                entry.Run = stop;
                begun = entry;
            });
        return begun is null ? null : (begun.Job, begun.Folder);
    }

    /// <summary>Ends the run of a job.</summary>
    /// <param name="id">The job.</param>
    /// <param name="folder">Its files.</param>
    /// <param name="end">Gives the record of its end.</param>
    internal async Task EndAsync(string id, JobFolder folder, Func<Job, Job> end)
    {
        bool ended = await ChangeAsync(id, job => job.Phase == JobPhase.Executing ? end(job) : null, entry => entry.Run = null);
        if (ended && Entry(id) is { Job.Phase: not JobPhase.Queued } entry && entry.Job.Uploads.Count > 0)
        {
            // What came with it is not needed again.
            await ChangeAsync(id, job => job with { Uploads = [] });
            folder.DeleteUploads();
        }

        if (!ended)
        {
            await ForgetRunAsync(id, folder);
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

    /// <summary>Puts a job that is queued already into the queue again.</summary>
    internal void Requeue(string id) => _queue.Writer.TryWrite(id);

    /// <summary>Deletes the jobs whose time has come.</summary>
    internal async Task SweepAsync()
    {
        DateTimeOffset now = _time.GetUtcNow();
        foreach (Job job in All.Where(job => job.Destruction <= now).ToArray())
        {
            LogExpired(job.Id);
            await DeleteAsync(job.Id);
        }
    }

    private JobEntry? Entry(string id) => _jobs.GetValueOrDefault(id);

    private int Seconds(int wanted) => wanted <= 0 ? _options.MaxSeconds : Math.Min(wanted, _options.MaxSeconds);

    private DateTimeOffset Destruction(DateTimeOffset wanted, DateTimeOffset created)
    {
        DateTimeOffset latest = created.AddDays(_options.MaxDays);
        return wanted < latest ? wanted : latest;
    }

    private void RequireQueue()
    {
        if (_queue.Reader.Count >= _options.Queued)
        {
            throw new ServiceException("jobs-busy", 503, $"{_options.Queued} jobs wait for their turn on this server. Try again later.") { RetryAfter = TimeSpan.FromSeconds(60) };
        }
    }

    /// <summary>Changes a record on disk and then in memory; nothing happens when there is nothing to change.</summary>
    private async Task<bool> ChangeAsync(string id, Func<Job, Job?> change, Action<JobEntry>? whenChanged = null)
    {
        if (Entry(id) is not { } entry)
        {
            return false;
        }

        await entry.Turn.WaitAsync();
        try
        {
            if (entry.IsDeleted || change(entry.Job) is not { } next)
            {
                return false;
            }

            await entry.Folder.WriteAsync(next, CancellationToken.None);
            foreach (JobTransition step in next.Transitions.Skip(entry.Job.Transitions.Count))
            {
                await entry.Folder.LogAsync(step, CancellationToken.None);
            }

            long bytes = entry.Bytes;
            entry.Become(next);
            _space.Count(entry.Bytes - bytes);
            whenChanged?.Invoke(entry);
            return true;
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    private async Task StopRunAsync(string id)
    {
        if (Entry(id) is { } entry)
        {
            await entry.Turn.WaitAsync();
            try
            {
                await (entry.Run?.CancelAsync() ?? Task.CompletedTask);
            }
            finally
            {
                entry.Turn.Release();
            }
        }
    }

    /// <summary>Cleans up after a run whose job was stopped or deleted meanwhile.</summary>
    private async Task ForgetRunAsync(string id, JobFolder folder)
    {
        if (Entry(id) is not { } entry)
        {
            folder.Delete();
            return;
        }

        await ChangeAsync(id, job => job with { Uploads = [] }, changed => changed.Run = null);
        entry.Folder.DeleteResults();
        entry.Folder.DeleteUploads();
    }

    private static async Task CopyAsync(Stream source, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using FileStream target = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 17, FileOptions.Asynchronous);
        await source.CopyToAsync(target, cancellationToken);
    }

    /// <summary>Takes up a job where the server left it.</summary>
    private void Load(string path)
    {
        JobFolder folder = new(path, _space);
        if (!folder.HasRecord)
        {
            folder.Delete();
            return;
        }

        Job job;
        try
        {
            job = folder.Read();
        }
        catch (InvalidDataException exception)
        {
            LogDamaged(exception, path);
            return;
        }

        if (job.Phase == JobPhase.Executing)
        {
            folder.DeleteResults();
            job = job.Attempts < MostAttempts
                ? Moved(job, JobPhase.Queued, "The server stopped while the job ran; it is run again.")
                : Moved(job, JobPhase.Error, "The server stopped again while the job ran.") with
                {
                    Error = $"The server stopped {job.Attempts} times while this job ran, so it is not run again. Make a new job to try once more, perhaps for less at a time.",
                };
            folder.WriteAsync(job, CancellationToken.None).GetAwaiter().GetResult();
            folder.LogAsync(job.Transitions[^1], CancellationToken.None).GetAwaiter().GetResult();
            LogTakenUp(job.Id, job.Phase.Word());
        }

        JobEntry entry = new(job, folder);
        _jobs[job.Id] = entry;
        _space.Count(entry.Bytes);
        if (job.Phase == JobPhase.Queued)
        {
            _queue.Writer.TryWrite(job.Id);
        }
    }

    [LoggerMessage(1101, LogLevel.Warning, "The record of the job in {Folder} is damaged; the job is left out")]
    private partial void LogDamaged(Exception exception, string folder);

    [LoggerMessage(1102, LogLevel.Warning, "Job {JobId} ran when the server stopped; it is now {Phase}")]
    private partial void LogTakenUp(string jobId, string phase);

    [LoggerMessage(1103, LogLevel.Information, "Job {JobId} has reached the time of its destruction")]
    private partial void LogExpired(string jobId);
}
