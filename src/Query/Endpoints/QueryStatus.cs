using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hven.Query.Endpoints;

/// <summary>Where a quick query stands.</summary>
/// <param name="Id">The id of the <c>Hven-Query-Id</c> header.</param>
/// <param name="Phase">EXECUTING, COMPLETED, ERROR or ABORTED.</param>
/// <param name="Rows">Rows sent.</param>
/// <param name="Overflow">Whether more rows exist than were sent.</param>
/// <param name="ElapsedMs">Time since it started, or that it took, in milliseconds.</param>
/// <param name="Error">Why it failed.</param>
public sealed record QueryStatusResponse(string Id, string Phase, long Rows, bool Overflow, double ElapsedMs, string? Error);

/// <summary><c>GET</c> and <c>DELETE /api/v1/queries/{id}</c>: watches and stops a quick query.</summary>
internal static class QueryStatus
{
    public static Ok<QueryStatusResponse> Get(string id, HttpContext context, RunningQueries queries) => TypedResults.Ok(Describe(Find(id, context.Caller(), queries)));

    public static Ok<QueryStatusResponse> Cancel(string id, HttpContext context, RunningQueries queries)
    {
        RunningQuery query = Find(id, context.Caller(), queries);
        query.Cancel();
        return TypedResults.Ok(Describe(query));
    }

    /// <summary>A query of the caller's; one that was asked without an account is open to whoever has its name.</summary>
    private static RunningQuery Find(string id, Caller caller, RunningQueries queries) =>
        queries.Find(id) is { } query && (query.Caller.IsAnonymous || query.Caller.UserId == caller.UserId || caller.May(Capability.Admin))
            ? query
            : throw new ServiceException("query-unknown", 404, $"There is no quick query '{id}', or it ended long ago.");

    private static QueryStatusResponse Describe(RunningQuery query) =>
        new(query.Id, query.Phase.ToString().ToUpperInvariant(), query.Rows, query.Overflow, Math.Round(query.Elapsed.TotalMilliseconds, 1), query.Error);
}
