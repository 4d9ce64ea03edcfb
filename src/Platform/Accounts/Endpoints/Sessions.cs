using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Accounts.Endpoints;

/// <summary>One sign-in.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Created">When it began.</param>
/// <param name="Seen">When it was last used, to within some minutes.</param>
/// <param name="Expires">When it ends unless it is used.</param>
/// <param name="Address">Address that it was last used from.</param>
/// <param name="Agent">What the client calls itself.</param>
/// <param name="Current">Whether this request came with it.</param>
public sealed record SessionAnswer(long Id, DateTimeOffset Created, DateTimeOffset Seen, DateTimeOffset Expires, string? Address, string? Agent, bool Current);

/// <summary><c>/api/v1/me/sessions</c>: where the caller is signed in.</summary>
internal static class Sessions
{
    public static async Task<SessionAnswer[]> ListAsync(HttpContext context, IDbContextFactory<HvenState> contexts, TimeProvider time, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        List<Session> sessions = await state.Sessions.AsNoTracking().Where(one => one.UserId == caller.UserId && one.Expires > now).OrderByDescending(one => one.Seen).ToListAsync(cancellationToken);
        return [.. sessions.Select(one => new SessionAnswer(one.Id, one.Created, one.Seen, one.Expires, one.Address, one.Agent, caller.Credential == Credential.Session && caller.CredentialId == one.Id))];
    }

    public static async Task<NoContent> EndAsync(long id, HttpContext context, AccountStore accounts, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        return await accounts.EndSessionAsync(caller.UserId!.Value, id, caller, cancellationToken)
            ? TypedResults.NoContent()
            : throw new ServiceException("session-unknown", 404, $"You have no session {id}; it may have ended.");
    }
}
