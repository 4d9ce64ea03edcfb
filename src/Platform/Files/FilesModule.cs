using Hven.Platform.Accounts;
using Hven.Platform.Files.Endpoints;
using Hven.Platform.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Files;

/// <summary>Files of users.</summary>
public static class FilesModule
{
    /// <summary>Adds the module's services.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.AddOptions<UserFileOptions>().BindConfiguration(UserFileOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<UserFileOptions>, UserFileOptionsValidator>();
        services.TryAddSingleton<UserSpace>();
        services.TryAddSingleton<FileStore>();
        services.TryAddSingleton<ResumableUploads>();
        services.TryAddSingleton<ArchiveSender>();
        return services;
    }

    /// <summary>Adds what deletes what nothing names any more.</summary>
    public static IServiceCollection AddFileSweeping(this IServiceCollection services) => services.AddHostedService<FileSweep>();

    /// <summary>Maps the module's routes.</summary>
    public static IEndpointRouteBuilder MapFiles(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup("/api/v1/files").WithTags("Files").Needs(Capability.MyDb);
        api.MapGet("", FileEndpoints.ListAsync).WithName("ListFiles").WithSummary("List your files.").ProducesProblem(400);
        api.MapPost("/move", FileEndpoints.MoveAsync).WithName("MoveFile").WithSummary("Give a file another name.").ProducesProblem(404).ProducesProblem(409);
        api.MapPost("/archive", FileEndpoints.ArchiveAsync).WithName("ArchiveFiles").WithSummary("Take files and what jobs left as one archive.").Produces(200, contentType: "application/zip").ProducesProblem(400).ProducesProblem(404);
        api.MapGet("/links", FileEndpoints.LinksAsync).WithName("ListFileLinks").WithSummary("List your links to files.");
        api.MapPost("/links", FileEndpoints.LinkAsync).WithName("MakeFileLink").WithSummary("Make a link to a file, for whoever has it; it is told this once.").ProducesProblem(400).ProducesProblem(404);
        api.MapDelete("/links/{id:long}", FileEndpoints.UnlinkAsync).WithName("EndFileLink").WithSummary("Take a link back.").ProducesProblem(404);

        RouteGroupBuilder files = routes.MapGroup("/files").ExcludeFromDescription();
        RouteGroupBuilder mine = files.MapGroup("").Needs(Capability.MyDb);
        mine.MapPut("/me/{**path}", FileEndpoints.PutAsync);
        mine.MapGet("/me/{**path}", FileEndpoints.GetAsync);
        mine.MapDelete("/me/{**path}", FileEndpoints.DeleteAsync);
        files.MapMethods("/uploads", ["OPTIONS"], TusEndpoints.Options).OpenToAll();
        mine.MapPost("/uploads", TusEndpoints.CreateAsync);
        mine.MapGet("/uploads/{id}", TusEndpoints.HeadAsync);
        mine.MapMethods("/uploads/{id}", ["PATCH"], TusEndpoints.AppendAsync);
        mine.MapDelete("/uploads/{id}", TusEndpoints.DeleteAsync);
        mine.MapPost("/uploads/{id}", TusEndpoints.OverrideAsync);
        files.MapGet("/jobs/{archive}", FileEndpoints.JobArchiveAsync).OpenToAll();
        files.MapGet("/jobs/{id}/{name}", FileEndpoints.JobFileAsync).OpenToAll();
        files.MapGet("/link/{secret}/{name}", FileEndpoints.OpenLinkAsync).OpenToAll();
        return routes;
    }

    private sealed class UserFileOptionsValidator : IValidateOptions<UserFileOptions>
    {
        public ValidateOptionsResult Validate(string? name, UserFileOptions options)
        {
            string[] faults = [.. options.Faults()];
            return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}

/// <summary>Deletes contents that nothing names any more, and uploads whose time is over.</summary>
internal sealed partial class FileSweep(FileStore store, ResumableUploads uploads, TimeProvider time, ILogger<FileSweep> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(s_pause, time);
        try
        {
            do
            {
                try
                {
                    await uploads.SweepAsync(stoppingToken);
                    await store.SweepAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException || StateFault.Of(exception) is not null)
                {
                    LogFailed(exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    [LoggerMessage(1501, LogLevel.Warning, "Contents of files that nothing names any more could not be looked through; it is done again in an hour")]
    private partial void LogFailed(Exception exception);
}
