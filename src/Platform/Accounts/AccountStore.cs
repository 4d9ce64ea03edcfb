using System.Collections.Frozen;
using System.Data.Common;
using System.Globalization;
using Hven.Platform.Audit;
using Hven.Platform.Http;
using Hven.Platform.Messages;
using Hven.Platform.State;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Accounts;

/// <summary>What a new account is made of.</summary>
/// <param name="Name">Its name.</param>
public sealed record NewUser(string Name)
{
    /// <summary>Its password; null for one that signs in elsewhere, or gets a link to set one.</summary>
    public string? Password { get; init; }

    /// <summary>Address for mail.</summary>
    public string? Email { get; init; }

    /// <summary>Name of the person.</summary>
    public string? FullName { get; init; }

    /// <summary>Its roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Its groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Whether it can be used at once.</summary>
    public UserStatus Status { get; init; } = UserStatus.Active;
}

/// <summary>Accounts, their sign-ins and tokens. Every change is noted in the audit log with it, and seen by the next request.</summary>
public sealed class AccountStore(
    IDbContextFactory<HvenState> contexts, IStateDatabase database, AccountCache cache, SignInThrottle throttle, AuditLog audit, Outbox outbox, IOptions<AccountOptions> options, TimeProvider time)
{
    /// <summary>How old a note of the last use may be; a note at each request would write at each.</summary>
    private static readonly TimeSpan s_seen = TimeSpan.FromMinutes(5);

    private static readonly PasswordHasher<User> s_hasher = new();

    // Compared with when there is no account of the name, so that the answer takes as long.
    private static readonly string s_nobodysHash = s_hasher.HashPassword(null!, Secret.Create());

    /// <summary>Makes an account.</summary>
    /// <exception cref="ServiceException">A name, address or password that cannot be; or one that exists.</exception>
    public async Task<User> AddAsync(NewUser wanted, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        User user = await MakeAsync(state, wanted, cancellationToken);

        // Who may make accounts is taken at the word.
        user.EmailConfirmed = user.Email is not null;
        audit.Note(state, caller, "user.add", $"user:{user.Name}", $"roles {string.Join(", ", wanted.Roles)}; {user.Status}");
        await SaveNewAsync(state, user, cancellationToken);
        return user;
    }

    /// <summary>Checks a name and a password, and begins a session.</summary>
    /// <param name="name">Name of the account, or its address for mail.</param>
    /// <param name="password">The password.</param>
    /// <param name="caller">Where the request comes from.</param>
    /// <param name="agent">What the client calls itself.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The secret of the session, for its cookie.</returns>
    /// <exception cref="ServiceException">They do not fit, or the account cannot be used, or too many were wrong.</exception>
    public async Task<(User User, string Secret)> SignInAsync(string name, string password, Caller caller, string? agent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(caller);
        string key = UserName.Key(name);
        throttle.Require(key, caller.Address);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        User? user = await state.Users.SingleOrDefaultAsync(one => one.NameKey == key || one.EmailKey == key, cancellationToken);
        PasswordVerificationResult fits = s_hasher.VerifyHashedPassword(user!, user?.PasswordHash ?? s_nobodysHash, password ?? "");
        if (user?.PasswordHash is null || fits == PasswordVerificationResult.Failed)
        {
            throttle.Failed(key, caller.Address);
            audit.Note(state, caller, "session.refused", $"user:{name}");
            await state.SaveChangesAsync(cancellationToken);
            throw new ServiceException("sign-in", 401, "There is no account with this name and password. Check both; capitals count in the password.");
        }

        RequireUsable(user);
        throttle.Succeeded(key);
        if (fits == PasswordVerificationResult.SuccessRehashNeeded)
        {
            user.PasswordHash = s_hasher.HashPassword(user, password!);
        }

        string secret = BeginSession(state, user, caller, agent);
        audit.Note(state, caller with { Name = user.Name }, "session.begin", $"user:{user.Name}");
        await state.SaveChangesAsync(cancellationToken);
        return (user, secret);
    }

    /// <summary>The caller that a session's secret stands for, or null.</summary>
    public ValueTask<Caller?> FindBySessionAsync(string secret, string address, CancellationToken cancellationToken)
    {
        string hash = Secret.Hash(secret);
        return cache.FindAsync(hash, async () =>
        {
            await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
            DateTimeOffset now = time.GetUtcNow();
            Session? session = await state.Sessions.Include(one => one.User!.Roles).Include(one => one.User!.Groups).AsSplitQuery()
                .SingleOrDefaultAsync(one => one.Hash == hash && one.Expires > now, cancellationToken);
            if (session is not { User: { Status: UserStatus.Active } user })
            {
                return null;
            }

            if (now - session.Seen > s_seen)
            {
                (session.Seen, session.Address, user.Seen) = (now, address, now);
                session.Expires = now.AddDays(options.Value.SessionDays);
                await state.SaveChangesAsync(cancellationToken);
            }

            return CallerOf(user, scopes: null) with { Credential = Credential.Session, CredentialId = session.Id };
        });
    }

    /// <summary>The caller that a token stands for, or null.</summary>
    public ValueTask<Caller?> FindByTokenAsync(string token, string address, CancellationToken cancellationToken)
    {
        string hash = Secret.Hash(token);
        return cache.FindAsync(hash, async () =>
        {
            await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
            DateTimeOffset now = time.GetUtcNow();
            AccessToken? known = await state.Tokens.Include(one => one.User!.Roles).Include(one => one.User!.Groups).AsSplitQuery()
                .SingleOrDefaultAsync(one => one.Hash == hash && one.Expires > now, cancellationToken);
            if (known is not { User: { Status: UserStatus.Active } user })
            {
                return null;
            }

            if (known.Used is null || now - known.Used > s_seen)
            {
                (known.Used, known.UsedFrom, user.Seen) = (now, address, now);
                await state.SaveChangesAsync(cancellationToken);
            }

            return CallerOf(user, known.Scopes) with { Credential = Credential.Token, CredentialId = known.Id };
        });
    }

    /// <summary>The caller that owns something, by <see cref="Caller.Key"/>; null when the account is closed or gone.</summary>
    public ValueTask<Caller?> OwnerAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.StartsWith("u:", StringComparison.Ordinal) && long.TryParse(key.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            ? cache.FindAsync(key, async () =>
            {
                await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
                User? user = await state.Users.AsNoTracking().Include(one => one.Roles).Include(one => one.Groups).AsSplitQuery().SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
                return user is { Status: UserStatus.Active } ? CallerOf(user, scopes: null) : null;
            })
            : AnonymousAsync(key, cancellationToken);
    }

    private async ValueTask<Caller?> AnonymousAsync(string key, CancellationToken cancellationToken) =>
        await cache.AnonymousAsync(cancellationToken) with { Address = key.StartsWith("a:", StringComparison.Ordinal) ? key[2..] : "" };

    /// <summary>Sets a password; all sessions but the caller's end.</summary>
    /// <exception cref="ServiceException">The password is too short.</exception>
    public async Task SetPasswordAsync(long userId, string password, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        RequirePassword(password);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        User user = await state.Users.SingleAsync(one => one.Id == userId, cancellationToken);
        user.PasswordHash = s_hasher.HashPassword(user, password);
        long keep = caller.UserId == userId && caller.Credential == Credential.Session ? caller.CredentialId ?? 0 : 0;
        state.Sessions.RemoveRange(await state.Sessions.Where(session => session.UserId == userId && session.Id != keep).ToListAsync(cancellationToken));
        audit.Note(state, caller, "user.password", $"user:{user.Name}");
        if (user is { Email: { } address, EmailConfirmed: true })
        {
            outbox.AddMail(state, address, user.Name, "password", ("where", caller.Address.Length > 0 ? $", from {caller.Address}" : ""), ("link", outbox.Link("reset")));
        }

        await SaveAsync(state, cancellationToken);
        throttle.Succeeded(user.NameKey);
    }

    /// <summary>Checks the password of an account, counting wrong ones.</summary>
    /// <exception cref="ServiceException">It is wrong.</exception>
    public async Task RequirePasswordOfAsync(long userId, string password, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        User user = await state.Users.AsNoTracking().SingleAsync(one => one.Id == userId, cancellationToken);
        throttle.Require(user.NameKey, caller.Address);
        if (user.PasswordHash is not { } hash || s_hasher.VerifyHashedPassword(user, hash, password ?? "") == PasswordVerificationResult.Failed)
        {
            throttle.Failed(user.NameKey, caller.Address);
            throw new ServiceException("password", 403, "The present password is not this one.");
        }
    }

    /// <summary>Ends a session of a user.</summary>
    /// <returns>False when the user has no such session.</returns>
    public async Task<bool> EndSessionAsync(long userId, long sessionId, Caller caller, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        if (await state.Sessions.SingleOrDefaultAsync(one => one.Id == sessionId && one.UserId == userId, cancellationToken) is not { } session)
        {
            return false;
        }

        state.Sessions.Remove(session);
        audit.Note(state, caller, "session.end", $"session:{sessionId}");
        await SaveAsync(state, cancellationToken);
        return true;
    }

    /// <summary>Makes a token.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="name">Its owner's name for it.</param>
    /// <param name="scopes">What it allows at most.</param>
    /// <param name="days">Days that it lasts.</param>
    /// <param name="caller">Who makes it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The record, and the token itself, which is told this once.</returns>
    /// <exception cref="ServiceException">A scope that is none, or too long a time.</exception>
    public async Task<(AccessToken Record, string Token)> AddTokenAsync(
        long userId, string name, IReadOnlyList<string> scopes, int days, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100 || StateText.Clean(name, 100) != name || name.Any(char.IsControl))
        {
            throw new ServiceException("token-name", 400, "A token needs a name of 1 to 100 characters in one line, by which you tell it again.");
        }

        if (scopes.Count == 0 || scopes.FirstOrDefault(scope => !Capability.All.Contains(scope, StringComparer.Ordinal)) is { } unknown && unknown.Length >= 0)
        {
            throw new ServiceException("token-scope", 400, $"Scopes are {(scopes.Count == 0 ? "none" : string.Join(", ", scopes))}; name one or more of {string.Join(", ", Capability.All)}.");
        }

        if (days < 1 || days > options.Value.TokenDays)
        {
            throw new ServiceException("token-days", 400, $"days is {days}; it must be from 1 to {options.Value.TokenDays}.");
        }

        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        string token = Secret.TokenPrefix + Secret.Create();
        DateTimeOffset now = time.GetUtcNow();
        AccessToken record = new() { UserId = userId, Name = name.Trim(), Hash = Secret.Hash(token), Scopes = [.. scopes.Distinct(StringComparer.Ordinal)], Created = now, Expires = now.AddDays(days) };
        state.Tokens.Add(record);
        audit.Note(state, caller, "token.add", $"token:{record.Name}", $"scopes {string.Join(", ", record.Scopes)}; {days} days");
        await SaveAsync(state, cancellationToken);
        return (record, token);
    }

    /// <summary>Takes a token back.</summary>
    /// <returns>False when the user has no such token.</returns>
    public async Task<bool> RevokeTokenAsync(long userId, long tokenId, Caller caller, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        if (await state.Tokens.SingleOrDefaultAsync(one => one.Id == tokenId && one.UserId == userId, cancellationToken) is not { } token)
        {
            return false;
        }

        state.Tokens.Remove(token);
        audit.Note(state, caller, "token.revoke", $"token:{token.Name}");
        await SaveAsync(state, cancellationToken);
        return true;
    }

    /// <summary>Begins a session of somebody who was identified otherwise.</summary>
    internal string BeginSession(HvenState state, User user, Caller caller, string? agent)
    {
        RequireUsable(user);
        DateTimeOffset now = time.GetUtcNow();
        string secret = Secret.Create();
        user.Seen = now;
        state.Sessions.Add(new()
        {
            User = user,
            Hash = Secret.Hash(secret),
            Created = now,
            Seen = now,
            Expires = now.AddDays(options.Value.SessionDays),
            Address = caller.Address,
            Agent = StateText.Clean(agent, 300),
        });
        return secret;
    }

    /// <summary>Makes the record of an account, unsaved.</summary>
    internal async Task<User> MakeAsync(HvenState state, NewUser wanted, CancellationToken cancellationToken)
    {
        if (UserName.Fault(wanted.Name) is { } fault)
        {
            throw new ServiceException("user-name", 400, fault);
        }

        if (wanted.Password is { } password)
        {
            RequirePassword(password);
        }

        User user = new()
        {
            Name = wanted.Name,
            NameKey = UserName.Key(wanted.Name),
            FullName = FullName(wanted.FullName),
            Status = wanted.Status,
            Created = time.GetUtcNow(),
        };
        SetEmail(user, wanted.Email);
        user.PasswordHash = wanted.Password is null ? null : s_hasher.HashPassword(user, wanted.Password);
        user.Roles.AddRange(await RolesAsync(state, wanted.Roles, cancellationToken));
        user.Groups.AddRange(await GroupsAsync(state, wanted.Groups, cancellationToken));
        state.Users.Add(user);
        return user;
    }

    /// <summary>Saves, and says which of name and address exists already.</summary>
    internal async Task SaveNewAsync(HvenState state, User user, CancellationToken cancellationToken)
    {
        try
        {
            await SaveAsync(state, cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is DbException cause && database.IsDuplicate(cause))
        {
            throw new ServiceException("user-exists", 409, $"There is an account with the name '{user.Name}'{(user.Email is null ? "" : $" or the address {user.Email}")}. Choose another, or sign in to it.", exception);
        }
    }

    private async Task SaveAsync(HvenState state, CancellationToken cancellationToken)
    {
        await state.SaveChangesAsync(cancellationToken);
        cache.Clear();
    }

    /// <summary>Roles by name.</summary>
    /// <exception cref="ServiceException">One does not exist.</exception>
    public static async Task<List<Role>> RolesAsync(HvenState state, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        List<Role> roles = await state.Roles.Where(role => names.Contains(role.Name)).ToListAsync(cancellationToken);
        return names.FirstOrDefault(name => name == Caller.AnonymousName || roles.All(role => role.Name != name)) is { } unknown
            ? throw new ServiceException("role-unknown", 400, $"There is no role '{unknown}' that a user can have. There are {string.Join(", ", await state.Roles.Select(role => role.Name).Where(name => name != Caller.AnonymousName).Order().ToListAsync(cancellationToken))}.")
            : roles;
    }

    internal static async Task<List<Group>> GroupsAsync(HvenState state, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        List<Group> groups = await state.Groups.Where(group => names.Contains(group.Name)).ToListAsync(cancellationToken);
        return names.FirstOrDefault(name => groups.All(group => group.Name != name)) is { } unknown
            ? throw new ServiceException("group-unknown", 400, $"There is no group '{unknown}'. Make it first.")
            : groups;
    }

    /// <summary>Sets the address for mail of an account.</summary>
    /// <exception cref="ServiceException">It is no address.</exception>
    internal static void SetEmail(User user, string? email)
    {
        string? address = string.IsNullOrWhiteSpace(email) ? null : email.Trim();
        if (address is not null && !IsEmail(address))
        {
            throw new ServiceException("email", 400, $"'{address}' is no address for mail; it should look like name@example.org.");
        }

        if (address?.ToLowerInvariant() is var key && key != user.EmailKey)
        {
            user.EmailConfirmed = false;
        }

        (user.Email, user.EmailKey) = (address, key);
    }

    /// <summary>The name of a person in one line.</summary>
    /// <exception cref="ServiceException">It is too long, or not in one line.</exception>
    internal static string? FullName(string? name)
    {
        string? text = string.IsNullOrWhiteSpace(name) ? null : name.Trim();
        return text is { Length: > 200 } || (text?.Any(char.IsControl) ?? false) ? throw new ServiceException("full-name", 400, "A full name has at most 200 characters, in one line.") : text;
    }

    /// <summary>Whether a text can be an address for mail.</summary>
    internal static bool IsEmail(string text)
    {
        // What a mail server takes is known to it alone; this keeps out what could be more than one address, or a header.
        int at = text.IndexOf('@', StringComparison.Ordinal);
        return text.Length <= 254 && at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1 && text.All(character => character > ' ' && !char.IsWhiteSpace(character) && !char.IsControl(character) && !"<>,;:\"()[]\\".Contains(character, StringComparison.Ordinal));
    }

    /// <summary>Refuses a password that cannot be.</summary>
    /// <exception cref="ServiceException">It is too short or too long.</exception>
    internal void RequirePassword(string password)
    {
        if (password is null || password.Length < options.Value.PasswordLength || password.Length > 1024)
        {
            throw new ServiceException("password-length", 400, $"A password has {options.Value.PasswordLength} to 1024 characters; this one has {password?.Length ?? 0}.");
        }
    }

    /// <summary>Refuses an account that waits or was closed.</summary>
    internal static void RequireUsable(User user)
    {
        if (user.Status != UserStatus.Active)
        {
            throw new ServiceException("account-status", 403, user.Status switch
            {
                UserStatus.Unconfirmed => "This account waits for its address to be confirmed. Follow the link in the mail that was sent to you.",
                UserStatus.Unapproved => "This account waits for an administrator's approval.",
                _ => "This account was closed. Ask an administrator of this server.",
            });
        }
    }

    private static Caller CallerOf(User user, IReadOnlyCollection<string>? scopes)
    {
        IEnumerable<string> granted = user.Roles.SelectMany(role => role.Capabilities);
        return new()
        {
            UserId = user.Id,
            Name = user.Name,
            Roles = [.. user.Roles.Select(role => role.Name).Order(StringComparer.Ordinal)],
            Groups = user.Groups.Select(group => group.Name).ToFrozenSet(StringComparer.Ordinal),
            Capabilities = (scopes is null ? granted : granted.Intersect(scopes, StringComparer.Ordinal)).ToFrozenSet(StringComparer.Ordinal),
            Quota = Quota.Widest(user.Roles.Select(role => role.Quota)).With(user.Quota),
        };
    }
}
