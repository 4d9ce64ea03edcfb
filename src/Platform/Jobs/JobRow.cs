using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Jobs;

/// <summary>A job as it lies in the database: what is searched and sorted by in columns, the rest as JSON.</summary>
public sealed class JobRow
{
    /// <summary>Characters of all tags.</summary>
    internal const int MostTags = 1000;

    /// <summary>Characters of all that it is shared with.</summary>
    internal const int MostShares = 4000;

    private const int MostSummary = 200;

    /// <summary>Unguessable name.</summary>
    [Key]
    [MaxLength(32)]
    public required string Id { get; set; }

    /// <summary>Grows by one with each change; who changes a job says which version it saw.</summary>
    public int Version { get; set; }

    /// <summary>What it does.</summary>
    [MaxLength(32)]
    public required string Kind { get; set; }

    /// <summary>Account that it belongs to; null for somebody without one.</summary>
    public long? OwnerId { get; set; }

    /// <summary>Name of that account.</summary>
    [MaxLength(64)]
    public string? Owner { get; set; }

    /// <summary>Whom its turn is counted for.</summary>
    [MaxLength(100)]
    public required string OwnerKey { get; set; }

    /// <summary>Mark of the client that made it without an account.</summary>
    [MaxLength(64)]
    public string? Session { get; set; }

    /// <summary>Its user's name for it.</summary>
    [MaxLength(200)]
    public string? RunId { get; set; }

    /// <summary>The user's words for it, each between blanks.</summary>
    [MaxLength(MostTags)]
    public string? Tags { get; set; }

    /// <summary>Whom it is shared with, each between blanks: <c>u:</c> with the number of an account, <c>g:</c> with the name of a group.</summary>
    [MaxLength(MostShares)]
    public string? SharedWith { get; set; }

    /// <summary>The beginning of what it is asked for.</summary>
    [MaxLength(MostSummary)]
    public string? Summary { get; set; }

    /// <summary>Where it stands.</summary>
    public JobPhase Phase { get; set; }

    /// <summary>Larger goes first.</summary>
    public int Priority { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; set; }

    /// <summary>When it was last queued.</summary>
    public DateTimeOffset? Queued { get; set; }

    /// <summary>When it began to run.</summary>
    public DateTimeOffset? Started { get; set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; set; }

    /// <summary>When it is deleted.</summary>
    public required DateTimeOffset Destruction { get; set; }

    /// <summary>The server that runs it.</summary>
    [MaxLength(64)]
    public string? Server { get; set; }

    /// <summary>Until when that server need not be heard of.</summary>
    public DateTimeOffset? Lease { get; set; }

    /// <summary>Bytes that it takes on disk.</summary>
    public long Bytes { get; set; }

    /// <summary>Rows that it delivered.</summary>
    public long? Rows { get; set; }

    /// <summary>Part of the work that is done, while it runs.</summary>
    public double? Fraction { get; set; }

    /// <summary>Rows delivered so far, while it runs.</summary>
    public long RowsNow { get; set; }

    /// <summary>Bytes written so far, while it runs.</summary>
    public long BytesNow { get; set; }

    /// <summary>The time of destruction that its user was warned of.</summary>
    public DateTimeOffset? Warned { get; set; }

    /// <summary>All of it as JSON.</summary>
    public required string Body { get; set; }

    internal static JobRow Of(Job job, int version) => new()
    {
        Id = job.Id,
        Version = version,
        Kind = job.Kind,
        OwnerId = job.OwnerId,
        Owner = job.Owner,
        OwnerKey = job.OwnerKey,
        Session = job.Session,
        RunId = StateText.Clean(job.RunId, 200),
        Tags = job.Tags.Count == 0 ? null : Words(job.Tags),
        SharedWith = job.Shares.Users.Count + job.Shares.Groups.Count == 0 ? null : Words([.. job.Shares.Users.Select(user => UserWord(user.Id)), .. job.Shares.Groups.Select(GroupWord)]),
        Summary = SummaryOf(job),
        Phase = job.Phase,
        Priority = job.Priority,
        Created = job.Created,
        Queued = job.Transitions.LastOrDefault(step => step.Phase == JobPhase.Queued)?.Time,
        Started = job.Started,
        Ended = job.Ended,
        Destruction = job.Destruction,
        Server = job.Server,
        Lease = job.Lease,
        Bytes = job.Bytes,
        Rows = job.Rows,
        Fraction = job.Progress.Fraction,
        Warned = job.Warned,
        RowsNow = job.Progress.Rows,
        BytesNow = job.Progress.Bytes,
        Body = JsonSerializer.Serialize(job, AtomicFile.Json),
    };

    internal Job ToJob() => JsonSerializer.Deserialize<Job>(Body, AtomicFile.Json)! with { Lease = Lease, Warned = Warned, Progress = new(Fraction, RowsNow, BytesNow) };

    internal static string UserWord(long id) => FormattableString.Invariant($"u:{id}");

    internal static string GroupWord(string group) => $"g:{group}";

    private static string Words(IEnumerable<string> words) => $" {string.Join(' ', words)} ";

    private static string? SummaryOf(Job job)
    {
        JobParameter? told = job.Parameters.FirstOrDefault(one => one.Name.Equals("QUERY", StringComparison.OrdinalIgnoreCase)) ?? (job.Parameters.Count > 0 ? job.Parameters[0] : null);
        return StateText.Clean(told is null ? null : string.Join(' ', told.Value.Split((char[]?)null, 100, StringSplitOptions.RemoveEmptyEntries)), MostSummary);
    }
}

/// <summary>How jobs lie in the database.</summary>
internal static class JobTables
{
    public static void Describe(ModelBuilder model) => model.Entity<JobRow>(job =>
    {
        job.ToTable("jobs");
        job.Property(one => one.Version).IsConcurrencyToken();
        job.HasIndex(one => new { one.Phase, one.OwnerKey, one.Priority, one.Queued });
        job.HasIndex(one => new { one.OwnerId, one.Created });
        job.HasIndex(one => new { one.Session, one.Created });
        job.HasIndex(one => one.Destruction);
    });
}
