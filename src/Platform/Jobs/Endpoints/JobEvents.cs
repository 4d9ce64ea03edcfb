using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hven.Platform.Jobs.Endpoints;

/// <summary>Something that happened to a job.</summary>
/// <param name="Id">The job.</param>
/// <param name="Job">The job as it is now; null when it is not there any more, and in events that only show that the connection lives.</param>
public sealed record JobEvent(string? Id, JobSummary? Job);

/// <summary><c>GET /api/v1/jobs/events</c> and <c>/api/v1/jobs/ID/events</c>: server-sent events (HTML standard, section 9.2), <c>job</c>, <c>gone</c> and <c>alive</c>.</summary>
internal static class JobEvents
{
    private const int MostFollowed = 1000;

    /// <summary>Tells of the caller's jobs, the newest thousand, as they change.</summary>
    public static ServerSentEventsResult<JobEvent> Mine(HttpContext context, JobStore store, JobChanges changes)
    {
        JobFilter filter = ListJobs.Owned(context, isShared: false, new() { Last = MostFollowed })
            ?? throw new ServiceException("jobs-none", 409, "This client has made no job yet: there is nothing to follow. Make one first.");
        return TypedResults.ServerSentEvents(TellAsync(filter, context.Caller(), store, changes, context.RequestAborted));
    }

    /// <summary>Tells of one job until it has ended.</summary>
    public static async Task<ServerSentEventsResult<JobEvent>> OneAsync(string id, HttpContext context, JobStore store, JobChanges changes, TimeProvider time, string? key = null)
    {
        Job job = await JobLookup.SeenAsync(id, context, store, time);
        return TypedResults.ServerSentEvents(TellOneAsync(job.Id, context.Caller(), store, changes, context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<JobEvent>> TellOneAsync(string id, Caller caller, JobStore store, JobChanges changes, [EnumeratorCancellation] CancellationToken aborted)
    {
        JobSummary? told = null;
        await foreach (IReadOnlyList<string> _ in changes.FollowOneAsync(id, aborted))
        {
            Job? job = await store.FindAsync(id, aborted);
            if (job is null)
            {
                yield return new(new(id, null), "gone");
                yield break;
            }

            JobSummary now = JobSummary.Of(JobRow.Of(job, 0), caller);
            bool isSame = told is not null && told.Phase == now.Phase && told.Progress == now.Progress;
            yield return isSame ? new(new(null, null), "alive") : new(new(id, now), "job");
            told = now;
            if (!job.Phase.IsActive() && job.Phase != JobPhase.Held)
            {
                yield break;
            }
        }
    }

    private static async IAsyncEnumerable<SseItem<JobEvent>> TellAsync(JobFilter filter, Caller caller, JobStore store, JobChanges changes, [EnumeratorCancellation] CancellationToken aborted)
    {
        yield return new(new(null, null), "alive");
        await foreach (IReadOnlyList<string> changed in changes.FollowAsync(filter, aborted))
        {
            if (changed.Count == 0)
            {
                yield return new(new(null, null), "alive");
            }

            foreach (string id in changed)
            {
                Job? job = await store.FindAsync(id, aborted);
                yield return job is null ? new(new(id, null), "gone") : new(new(id, JobSummary.Of(JobRow.Of(job, 0), caller)), "job");
            }
        }
    }
}
