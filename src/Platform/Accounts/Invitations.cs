using Hven.Platform.Audit;
using Hven.Platform.Http;
using Hven.Platform.Messages;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Accounts;

/// <summary>How people get accounts: by registering, if that is open, or by a code that is good once.</summary>
public sealed class Invitations(IDbContextFactory<HvenState> contexts, AccountStore accounts, Recovery recovery, AuditLog audit, IOptions<AccountOptions> options, TimeProvider time)
{
    /// <summary>Name of the role of administrators.</summary>
    public const string Admin = "admin";

    private const string Purpose = "invite";
    private static readonly TimeSpan s_good = TimeSpan.FromDays(1);

    /// <summary>Makes a code for one account with the given roles; earlier codes for the same roles end.</summary>
    public async Task<string> AddAsync(IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(roles);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        string detail = string.Join(' ', roles);
        DateTimeOffset now = time.GetUtcNow();
        state.Codes.RemoveRange(await state.Codes.Where(code => code.Expires <= now || (code.Purpose == Purpose && code.Detail == detail)).ToListAsync(cancellationToken));
        string secret = Secret.Create();
        state.Codes.Add(new() { Purpose = Purpose, Hash = Secret.Hash(secret), Detail = detail, Expires = now + s_good });
        await state.SaveChangesAsync(cancellationToken);
        return secret;
    }

    /// <summary>Makes an account for somebody who asks for one.</summary>
    /// <param name="wanted">What for; its roles and status are not taken.</param>
    /// <param name="invite">A code, or null.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ServiceException">Nobody may register here, or the code is not good.</exception>
    public async Task<User> RegisterAsync(NewUser wanted, string? invite, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (wanted.Password is null)
        {
            throw new ServiceException("password-length", 400, "Choose a password.");
        }

        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        if (invite is null)
        {
            return await RegisterAsync(state, wanted, caller, cancellationToken);
        }

        string hash = Secret.Hash(invite);
        DateTimeOffset now = time.GetUtcNow();
        OneTimeCode code = await state.Codes.SingleOrDefaultAsync(one => one.Purpose == Purpose && one.Hash == hash && one.Expires > now, cancellationToken)
            ?? throw new ServiceException("invite", 403, "This invitation is not good any more: it was used, or its day is over. Ask for another.");
        User user = await accounts.MakeAsync(state, wanted with { Roles = code.Detail?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [], Groups = [], Status = UserStatus.Active }, cancellationToken);
        state.Codes.Remove(code);
        recovery.AskToConfirm(state, user, "email");
        audit.Note(state, caller, "user.add", $"user:{user.Name}", $"by invitation; roles {code.Detail}");
        try
        {
            await accounts.SaveNewAsync(state, user, cancellationToken);
        }
        catch (DbUpdateConcurrencyException exception)
        {
            throw new ServiceException("invite", 403, "This invitation is not good any more: it was used a moment ago.", exception);
        }

        return user;
    }

    /// <summary>Makes an account for whoever comes, as far as that is open.</summary>
    private async Task<User> RegisterAsync(HvenState state, NewUser wanted, Caller caller, CancellationToken cancellationToken)
    {
        if (options.Value.Registration == Registration.Off)
        {
            throw new ServiceException("registration-off", 403, "Nobody can register here. Ask an administrator of this server for an account.");
        }

        if (recovery.AsksToConfirm && string.IsNullOrWhiteSpace(wanted.Email))
        {
            throw new ServiceException("email", 400, "Give an address for mail: a link is sent to it that you have to open.");
        }

        UserStatus status = recovery.AsksToConfirm ? UserStatus.Unconfirmed : options.Value.Registration == Registration.Open ? UserStatus.Active : UserStatus.Unapproved;
        User user = await accounts.MakeAsync(state, wanted with { Roles = [.. options.Value.RegistrationRoles], Groups = [], Status = status }, cancellationToken);
        recovery.AskToConfirm(state, user, "confirm");
        audit.Note(state, caller, "user.add", $"user:{user.Name}", $"registered; {status}");
        await accounts.SaveNewAsync(state, user, cancellationToken);
        return user;
    }
}
