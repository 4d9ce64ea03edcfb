using Hven.Platform.Accounts;
using Hven.Platform.Files;
using Hven.Platform.Http;
using Hven.Platform.Jobs;
using Hven.Platform.Jobs.Uws;
using Hven.Query.Cone;
using Hven.Query.Endpoints;
using Hven.Query.Registration;
using Hven.Query.Tap;
using Hven.Query.Uploads;
using Hven.Query.UserTables;
using Hven.Query.UserTables.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Hven.Query;

/// <summary>Quick queries and TAP over the survey's tables.</summary>
public static class QueryModule
{
    /// <summary>Adds the module's services; the host adds an <see cref="IQueryEngine"/>.</summary>
    public static IServiceCollection AddQuery(this IServiceCollection services)
    {
        services.AddOptions<QueryOptions>().BindConfiguration(QueryOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<QueryOptions>, QueryOptionsValidator>();
        services.TryAddSingleton<RunningQueries>();
        services.TryAddSingleton<SharedTableIndex>();
        services.TryAddSingleton<UserTableStore>();
        services.AddSingleton<IUserBytes>(provider => provider.GetRequiredService<UserTableStore>());
        services.TryAddSingleton<IntoTable>();
        services.TryAddSingleton<QueryRunner>();
        services.TryAddSingleton(provider => Forms(provider.GetRequiredService<IOptions<QueryOptions>>().Value));
        services.TryAddSingleton<RemoteFiles>();
        services.TryAddSingleton<UploadSources>();
        services.AddSingleton<IJobKind, QueryJob>();
        services.AddSingleton<IJobKind, UploadJob>();
        services.AddOptions<RegistryOptions>().BindConfiguration(RegistryOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<RegistryOptions>, RegistryOptionsValidator>();
        services.TryAddSingleton<RegistryDocument>();
        return services;
    }

    /// <summary>Maps the module's routes.</summary>
    public static IEndpointRouteBuilder MapQuery(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup("/api/v1").WithTags("Queries").Needs(Capability.Query);
        api.MapPost("/query", RunQuery.HandleAsync).WithName("RunQuery").WithSummary("Run a query and receive its rows.")
            .Produces(200, contentType: "application/json").ProducesProblem(400).ProducesProblem(429).ProducesProblem(503).ProducesProblem(504);
        api.MapPost("/query/check", CheckQuery.Handle).WithName("CheckQuery").WithSummary("Check a query without touching data.");
        api.MapPost("/query/explain", ExplainQuery.Handle).WithName("ExplainQuery").WithSummary("Tell how a query would be answered and what it would read, without running it.");
        api.MapPost("/query/complete", CompleteQuery.Handle).WithName("CompleteQuery").WithSummary("Complete a query at a cursor.");
        api.MapGet("/queries/{id}", QueryStatus.Get).WithName("GetQueryStatus").WithSummary("See where a quick query stands.").ProducesProblem(404);
        api.MapDelete("/queries/{id}", QueryStatus.Cancel).WithName("CancelQuery").WithSummary("Stop a quick query.").ProducesProblem(404);
        api.MapGet("/tables", ListTables.All).WithName("ListTables").WithSummary("List the releases and their tables.");
        api.MapGet("/tables/{release}/{table}", ListTables.One).WithName("DescribeTable").WithSummary("Describe a table with its columns.").ProducesProblem(404);

        RouteGroupBuilder mydb = routes.MapGroup("/api/v1/mydb").WithTags("Own tables").Needs(Capability.MyDb);
        mydb.MapGet("", MyTables.ListAsync).WithName("ListMyTables").WithSummary("List your own tables.");
        mydb.MapGet("/{name}", MyTables.Get).WithName("DescribeMyTable").WithSummary("Describe one of your tables with its columns.").ProducesProblem(404);
        mydb.MapPut("/{name}", MyTables.UploadAsync).WithName("UploadMyTable").WithSummary("Make a table of a file: CSV, VOTable, FITS, Parquet and what else can be read.")
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(413);
        mydb.MapPost("/preview", MyTables.PreviewAsync).WithName("PreviewUpload").WithSummary("See the columns and first rows of a file, as a table would have them.").ProducesProblem(400).ProducesProblem(413);
        mydb.MapPost("/{name}/rows", MyTables.AppendAsync).WithName("AppendToMyTable").WithSummary("Make a table longer by the rows of a file, all of them or none.").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413);
        mydb.MapPost("/{name}/query", MyTables.KeepAsync).WithName("KeepQuery").WithSummary("Make a table of the rows of a query.").ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(504);
        mydb.MapPatch("/{name}", MyTables.ChangeAsync).WithName("ChangeMyTable").WithSummary("Rename a table, say what it and its columns are, or share it with groups.").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        mydb.MapDelete("/{name}", MyTables.DropAsync).WithName("DropMyTable").WithSummary("Delete one of your tables.").ProducesProblem(404);

        RouteGroupBuilder tap = routes.MapGroup("/tap").ExcludeFromDescription().WithMetadata(VotableErrors.Mark).Needs(Capability.Query);
        tap.MapMethods("/sync", ["GET", "POST"], TapSync.HandleAsync);
        UwsService.Map(tap.MapGroup("").Needs(Capability.Jobs), "/async", new UwsOptions(QueryJob.Kind, routes.ServiceProvider.GetRequiredService<FormBounds>()));
        tap.MapGet("/capabilities", (HttpRequest request, IOptions<QueryOptions> query, IOptions<JobOptions> jobs) => Capabilities.Answer(request, query.Value, jobs.Value)).OpenToAll();
        tap.MapGet("/examples", TapExamples.Answer);
        tap.MapGet("/availability", VosiDocument.Availability).OpenToAll();
        tap.MapGet("/tables", (QueryRunner runner, HttpContext context) => VosiDocument.Tables(runner.CatalogFor(context.Caller()), context.Request));
        tap.MapGet("/tables/{name}", (string name, QueryRunner runner, HttpContext context) => VosiDocument.Table(runner.CatalogFor(context.Caller()), name));
        routes.MapMethods("/scs/{release}/{table}", ["GET", "POST"], ConeSearch.HandleAsync).ExcludeFromDescription().WithMetadata(VotableErrors.Mark).Needs(Capability.Query);
        routes.MapGet("/registry.xml", (HttpContext context, RegistryDocument document) => document.AnswerAsync(context.Request, context.RequestAborted)).ExcludeFromDescription().OpenToAll();
        return routes;
    }

    /// <summary>The largest upload, and what stands around it in a form; all of them together as much as the disk that results may take on their way.</summary>
    private static FormBounds Forms(QueryOptions options) => new(((long)options.MaxUploadMiB << 20) + (1 << 20), Math.Max(options.SpoolMiB, options.MaxUploadMiB + 1L) << 20);

    private sealed class RegistryOptionsValidator : IValidateOptions<RegistryOptions>
    {
        public ValidateOptionsResult Validate(string? name, RegistryOptions options)
        {
            string[] faults = [.. options.Faults()];
            return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }

    private sealed class QueryOptionsValidator : IValidateOptions<QueryOptions>
    {
        public ValidateOptionsResult Validate(string? name, QueryOptions options)
        {
            string[] faults = [.. options.Faults()];
            return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}
