using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.RateLimiting;
using Hven.Platform.Audit;
using Hven.Platform.Http;
using Hven.Platform.Messages;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Hven.Platform.Accounts.OpenId;

/// <summary>
/// Signs people in whom an OpenID provider knows. An account belongs to issuer and subject, never to an address for mail: whoever controls one elsewhere gets no account here by it.
/// What is begun is bound to the browser that began it, and good once.
/// </summary>
public sealed partial class OpenIdSignIn(
    IDbContextFactory<HvenState> contexts, IStateDatabase database, AccountStore accounts, AccountCache cache, Recovery recovery, AuditLog audit, IOptions<SignInOptions> options,
    IOptions<AccountOptions> accountOptions, ILogger<OpenIdSignIn> logger, TimeProvider time) : IDisposable
{
    private const string Purpose = "oidc";
    private const int MostNames = 100;
    private const int MostOfIdentity = 300;
    private const int MostBegun = 200;

    // Signs of addresses stay one letter each, so that what is kept fits its column.
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Anybody can begin, and each leaves a row for a while.
    private readonly PartitionedRateLimiter<string> _begins = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetFixedWindowLimiter(address, _ => new() { PermitLimit = MostBegun, Window = Lasts, QueueLimit = 0 }), StringComparer.Ordinal);

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
        using RateLimitLease place = _begins.AttemptAcquire(caller.Address);
        if (!place.IsAcquired)
        {
            throw new ServiceException("oidc-many", 429, $"{MostBegun} sign-ins were begun from your address within {Lasts.TotalMinutes:0} minutes. Wait, then try again.") { RetryAfter = TimeSpan.FromMinutes(1) };
        }

        string state = Secret.Create();
        string nonce = Secret.Create();
        string verifier = Secret.Create();
        string challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        string address = await LoggedAsync(name, client.BeginAsync(redirect, state, nonce, challenge, cancellationToken));
        await using HvenState database1 = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        await database1.Codes.Where(code => code.Purpose == Purpose && code.Expires <= now).ExecuteDeleteAsync(cancellationToken);
        database1.Codes.Add(new()
        {
            Purpose = Purpose,
            Hash = Secret.Hash(state),
            UserId = caller.UserId,
            Detail = JsonSerializer.Serialize(new Begun(name, nonce, verifier, Secret.Hash(browser), to), s_plain),
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

        Identity identity = await LoggedAsync(name, client.FinishAsync(code, redirect, begun.Nonce, begun.Verifier, cancellationToken));
        if (StateText.Clean(identity.Subject, MostOfIdentity) != identity.Subject || StateText.Clean(identity.Issuer, MostOfIdentity) != identity.Issuer)
        {
            throw new ServiceException("oidc-token", 403, "The provider names you in a way that cannot be kept. Tell an administrator of this server.");
        }

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
        await FollowAsync(database1, user, name, provider, groups, caller, cancellationToken);
        audit.Note(
            database1, caller with { Name = user.Name }, isLink ? "user.link" : user.Status == UserStatus.Active ? "session.begin" : "session.refused", $"user:{user.Name}", $"by {name}: {identity.Subject} of {identity.Issuer}");
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

    /// <summary>Takes the identity of an account away, with what it brought; when an administrator does it, the account's sessions end.</summary>
    /// <exception cref="ServiceException">There is none, or the caller's own account would be left without a way to sign in.</exception>
    public async Task UnlinkAsync(long userId, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        User user = await state.Users.Include(one => one.Roles).Include(one => one.Groups).AsSplitQuery().SingleAsync(one => one.Id == userId, cancellationToken);
        if (user.Issuer is null)
        {
            throw new ServiceException("oidc-unlinked", 404, $"The account '{user.Name}' is not linked to an identity from elsewhere.");
        }

        if (caller.UserId != userId)
        {
            state.Sessions.RemoveRange(await state.Sessions.Where(session => session.UserId == userId).ToListAsync(cancellationToken));
        }
        else if (user.PasswordHash is null)
        {
            throw new ServiceException("oidc-last", 409, "You could not sign in any more: this account has no password. Have an administrator set one first.");
        }

        audit.Note(state, caller, "user.unlink", $"user:{user.Name}", $"{user.IssuerSubject} of {user.Issuer}");
        user.Roles.RemoveAll(role => user.ProvidedRoles.Contains(role.Name));
        user.Groups.RemoveAll(group => user.ProvidedGroups.Contains(group.Name));
        (user.Issuer, user.IssuerSubject, user.Provider, user.ProvidedRoles, user.ProvidedGroups) = (null, null, null, [], []);
        await SaveAsync(state, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _begins.Dispose();
        foreach (OpenIdClient client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static ServiceException NotBegun() => new("oidc-state", 403, "This sign-in was not begun in this browser, took too long, or was finished already. Begin again.");

    private OpenIdClient Client(string name) => options.Value.Providers.TryGetValue(name, out OpenIdProvider? provider)
        ? _clients.GetOrAdd(name, _ => new(provider))
        : throw new ServiceException("oidc-provider", 404, $"There is no provider '{name}' here.");

    /// <summary>What a provider did wrong is told to users in a few words; operators find the cause in the log.</summary>
    private async Task<T> LoggedAsync<T>(string name, Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (ServiceException exception)
        {
            LogRefused(exception.InnerException, name, exception.Code);
            throw;
        }
    }

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
        audit.Note(state, caller, "user.add", $"user:{user.Name}", $"{identity.Subject} of {identity.Issuer}; {user.Status}");
        if (user.Status == UserStatus.Unapproved)
        {
            await recovery.TellAdministratorsAsync(state, user, cancellationToken);
        }

        return user;
    }

    /// <summary>Gives the roles and groups that the provider's word brings, and takes those away that it brought once and does not any more. What an administrator gave stays.</summary>
    private async Task FollowAsync(HvenState state, User user, string name, OpenIdProvider provider, IReadOnlyList<string> there, Caller caller, CancellationToken cancellationToken)
    {
        string[] groupNames = Wanted(provider.Groups, there);
        List<Group> groups = await state.Groups.Where(group => groupNames.Contains(group.Name)).ToListAsync(cancellationToken);
        foreach (string missing in groupNames.Except([.. groups.Select(group => group.Name)], StringComparer.Ordinal))
        {
            groups.Add(state.Groups.Add(new() { Name = missing }).Entity);
        }

        string[] roleNames = Wanted(provider.Roles, there);
        List<Role> roles = await state.Roles.Where(role => roleNames.Contains(role.Name)).ToListAsync(cancellationToken);
        foreach (string missing in roleNames.Except(roles.Select(role => role.Name), StringComparer.Ordinal))
        {
            LogNoRole(name, missing);
        }

        var done = new List<string>();
        user.ProvidedRoles = Follow(user.Roles, roles, user.ProvidedRoles, role => role.Name, "role", done);
        user.ProvidedGroups = Follow(user.Groups, groups, user.ProvidedGroups, group => group.Name, "group", done);
        user.Provider = name;
        if (done.Count > 0)
        {
            audit.Note(state, caller, "user.change", $"user:{user.Name}", $"by {name}: {string.Join("; ", done)}");
        }
    }

    private static string[] Wanted(IDictionary<string, string> map, IReadOnlyList<string> there) => [.. map.Where(pair => there.Contains(pair.Key)).Select(pair => pair.Value).Distinct(StringComparer.Ordinal)];

    /// <summary>Changes what a user has to what is wanted, and gives the names of what the provider brought of it.</summary>
    private static List<string> Follow<T>(List<T> has, List<T> wanted, List<string> provided, Func<T, string> name, string kind, List<string> done)
    {
        foreach (T gone in has.Where(one => provided.Contains(name(one)) && wanted.All(other => name(other) != name(one))).ToList())
        {
            has.Remove(gone);
            done.Add($"{kind} {name(gone)} taken");
        }

        var brought = new List<string>();
        foreach (T one in wanted)
        {
            if (has.All(other => name(other) != name(one)))
            {
                has.Add(one);
                done.Add($"{kind} {name(one)} given");
                brought.Add(name(one));
            }
            else if (provided.Contains(name(one)))
            {
                brought.Add(name(one));
            }
        }

        return brought;
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

    [LoggerMessage(1206, LogLevel.Warning, "A sign-in with the provider {Provider} came to nothing: {Code}")]
    private partial void LogRefused(Exception? exception, string provider, string code);

    [LoggerMessage(1205, LogLevel.Warning, "SignIn:Providers:{Provider}:Roles leads to the role {Role}, which does not exist; nobody got it")]
    private partial void LogNoRole(string provider, string role);

    private sealed record Begun(string Provider, string Nonce, string Verifier, string Browser, string To);
}
