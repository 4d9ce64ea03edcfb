using Hven.Platform.Accounts;
using Hven.Platform.Audit;
using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Jobs.Endpoints;

/// <summary><c>/api/v1/jobs/ID</c> and what can be done with a job.</summary>
internal static class ChangeJob
{
    public static async Task<JobDetail> PatchAsync(string id, ChangeJobRequest request, HttpContext context, JobStore store, TimeProvider time)
    {
        Job job = await JobLookup.OwnAsync(id, context, store);
        string? name = JobText.Name(request.Name);
        string? comment = JobText.Comment(request.Comment);
        IReadOnlyList<string> tags = JobText.Tags(request.Tags);
        DateTimeOffset? destruction = CreateJob.Days(request.Days, time);
        if (request.ExecutionSeconds is { } seconds && (seconds < 1 || !await store.SetExecutionSecondsAsync(job.Id, seconds)))
        {
            throw seconds < 1
                ? new ServiceException("usage", 400, $"executionSeconds is {seconds}; it must be 1 or more.")
                : new ServiceException("job-begun", 409, "executionSeconds cannot be changed any more: the job has begun to run.");
        }

        if (destruction is { } until)
        {
            Require(await store.SetDestructionAsync(job.Id, until));
        }

        return await ToldAsync(await store.ChangeAnyAsync(job.Id, now => now with
        {
            RunId = request.Name is null ? now.RunId : name,
            Comment = request.Comment is null ? now.Comment : comment,
            Tags = request.Tags is null ? now.Tags : tags,
        }), context, store, job);
    }

    public static async Task<JobDetail> RunAsync(string id, HttpContext context, JobStore store)
    {
        Job job = await JobLookup.OwnAsync(id, context, store);
        await store.RunAsync(job.Id, context.Caller(), context.RequestAborted);
        return await ToldAsync(null, context, store, job);
    }

    public static async Task<JobDetail> CancelAsync(string id, HttpContext context, JobStore store)
    {
        Job job = await JobLookup.OwnAsync(id, context, store);
        await store.AbortAsync(job.Id, By(context.Caller(), job));
        return await ToldAsync(null, context, store, job);
    }

    public static async Task<JobDetail> RenewAsync(string id, HttpContext context, JobStore store)
    {
        Job job = await JobLookup.OwnAsync(id, context, store);
        return await ToldAsync(Require(await store.RenewAsync(job.Id, days: null)), context, store, job);
    }

    public static async Task<NoContent> DeleteAsync(string id, HttpContext context, JobStore store, AuditLog audit, IDbContextFactory<HvenState> contexts)
    {
        Job job = await JobLookup.OwnAsync(id, context, store);
        await store.DeleteAsync(job.Id);
        Caller caller = context.Caller();
        if (job.OwnerId is not null && job.OwnerId != caller.UserId)
        {
            await using HvenState state = await contexts.CreateDbContextAsync(context.RequestAborted);
            audit.Note(state, caller, "job.delete", $"job:{job.Id}", $"of {job.Owner}");
            await state.SaveChangesAsync(context.RequestAborted);
        }

        return TypedResults.NoContent();
    }

    public static async Task<ShareJobAnswer> ShareAsync(
        string id, ShareJobRequest request, HttpContext context, JobStore store, AuditLog audit, IDbContextFactory<HvenState> contexts, TimeProvider time)
    {
        Job job = await JobLookup.OwnAsync(id, context, store);
        Caller caller = context.Caller();
        if (caller.IsAnonymous)
        {
            throw new ServiceException("job-open", 409, "A job that was made without an account is open to everybody who has its address: hand that on.");
        }

        await using HvenState state = await contexts.CreateDbContextAsync(context.RequestAborted);
        IReadOnlyList<JobUser>? users = request.Users is null ? null : await UsersAsync(state, request.Users, context.RequestAborted);
        IReadOnlyList<string>? groups = request.Groups is null ? null : Groups(caller, request.Groups);
        string? secret = request.LinkDays is null ? null : Secret.Create();
        JobLink? link = secret is null ? null : new(Secret.Hash(secret), CreateJob.Days(request.LinkDays, time)!.Value);
        Job shared = Require(await store.ChangeAnyAsync(job.Id, now => now with
        {
            Shares = new()
            {
                Users = users ?? now.Shares.Users,
                Groups = groups ?? now.Shares.Groups,
                Links = [.. (request.EndLinks ? [] : now.Shares.Links).Where(one => one.Expires > time.GetUtcNow()).TakeLast(MostLinks - 1), .. link is null ? [] : new[] { link }],
            },
        }));
        audit.Note(state, caller, "job.share", $"job:{job.Id}", $"users {Names(shared.Shares.Users.Select(user => user.Name))}; groups {Names(shared.Shares.Groups)}; {shared.Shares.Links.Count} links");
        await state.SaveChangesAsync(context.RequestAborted);
        return new(JobSharesAnswer.Of(shared.Shares), secret is null ? null : $"{JobLookup.Address(context, job)}?{JobLookup.Key}={secret}");
    }

    private const int MostLinks = 20;
    private const int MostShared = 100;

    private static string By(Caller caller, Job job) => job.OwnerId is not null && job.OwnerId != caller.UserId ? "an administrator" : "its user";

    private static string Names(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } text ? text : "none";

    private static Job Require(Job? job) => job ?? throw new ServiceException("job-gone", 409, "That is not possible any more: the job was deleted, or its results were.");

    private static async Task<JobDetail> ToldAsync(Job? changed, HttpContext context, JobStore store, Job job) =>
        JobDetail.Of(changed ?? await store.FindAsync(job.Id, context.RequestAborted) ?? throw JobLookup.Unknown(), context.Caller(), JobLookup.Address(context, job));

    private static async Task<IReadOnlyList<JobUser>> UsersAsync(HvenState state, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (names.Count > MostShared)
        {
            throw new ServiceException("job-share", 400, $"A job can be shared with {MostShared} users, not with {names.Count}. Share it with a group.");
        }

        List<JobUser> found = [];
        foreach (string name in names.Distinct(StringComparer.Ordinal))
        {
            string wanted = UserName.Key(name);
            User user = await state.Users.AsNoTracking().SingleOrDefaultAsync(one => one.NameKey == wanted, cancellationToken) ?? throw new ServiceException("user-unknown", 404, $"There is no user '{name}'.");
            found.Add(new(user.Id, user.Name));
        }

        return found;
    }

    /// <summary>One shares with one's own groups: names of others are not for everybody to find out.</summary>
    private static string[] Groups(Caller caller, IReadOnlyList<string> names)
    {
        string[] groups = [.. names.Distinct(StringComparer.Ordinal)];
        return groups.FirstOrDefault(group => !caller.Groups.Contains(group)) is { } other
            ? throw new ServiceException("group-unknown", 404, $"You are in no group '{other}'. Your groups: {Names(caller.Groups)}.")
            : groups.Length > MostShared ? throw new ServiceException("job-share", 400, $"A job can be shared with {MostShared} groups.") : groups;
    }
}
