using Hven.Platform.Accounts;
using Hven.Platform.Audit;
using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Operations;

/// <summary>
/// Whether the server only finishes what runs: then new queries and jobs are refused to all but administrators, and jobs that wait go on waiting.
/// The switch is shared by all servers and outlives restarts.
/// </summary>
public sealed class Maintenance(IDbContextFactory<HvenState> contexts, AuditLog audit, TimeProvider time)
{
    private const string Name = "maintenance";
    private static readonly TimeSpan s_retry = TimeSpan.FromMinutes(5);
    private Known? _known;

    /// <summary>What users are told while it lasts; null when there is none. Some seconds old.</summary>
    public async ValueTask<string?> MessageAsync(CancellationToken cancellationToken)
    {
        Known? known = _known;
        if (known is null || time.GetElapsedTime(known.Taken) > AccountCache.Age)
        {
            long taken = time.GetTimestamp();
            try
            {
                await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
                _known = known = new((await state.Shared.AsNoTracking().SingleOrDefaultAsync(one => one.Name == Name, cancellationToken))?.Value, taken);
            }
            catch (Exception exception) when (known is not null && StateFault.Of(exception) is not null)
            {
                // The database is away: what was so stays so, and not every request waits for it anew.
                _known = known = known with { Taken = time.GetTimestamp() };
            }
        }

        return known.Message;
    }

    /// <summary>Refuses new work while it lasts.</summary>
    /// <exception cref="ServiceException">It lasts; status 503.</exception>
    public async ValueTask RequireOpenAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (await MessageAsync(cancellationToken) is { } message && !caller.May(Capability.Admin))
        {
            throw new ServiceException("maintenance", 503, message) { RetryAfter = s_retry };
        }
    }

    /// <summary>Begins or ends it.</summary>
    /// <param name="message">What users are told; null to end it.</param>
    /// <param name="caller">Who does it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task SetAsync(string? message, Caller caller, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        SharedValue? value = await state.Shared.SingleOrDefaultAsync(one => one.Name == Name, cancellationToken);
        if (message is null)
        {
            state.Shared.RemoveRange(value is null ? [] : [value]);
        }
        else if (value is null)
        {
            state.Shared.Add(new() { Name = Name, Value = message });
        }
        else
        {
            value.Value = message;
        }

        audit.Note(state, caller, message is null ? "maintenance.end" : "maintenance.begin", "server", message);
        await state.SaveChangesAsync(cancellationToken);
        _known = null;
    }

    private sealed record Known(string? Message, long Taken);
}
