namespace Hven.Adql.Translation.DuckDb;

/// <summary>What to put into the SQL beyond the query's own meaning.</summary>
public sealed record DuckDbOptions
{
    /// <summary>Most rows of the result, besides the query's own TOP; null for no bound.</summary>
    public long? Limit { get; init; }
}
