using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Files;

/// <summary>Port: bytes of users that a module keeps beside the state.</summary>
public interface IUserBytes
{
    /// <summary>Bytes that somebody takes there.</summary>
    long Bytes(Caller caller);
}

/// <summary>Bytes that a user takes: files, what jobs left, and what modules keep, such as own tables.</summary>
public sealed class UserSpace(IEnumerable<IUserBytes> others, IDbContextFactory<HvenState> contexts)
{
    /// <summary>Bytes that somebody takes.</summary>
    public async Task<long> UsedAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        return others.Sum(one => one.Bytes(caller))
            + await state.Jobs.Where(job => job.OwnerId == caller.UserId).SumAsync(job => job.Bytes, cancellationToken)
            + await state.Files.Where(file => file.OwnerId == caller.UserId).SumAsync(file => file.Bytes, cancellationToken)
            + await state.FileUploads.Where(upload => upload.OwnerId == caller.UserId).SumAsync(upload => upload.Length, cancellationToken);
    }

    /// <summary>Bytes that somebody may still take.</summary>
    public async Task<long> LeftAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Quota.StoredBytes is { } most ? Math.Max(0, most - await UsedAsync(caller, cancellationToken)) : long.MaxValue;
    }

    /// <summary>The refusal of bytes that do not fit.</summary>
    public static ServiceException Full(long bytes) =>
        new("quota-bytes", 413, $"{bytes} bytes do not fit into what you have left. Delete files, tables or jobs that you no longer need, or ask an administrator for more.");
}
