namespace Hven.Platform.Jobs;

/// <summary>One job while the server runs: its record of now, and who waits for the next. Safe for concurrent use.</summary>
internal sealed class JobEntry(Job job, JobFolder folder)
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Held while the record is changed, so that changes come one after another and the disk has the same order.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public JobFolder Folder { get; } = folder;

    public Job Job { get; private set; } = job;

    /// <summary>Whether it was deleted; whoever still works for it cleans up.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>Stops the run; null while there is none.</summary>
    public CancellationTokenSource? Run { get; set; }

    /// <summary>Ends with the next change.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Bytes on disk that the record tells of.</summary>
    public long Bytes => Job.Uploads.Sum(upload => upload.Bytes) + Job.Results.Sum(result => result.Bytes);

    public void Become(Job job)
    {
        Job = job;
        TaskCompletionSource changed = Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        changed.SetResult();
    }
}
