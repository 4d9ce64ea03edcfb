using Microsoft.Extensions.Logging;

namespace Hven.Platform.Jobs;

/// <content>How jobs are taken up at the start of a server.</content>
public sealed partial class JobStore
{
    private static FileStream? TryLock(string path)
    {
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException)
        {
            // Held by another server.
            return null;
        }
    }

    /// <summary>Takes up a job where the server left it; one whose folder does not let it is left out.</summary>
    private void Load(string path)
    {
        try
        {
            JobFolder folder = new(path, _space);
            if (folder.HasRecord)
            {
                TakeUp(folder, folder.Read());
            }
            else
            {
                folder.Delete();
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            LogDamaged(exception, path);
        }
    }

    private void TakeUp(JobFolder folder, Job job)
    {
        if (job.Phase == JobPhase.Executing)
        {
            folder.DeleteResults();
            job = job.Attempts < MostAttempts
                ? Moved(job, JobPhase.Queued, "The server stopped while the job ran; it is run again.")
                : Moved(job, JobPhase.Error, "The server stopped again while the job ran.") with
                {
                    Error = $"The server stopped {job.Attempts} times while this job ran, so it is not run again. Make a new job to try once more, perhaps for less at a time.",
                };

            // Once for a job that ran, before the server listens: nobody waits for this thread.
            folder.WriteAsync(job, CancellationToken.None).GetAwaiter().GetResult();
            folder.LogAsync(job.Transitions[^1], CancellationToken.None).GetAwaiter().GetResult();
            LogTakenUp(job.Id, job.Phase.Word());
        }

        JobEntry entry = new(job, folder);
        _jobs[job.Id] = entry;
        _space.Count(entry.Bytes);
        if (job.Phase == JobPhase.Queued)
        {
            Enqueue(job.Id);
        }
    }

    [LoggerMessage(1107, LogLevel.Warning, "Another server holds {Folder}; this one takes no jobs")]
    private partial void LogLocked(string folder);

    [LoggerMessage(1101, LogLevel.Warning, "The job in {Folder} cannot be read; it is left out")]
    private partial void LogDamaged(Exception exception, string folder);

    [LoggerMessage(1102, LogLevel.Warning, "Job {JobId} ran when the server stopped; it is now {Phase}")]
    private partial void LogTakenUp(string jobId, string phase);
}
