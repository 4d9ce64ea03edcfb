using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Operations;

/// <summary>Something that operators tell users.</summary>
public sealed class Notice
{
    /// <summary>Number.</summary>
    public long Id { get; set; }

    /// <summary>In a few words.</summary>
    [MaxLength(200)]
    public required string Title { get; set; }

    /// <summary>All of it; plain text.</summary>
    [MaxLength(10_000)]
    public required string Body { get; set; }

    /// <summary>Roles that it is for; none for everybody.</summary>
    public List<string> Roles { get; set; } = [];

    /// <summary>When it was written.</summary>
    public required DateTimeOffset Created { get; set; }

    /// <summary>Shown until then; null for as long as it is there.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>Name of who wrote it.</summary>
    [MaxLength(100)]
    public required string Author { get; set; }
}

/// <summary>That a user has read a notice.</summary>
public sealed class NoticeRead
{
    /// <summary>The notice.</summary>
    public long NoticeId { get; set; }

    /// <summary>The user.</summary>
    public long UserId { get; set; }
}

/// <summary>What one user did on one day.</summary>
public sealed class UsageRow
{
    /// <summary>Number.</summary>
    public long Id { get; set; }

    /// <summary>The day in UTC, as 2027-01-31.</summary>
    [MaxLength(10)]
    public required string Day { get; set; }

    /// <summary>Name of the user.</summary>
    [MaxLength(64)]
    public required string User { get; set; }

    /// <summary>What was done, for instance <c>query</c> for quick queries and <c>job.query</c> for jobs.</summary>
    [MaxLength(64)]
    public required string Kind { get; set; }

    /// <summary>How often.</summary>
    public long Count { get; set; }

    /// <summary>How often it failed.</summary>
    public long Failed { get; set; }

    /// <summary>Rows delivered.</summary>
    public long Rows { get; set; }

    /// <summary>Time taken, in milliseconds.</summary>
    public long Milliseconds { get; set; }
}

/// <summary>One value that all servers of a data directory share.</summary>
public sealed class SharedValue
{
    /// <summary>Its name.</summary>
    [Key]
    [MaxLength(64)]
    public required string Name { get; set; }

    /// <summary>The value.</summary>
    [MaxLength(4000)]
    public required string Value { get; set; }
}

/// <summary>How these lie in the database.</summary>
internal static class OperationTables
{
    public static void Describe(ModelBuilder model)
    {
        model.Entity<Notice>().ToTable("notices");
        model.Entity<NoticeRead>(read =>
        {
            read.ToTable("notice_reads");
            read.HasKey(one => new { one.NoticeId, one.UserId });
            read.HasOne<Notice>().WithMany().HasForeignKey(one => one.NoticeId);
            read.HasOne<Accounts.User>().WithMany().HasForeignKey(one => one.UserId);
        });
        model.Entity<UsageRow>(usage =>
        {
            usage.ToTable("usage");
            usage.HasIndex(one => new { one.Day, one.User, one.Kind }).IsUnique();
        });
        model.Entity<SharedValue>().ToTable("shared_values");
    }
}
