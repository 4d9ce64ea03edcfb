using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Jobs;

/// <summary>A job as it lies in the database: what is searched and sorted by in columns, the rest as JSON.</summary>
public sealed class JobRow
{
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
        Body = JsonSerializer.Serialize(job, AtomicFile.Json),
    };

    internal Job ToJob() => JsonSerializer.Deserialize<Job>(Body, AtomicFile.Json)! with { Lease = Lease };
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
