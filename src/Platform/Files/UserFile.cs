using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Files;

/// <summary>A file of a user. Its content lies under a name of its own, which no user chooses: what users call files never becomes a path.</summary>
public sealed class UserFile
{
    /// <summary>Number.</summary>
    public long Id { get; set; }

    /// <summary>Whose.</summary>
    public long OwnerId { get; set; }

    /// <summary>Its name with its folders, / between them.</summary>
    [MaxLength(FilePath.Most)]
    public required string Path { get; set; }

    /// <summary>Name of its content below the owner's folder.</summary>
    [MaxLength(64)]
    public required string Blob { get; set; }

    /// <summary>Its size.</summary>
    public long Bytes { get; set; }

    /// <summary>Its SHA-256 in lower-case hexadecimal digits.</summary>
    [MaxLength(64)]
    public required string Sha256 { get; set; }

    /// <summary>What it is, as far as its name tells.</summary>
    [MaxLength(100)]
    public required string MediaType { get; set; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset Modified { get; set; }
}

/// <summary>A link to a file or to a file that a job left, for whoever has it. Its secret is kept as its hash.</summary>
public sealed class FileLink
{
    /// <summary>Number.</summary>
    public long Id { get; set; }

    /// <summary>Whose: with the account's end the link ends.</summary>
    public long OwnerId { get; set; }

    /// <summary>SHA-256 of the secret; unique.</summary>
    [MaxLength(64)]
    public required string Hash { get; set; }

    /// <summary>The job whose file it opens; null for one of the user's files.</summary>
    [MaxLength(32)]
    public string? JobId { get; set; }

    /// <summary>Name of the file.</summary>
    [MaxLength(FilePath.Most)]
    public required string Path { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; set; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset Expires { get; set; }
}

/// <summary>A file that comes in pieces (tus 1.0). What is there of it is the size of its content.</summary>
public sealed class FileUpload
{
    /// <summary>Unguessable name.</summary>
    [Key]
    [MaxLength(32)]
    public required string Id { get; set; }

    /// <summary>Whose.</summary>
    public long OwnerId { get; set; }

    /// <summary>What the file will be called.</summary>
    [MaxLength(FilePath.Most)]
    public required string Path { get; set; }

    /// <summary>Its size when it is whole.</summary>
    public long Length { get; set; }

    /// <summary>When it is given up.</summary>
    public required DateTimeOffset Expires { get; set; }
}

/// <summary>How these lie in the database.</summary>
internal static class FileTables
{
    public static void Describe(ModelBuilder model)
    {
        model.Entity<UserFile>(file =>
        {
            file.ToTable("files");
            file.Property(one => one.Blob).IsConcurrencyToken();
            file.HasIndex(one => new { one.OwnerId, one.Path }).IsUnique();
            file.HasOne<Accounts.User>().WithMany().HasForeignKey(one => one.OwnerId);
        });
        model.Entity<FileLink>(link =>
        {
            link.ToTable("file_links");
            link.HasIndex(one => one.Hash).IsUnique();
            link.HasIndex(one => one.OwnerId);
            link.HasOne<Accounts.User>().WithMany().HasForeignKey(one => one.OwnerId);
        });
        model.Entity<FileUpload>(upload =>
        {
            upload.ToTable("file_uploads");
            upload.HasIndex(one => one.OwnerId);
            upload.HasIndex(one => one.Expires);
            upload.HasOne<Accounts.User>().WithMany().HasForeignKey(one => one.OwnerId);
        });
    }
}
