using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hven.Platform.Audit;
using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Hven.Platform.Accounts.OpenId;

/// <summary>
/// Signs people in whom an OpenID provider knows. An account belongs to issuer and subject, never to an address for mail: whoever controls one elsewhere gets no account here by it.
/// What is begun is bound to the browser that began it, and good once.
/// </summary>
public sealed class OpenIdSignIn(
    IDbContextFactory<HvenState> contexts, IStateDatabase database, AccountStore accounts, AccountCache cache, AuditLog audit, IOptions<SignInOptions> options, IOptions<AccountOptions> accountOptions, TimeProvider time) : IDisposable
{
    private const string Purpose = "oidc";
    private const int MostNames = 100;

    private readonly ConcurrentDictionary<string, OpenIdClient> _clients = new(StringComparer.Ordinal);

    /// <summary>How long a sign-in may take.</summary>
    public static TimeSpan Lasts { get; } = TimeSpan.FromMinutes(10);

    /// <summary>The providers, by name, with what their buttons say.</summary>
    public IEnumerable<(string Name, string Title)> Providers => options.Value.Providers.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value.Title ?? one.Key));

    /// <summary>Begins a sign-in.</summary>
    /// <param name="name">The provider.</param>
    /// <param name="redirect">Address that the provider sends the browser back to.</param>
    /// <param name="browser">Secret that the browser keeps.</param>
    /// <param name="to">Page of this server for afterwards.</param>
    /// <param name="caller">Who is to be linked; somebody without an account for a sign-in.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Where the browser is sent.</returns>
    /// <exception cref="ServiceException">There is no such provider, or it is not there.</exception>
    public async Task<string> BeginAsync(string name, string redirect, string browser, string to, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        OpenIdClient client = Client(name);
        string state = Secret.Create();
        string nonce = Secret.Create();
        string verifier = Secret.Create();
        string challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        string address = await client.BeginAsync(redirect, state, nonce, challenge, cancellationToken);
        await using HvenState database1 = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        await database1.Codes.Where(code => code.Purpose == Purpose && code.Expires <= now).ExecuteDeleteAsync(cancellationToken);
        database1.Codes.Add(new()
        {
            Purpose = Purpose,
            Hash = Secret.Hash(state),
            UserId = caller.UserId,
            Detail = JsonSerializer.Serialize(new Begun(name, nonce, verifier, Secret.Hash(browser), to)),
            Expires = now + Lasts,
        });
        await database1.SaveChangesAsync(cancellationToken);
        return address;
    }

    /// <summary>Finishes a sign-in.</summary>
    /// <param name="name">The provider.</param>
    /// <param name="state">What it was begun with, as the provider gives it back.</param>
    /// <param name="code">What the provider gives for its tokens.</param>
    /// <param name="redirect">As it was begun with.</param>
    /// <param name="browser">Secret that the browser kept; null when it has none.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="agent">What the client calls itself.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The secret of the session, null when an account was linked; and the page for afterwards.</returns>
    /// <exception cref="ServiceException">It was not begun here, what the provider says does not hold, or the account cannot be used.</exception>
    public async Task<(string? Secret, string To)> FinishAsync(string name, string? state, string? code, string redirect, string? browser, Caller caller, string? agent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        OpenIdClient client = Client(name);
        await using HvenState database1 = await contexts.CreateDbContextAsync(cancellationToken);
        string hash = Secret.Hash(state ?? "");
        DateTimeOffset now = time.GetUtcNow();
        OneTimeCode known = await database1.Codes.AsNoTracking().SingleOrDefaultAsync(one => one.Purpose == Purpose && one.Hash == hash && one.Expires > now, cancellationToken) ?? throw NotBegun();
        Begun begun = JsonSerializer.Deserialize<Begun>(known.Detail!)!;
        if (browser is null || Secret.Hash(browser) != begun.Browser || begun.Provider != name || await database1.Codes.Where(one => one.Id == known.Id).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            throw NotBegun();
        }

        if (string.IsNullOrEmpty(code))
        {
            throw new ServiceException("oidc-denied", 403, "The provider did not let you in.");
        }

        Identity identity = await client.FinishAsync(code, redirect, begun.Nonce, begun.Verifier, cancellationToken);
        OpenIdProvider provider = options.Value.Providers[name];
        IReadOnlyList<string> groups = identity.Texts(provider.GroupsClaim);
        if (provider.RequireGroups.Count > 0 && !provider.RequireGroups.Any(groups.Contains))
        {
            throw new ServiceException("oidc-groups", 403, "You are known there, but not in a group that may sign in here. Ask an administrator of this server.");
        }

        User? user = await database1.Users.Include(one => one.Roles).Include(one => one.Groups).AsSplitQuery().SingleOrDefaultAsync(one => one.Issuer == identity.Issuer && one.IssuerSubject == identity.Subject, cancellationToken);
        bool isLink = known.UserId is not null;
        if (isLink)
        {
            user = await LinkAsync(database1, known.UserId!.Value, user, identity, caller, cancellationToken);
        }

        user ??= await MakeAsync(database1, provider, identity, caller, cancellationToken);
        await FollowAsync(database1, user, provider, groups, cancellationToken);
        audit.Note(database1, caller with { Name = user.Name }, isLink ? "user.link" : "session.begin", $"user:{user.Name}", $"by {name}");
        string? secret = null;
        if (!isLink && user.Status == UserStatus.Active)
        {
            secret = accounts.BeginSession(database1, user, caller, agent);
        }

        await SaveAsync(database1, cancellationToken);
        if (!isLink)
        {
            AccountStore.RequireUsable(user);
        }

        return (secret, begun.To);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (OpenIdClient client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static ServiceException NotBegun() => new("oidc-state", 403, "This sign-in was not begun in this browser, took too long, or was finished already. Begin again.");

    private OpenIdClient Client(string name) => options.Value.Providers.TryGetValue(name, out OpenIdProvider? provider)
        ? _clients.GetOrAdd(name, _ => new(provider))
        : throw new ServiceException("oidc-provider", 404, $"There is no provider '{name}' here.");

    private static async Task<User> LinkAsync(HvenState state, long userId, User? owner, Identity identity, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.UserId != userId || caller.Credential != Credential.Session)
        {
            throw new ServiceException("oidc-state", 403, "The account was not linked: you are not signed in to it any more. Begin again.");
        }

        User user = await state.Users.Include(one => one.Roles).Include(one => one.Groups).AsSplitQuery().SingleAsync(one => one.Id == userId, cancellationToken);
        if (owner is not null && owner.Id != userId)
        {
            throw new ServiceException("oidc-linked", 409, $"That identity belongs to the account '{owner.Name}' here. Sign in to that one.");
        }

        if (user.Issuer is not null && (user.Issuer != identity.Issuer || user.IssuerSubject != identity.Subject))
        {
            throw new ServiceException("oidc-linked", 409, "This account belongs to another identity already.");
        }

        (user.Issuer, user.IssuerSubject) = (identity.Issuer, identity.Subject);
        return user;
    }

    private async Task<User> MakeAsync(HvenState state, OpenIdProvider provider, Identity identity, Caller caller, CancellationToken cancellationToken)
    {
        if (provider.CreateAccounts == AccountCreation.No)
        {
            throw new ServiceException("oidc-account", 403, "You are known there, but have no account here. Ask an administrator for one; you can link it on the account page then.");
        }

        string wanted = Fitting(identity.Text(provider.NameClaim) ?? identity.Text("email")?.Split('@')[0] ?? identity.Text("name") ?? "");
        string name = wanted;
        for (int number = 2; ; number++)
        {
            string key = UserName.Key(name);
            if (!await state.Users.AnyAsync(one => one.NameKey == key, cancellationToken))
            {
                break;
            }

            name = number <= MostNames ? FormattableString.Invariant($"{wanted}{number}") : $"{wanted}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        }

        string? email = identity.Text("email");
        string? emailKey = email?.ToLowerInvariant();
        bool isTaken = emailKey is not null && await state.Users.AnyAsync(one => one.EmailKey == emailKey, cancellationToken);
        User user = await accounts.MakeAsync(
            state,
            new(name)
            {
                Email = isTaken || email is null || !AccountStore.IsEmail(email) ? null : email,
                FullName = identity.Text("name") is { Length: <= 200 } full && !full.Any(char.IsControl) ? full : null,
                Roles = [.. accountOptions.Value.RegistrationRoles],
                Status = provider.CreateAccounts == AccountCreation.Yes ? UserStatus.Active : UserStatus.Unapproved,
            },
            cancellationToken);
        user.EmailConfirmed = user.Email is not null && identity.IsTrue("email_verified");
        (user.Issuer, user.IssuerSubject) = (identity.Issuer, identity.Subject);
        audit.Note(state, caller, "user.add", $"user:{user.Name}", $"from {identity.Issuer}; {user.Status}");
        return user;
    }

    /// <summary>Gives and takes those groups and roles that follow the provider.</summary>
    private static async Task FollowAsync(HvenState state, User user, OpenIdProvider provider, IReadOnlyList<string> there, CancellationToken cancellationToken)
    {
        string[] managed = [.. provider.Groups.Values.Distinct(StringComparer.Ordinal)];
        HashSet<string> wanted = [.. provider.Groups.Where(pair => there.Contains(pair.Key)).Select(pair => pair.Value)];
        user.Groups.RemoveAll(group => managed.Contains(group.Name) && !wanted.Contains(group.Name));
        string[] missing = [.. wanted.Where(name => user.Groups.All(group => group.Name != name))];
        foreach (string name in missing)
        {
            user.Groups.Add(await state.Groups.SingleOrDefaultAsync(group => group.Name == name, cancellationToken) ?? state.Groups.Add(new() { Name = name }).Entity);
        }

        managed = [.. provider.Roles.Values.Distinct(StringComparer.Ordinal)];
        wanted = [.. provider.Roles.Where(pair => there.Contains(pair.Key)).Select(pair => pair.Value)];
        user.Roles.RemoveAll(role => managed.Contains(role.Name) && !wanted.Contains(role.Name));
        missing = [.. wanted.Where(name => user.Roles.All(role => role.Name != name))];
        user.Roles.AddRange(await AccountStore.RolesAsync(state, missing, cancellationToken));
    }

    private async Task SaveAsync(HvenState state, CancellationToken cancellationToken)
    {
        try
        {
            await state.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is DbException cause && database.IsDuplicate(cause))
        {
            throw new ServiceException("oidc-state", 409, "The account was made by another sign-in of yours in this moment. Sign in again.", exception);
        }

        cache.Clear();
    }

    /// <summary>A name that an account may have, as near to another as can be.</summary>
    private static string Fitting(string text)
    {
        StringBuilder fit = new();
        foreach (Rune rune in text.Trim().EnumerateRunes())
        {
            string letter = Rune.IsWhiteSpace(rune) ? "." : rune.ToString();
            if (fit.Length < 50 && UserName.Fault($"{fit}{letter}0") is null)
            {
                fit.Append(letter);
            }
        }

        string name = fit.ToString().TrimEnd('.', '-');
        return UserName.Fault(name) is null ? name : "user";
    }

    private sealed record Begun(string Provider, string Nonce, string Verifier, string Browser, string To);
}
