using Hven.Platform.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Accounts.Endpoints;

/// <summary>A group.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What it is.</param>
/// <param name="Members">Names of its members.</param>
public sealed record GroupAnswer(string Name, string? Title, IReadOnlyList<string> Members);

/// <summary>A group to make or change.</summary>
/// <param name="Title">What it is; stays when absent.</param>
/// <param name="Members">Names of all its members; they stay when absent.</param>
public sealed record SetGroupRequest(string? Title = null, IReadOnlyList<string>? Members = null);

/// <summary><c>/api/v1/admin/groups</c>.</summary>
internal static class AdminGroups
{
    public static async Task<GroupAnswer[]> ListAsync(IDbContextFactory<HvenState> contexts, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        List<Group> groups = await state.Groups.AsNoTracking().Include(group => group.Members).OrderBy(group => group.Name).ToListAsync(cancellationToken);
        return [.. groups.Select(group => new GroupAnswer(group.Name, group.Title, [.. group.Members.Select(user => user.Name).Order(StringComparer.Ordinal)]))];
    }

    public static async Task<NoContent> SetAsync(string name, SetGroupRequest request, HttpContext context, Administration administration, CancellationToken cancellationToken)
    {
        await administration.SetGroupAsync(name, request.Title, request.Members, context.Caller(), cancellationToken);
        return TypedResults.NoContent();
    }

    public static async Task<NoContent> DeleteAsync(string name, HttpContext context, Administration administration, CancellationToken cancellationToken)
    {
        await administration.DeleteGroupAsync(name, context.Caller(), cancellationToken);
        return TypedResults.NoContent();
    }
}
