using Hven.Platform.Accounts;
using Hven.Platform.Accounts.Devices;
using Hven.Platform.Audit;
using Hven.Platform.Files;
using Hven.Platform.Jobs;
using Hven.Platform.Messages;
using Hven.Platform.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Hven.Platform.State;

/// <summary>
/// What Hven itself has to remember: accounts, sign-ins, audit. One model for all databases; each back end brings the migrations of its own.
/// Times are kept as milliseconds since 1970, which every database orders alike.
/// </summary>
public sealed class HvenState(DbContextOptions<HvenState> options) : DbContext(options)
{
    /// <summary>Accounts.</summary>
    public DbSet<User> Users => Set<User>();

    /// <summary>Roles.</summary>
    public DbSet<Role> Roles => Set<Role>();

    /// <summary>Groups.</summary>
    public DbSet<Group> Groups => Set<Group>();

    /// <summary>Sign-ins of browsers and of the command line.</summary>
    public DbSet<Session> Sessions => Set<Session>();

    /// <summary>Personal tokens.</summary>
    public DbSet<AccessToken> Tokens => Set<AccessToken>();

    /// <summary>Codes that are good once: activation, reset, invitation, sign-in of a device.</summary>
    public DbSet<OneTimeCode> Codes => Set<OneTimeCode>();

    /// <summary>Sign-ins of programs without a browser.</summary>
    public DbSet<DeviceSignIn> Devices => Set<DeviceSignIn>();

    /// <summary>Who changed what.</summary>
    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    /// <summary>Jobs.</summary>
    public DbSet<JobRow> Jobs => Set<JobRow>();

    /// <summary>What operators tell users.</summary>
    public DbSet<Notice> Notices => Set<Notice>();

    /// <summary>Who has read which notice.</summary>
    public DbSet<NoticeRead> NoticeReads => Set<NoticeRead>();

    /// <summary>What users did, by day.</summary>
    public DbSet<UsageRow> Usage => Set<UsageRow>();

    /// <summary>Files of users.</summary>
    public DbSet<UserFile> Files => Set<UserFile>();

    /// <summary>Links to files.</summary>
    public DbSet<FileLink> FileLinks => Set<FileLink>();

    /// <summary>Files that come in pieces.</summary>
    public DbSet<FileUpload> FileUploads => Set<FileUpload>();

    /// <summary>Mails and webhooks that wait to be sent.</summary>
    public DbSet<OutgoingMessage> Messages => Set<OutgoingMessage>();

    /// <summary>Values that all servers share.</summary>
    public DbSet<SharedValue> Shared => Set<SharedValue>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<DateTimeOffsetToUnixMilliseconds>();
        configurationBuilder.Properties<Quota>().HaveConversion<QuotaToJson>();
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        AccountTables.Describe(modelBuilder);
        DeviceTables.Describe(modelBuilder);
        OperationTables.Describe(modelBuilder);
        JobTables.Describe(modelBuilder);
        MessageTables.Describe(modelBuilder);
        FileTables.Describe(modelBuilder);
        modelBuilder.Entity<AuditEntry>(audit =>
        {
            audit.ToTable("audit");
            audit.HasIndex(entry => entry.Time);
            audit.HasIndex(entry => new { entry.Subject, entry.Time });
        });
    }

    private sealed class DateTimeOffsetToUnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), number => DateTimeOffset.FromUnixTimeMilliseconds(number));

    private sealed class QuotaToJson() : ValueConverter<Quota, string>(quota => quota.ToJson(), text => Quota.FromJson(text));
}
