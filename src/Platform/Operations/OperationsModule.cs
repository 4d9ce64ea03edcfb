using Hven.Platform.Accounts;
using Hven.Platform.Operations.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hven.Platform.Operations;

/// <summary>What operators see and steer: notices, use, storage, maintenance.</summary>
public static class OperationsModule
{
    /// <summary>Adds the module's services; comes after the accounts'.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.TryAddSingleton<Maintenance>();
        services.TryAddSingleton<StorageUse>();
        services.TryAddSingleton<UsageLog>();
        services.AddHostedService(provider => provider.GetRequiredService<UsageLog>());
        return services;
    }

    /// <summary>Maps the module's routes.</summary>
    public static IEndpointRouteBuilder MapOperations(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup("/api/v1").WithTags("Notices");
        api.MapGet("/notices", Notices.ListAsync).OpenToAll().WithName("ListNotices").WithSummary("List what the operators have to tell you.");
        api.MapPost("/notices/{id:long}/read", Notices.ReadAsync).Needs(Capability.Account).WithName("ReadNotice").WithSummary("Mark a notice as read.").ProducesProblem(404);

        RouteGroupBuilder admin = routes.MapGroup("/api/v1/admin").WithTags("Administration").Needs(Capability.Admin);
        admin.MapGet("/notices", Notices.AllAsync).WithName("ListAllNotices").WithSummary("List all notices.");
        admin.MapPost("/notices", Notices.AddAsync).WithName("AddNotice").WithSummary("Tell users something.").ProducesProblem(400);
        admin.MapPut("/notices/{id:long}", Notices.ChangeAsync).WithName("ChangeNotice").WithSummary("Change a notice.").ProducesProblem(400).ProducesProblem(404);
        admin.MapDelete("/notices/{id:long}", Notices.DeleteAsync).WithName("DeleteNotice").WithSummary("Delete a notice.").ProducesProblem(404);
        admin.MapGet("/releases", AdminReleases.List).WithName("ListReleaseAccess").WithSummary("See whom releases and tables are open to.");
        admin.MapPut("/releases/{name}/access", AdminReleases.SetAsync).WithName("SetReleaseAccess").WithSummary("Open a release or some of its tables to groups, or to everybody.").ProducesProblem(400).ProducesProblem(404);
        admin.MapGet("/server", Server.GetAsync).WithName("GetServer").WithSummary("See how the server is.");
        admin.MapGet("/usage", Server.UsageAsync).WithName("ListUsage").WithSummary("See who did how much on which day.").ProducesProblem(400);
        admin.MapPut("/maintenance", Server.SetMaintenanceAsync).WithName("SetMaintenance").WithSummary("Begin or end a maintenance: what runs is finished, nothing new begins.").ProducesProblem(400);
        return routes;
    }
}
