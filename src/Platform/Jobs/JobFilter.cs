namespace Hven.Platform.Jobs;

/// <summary>Which jobs a list shows.</summary>
public sealed record JobFilter
{
    /// <summary>Those of a user.</summary>
    public long? OwnerId { get; init; }

    /// <summary>Those of a client without an account.</summary>
    public string? Session { get; init; }

    /// <summary>Those of one kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Those in one of these phases; all but ARCHIVED when empty.</summary>
    public IReadOnlyList<JobPhase> Phases { get; init; } = [];

    /// <summary>Those made after this time.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>So many at most, the newest first.</summary>
    public int Last { get; init; } = 10_000;
}
