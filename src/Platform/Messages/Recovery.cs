using Hven.Platform.Accounts;
using Hven.Platform.Audit;
using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Messages;

/// <summary>What mail proves: that an address is somebody's, and who may set a password anew. Codes are good once, for a while, and kept as their hashes.</summary>
public sealed class Recovery(IDbContextFactory<HvenState> contexts, AccountStore accounts, AccountCache cache, SignInThrottle throttle, Outbox outbox, AuditLog audit, IOptions<AccountOptions> options, TimeProvider time)
{
    private const string EmailPurpose = "email";
    private const string ResetPurpose = "reset";
    private static readonly TimeSpan s_confirmable = TimeSpan.FromDays(2);
    private static readonly TimeSpan s_resettable = TimeSpan.FromHours(1);

    /// <summary>Whether who registers has to confirm an address first.</summary>
    public bool AsksToConfirm => options.Value.ConfirmMail ?? outbox.HasMail;

    /// <summary>Adds to what will be saved the mail by which a user confirms the address.</summary>
    /// <param name="state">Where it is saved.</param>
    /// <param name="user">The user, who has an address.</param>
    /// <param name="template">The template: <c>confirm</c> for a new account, <c>email</c> for a new address.</param>
    public void AskToConfirm(HvenState state, User user, string template)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(user);
        if (!outbox.HasMail || user.Email is not { } address)
        {
            return;
        }

        string code = Secret.Create();
        state.Codes.Add(new() { Purpose = EmailPurpose, Hash = Secret.Hash(code), User = user, Detail = user.EmailKey, Expires = time.GetUtcNow() + s_confirmable });
        outbox.AddMail(state, address, user.Name, template, ("link", outbox.Link($"confirm?code={code}")));
    }

    /// <summary>Confirms the address that a code was sent to.</summary>
    /// <returns>The account.</returns>
    /// <exception cref="ServiceException">The code is not good.</exception>
    public async Task<User> ConfirmAsync(string code, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        (OneTimeCode known, User user) = await UseAsync(state, EmailPurpose, code, caller, cancellationToken);
        if (known.Detail != user.EmailKey)
        {
            throw Bad("The account has another address by now.");
        }

        user.EmailConfirmed = true;
        if (user.Status == UserStatus.Unconfirmed)
        {
            user.Status = options.Value.Registration == Registration.Approval ? UserStatus.Unapproved : UserStatus.Active;
            if (user.Status == UserStatus.Unapproved)
            {
                await TellAdministratorsAsync(state, user, cancellationToken);
            }
        }

        audit.Note(state, caller with { Name = user.Name }, "user.confirm", $"user:{user.Name}", user.Email);
        await SaveOnceAsync(state, cancellationToken);
        return user;
    }

    /// <summary>Notes that somebody forgot a password. The same is done whether or not there is such an account.</summary>
    /// <param name="name">Name of the account, or its address for mail.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ServiceException">No mail is sent here, or too many ask from the caller's address.</exception>
    public async Task AskResetAsync(string name, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!outbox.HasMail)
        {
            throw new ServiceException("mail-off", 409, "This server sends no mail. Ask an administrator of it to set a new password for you.");
        }

        if (string.IsNullOrWhiteSpace(name) || name.Length > 254)
        {
            throw new ServiceException("user-name", 400, "Give the name of the account, or its address for mail.");
        }

        // Each costs as much as a wrong password does: nobody floods others with mail.
        throttle.Require(null, caller.Address);
        throttle.Failed(null, caller.Address);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        outbox.AddReset(state, name);
        audit.Note(state, caller, "user.reset-asked", $"user:{name}");
        await state.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Sends the mail by which a password is set anew, if there is an account that may.</summary>
    /// <param name="key">The name or address as it is compared.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task SendResetAsync(string key, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        User? user = await state.Users.SingleOrDefaultAsync(one => one.NameKey == key || one.EmailKey == key, cancellationToken);
        if (user is not { Email: { } address, EmailConfirmed: true, Status: UserStatus.Active } || (user.Issuer is not null && user.PasswordHash is null))
        {
            return;
        }

        // Many mails in a row would be a nuisance to whoever gets them.
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset young = now + s_resettable - TimeSpan.FromMinutes(5);
        if (await state.Codes.AnyAsync(code => code.Purpose == ResetPurpose && code.UserId == user.Id && code.Expires > young, cancellationToken))
        {
            return;
        }

        state.Codes.RemoveRange(await state.Codes.Where(code => code.Purpose == ResetPurpose && code.UserId == user.Id).ToListAsync(cancellationToken));
        string secret = Secret.Create();
        state.Codes.Add(new() { Purpose = ResetPurpose, Hash = Secret.Hash(secret), UserId = user.Id, Expires = now + s_resettable });
        outbox.AddMail(state, address, user.Name, "reset", ("link", outbox.Link($"reset?code={secret}")));
        await state.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Sets a password by a code; all sessions end.</summary>
    /// <exception cref="ServiceException">The code is not good, or the password too short.</exception>
    public async Task FinishResetAsync(string code, string password, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        accounts.RequirePassword(password);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        (_, User user) = await UseAsync(state, ResetPurpose, code, caller, cancellationToken);
        await SaveOnceAsync(state, cancellationToken);
        await accounts.SetPasswordAsync(user.Id, password, caller with { Name = user.Name }, cancellationToken);
    }

    /// <summary>Finds a code and takes it away with what will be saved.</summary>
    private async Task<(OneTimeCode Code, User User)> UseAsync(HvenState state, string purpose, string code, Caller caller, CancellationToken cancellationToken)
    {
        throttle.Require(null, caller.Address);
        string hash = Secret.Hash(code ?? "");
        DateTimeOffset now = time.GetUtcNow();
        OneTimeCode? known = await state.Codes.Include(one => one.User).SingleOrDefaultAsync(one => one.Purpose == purpose && one.Hash == hash && one.Expires > now, cancellationToken);
        if (known?.User is not { } user || user.Status == UserStatus.Disabled)
        {
            throttle.Failed(null, caller.Address);
            throw Bad("It was used, or its time is over.");
        }

        state.Codes.Remove(known);
        return (known, user);
    }

    private async Task SaveOnceAsync(HvenState state, CancellationToken cancellationToken)
    {
        try
        {
            await state.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException exception)
        {
            throw new ServiceException("code", 403, "This link is not good any more: it was used a moment ago.", exception);
        }

        cache.Clear();
    }

    /// <summary>Adds to what will be saved the mails by which administrators learn who waits for them.</summary>
    internal async Task TellAdministratorsAsync(HvenState state, User user, CancellationToken cancellationToken)
    {
        foreach (User administrator in await state.Users.Where(one => one.EmailConfirmed && one.Status == UserStatus.Active && one.Roles.Any(role => role.Name == Invitations.Admin)).ToListAsync(cancellationToken))
        {
            outbox.AddMail(state, administrator.Email!, administrator.Name, "approval", ("name", user.Name), ("link", outbox.Link("admin")));
        }
    }

    private static ServiceException Bad(string why) => new("code", 403, $"This link is not good any more. {why} Ask for another.");
}
