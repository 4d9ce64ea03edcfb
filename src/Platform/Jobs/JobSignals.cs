using System.Collections.Concurrent;

namespace Hven.Platform.Jobs;

/// <summary>Wakes those of this process who wait for a job to change. Safe for concurrent use.</summary>
internal sealed class JobSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    private TaskCompletionSource _any = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the next change of any job.</summary>
    public Task NextOfAny => Volatile.Read(ref _any).Task;

    /// <summary>Ends with the next change of a job.</summary>
    public Task Next(string id) => _waiting.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Tells that a job has changed.</summary>
    public void Changed(string id)
    {
        if (_waiting.TryRemove(id, out TaskCompletionSource? waiting))
        {
            waiting.SetResult();
        }

        Interlocked.Exchange(ref _any, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }
}
