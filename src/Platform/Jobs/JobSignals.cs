using System.Collections.Concurrent;

namespace Hven.Platform.Jobs;

/// <summary>Wakes those of this process who wait for a job to change. Safe for concurrent use.</summary>
internal sealed class JobSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>Ends with the next change of a job.</summary>
    public Task Next(string id) => _waiting.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Tells that a job has changed.</summary>
    public void Changed(string id)
    {
        if (_waiting.TryRemove(id, out TaskCompletionSource? waiting))
        {
            waiting.SetResult();
        }
    }
}
