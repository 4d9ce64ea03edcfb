using Hven.Platform.Accounts;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;

namespace Hven.Query.UserTables;

/// <summary>Bytes that a user takes: own tables, and what jobs left.</summary>
public sealed class UserSpace(UserTableStore tables, IDbContextFactory<HvenState> contexts)
{
    /// <summary>Bytes that somebody takes.</summary>
    public async Task<long> UsedAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        return tables.Bytes(caller) + await state.Jobs.Where(job => job.OwnerId == caller.UserId).SumAsync(job => job.Bytes, cancellationToken);
    }

    /// <summary>Bytes that somebody may still take.</summary>
    public async Task<long> LeftAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Quota.StoredBytes is { } most ? Math.Max(0, most - await UsedAsync(caller, cancellationToken)) : long.MaxValue;
    }
}
