using Hven.Platform.Accounts.OpenId;
using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Accounts.Endpoints;

/// <summary>A user as an administrator sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FullName">Name of the person.</param>
/// <param name="Email">Address for mail.</param>
/// <param name="Status"><c>unconfirmed</c>, <c>unapproved</c>, <c>active</c> or <c>disabled</c>.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Groups">Its groups.</param>
/// <param name="Quota">Its own limits.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Seen">When it last did something, to within some minutes.</param>
/// <param name="Identity">The identity at an OpenID provider that it is linked to.</param>
public sealed record UserAnswer(
    string Name, string? FullName, string? Email, string Status, IReadOnlyList<string> Roles, IReadOnlyList<string> Groups, Quota Quota, DateTimeOffset Created, DateTimeOffset? Seen,
    IdentityAnswer? Identity)
{
    internal static UserAnswer Of(User user) => new(
        user.Name, user.FullName, user.Email, user.Status.ToString().ToLowerInvariant(), [.. user.Roles.Select(role => role.Name).Order(StringComparer.Ordinal)],
        [.. user.Groups.Select(group => group.Name).Order(StringComparer.Ordinal)], user.Quota, user.Created, user.Seen,
        user is { Issuer: { } issuer, IssuerSubject: { } subject } ? new(user.Provider, issuer, subject) : null);
}

/// <summary>An identity at an OpenID provider.</summary>
/// <param name="Provider">Name of the provider in the settings, when it last was used.</param>
/// <param name="Issuer">What the provider calls itself.</param>
/// <param name="Subject">What it calls the person.</param>
public sealed record IdentityAnswer(string? Provider, string Issuer, string Subject);

/// <summary>A page of users.</summary>
/// <param name="Users">The users, by name.</param>
/// <param name="Next">Give it as <c>after</c> for the next page; null on the last.</param>
public sealed record UserPage(IReadOnlyList<UserAnswer> Users, string? Next);

/// <summary>An account to make.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Password">Its password.</param>
/// <param name="Email">Address for mail.</param>
/// <param name="FullName">Name of the person.</param>
/// <param name="Roles">Its roles; <c>default</c> when absent.</param>
/// <param name="Groups">Its groups.</param>
public sealed record AddUserRequest(string Name, string? Password = null, string? Email = null, string? FullName = null, IReadOnlyList<string>? Roles = null, IReadOnlyList<string>? Groups = null);

/// <summary>What changes of a user; what is absent stays.</summary>
/// <param name="FullName">Name of the person.</param>
/// <param name="Email">Address for mail.</param>
/// <param name="Status"><c>active</c> or <c>disabled</c>.</param>
/// <param name="Roles">All its roles.</param>
/// <param name="Groups">All its groups.</param>
/// <param name="Quota">Its own limits, all of them.</param>
/// <param name="Password">A new password; its sessions end.</param>
public sealed record ChangeUserRequest(
    string? FullName = null, string? Email = null, string? Status = null, IReadOnlyList<string>? Roles = null, IReadOnlyList<string>? Groups = null, Quota? Quota = null, string? Password = null);

/// <summary>An invitation to make.</summary>
/// <param name="Roles">Roles of the account that will be made by it; <c>default</c> when absent.</param>
public sealed record InviteRequest(IReadOnlyList<string>? Roles = null);

/// <summary>An invitation.</summary>
/// <param name="Code">The code, good once and for a day; told this once.</param>
public sealed record InviteAnswer(string Code);

/// <summary><c>/api/v1/admin/users</c>.</summary>
internal static class AdminUsers
{
    private const int MostOnPage = 500;
    private static readonly string[] s_defaultRoles = ["default"];

    public static async Task<UserPage> ListAsync(IDbContextFactory<HvenState> contexts, CancellationToken cancellationToken, string? text = null, string? after = null, int limit = 100)
    {
        if (limit is < 1 or > MostOnPage)
        {
            throw new ServiceException("limit", 400, $"limit is {limit}; it must be from 1 to {MostOnPage}.");
        }

        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        IQueryable<User> users = state.Users.AsNoTracking().Include(user => user.Roles).Include(user => user.Groups).AsSplitQuery();
        if (text is { Length: > 0 })
        {
            string key = UserName.Key(text);
            users = users.Where(user => user.NameKey.Contains(key) || (user.EmailKey != null && user.EmailKey.Contains(key)));
        }

        if (after is not null)
        {
            string key = UserName.Key(after);
            users = users.Where(user => string.Compare(user.NameKey, key) > 0);
        }

        List<User> found = await users.OrderBy(user => user.NameKey).Take(limit + 1).ToListAsync(cancellationToken);
        return new([.. found.Take(limit).Select(UserAnswer.Of)], found.Count > limit ? found[limit - 1].Name : null);
    }

    public static async Task<UserAnswer> GetAsync(string name, Administration administration, CancellationToken cancellationToken) =>
        UserAnswer.Of(await administration.GetAsync(name, cancellationToken));

    public static async Task<Created<UserAnswer>> AddAsync(AddUserRequest request, HttpContext context, AccountStore accounts, CancellationToken cancellationToken)
    {
        User user = await accounts.AddAsync(
            new(request.Name ?? "") { Password = request.Password, Email = request.Email, FullName = request.FullName, Roles = request.Roles ?? s_defaultRoles, Groups = request.Groups ?? [] },
            context.Caller(),
            cancellationToken);
        return TypedResults.Created($"/api/v1/admin/users/{Uri.EscapeDataString(user.Name)}", UserAnswer.Of(user));
    }

    public static async Task<UserAnswer> ChangeAsync(string name, ChangeUserRequest request, HttpContext context, Administration administration, AccountStore accounts, CancellationToken cancellationToken)
    {
        UserStatus? status = request.Status switch
        {
            null => null,
            "active" => UserStatus.Active,
            "disabled" => UserStatus.Disabled,
            { } other => throw new ServiceException("status", 400, $"status is '{other}'; it can be set to active or disabled."),
        };
        Caller caller = context.Caller();
        User user = await administration.GetAsync(name, cancellationToken);
        if (request.Password is { } password)
        {
            await accounts.SetPasswordAsync(user.Id, password, caller, cancellationToken);
        }

        await administration.ChangeAsync(
            name,
            new() { FullName = request.FullName, Email = request.Email, Status = status, Roles = request.Roles, Groups = request.Groups, Quota = request.Quota },
            caller,
            cancellationToken);
        return UserAnswer.Of(await administration.GetAsync(name, cancellationToken));
    }

    public static async Task<NoContent> UnlinkAsync(string name, HttpContext context, Administration administration, OpenIdSignIn openId, CancellationToken cancellationToken)
    {
        User user = await administration.GetAsync(name, cancellationToken);
        await openId.UnlinkAsync(user.Id, context.Caller(), cancellationToken);
        return TypedResults.NoContent();
    }

    public static async Task<NoContent> DeleteAsync(string name, HttpContext context, Administration administration, CancellationToken cancellationToken)
    {
        await administration.DeleteAsync(name, context.Caller(), cancellationToken);
        return TypedResults.NoContent();
    }

    public static async Task<InviteAnswer> InviteAsync(InviteRequest request, Invitations invitations, IDbContextFactory<HvenState> contexts, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> roles = request.Roles ?? s_defaultRoles;
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        await AccountStore.RolesAsync(state, roles, cancellationToken);
        return new(await invitations.AddAsync(roles, cancellationToken));
    }
}
