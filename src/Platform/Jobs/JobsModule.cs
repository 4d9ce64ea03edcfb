using Hven.Platform.Accounts;
using Hven.Platform.Jobs.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Jobs;

/// <summary>Durable jobs.</summary>
public static class JobsModule
{
    /// <summary>Adds the store of jobs and what runs them; modules add an <see cref="IJobKind"/> each.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<JobOptions>, JobOptionsValidator>();
        services.TryAddSingleton<JobNotices>();
        services.TryAddSingleton<JobHours>();
        services.TryAddSingleton<JobStore>();
        services.TryAddSingleton<JobChanges>();
        services.TryAddSingleton<NotifyRules>();
        services.AddHostedService<JobQueue>();
        return services;
    }

    /// <summary>Maps the module's routes.</summary>
    public static IEndpointRouteBuilder MapJobs(this IEndpointRouteBuilder routes)
    {
        // What a link opens is open to all that have it: the job decides.
        RouteGroupBuilder open = routes.MapGroup("/api/v1/jobs/{id}").WithTags("Jobs").OpenToAll();
        open.MapGet("", GetJob.HandleAsync).WithName("GetJob").WithSummary("See a job, at once or as soon as it changes.").ProducesProblem(404);
        open.MapGet("/events", JobEvents.OneAsync).WithName("FollowJob").WithSummary("Follow a job by server-sent events until it ends.").ProducesProblem(404);
        open.MapGet("/log", GetJob.LogAsync).WithName("GetJobLog").WithSummary("See what happened to a job, line by line.").ProducesProblem(404);
        open.MapGet("/record", GetJob.RecordAsync).WithName("GetJobRecord").WithSummary("Take the record of a job, by which it can be run again anywhere.").Produces(200, contentType: "application/json").ProducesProblem(404);
        open.MapGet("/results/{name}", GetJob.ResultAsync).WithName("GetJobResult").WithSummary("Take a file that a job left, or parts of it.").Produces(200, contentType: "application/octet-stream").ProducesProblem(404);

        RouteGroupBuilder jobs = routes.MapGroup("/api/v1/jobs").WithTags("Jobs").Needs(Capability.Jobs);
        jobs.MapGet("", ListJobs.MineAsync).WithName("ListJobs").WithSummary("List your jobs, or those that others share with you.").ProducesProblem(400);
        jobs.MapGet("/events", JobEvents.Mine).WithName("FollowJobs").WithSummary("Follow your jobs by server-sent events.").ProducesProblem(409);
        jobs.MapPost("", CreateJob.HandleAsync).WithName("CreateJob").WithSummary("Make a job.").ProducesProblem(400).ProducesProblem(429).ProducesProblem(503);
        jobs.MapPatch("/{id}", ChangeJob.PatchAsync).WithName("ChangeJob").WithSummary("Change a job's name, comment, tags or times.").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        jobs.MapDelete("/{id}", ChangeJob.DeleteAsync).WithName("DeleteJob").WithSummary("Delete a job with all that it left; one that runs stops.").ProducesProblem(404);
        jobs.MapPost("/{id}/run", ChangeJob.RunAsync).WithName("RunJob").WithSummary("Let a job run that waits to be asked to.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(429);
        jobs.MapPost("/{id}/cancel", ChangeJob.CancelAsync).WithName("CancelJob").WithSummary("Stop a job.").ProducesProblem(404);
        jobs.MapPost("/{id}/retry", CreateJob.RetryAsync).WithName("RetryJob").WithSummary("Try a job again that failed or was stopped, as a new one.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(429);
        jobs.MapPost("/{id}/clone", CreateJob.CloneAsync).WithName("CloneJob").WithSummary("Make a job like this one.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(429);
        jobs.MapPost("/{id}/renew", ChangeJob.RenewAsync).WithName("RenewJob").WithSummary("Keep a job's results for the full time from now.").ProducesProblem(404).ProducesProblem(409);
        jobs.MapPost("/{id}/share", ChangeJob.ShareAsync).WithName("ShareJob").WithSummary("Let users, groups or whoever has a link see a job.").ProducesProblem(400).ProducesProblem(404);

        routes.MapGet("/api/v1/admin/jobs", ListJobs.AllAsync).WithTags("Administration").Needs(Capability.Admin).WithName("ListAllJobs").WithSummary("List the jobs of all.").ProducesProblem(400);
        return routes;
    }

    private sealed class JobOptionsValidator : IValidateOptions<JobOptions>
    {
        public ValidateOptionsResult Validate(string? name, JobOptions options)
        {
            string[] faults = [.. options.Faults()];
            return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}
