using Hven.Platform.Accounts;

namespace Hven.Platform.Jobs;

/// <summary>What a new job is to be.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Parameters">What it is asked for.</param>
/// <param name="Owner">Who asks for it.</param>
public sealed record NewJob(string Kind, IReadOnlyList<JobParameter> Parameters, Caller Owner)
{
    /// <summary>Mark of a client without an account.</summary>
    public string? Session { get; init; }

    /// <summary>The user's own name for it.</summary>
    public string? RunId { get; init; }

    /// <summary>What the user notes on it.</summary>
    public string? Comment { get; init; }

    /// <summary>The user's words for finding it again.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whom its end is told.</summary>
    public JobNotify? Notify { get; init; }

    /// <summary>The job that it repeats.</summary>
    public string? Repeats { get; init; }

    /// <summary>Files that come with it, by the name of their part.</summary>
    public IReadOnlyList<KeyValuePair<string, Func<Stream>>> Files { get; init; } = [];

    /// <summary>Whether it is to run at once.</summary>
    public bool Runs { get; init; }

    /// <summary>Seconds that it may run; null for the setting.</summary>
    public int? ExecutionSeconds { get; init; }

    /// <summary>When it is to be deleted; null for the setting.</summary>
    public DateTimeOffset? Destruction { get; init; }
}
