using Hven.Platform.Accounts;
using Hven.Platform.Files;
using Hven.Platform.Http;
using Hven.Platform.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hven.Platform.Jobs.Endpoints;

/// <summary><c>GET /api/v1/jobs/ID</c> and its parts, for who may see the job; a link's secret comes as <c>key</c>.</summary>
internal static class GetJob
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(60);

    /// <summary>Tells of a job; with <paramref name="wait"/> as soon as it has changed.</summary>
    /// <param name="id">The job.</param>
    /// <param name="context">The request.</param>
    /// <param name="store">The jobs.</param>
    /// <param name="changes">Waits for changes.</param>
    /// <param name="time">The time.</param>
    /// <param name="key">Secret of a link.</param>
    /// <param name="wait">Seconds to wait at most, 60 at most, while it is in the phase that is named.</param>
    /// <param name="phase">The phase that the caller has seen; the one of now when absent.</param>
    public static async Task<JobDetail> HandleAsync(string id, HttpContext context, JobStore store, JobChanges changes, TimeProvider time, string? key = null, int? wait = null, string? phase = null)
    {
        Job job = await JobLookup.SeenAsync(id, context, store, time);
        if (wait > 0)
        {
            JobPhase seen = phase is null ? job.Phase : JobPhases.Find(phase) ?? throw new ServiceException("usage", 400, $"phase is '{phase}'; phases are {string.Join(", ", Enum.GetValues<JobPhase>().Select(one => one.Word()))}.");
            await changes.WaitAsync(job.Id, seen, wait > s_longestWait.TotalSeconds ? s_longestWait : TimeSpan.FromSeconds(wait.Value), context.RequestAborted);
            job = await JobLookup.SeenAsync(id, context, store, time);
        }

        return JobDetail.Of(job, context.Caller(), JobLookup.Address(context, job));
    }

    /// <summary>The record as <c>job.json</c> holds it, by which it can be run again anywhere.</summary>
    public static async Task RecordAsync(string id, HttpContext context, JobStore store, TimeProvider time, string? key = null)
    {
        Job job = (await JobLookup.SeenAsync(id, context, store, time)).AsRecord();
        context.Response.Headers.ContentDisposition = $"attachment; filename=job-{job.Id}.json";
        await context.Response.WriteAsJsonAsync(job, AtomicFile.Json, context.RequestAborted);
    }

    /// <summary>The log as text.</summary>
    public static async Task<ContentHttpResult> LogAsync(string id, HttpContext context, JobStore store, TimeProvider time, string? key = null)
    {
        Job job = await JobLookup.SeenAsync(id, context, store, time);
        return TypedResults.Text(await store.Folder(job).ReadLogAsync(job, context.RequestAborted), "text/plain; charset=utf-8");
    }

    /// <summary>A file that the job left; ranges and conditions of HTTP are understood.</summary>
    public static async Task<SentFile> ResultAsync(string id, string name, HttpContext context, JobStore store, TimeProvider time, string? key = null)
    {
        Job job = await JobLookup.SeenAsync(id, context, store, time);
        JobResult result = (job.Phase == JobPhase.Archived ? null : job.Results.FirstOrDefault(one => one.File == name)) ?? throw new ServiceException(
            "result-unknown", 404, $"The job is {job.Phase.Word()} and has no file '{name}'.{(job.Phase == JobPhase.Archived ? " Its results were deleted when their time had come; run it again." : "")}");
        return SentFile.Of(store.Folder(job), job, result);
    }
}
