using Hven.Platform.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Accounts.Endpoints;

/// <summary>A role.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What it is for.</param>
/// <param name="Capabilities">What its users may do.</param>
/// <param name="Quota">Its limits.</param>
/// <param name="Users">How many have it.</param>
public sealed record RoleAnswer(string Name, string? Title, IReadOnlyList<string> Capabilities, Quota Quota, int Users);

/// <summary>A role to make or change.</summary>
/// <param name="Capabilities">All that its users may do.</param>
/// <param name="Quota">All its limits; none when absent.</param>
/// <param name="Title">What it is for; stays when absent.</param>
public sealed record SetRoleRequest(IReadOnlyList<string> Capabilities, Quota? Quota = null, string? Title = null);

/// <summary><c>/api/v1/admin/roles</c>.</summary>
internal static class AdminRoles
{
    public static async Task<RoleAnswer[]> ListAsync(IDbContextFactory<HvenState> contexts, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        var roles = await state.Roles.AsNoTracking().OrderBy(role => role.Id).Select(role => new { Role = role, Users = role.Users.Count }).ToListAsync(cancellationToken);
        return [.. roles.Select(one => new RoleAnswer(one.Role.Name, one.Role.Title, one.Role.Capabilities, one.Role.Quota, one.Users))];
    }

    public static async Task<NoContent> SetAsync(string name, SetRoleRequest request, HttpContext context, Administration administration, CancellationToken cancellationToken)
    {
        await administration.SetRoleAsync(name, request.Title, request.Capabilities ?? [], request.Quota ?? new(), context.Caller(), cancellationToken);
        return TypedResults.NoContent();
    }

    public static async Task<NoContent> DeleteAsync(string name, HttpContext context, Administration administration, CancellationToken cancellationToken)
    {
        await administration.DeleteRoleAsync(name, context.Caller(), cancellationToken);
        return TypedResults.NoContent();
    }
}
