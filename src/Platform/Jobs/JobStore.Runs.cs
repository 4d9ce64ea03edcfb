using Microsoft.Extensions.Logging;

namespace Hven.Platform.Jobs;

/// <content>What runs and sweeps jobs does with them.</content>
public sealed partial class JobStore
{
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

    [LoggerMessage(1103, LogLevel.Information, "Job {JobId} has reached the time of its destruction")]
    private partial void LogExpired(string jobId);
}
