using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Accounts.Devices;

/// <summary>Where the sign-in of a device stands.</summary>
public enum DeviceStatus
{
    /// <summary>Nobody has answered yet.</summary>
    Pending,

    /// <summary>A user let it in; it has not taken its token yet.</summary>
    Allowed,

    /// <summary>A user did not let it in.</summary>
    Denied,
}

/// <summary>The sign-in of a program that has no browser of its own (RFC 8628). Both of its codes are kept as their hashes.</summary>
public sealed class DeviceSignIn
{
    /// <summary>Number.</summary>
    public long Id { get; set; }

    /// <summary>Hash of the code that the program holds; unique.</summary>
    [MaxLength(64)]
    public required string DeviceHash { get; set; }

    /// <summary>Hash of the code that its user types; unique.</summary>
    [MaxLength(64)]
    public required string UserHash { get; set; }

    /// <summary>What the program calls itself.</summary>
    [MaxLength(100)]
    public required string Name { get; set; }

    /// <summary>What it wants to be let do.</summary>
    public List<string> Scopes { get; set; } = [];

    /// <summary>Address that it asked from.</summary>
    [MaxLength(100)]
    public required string Address { get; set; }

    /// <summary>When it asked.</summary>
    public required DateTimeOffset Created { get; set; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset Expires { get; set; }

    /// <summary>When the program last asked how it stands.</summary>
    public DateTimeOffset? Polled { get; set; }

    /// <summary>Where it stands.</summary>
    public DeviceStatus Status { get; set; }

    /// <summary>Who answered.</summary>
    public long? UserId { get; set; }
}

/// <summary>How they lie in the database.</summary>
internal static class DeviceTables
{
    public static void Describe(ModelBuilder model) => model.Entity<DeviceSignIn>(device =>
    {
        device.ToTable("device_sign_ins");
        device.Property(one => one.Status).IsConcurrencyToken();
        device.HasIndex(one => one.DeviceHash).IsUnique();
        device.HasIndex(one => one.UserHash).IsUnique();
        device.HasIndex(one => new { one.Address, one.Expires });
    });
}
