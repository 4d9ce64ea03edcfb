using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;

namespace Hven.Platform.Jobs;

/// <summary>Tells those who wait that jobs have changed: those of this process at once, those of other servers within a second.</summary>
public sealed class JobChanges(JobStore store, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Waits while a job is in a phase in which it may still change by itself.</summary>
    /// <param name="id">The job.</param>
    /// <param name="seen">The phase.</param>
    /// <param name="wait">So long at most.</param>
    /// <param name="aborted">Stops waiting.</param>
    public async Task WaitAsync(string id, JobPhase seen, TimeSpan wait, CancellationToken aborted)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        Task end = Task.Delay(wait, time, stop.Token);
        while (!end.IsCompleted)
        {
            // Taken before the look, so that no change falls between the two.
            Task changed = store.WhenChanged(id);
            if (await store.FindAsync(id, aborted) is not { } job || job.Phase != seen || !job.Phase.IsActive())
            {
                break;
            }

            await Task.WhenAny(changed, end, Task.Delay(s_look, time, stop.Token));
        }

        await stop.CancelAsync();
    }

    /// <summary>Follows the jobs of a list until the caller stops or the server does.</summary>
    /// <param name="filter">The list.</param>
    /// <param name="aborted">Stops it.</param>
    /// <returns>Names of jobs that have changed, came or went since the last time; empty when nothing has for a while.</returns>
    public async IAsyncEnumerable<IReadOnlyList<string>> FollowAsync(JobFilter filter, [EnumeratorCancellation] CancellationToken aborted)
    {
        ArgumentNullException.ThrowIfNull(filter);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        IReadOnlyDictionary<string, (int, long, long)> seen = await store.VersionsAsync(filter, stop.Token);
        long quiet = time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            Task any = store.WhenAnyChanged;
            IReadOnlyDictionary<string, (int, long, long)> now = await store.VersionsAsync(filter, stop.Token);
            string[] changed = [.. now.Where(one => !seen.TryGetValue(one.Key, out (int, long, long) old) || old != one.Value).Select(one => one.Key), .. seen.Keys.Where(id => !now.ContainsKey(id))];
            seen = now;
            if (changed.Length > 0 || time.GetElapsedTime(quiet) > s_heartbeat)
            {
                quiet = time.GetTimestamp();
                yield return changed;
            }

            // Not more often than eyes see, whatever happens; and once a second for what happens elsewhere.
            await Task.Delay(s_pause, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAny(any, Task.Delay(s_look, time, stop.Token));
        }
    }

    /// <summary>Follows one job until the caller stops or the server does: gives a sign at once, with each change, and now and then.</summary>
    public async IAsyncEnumerable<IReadOnlyList<string>> FollowOneAsync(string id, [EnumeratorCancellation] CancellationToken aborted)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        (JobPhase, JobProgress)? seen = null;
        long quiet = time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            Task changed = store.WhenChanged(id);
            Job? job = await store.FindAsync(id, stop.Token);
            if (job is null || seen != (job.Phase, job.Progress) || time.GetElapsedTime(quiet) > s_heartbeat)
            {
                quiet = time.GetTimestamp();
                seen = job is null ? null : (job.Phase, job.Progress);
                yield return [id];
            }

            await Task.Delay(s_pause, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAny(changed, Task.Delay(s_look, time, stop.Token));
        }
    }
}
