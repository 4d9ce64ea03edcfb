namespace Hven.Adql.Translation.DuckDb;

/// <summary>What to put into the SQL beyond the query's own meaning.</summary>
public sealed record DuckDbOptions
{
    /// <summary>Most rows of the result, besides the query's own TOP; null for no bound.</summary>
    public long? Limit { get; init; }

    /// <summary>What the engine does for joins by position; null when it does nothing for them.</summary>
    public DuckDbMatching? Matching { get; init; }

    /// <summary>Takes what the query reads; null when nobody asks.</summary>
    public DuckDbReads? Reads { get; init; }
}
