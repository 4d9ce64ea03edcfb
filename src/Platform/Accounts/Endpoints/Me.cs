using System.Text.Json;
using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Accounts.Endpoints;

/// <summary>Who the caller is.</summary>
/// <param name="Name">Name of the account; <c>anonymous</c> without one.</param>
/// <param name="SignedIn">Whether there is an account.</param>
/// <param name="FullName">Name of the person.</param>
/// <param name="Email">Address for mail.</param>
/// <param name="EmailConfirmed">Whether the address was shown to be yours.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Groups">Its groups.</param>
/// <param name="Capabilities">What it may do here and now.</param>
/// <param name="Quota">Its limits.</param>
/// <param name="HasPassword">Whether the account has a password.</param>
/// <param name="Preferences">Settings of its pages.</param>
/// <param name="Provider">Name of the OpenID provider at which its owner can sign in too.</param>
public sealed record MeAnswer(
    string Name, bool SignedIn, string? FullName, string? Email, bool EmailConfirmed, IReadOnlyList<string> Roles, IReadOnlyList<string> Groups, IReadOnlyList<string> Capabilities, Quota Quota, bool HasPassword, JsonElement? Preferences,
    string? Provider);

/// <summary>What a user changes of the own account; what is absent stays.</summary>
/// <param name="FullName">Name of the person; empty to take it away.</param>
/// <param name="Email">Address for mail; empty to take it away.</param>
/// <param name="Preferences">Settings of the pages, an object of at most 16 KiB.</param>
public sealed record ChangeMeRequest(string? FullName = null, string? Email = null, JsonElement? Preferences = null);

/// <summary>A change of password.</summary>
/// <param name="Present">The present password.</param>
/// <param name="Password">The new one.</param>
public sealed record ChangePasswordRequest(string Present, string Password);

/// <summary><c>/api/v1/me</c>: the caller's own account.</summary>
internal static class Me
{
    private const int MostPreferences = 16_384;

    public static async Task<MeAnswer> Get(HttpContext context, IDbContextFactory<HvenState> contexts, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        User? user = null;
        if (caller.UserId is { } id)
        {
            await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
            user = await state.Users.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
        }

        return new(
            caller.Name, !caller.IsAnonymous, user?.FullName, user?.Email, user?.EmailConfirmed ?? false, caller.Roles, [.. caller.Groups.Order(StringComparer.Ordinal)], [.. Capability.All.Where(caller.May)], caller.Quota,
            user?.PasswordHash is not null, user?.Preferences is { } preferences ? JsonSerializer.Deserialize<JsonElement>(preferences) : null,
            user?.Provider);
    }

    public static async Task<MeAnswer> ChangeAsync(
        ChangeMeRequest request, HttpContext context, IDbContextFactory<HvenState> contexts, Administration administration, CancellationToken cancellationToken)
    {
        if (request.Preferences is { } preferences && (preferences.ValueKind != JsonValueKind.Object || preferences.GetRawText().Length > MostPreferences))
        {
            throw new ServiceException("preferences", 400, $"preferences must be an object of at most {MostPreferences} characters.");
        }

        await administration.ChangeAsync(context.Caller().Name, new() { FullName = request.FullName, Email = request.Email, Preferences = request.Preferences?.GetRawText() }, context.Caller(), cancellationToken);
        return await Get(context, contexts, cancellationToken);
    }

    public static async Task<NoContent> ChangePasswordAsync(ChangePasswordRequest request, HttpContext context, AccountStore accounts, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        await accounts.RequirePasswordOfAsync(caller.UserId!.Value, request.Present, caller, cancellationToken);
        await accounts.SetPasswordAsync(caller.UserId.Value, request.Password, caller, cancellationToken);
        return TypedResults.NoContent();
    }
}
