using System.Collections.Concurrent;

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

    internal RunningQuery(string id, TimeProvider time)
    {
        Id = id;
        _time = time;
        _started = time.GetTimestamp();
    }

    /// <summary>Unguessable name.</summary>
    public string Id { get; }

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

    /// <summary>Finds a query by its name.</summary>
    public RunningQuery? Find(string id) => _queries.GetValueOrDefault(id);

    internal RunningQuery Start()
    {
        RunningQuery query = new(Guid.NewGuid().ToString("N"), time);
        _queries[query.Id] = query;
        return query;
    }

    internal void End(RunningQuery query, QueryPhase phase, string? error = null)
    {
        query.End(phase, error);
        _ended.Enqueue(query);
        while (_ended.Count > Kept && _ended.TryDequeue(out RunningQuery? oldest))
        {
            _queries.TryRemove(oldest.Id, out _);
            oldest.Dispose();
        }
    }
}
