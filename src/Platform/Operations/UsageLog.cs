using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Hven.Platform.Accounts;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hven.Platform.Operations;

/// <summary>Counts what users do by day. What happened is added up in memory and written every few seconds, so that a query writes nothing.</summary>
public sealed partial class UsageLog(IDbContextFactory<HvenState> contexts, IStateDatabase database, TimeProvider time, ILogger<UsageLog> logger) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<(string Day, string User, string Kind), Sum> _sums = new();

    /// <summary>Adds something that ended.</summary>
    /// <param name="caller">Who did it.</param>
    /// <param name="kind">What, for instance <c>query</c>.</param>
    /// <param name="isGood">Whether it ended well.</param>
    /// <param name="rows">Rows that it delivered.</param>
    /// <param name="elapsed">Time that it took.</param>
    public void Add(Caller caller, string kind, bool isGood, long rows, TimeSpan elapsed)
    {
        ArgumentNullException.ThrowIfNull(caller);
        string day = time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Sum one = new(1, isGood ? 0 : 1, rows, (long)elapsed.TotalMilliseconds);
        _sums.AddOrUpdate((day, caller.Name, kind), one, (_, old) => old + one);
    }

    /// <summary>Time that a user's doings of some kinds have taken today (UTC), as far as they have ended.</summary>
    /// <param name="user">Name of the user.</param>
    /// <param name="kind">What the kinds begin with.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<TimeSpan> TodayAsync(string user, string kind, CancellationToken cancellationToken)
    {
        string day = time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        long written = await state.Usage.Where(row => row.Day == day && row.User == user && row.Kind.StartsWith(kind)).SumAsync(row => row.Milliseconds, cancellationToken);
        long waiting = _sums.Where(one => one.Key.Day == day && one.Key.User == user && one.Key.Kind.StartsWith(kind, StringComparison.Ordinal)).Sum(one => one.Value.Milliseconds);
        return TimeSpan.FromMilliseconds(written + waiting);
    }

    /// <summary>Writes what was added up.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var key in _sums.Keys)
        {
            if (!_sums.TryRemove(key, out Sum? sum))
            {
                continue;
            }

            try
            {
                await WriteAsync(key, sum, cancellationToken);
            }
            catch
            {
                _sums.AddOrUpdate(key, sum, (_, newer) => newer + sum);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(s_every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryFlushAsync(stoppingToken);
        }
    }

    private async Task TryFlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (Exception exception) when (StateFault.Of(exception) is not null)
        {
            // Nothing is lost: the next time writes it.
            LogNotWritten(exception);
        }
    }

    private async Task WriteAsync((string Day, string User, string Kind) key, Sum sum, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        if (await AddToAsync(state, key, sum, cancellationToken) > 0)
        {
            return;
        }

        state.Usage.Add(new() { Day = key.Day, User = key.User, Kind = key.Kind, Count = sum.Count, Failed = sum.Failed, Rows = sum.Rows, Milliseconds = sum.Milliseconds });
        try
        {
            await state.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is DbException cause && database.IsDuplicate(cause))
        {
            // Another server wrote the first of this day meanwhile.
            await AddToAsync(state, key, sum, cancellationToken);
        }
    }

    private static Task<int> AddToAsync(HvenState state, (string Day, string User, string Kind) key, Sum sum, CancellationToken cancellationToken) =>
        state.Usage.Where(row => row.Day == key.Day && row.User == key.User && row.Kind == key.Kind).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Count, row => row.Count + sum.Count).SetProperty(row => row.Failed, row => row.Failed + sum.Failed)
                .SetProperty(row => row.Rows, row => row.Rows + sum.Rows).SetProperty(row => row.Milliseconds, row => row.Milliseconds + sum.Milliseconds),
            cancellationToken);

    [LoggerMessage(1203, LogLevel.Warning, "The use of this server could not be written; it is kept and written later")]
    private partial void LogNotWritten(Exception exception);

    private sealed record Sum(long Count, long Failed, long Rows, long Milliseconds)
    {
        public static Sum operator +(Sum left, Sum right) => new(left.Count + right.Count, left.Failed + right.Failed, left.Rows + right.Rows, left.Milliseconds + right.Milliseconds);
    }
}
