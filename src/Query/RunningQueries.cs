using System.Collections.Concurrent;
using Hven.Platform.Accounts;
using Hven.Platform.Http;

namespace Hven.Query;

/// <summary>Where a query stands, in the words of UWS 1.1.</summary>
public enum QueryPhase
{
    /// <summary>The engine works, or the rows are on their way.</summary>
    Executing,

    /// <summary>All rows were sent.</summary>
    Completed,

    /// <summary>It failed; the message says why.</summary>
    Error,

    /// <summary>The user or the user's client stopped it.</summary>
    Aborted,
}

/// <summary>One quick query while it runs and for a while after.</summary>
public sealed class RunningQuery : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly CancellationTokenSource _cancel = new();
    private TimeSpan? _elapsed;

    internal RunningQuery(string id, Caller caller, TimeProvider time)
    {
        Id = id;
        Caller = caller;
        _time = time;
        _started = time.GetTimestamp();
    }

    /// <summary>Unguessable name.</summary>
    public string Id { get; }

    /// <summary>Who asked.</summary>
    public Caller Caller { get; }

    /// <summary>Where it stands.</summary>
    public QueryPhase Phase { get; private set; }

    /// <summary>Rows sent so far.</summary>
    public long Rows { get; internal set; }

    /// <summary>Whether more rows exist than were sent.</summary>
    public bool Overflow { get; internal set; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; private set; }

    /// <summary>Time since it started, or that it took.</summary>
    public TimeSpan Elapsed => _elapsed ?? _time.GetElapsedTime(_started);

    /// <summary>Set when it is to stop.</summary>
    public CancellationToken Cancelled => _cancel.Token;

    /// <summary>Stops it; nothing happens when it has ended.</summary>
    public void Cancel()
    {
        if (Phase == QueryPhase.Executing)
        {
            _cancel.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cancel.Dispose();

    internal void End(QueryPhase phase, string? error)
    {
        Error = error;
        _elapsed = Elapsed;
        Phase = phase;
    }
}

/// <summary>The quick queries of this server: those that run, and the last that ended.</summary>
public sealed class RunningQueries(TimeProvider time)
{
    private const int Kept = 2000;

    private readonly ConcurrentDictionary<string, RunningQuery> _queries = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<RunningQuery> _ended = new();
    private readonly ConcurrentDictionary<string, int> _perClient = new(StringComparer.Ordinal);

    /// <summary>Finds a query by its name.</summary>
    public RunningQuery? Find(string id) => _queries.GetValueOrDefault(id);

    /// <summary>Notes a query that starts.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="perAddress">Queries of one address at a time, for those without an account.</param>
    /// <exception cref="ServiceException">There are as many already; status 429.</exception>
    internal RunningQuery Start(Caller caller, int perAddress)
    {
        int most = Math.Min(caller.Quota.QuickQueries ?? int.MaxValue, caller.IsAnonymous ? perAddress : int.MaxValue);
        if (_perClient.AddOrUpdate(caller.Key, 1, static (_, count) => count + 1) > most)
        {
            Leave(caller.Key);
            throw new ServiceException("too-many-queries", 429, $"{most} queries of yours run at this moment, which is as many as {(caller.IsAnonymous ? "one address" : "you")} may have here. Wait for one to end, or cancel one.")
            {
                RetryAfter = TimeSpan.FromSeconds(5),
                Limit = new("quick-queries", most),
            };
        }

        RunningQuery query = new(Guid.NewGuid().ToString("N"), caller, time);
        _queries[query.Id] = query;
        return query;
    }

    internal void End(RunningQuery query, QueryPhase phase, string? error = null)
    {
        query.End(phase, error);
        Leave(query.Caller.Key);
        _ended.Enqueue(query);
        while (_ended.Count > Kept && _ended.TryDequeue(out RunningQuery? oldest))
        {
            _queries.TryRemove(oldest.Id, out _);
            oldest.Dispose();
        }
    }

    private void Leave(string client)
    {
        int left = _perClient.AddOrUpdate(client, 0, static (_, count) => count - 1);
        if (left == 0)
        {
            // Taken out only as nought: another query of the client may have come in between.
            _perClient.TryRemove(KeyValuePair.Create(client, 0));
        }
    }
}
