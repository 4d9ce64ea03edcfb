using System.Data.Common;
using Hven.Platform.Audit;
using Hven.Platform.Http;
using Hven.Platform.Messages;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Accounts;

/// <summary>What changes of an account; a member that is null stays as it is.</summary>
public sealed record UserChange
{
    /// <summary>Name of the person; empty to take it away.</summary>
    public string? FullName { get; init; }

    /// <summary>Address for mail; empty to take it away.</summary>
    public string? Email { get; init; }

    /// <summary>Settings of its pages, as JSON.</summary>
    public string? Preferences { get; init; }

    /// <summary>Whether it can be used.</summary>
    public UserStatus? Status { get; init; }

    /// <summary>All its roles.</summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>All its groups.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>Its own limits.</summary>
    public Quota? Quota { get; init; }
}

/// <summary>Changes of users, roles and groups. Each is noted in the audit log with it; there is always an administrator left.</summary>
public sealed class Administration(IDbContextFactory<HvenState> contexts, IStateDatabase database, AccountCache cache, AuditLog audit, Outbox outbox, Recovery recovery)
{
    /// <summary>A user by name.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public async Task<User> GetAsync(string name, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(state, name, cancellationToken);
    }

    /// <summary>Changes a user.</summary>
    /// <exception cref="ServiceException">There is none, or what is asked for cannot be.</exception>
    public async Task ChangeAsync(string name, UserChange change, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        User user = await FindAsync(state, name, cancellationToken);
        var done = new List<string>();
        if (change.FullName is { } fullName)
        {
            user.FullName = AccountStore.FullName(fullName);
            done.Add("full name");
        }

        if (change.Email is { } email)
        {
            AccountStore.SetEmail(user, email);
            done.Add("email");
            if (caller.UserId != user.Id)
            {
                // Administrators are taken at their word.
                user.EmailConfirmed = user.Email is not null;
            }
            else if (!user.EmailConfirmed)
            {
                recovery.AskToConfirm(state, user, "email");
            }
        }

        user.Preferences = change.Preferences ?? user.Preferences;
        if (change.Status is { } status)
        {
            done.Add($"status {user.Status} to {status}");
            if (status == UserStatus.Active && user.Status == UserStatus.Unapproved && user is { Email: { } address, EmailConfirmed: true })
            {
                outbox.AddMail(state, address, user.Name, "approved", ("link", outbox.Link("sign-in")));
            }

            user.Status = status;
            if (status != UserStatus.Active)
            {
                state.Sessions.RemoveRange(await state.Sessions.Where(session => session.UserId == user.Id).ToListAsync(cancellationToken));
            }
        }

        if (change.Roles is { } roles)
        {
            List<Role> wanted = await AccountStore.RolesAsync(state, roles, cancellationToken);
            done.Add($"roles {Names(user.Roles)} to {Names(wanted)}");
            user.Roles.Clear();
            user.Roles.AddRange(wanted);
            user.ProvidedRoles = [.. user.ProvidedRoles.Intersect(roles, StringComparer.Ordinal)];
        }

        if (change.Groups is { } groups)
        {
            List<Group> wanted = await AccountStore.GroupsAsync(state, groups, cancellationToken);
            done.Add($"groups {string.Join(", ", user.Groups.Select(group => group.Name))} to {string.Join(", ", wanted.Select(group => group.Name))}");
            user.Groups.Clear();
            user.Groups.AddRange(wanted);
            user.ProvidedGroups = [.. user.ProvidedGroups.Intersect(groups, StringComparer.Ordinal)];
        }

        if (change.Quota is { } quota)
        {
            RequireGood(quota);
            done.Add($"quota {user.Quota.ToJson()} to {quota.ToJson()}");
            user.Quota = quota;
        }

        if (done.Count > 0)
        {
            audit.Note(state, caller, "user.change", $"user:{user.Name}", string.Join("; ", done));
        }

        bool mayTakeAdministrator = change.Roles is not null || change.Status is not null;
        try
        {
            await SaveAsync(state, mayTakeAdministrator, cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is DbException cause && database.IsDuplicate(cause))
        {
            throw new ServiceException("email", 409, $"Another account has the address {user.Email}.", exception);
        }
    }

    /// <summary>Deletes an account with its sign-ins and tokens.</summary>
    public async Task DeleteAsync(string name, Caller caller, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        User user = await FindAsync(state, name, cancellationToken);
        state.Users.Remove(user);
        audit.Note(state, caller, "user.delete", $"user:{user.Name}", $"roles {Names(user.Roles)}");
        await SaveAsync(state, mayTakeAdministrator: true, cancellationToken);
    }

    /// <summary>Makes or changes a role.</summary>
    public async Task SetRoleAsync(string name, string? title, IReadOnlyList<string> capabilities, Quota quota, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        RequireName(name, "role");
        RequireGood(quota);
        if (capabilities.FirstOrDefault(one => !Capability.All.Contains(one, StringComparer.Ordinal)) is { } unknown)
        {
            throw new ServiceException("capability-unknown", 400, $"There is no capability '{unknown}'. There are {string.Join(", ", Capability.All)}.");
        }

        if (name == Caller.AnonymousName && capabilities.FirstOrDefault(one => one is Capability.Admin or Capability.Account or Capability.MyDb) is { } own)
        {
            throw new ServiceException("capability-anonymous", 400, $"'{own}' takes an account; it cannot be given to those who have none.");
        }

        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        Role? role = await state.Roles.SingleOrDefaultAsync(one => one.Name == name, cancellationToken);
        if (role is null)
        {
            role = new() { Name = name };
            state.Roles.Add(role);
        }

        (role.Title, role.Capabilities, role.Quota) = (title ?? role.Title, [.. capabilities.Distinct(StringComparer.Ordinal)], quota);
        audit.Note(state, caller, "role.set", $"role:{name}", $"{string.Join(", ", capabilities)}; quota {quota.ToJson()}");
        await SaveAsync(state, mayTakeAdministrator: true, cancellationToken);
    }

    /// <summary>Deletes a role; who has it keeps the others.</summary>
    public async Task DeleteRoleAsync(string name, Caller caller, CancellationToken cancellationToken)
    {
        if (name is Invitations.Admin or Caller.AnonymousName)
        {
            throw new ServiceException("role-needed", 409, $"The role '{name}' cannot be deleted. Take capabilities from it instead.");
        }

        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        Role role = await state.Roles.SingleOrDefaultAsync(one => one.Name == name, cancellationToken) ?? throw new ServiceException("role-unknown", 404, $"There is no role '{name}'.");
        state.Roles.Remove(role);
        audit.Note(state, caller, "role.delete", $"role:{name}");
        await SaveAsync(state, mayTakeAdministrator: true, cancellationToken);
    }

    /// <summary>Makes or changes a group.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="title">What it is, or null to leave it.</param>
    /// <param name="members">Names of all its members, or null to leave them.</param>
    /// <param name="caller">Who changes it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task SetGroupAsync(string name, string? title, IReadOnlyList<string>? members, Caller caller, CancellationToken cancellationToken)
    {
        RequireName(name, "group");
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        Group? group = await state.Groups.Include(one => one.Members).SingleOrDefaultAsync(one => one.Name == name, cancellationToken);
        if (group is null)
        {
            group = new() { Name = name };
            state.Groups.Add(group);
        }

        group.Title = title ?? group.Title;
        if (members is not null)
        {
            string[] keys = [.. members.Select(UserName.Key)];
            List<User> users = await state.Users.Where(user => keys.Contains(user.NameKey)).ToListAsync(cancellationToken);
            if (members.FirstOrDefault(member => users.All(user => user.NameKey != UserName.Key(member))) is { } unknown)
            {
                throw new ServiceException("user-unknown", 400, $"There is no user '{unknown}'.");
            }

            group.Members.Clear();
            group.Members.AddRange(users);
        }

        audit.Note(state, caller, "group.set", $"group:{name}", members is null ? null : $"members {string.Join(", ", members)}");
        await SaveAsync(state, mayTakeAdministrator: false, cancellationToken);
    }

    /// <summary>Deletes a group; what was open to it is closed to its members.</summary>
    public async Task DeleteGroupAsync(string name, Caller caller, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        Group group = await state.Groups.SingleOrDefaultAsync(one => one.Name == name, cancellationToken) ?? throw new ServiceException("group-unknown", 404, $"There is no group '{name}'.");
        state.Groups.Remove(group);
        audit.Note(state, caller, "group.delete", $"group:{name}");
        await SaveAsync(state, mayTakeAdministrator: false, cancellationToken);
    }

    private async Task SaveAsync(HvenState state, bool mayTakeAdministrator, CancellationToken cancellationToken)
    {
        // A look after the change, inside of what can still be taken back.
        await using var transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        bool had = mayTakeAdministrator && await HasAdministratorAsync(state, cancellationToken);
        await state.SaveChangesAsync(cancellationToken);
        if (had && !await HasAdministratorAsync(state, cancellationToken))
        {
            throw new ServiceException("last-administrator", 409, "This would leave the server without an administrator. Make another one first.");
        }

        await transaction.CommitAsync(cancellationToken);
        cache.Clear();
    }

    private static async Task<bool> HasAdministratorAsync(HvenState state, CancellationToken cancellationToken)
    {
        // Lists in a column are compared here: each database has its own way, and roles are few.
        List<Role> roles = await state.Roles.AsNoTracking().ToListAsync(cancellationToken);
        long[] admin = [.. roles.Where(role => role.Capabilities.Contains(Capability.Admin)).Select(role => role.Id)];
        return await state.Users.AnyAsync(user => user.Status == UserStatus.Active && user.Roles.Any(role => admin.Contains(role.Id)), cancellationToken);
    }

    private static async Task<User> FindAsync(HvenState state, string name, CancellationToken cancellationToken)
    {
        string key = UserName.Key(name);
        return await state.Users.Include(user => user.Roles).Include(user => user.Groups).AsSplitQuery().SingleOrDefaultAsync(user => user.NameKey == key, cancellationToken)
            ?? throw new ServiceException("user-unknown", 404, $"There is no user '{name}'.");
    }

    /// <summary>Whether a text can name a role or a group.</summary>
    internal static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && char.IsAsciiLetterLower(name[0]) && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '_' or '-');

    private static void RequireName(string name, string kind)
    {
        if (!IsName(name))
        {
            throw new ServiceException($"{kind}-name", 400, $"'{name}' cannot name a {kind}: use a lower-case letter, then at most 63 lower-case letters, digits, _ or -.");
        }
    }

    private static void RequireGood(Quota quota)
    {
        ArgumentNullException.ThrowIfNull(quota);
        if (quota.Faults().FirstOrDefault() is { } fault)
        {
            throw new ServiceException("quota", 400, fault);
        }
    }

    private static string Names(IEnumerable<Role> roles) => string.Join(", ", roles.Select(role => role.Name).Order(StringComparer.Ordinal));
}
