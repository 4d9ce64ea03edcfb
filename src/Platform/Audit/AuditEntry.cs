using System.ComponentModel.DataAnnotations;

namespace Hven.Platform.Audit;

/// <summary>One change that somebody made. Entries are added and never changed.</summary>
public sealed class AuditEntry
{
    /// <summary>Number in the order of writing.</summary>
    public long Id { get; set; }

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; set; }

    /// <summary>Name of who did it; <c>anonymous</c>, or <c>hvend</c> for the command line of the server.</summary>
    [MaxLength(100)]
    public required string Actor { get; set; }

    /// <summary>Address that it came from.</summary>
    [MaxLength(100)]
    public string? Address { get; set; }

    /// <summary>What was done, for instance <c>user.role</c>.</summary>
    [MaxLength(100)]
    public required string Action { get; set; }

    /// <summary>What it was done to, for instance <c>user:ada</c>.</summary>
    [MaxLength(300)]
    public required string Subject { get; set; }

    /// <summary>What changed, for people; never a secret.</summary>
    [MaxLength(2000)]
    public string? Detail { get; set; }
}
