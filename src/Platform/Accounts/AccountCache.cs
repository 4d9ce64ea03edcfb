using System.Collections.Concurrent;
using System.Collections.Frozen;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Accounts;

/// <summary>
/// Callers as they were some seconds ago, so that a request does not ask the database each time. A change of accounts in this process clears it at
/// once; one in another process is seen after <see cref="Age"/>.
/// </summary>
public sealed class AccountCache(IDbContextFactory<HvenState> contexts, TimeProvider time)
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, Known> _callers = new(StringComparer.Ordinal);
    private Known? _anonymous;
    private int _generation;

    /// <summary>How old an entry may be.</summary>
    public static TimeSpan Age { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Interlocked.Increment(ref _generation);
        _callers.Clear();
        _anonymous = null;
    }

    /// <summary>Somebody without an account.</summary>
    public async ValueTask<Caller> AnonymousAsync(CancellationToken cancellationToken)
    {
        Known? known = _anonymous;
        if (known is null || time.GetElapsedTime(known.Taken) > Age)
        {
            try
            {
                known = await ReadAnonymousAsync(cancellationToken);
            }
            catch (Exception exception) when (known is not null && StateFault.Of(exception) is not null)
            {
                // The database is away. What those without an account may do does not depend on it from one moment to the next, and the data are there. Not every
                // request waits for it anew.
                known = known with { Taken = time.GetTimestamp() };
            }

            _anonymous = known;
        }

        return known.Caller;
    }

    private async Task<Known> ReadAnonymousAsync(CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        Role? role = await state.Roles.AsNoTracking().SingleOrDefaultAsync(one => one.Name == Caller.AnonymousName, cancellationToken);
        return new(
            new() { Capabilities = (role?.Capabilities ?? []).ToFrozenSet(StringComparer.Ordinal), Roles = role is null ? [] : [role.Name], Quota = role?.Quota ?? new() },
            time.GetTimestamp());
    }

    /// <summary>The caller that a secret stands for, or null.</summary>
    /// <param name="hash">Hash of the secret.</param>
    /// <param name="find">Asks the database; gives null when there is no such secret.</param>
    public async ValueTask<Caller?> FindAsync(string hash, Func<Task<Caller?>> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        if (_callers.TryGetValue(hash, out Known? known) && time.GetElapsedTime(known.Taken) <= Age)
        {
            return known.Caller;
        }

        // Noted before the look: what was cleared meanwhile is not put back.
        int generation = Volatile.Read(ref _generation);
        long taken = time.GetTimestamp();
        Caller? caller = await find();
        if (caller is not null && generation == Volatile.Read(ref _generation))
        {
            if (_callers.Count >= Most)
            {
                _callers.Clear();
            }

            _callers[hash] = new(caller, taken);
        }

        return caller;
    }

    private sealed record Known(Caller Caller, long Taken);
}
