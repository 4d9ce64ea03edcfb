using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Microsoft.AspNetCore.Http;

namespace Hven.Platform.Jobs.Endpoints;

/// <summary>Finds the job of a request, for those who may have it; to others it does not exist.</summary>
internal static class JobLookup
{
    /// <summary>Name of the query parameter with the secret of a link.</summary>
    public const string Key = "key";

    /// <exception cref="ServiceException">There is none, or none for the caller.</exception>
    public static async Task<Job> SeenAsync(string id, HttpContext context, JobStore store, TimeProvider time) =>
        await store.FindAsync(id, context.RequestAborted) is { } job && JobAccess.MaySee(context.Caller(), job, context.Request.Query[Key], time.GetUtcNow()) ? job : throw Unknown();

    /// <exception cref="ServiceException">There is none, or none that the caller may change.</exception>
    public static async Task<Job> OwnAsync(string id, HttpContext context, JobStore store)
    {
        Caller caller = context.Caller();
        Job? job = await store.FindAsync(id, context.RequestAborted);
        return job is not null && JobAccess.MayChange(caller, job) ? job
            : job is not null && JobAccess.MaySee(caller, job, key: null, DateTimeOffset.MaxValue) ? throw new ServiceException("job-shared", 403, "The job was shared with you: you may see it and copy it, but only its owner may change it.")
            : throw Unknown();
    }

    /// <summary>Address of a job below this server's.</summary>
    public static string Address(HttpContext context, Job job) => $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}/api/v1/jobs/{job.Id}";

    public static ServiceException Unknown() => new("job-unknown", 404, "There is no such job here. It may have been deleted, or its time may have come.");
}
