using System.Security.Cryptography;
using Hven.Platform.Audit;
using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Accounts.Devices;

/// <summary>What is told to a program that asks how its sign-in stands: a token, or an error in the words of RFC 8628, section 3.5.</summary>
/// <param name="Error"><c>authorization_pending</c>, <c>slow_down</c>, <c>access_denied</c>, <c>expired_token</c>, or null with a token.</param>
/// <param name="Token">The token, told this once.</param>
/// <param name="Record">What is kept of the token.</param>
public sealed record DeviceAnswer(string? Error, string? Token = null, AccessToken? Record = null);

/// <summary>
/// Lets programs sign in whose user has a browser elsewhere (RFC 8628): the program shows a short code, its user types it on a page of this server, sees what is asked for, and allows or
/// denies it; the program, which asks meanwhile, gets a personal token.
/// </summary>
public sealed class DeviceSignIns(IDbContextFactory<HvenState> contexts, AccountStore accounts, SignInThrottle throttle, AuditLog audit, IOptions<AccountOptions> options, TimeProvider time)
{
    /// <summary>How long a sign-in may take.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(15);

    /// <summary>How often a program may ask.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private const int MostOfAddress = 20;
    private const int TokenDays = 90;
    private const int Letters = 8;

    // No vowels, so that no words come out; no letters that are taken for others (RFC 8628, section 6.1).
    private const string Alphabet = "BCDFGHJKLMNPQRSTVWXZ";

    /// <summary>Begins a sign-in.</summary>
    /// <param name="name">What the program calls itself.</param>
    /// <param name="scopes">What it wants to be let do.</param>
    /// <param name="caller">Where it asks from.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The code that the program keeps, and the one that its user types.</returns>
    /// <exception cref="ServiceException">A scope that is none, or too many sign-ins of one address.</exception>
    public async Task<(string DeviceCode, string UserCode)> BeginAsync(string name, IReadOnlyList<string> scopes, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        ArgumentNullException.ThrowIfNull(caller);
        if (scopes.Count == 0 || scopes.Any(scope => !Capability.All.Contains(scope, StringComparer.Ordinal)))
        {
            throw new ServiceException("token-scope", 400, $"scope is '{string.Join(' ', scopes)}'; name one or more of {string.Join(", ", Capability.All)}, with blanks between.");
        }

        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        await state.Devices.Where(one => one.Expires <= now).ExecuteDeleteAsync(cancellationToken);
        if (await state.Devices.CountAsync(one => one.Address == caller.Address, cancellationToken) >= MostOfAddress)
        {
            throw new ServiceException("device-many", 429, $"{MostOfAddress} sign-ins of your address wait to be allowed. Answer one of them, or wait until they end.") { RetryAfter = TimeSpan.FromMinutes(1) };
        }

        string deviceCode = Secret.Create();
        string userCode = RandomNumberGenerator.GetString(Alphabet, Letters);
        state.Devices.Add(new()
        {
            DeviceHash = Secret.Hash(deviceCode),
            UserHash = Secret.Hash(userCode),
            Name = StateText.Clean(string.IsNullOrWhiteSpace(name) ? "hven" : new string([.. name.Where(letter => !char.IsControl(letter))]).Trim(), 80)!,
            Scopes = [.. scopes.Distinct(StringComparer.Ordinal)],
            Address = caller.Address,
            Created = now,
            Expires = now + Lasts,
        });
        await state.SaveChangesAsync(cancellationToken);
        return (deviceCode, $"{userCode[..4]}-{userCode[4..]}");
    }

    /// <summary>The sign-in that a user typed the code of.</summary>
    /// <exception cref="ServiceException">There is none, or the caller tried too many.</exception>
    public async Task<DeviceSignIn> FindAsync(string userCode, Caller caller, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(state, userCode, caller, cancellationToken);
    }

    /// <summary>Allows or denies a sign-in.</summary>
    /// <exception cref="ServiceException">There is none, it was answered already, or the caller may not.</exception>
    public async Task AnswerAsync(string userCode, bool allows, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller is not { Credential: Credential.Session, UserId: { } user })
        {
            throw new ServiceException("device-session", 403, "Allow a device in the browser where you are signed in: a token cannot make another.");
        }

        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        DeviceSignIn device = await FindAsync(state, userCode, caller, cancellationToken);
        (device.Status, device.UserId) = (allows ? DeviceStatus.Allowed : DeviceStatus.Denied, user);
        audit.Note(state, caller, allows ? "device.allow" : "device.deny", $"device:{device.Name}", $"asked from {device.Address}; scopes {string.Join(", ", device.Scopes)}");
        try
        {
            await state.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException exception)
        {
            throw new ServiceException("device-code", 404, "This sign-in was answered a moment ago.", exception);
        }
    }

    /// <summary>Tells a program how its sign-in stands.</summary>
    public async Task<DeviceAnswer> PollAsync(string deviceCode, Caller caller, CancellationToken cancellationToken)
    {
        string hash = Secret.Hash(deviceCode);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        if (await state.Devices.AsNoTracking().SingleOrDefaultAsync(one => one.DeviceHash == hash, cancellationToken) is not { } device || device.Expires <= now)
        {
            return new("expired_token");
        }

        switch (device.Status)
        {
            case DeviceStatus.Denied:
                await state.Devices.Where(one => one.Id == device.Id).ExecuteDeleteAsync(cancellationToken);
                return new("access_denied");
            case DeviceStatus.Pending:
                await state.Devices.Where(one => one.Id == device.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.Polled, now), cancellationToken);

                // A little early is no haste.
                return new(device.Polled is { } last && now - last < Interval * 0.8 ? "slow_down" : "authorization_pending");
            default:
                // Who takes it away has the token; nobody else.
                if (await state.Devices.Where(one => one.Id == device.Id).ExecuteDeleteAsync(cancellationToken) == 0)
                {
                    return new("expired_token");
                }

                if (await accounts.OwnerAsync($"u:{device.UserId}", cancellationToken) is not { } owner)
                {
                    return new("access_denied");
                }

                (AccessToken record, string token) = await accounts.AddTokenAsync(device.UserId!.Value, device.Name, device.Scopes, Math.Min(TokenDays, options.Value.TokenDays), owner with { Address = caller.Address }, cancellationToken);
                return new(null, token, record);
        }
    }

    private async Task<DeviceSignIn> FindAsync(HvenState state, string userCode, Caller caller, CancellationToken cancellationToken)
    {
        throttle.Require($"device:{caller.UserId}", caller.Address);
        string plain = new([.. (userCode ?? "").ToUpperInvariant().Where(char.IsAsciiLetterUpper)]);
        string hash = Secret.Hash(plain);
        DateTimeOffset now = time.GetUtcNow();
        if (await state.Devices.SingleOrDefaultAsync(one => one.UserHash == hash && one.Expires > now && one.Status == DeviceStatus.Pending, cancellationToken) is { } device)
        {
            return device;
        }

        throttle.Failed($"device:{caller.UserId}", caller.Address);
        throw new ServiceException("device-code", 404, "No device waits with this code: it was answered, its time is over, or the code is mistyped. Begin again with hven login.");
    }
}
