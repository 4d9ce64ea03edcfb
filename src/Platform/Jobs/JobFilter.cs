namespace Hven.Platform.Jobs;

/// <summary>What a list of jobs is sorted by.</summary>
public enum JobOrder
{
    /// <summary>When they were made.</summary>
    Created,

    /// <summary>The user's name for them.</summary>
    Name,

    /// <summary>Where they stand.</summary>
    Phase,

    /// <summary>When they ended.</summary>
    Ended,

    /// <summary>Rows that they delivered.</summary>
    Rows,

    /// <summary>Bytes that they take.</summary>
    Bytes,

    /// <summary>When they are deleted.</summary>
    Destruction,
}

/// <summary>Which jobs a list shows, and in which order.</summary>
public sealed record JobFilter
{
    /// <summary>Those of a user.</summary>
    public long? OwnerId { get; init; }

    /// <summary>Those of a user by name.</summary>
    public string? Owner { get; init; }

    /// <summary>Those of a client without an account.</summary>
    public string? Session { get; init; }

    /// <summary>Those that are shared with a user or with one of some groups.</summary>
    public (long UserId, IReadOnlySet<string> Groups)? SharedWith { get; init; }

    /// <summary>Those of one kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Those in one of these phases; all but ARCHIVED when empty.</summary>
    public IReadOnlyList<JobPhase> Phases { get; init; } = [];

    /// <summary>Those made after this time.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Those made before this time.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Those with this text in their name or at the beginning of what they are asked for, in any case; or whose own name begins with it.</summary>
    public string? Search { get; init; }

    /// <summary>Those with this word of their user.</summary>
    public string? Tag { get; init; }

    /// <summary>What they are sorted by.</summary>
    public JobOrder Order { get; init; }

    /// <summary>Whether small values come first.</summary>
    public bool IsAscending { get; init; }

    /// <summary>So many are left out at the beginning.</summary>
    public int Skip { get; init; }

    /// <summary>So many at most.</summary>
    public int Last { get; init; } = 10_000;
}
