using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Accounts.Endpoints;

/// <summary>One token, without its secret.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its owner's name for it.</param>
/// <param name="Scopes">What it allows at most.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">When it ends.</param>
/// <param name="Used">When it was last used, to within some minutes.</param>
/// <param name="UsedFrom">Address that it was last used from.</param>
public sealed record TokenAnswer(long Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset Created, DateTimeOffset Expires, DateTimeOffset? Used, string? UsedFrom)
{
    internal static TokenAnswer Of(AccessToken token) => new(token.Id, token.Name, token.Scopes, token.Created, token.Expires, token.Used, token.UsedFrom);
}

/// <summary>A token that is wanted.</summary>
/// <param name="Name">Your name for it.</param>
/// <param name="Scopes">What it shall allow; <c>query</c> and <c>jobs</c> when absent.</param>
/// <param name="Days">Days that it lasts; 90 when absent.</param>
public sealed record NewTokenRequest(string Name, IReadOnlyList<string>? Scopes = null, int? Days = null);

/// <summary>A new token.</summary>
/// <param name="Token">The token itself: told this once.</param>
/// <param name="Record">What is kept of it.</param>
public sealed record NewTokenAnswer(string Token, TokenAnswer Record);

/// <summary><c>/api/v1/me/tokens</c>: the caller's tokens for programs.</summary>
internal static class Tokens
{
    private const int DefaultDays = 90;
    private static readonly string[] s_defaultScopes = [Capability.Query, Capability.Jobs];

    public static async Task<TokenAnswer[]> ListAsync(HttpContext context, IDbContextFactory<HvenState> contexts, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        List<AccessToken> tokens = await state.Tokens.AsNoTracking().Where(one => one.UserId == caller.UserId).OrderByDescending(one => one.Created).ToListAsync(cancellationToken);
        return [.. tokens.Select(TokenAnswer.Of)];
    }

    public static async Task<NewTokenAnswer> AddAsync(NewTokenRequest request, HttpContext context, AccountStore accounts, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        string[] scopes = [.. request.Scopes ?? s_defaultScopes];
        if (caller.Credential == Credential.Token && scopes.FirstOrDefault(scope => !caller.May(scope)) is { } wider)
        {
            throw new ServiceException("token-scope", 403, $"This token may not make one with the scope '{wider}', which it has not itself.");
        }

        (AccessToken record, string token) = await accounts.AddTokenAsync(caller.UserId!.Value, request.Name, scopes, request.Days ?? DefaultDays, caller, cancellationToken);
        return new(token, TokenAnswer.Of(record));
    }

    public static async Task<NoContent> RevokeAsync(long id, HttpContext context, AccountStore accounts, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        return await accounts.RevokeTokenAsync(caller.UserId!.Value, id, caller, cancellationToken)
            ? TypedResults.NoContent()
            : throw new ServiceException("token-unknown", 404, $"You have no token {id}; it may have been taken back already.");
    }
}
