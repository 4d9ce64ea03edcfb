using Hven.Platform.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Jobs;

/// <summary>Runs queued jobs, so many at a time, and deletes those whose time has come.</summary>
internal sealed partial class JobQueue(JobStore store, IEnumerable<IJobKind> kinds, IOptions<JobOptions> options, TimeProvider time, ILogger<JobQueue> logger) : BackgroundService
{
    private static readonly TimeSpan s_sweep = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_diskPatience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, IJobKind> _kinds = kinds.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([SweepAsync(stoppingToken), .. Enumerable.Range(0, options.Value.Running).Select(_ => WorkAsync(stoppingToken))]);

    private async Task WorkAsync(CancellationToken stopping)
    {
        await foreach (string id in store.Queue.ReadAllAsync(stopping))
        {
            JobTelemetry.Queued(-1);
            await RunAsync(id, stopping);
        }
    }

    private async Task RunAsync(string id, CancellationToken stopping)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        if (await RecordAsync(id, () => store.BeginAsync(id, stop), stopping) is not var (job, folder))
        {
            return;
        }

        using IDisposable running = JobTelemetry.Running(job.Kind);
        using CancellationTokenSource late = new(TimeSpan.FromSeconds(job.ExecutionSeconds), time);
        using CancellationTokenSource any = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, late.Token);
        Func<Job, Job> end = await EndOfAsync(job, folder, stopping, late.Token, any.Token);
        await RecordAsync(
            id,
            async () =>
            {
                await store.EndAsync(id, folder, end);
                return true;
            },
            stopping);
        JobTelemetry.Ended(store.Find(id) ?? job with { Phase = JobPhase.Aborted });
    }

    /// <summary>Writes a record, again and again while the disk refuses it: a job whose end is not known would run for ever.</summary>
    private async Task<T?> RecordAsync<T>(string id, Func<Task<T>> write, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await write();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                LogRecordFailed(exception, id);
                if (stopping.IsCancellationRequested)
                {
                    // The next start finds the record as it was before the run.
                    return default;
                }

                await Task.Delay(s_diskPatience, time, CancellationToken.None);
            }
        }
    }

    /// <summary>Does the work, and gives what its end makes of the record.</summary>
    private async Task<Func<Job, Job>> EndOfAsync(Job job, JobFolder folder, CancellationToken stopping, CancellationToken late, CancellationToken any)
    {
        try
        {
            if (!_kinds.TryGetValue(job.Kind, out IJobKind? kind))
            {
                throw new ServiceException("job-kind", 400, $"This server does not do jobs of the kind '{job.Kind}'.");
            }

            IReadOnlyList<JobResult> results = await kind.RunAsync(job, folder, any);
            return now => store.Moved(now, JobPhase.Completed, "Done.") with { Results = results };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            folder.DeleteResults();
            return now => store.Moved(now, JobPhase.Queued, "The server was stopped while the job ran; it is run again.") with { Attempts = now.Attempts - 1 };
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            folder.DeleteResults();
            string message = $"The job was stopped after {job.ExecutionSeconds} s, its execution duration. Ask for less at a time, or for more time.";
            return now => store.Moved(now, JobPhase.Aborted, "Its execution duration was used up.") with { Error = message };
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

    private async Task SweepAsync(CancellationToken stopping)
    {
        using PeriodicTimer timer = new(s_sweep, time);
        do
        {
            try
            {
                await store.SweepAsync();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                LogSweepFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    [LoggerMessage(1104, LogLevel.Error, "Job {JobId} failed")]
    private partial void LogFailed(Exception exception, string jobId);

    [LoggerMessage(1105, LogLevel.Error, "The record of job {JobId} could not be written")]
    private partial void LogRecordFailed(Exception exception, string jobId);

    [LoggerMessage(1106, LogLevel.Error, "Jobs whose time has come could not be deleted")]
    private partial void LogSweepFailed(Exception exception);
}
