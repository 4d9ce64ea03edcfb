using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.Jobs.Uws;
using Hven.Platform.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hven.Platform.Jobs.Endpoints;

/// <summary><c>POST /api/v1/jobs</c>: makes a job after a look at what it is asked for; <c>POST /api/v1/jobs/ID/clone</c> and <c>retry</c>: makes one like another.</summary>
internal static class CreateJob
{
    public static async Task<Created<JobDetail>> HandleAsync(CreateJobRequest request, HttpContext context, JobStore store, IEnumerable<IJobKind> kinds, Maintenance maintenance, JobHours hours, NotifyRules rules, TimeProvider time)
    {
        IJobKind kind = Kind(kinds, request.Kind);
        Caller caller = context.Caller();
        return await MakeAsync(
            new(kind.Name, kind.Check(JobText.Parameters(request.Parameters), caller), caller)
            {
                RunId = JobText.Name(request.Name),
                Comment = JobText.Comment(request.Comment),
                Tags = JobText.Tags(request.Tags),
                Notify = await rules.CheckAsync(request.Notify, caller, context.RequestAborted),
                ExecutionSeconds = request.ExecutionSeconds is null or > 0 ? request.ExecutionSeconds : throw new ServiceException("usage", 400, $"executionSeconds is {request.ExecutionSeconds}; it must be 1 or more."),
                Destruction = Days(request.Days, time),
                Runs = request.Run,
            },
            context, store, maintenance, hours);
    }

    public static async Task<Created<JobDetail>> CloneAsync(string id, CloneJobRequest request, HttpContext context, JobStore store, IEnumerable<IJobKind> kinds, Maintenance maintenance, JobHours hours, TimeProvider time)
    {
        Job job = await JobLookup.SeenAsync(id, context, store, time);
        return await AgainAsync(job, request.Name is null ? job.RunId : JobText.Name(request.Name), request.Run, context, store, kinds, maintenance, hours);
    }

    public static async Task<Created<JobDetail>> RetryAsync(string id, HttpContext context, JobStore store, IEnumerable<IJobKind> kinds, Maintenance maintenance, JobHours hours)
    {
        Job job = await JobLookup.OwnAsync(id, context, store);
        return job.Phase is JobPhase.Error or JobPhase.Aborted
            ? await AgainAsync(job, job.RunId, runs: true, context, store, kinds, maintenance, hours)
            : throw new ServiceException("job-phase", 409, $"The job is {job.Phase.Word()}: only one that failed or was stopped can be tried again. Clone it to run it once more.");
    }

    /// <summary>When a job's results are to be deleted; null for the setting.</summary>
    public static DateTimeOffset? Days(int? days, TimeProvider time) =>
        days is null ? null : days is >= 1 and <= 36_500 ? time.GetUtcNow().AddDays(days.Value) : throw new ServiceException("usage", 400, $"days is {days}; it must be 1 or more.");

    private static async Task<Created<JobDetail>> AgainAsync(Job job, string? name, bool runs, HttpContext context, JobStore store, IEnumerable<IJobKind> kinds, Maintenance maintenance, JobHours hours)
    {
        Caller caller = context.Caller();
        if (job.Parameters.Any(one => one.Name.Equals("UPLOAD", StringComparison.OrdinalIgnoreCase) && one.Value.Contains("param:", StringComparison.OrdinalIgnoreCase)))
        {
            throw new ServiceException("job-uploads", 409, "Files that came with the job are not kept after it has run, so it cannot be repeated from here. Send it once more with its files, or keep them as tables of your own (mydb) and name those in the query.");
        }

        return await MakeAsync(
            new(job.Kind, Kind(kinds, job.Kind).Check(job.Parameters, caller), caller)
            {
                RunId = name,
                Comment = job.Comment,
                Tags = job.Tags,
                Notify = job.OwnerId == caller.UserId ? job.Notify : null,
                Repeats = job.Id,
                ExecutionSeconds = job.ExecutionSeconds,
                Runs = runs,
            },
            context, store, maintenance, hours);
    }

    private static async Task<Created<JobDetail>> MakeAsync(NewJob wanted, HttpContext context, JobStore store, Maintenance maintenance, JobHours hours)
    {
        await maintenance.RequireOpenAsync(wanted.Owner, context.RequestAborted);
        await hours.RequireAsync(wanted.Owner, context.RequestAborted);
        Job job = await store.CreateAsync(wanted.Owner.IsAnonymous ? wanted with { Session = ClientMark.OfOrNew(context) } : wanted, context.RequestAborted);
        string address = JobLookup.Address(context, job);
        return TypedResults.Created(address, JobDetail.Of(job, wanted.Owner, address));
    }

    private static IJobKind Kind(IEnumerable<IJobKind> kinds, string? name) =>
        kinds.FirstOrDefault(kind => kind.Name == name) ?? throw new ServiceException("job-kind", 400, $"There is no kind of job '{name}'. There are: {string.Join(", ", kinds.Select(kind => kind.Name).Order(StringComparer.Ordinal))}.");
}
