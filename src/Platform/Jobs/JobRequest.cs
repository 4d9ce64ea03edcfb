using System.Collections.Frozen;
using Hven.Platform.Accounts;

namespace Hven.Platform.Jobs;

/// <summary>What the process that runs a job is told, in <c>request.json</c> of the job's folder: everything that it may know.</summary>
/// <param name="Job">The job.</param>
/// <param name="OwnerId">Account of its owner.</param>
/// <param name="Owner">Name of its owner.</param>
/// <param name="Groups">Groups of its owner.</param>
/// <param name="Capabilities">What its owner may do.</param>
/// <param name="Quota">Limits of its owner.</param>
public sealed record JobRequest(Job Job, long? OwnerId, string Owner, IReadOnlyList<string> Groups, IReadOnlyList<string> Capabilities, Quota Quota)
{
    /// <summary>The request for a job.</summary>
    public static JobRequest Of(Job job, Caller owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return new(job.AsRecord(), owner.UserId, owner.Name, [.. owner.Groups], [.. owner.Capabilities], owner.Quota);
    }

    /// <summary>The owner, as the work sees it.</summary>
    public Caller ToCaller() => new()
    {
        UserId = OwnerId,
        Name = Owner,
        Groups = Groups.ToFrozenSet(StringComparer.Ordinal),
        Capabilities = Capabilities.ToFrozenSet(StringComparer.Ordinal),
        Quota = Quota,
    };
}

/// <summary>A line that the process that runs a job writes; one of its members is there.</summary>
public sealed record JobMessage
{
    /// <summary>Bytes on the disk that the work takes now.</summary>
    public long? Bytes { get; init; }

    /// <summary>Rows that it has delivered.</summary>
    public long? Rows { get; init; }

    /// <summary>Part of the work that is done, 0 to 1.</summary>
    public double? Fraction { get; init; }

    /// <summary>The job is done.</summary>
    public JobOutcome? Outcome { get; init; }

    /// <summary>The job cannot be done.</summary>
    public JobRefusal? Refusal { get; init; }
}

/// <summary>Why a job cannot be done.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Message">For the job's user.</param>
public sealed record JobRefusal(string Code, int Status, string Message);
