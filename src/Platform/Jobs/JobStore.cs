using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using Hven.Platform.Http;
using Hven.Platform.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Jobs;

/// <summary>
/// The jobs of a data directory: one folder each, with a record that is replaced in one step at every change. All records are held in memory as well;
/// a job's name is looked for there and never becomes a path. Every change of phase is a compare-and-set.
/// </summary>
public sealed partial class JobStore : IDisposable
{
    private const string LockFile = ".lock";

    // A run that the server's death ended is repeated once: its end may have been the job's own doing.
    private const int MostAttempts = 2;

    private readonly ConcurrentDictionary<string, JobEntry> _jobs = new(StringComparer.Ordinal);
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>();
    private readonly DataDirectory _data;
    private readonly JobOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<JobStore> _logger;
    private readonly JobSpace _space;

    // Held while this server works on the jobs; a second one on the same data directory does without, since it would run them a second time.
    private readonly FileStream? _lock;

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
        Directory.CreateDirectory(data.Jobs);
        _lock = TryLock(Path.Combine(data.Jobs, LockFile));
        if (_lock is null)
        {
            LogLocked(data.Jobs);
            return;
        }

        foreach (string path in Directory.EnumerateDirectories(data.Jobs))
        {
            Load(path);
        }
    }

    /// <summary>Names of jobs that are to run, in the order in which they were queued.</summary>
    internal ChannelReader<string> Queue => _queue.Reader;

    /// <summary>All jobs, in no order.</summary>
    public IEnumerable<Job> All => _jobs.Values.Select(entry => entry.Job);

    /// <summary>Finds a job by its name; one whose time has come is gone, though its files may still be there.</summary>
    public Job? Find(string id) => Entry(id)?.Job is { } job && job.Destruction > _time.GetUtcNow() ? job : null;

    /// <summary>A task that ends when the job changes the next time.</summary>
    public Task? WhenChanged(string id) => Entry(id)?.Changed;

    /// <summary>The files of a job.</summary>
    public JobFolder? Folder(string id) => Entry(id)?.Folder;

    /// <summary>Makes a job.</summary>
    /// <exception cref="ServiceException">There is no room for it.</exception>
    public async Task<Job> CreateAsync(NewJob wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (_lock is null)
        {
            throw new ServiceException("jobs-elsewhere", 503, "Another server works on the jobs of this data directory; this one takes none. Ask that one.") { RetryAfter = TimeSpan.FromMinutes(5) };
        }

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
            foreach (JobTransition step in job.Transitions)
            {
                await folder.LogAsync(step, cancellationToken);
            }
        }
        catch
        {
            _space.Give(taken);
            folder.Delete();
            throw;
        }

        _jobs[id] = new(job, folder);
        if (wanted.Runs)
        {
            Enqueue(id);
        }

        return job;
    }

    /// <summary>Asks a job to run; nothing happens when it runs or waits already.</summary>
    /// <exception cref="ServiceException">Too many jobs wait, or the job has ended.</exception>
    public async Task RunAsync(string id)
    {
        RequireQueue();
        JobPhase? met = null;
        if (await ChangeAsync(
            id,
            job =>
            {
                met = job.Phase;
                return job.Phase is JobPhase.Pending or JobPhase.Held ? Moved(job, JobPhase.Queued, "Asked to run.") : null;
            }))
        {
            Enqueue(id);
        }
        else if (met is { } phase and not (JobPhase.Queued or JobPhase.Executing))
        {
            throw new ServiceException("job-ended", 409, $"The job cannot run: it is {phase.Word()}, and a job runs once. Make a new one with the same parameters.");
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

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    private void Enqueue(string id)
    {
        _queue.Writer.TryWrite(id);
        JobTelemetry.Queued(1);
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

    private static async Task CopyAsync(Stream source, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using FileStream target = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 17, FileOptions.Asynchronous);
        await source.CopyToAsync(target, cancellationToken);
    }
}
