using System.ComponentModel.DataAnnotations;

namespace Hven.Platform.Accounts;

/// <summary>Whether an account can be used.</summary>
public enum UserStatus
{
    /// <summary>Waits for its owner to follow the link in a mail.</summary>
    Unconfirmed = 0,

    /// <summary>Waits for an administrator's approval.</summary>
    Unapproved = 1,

    /// <summary>Can be used.</summary>
    Active = 2,

    /// <summary>Closed by an administrator; what it owns stays.</summary>
    Disabled = 3,
}

/// <summary>An account.</summary>
public sealed class User
{
    /// <summary>Number; never used again.</summary>
    public long Id { get; set; }

    /// <summary>Name by which it is known, as it was given; Unicode.</summary>
    [MaxLength(64)]
    public required string Name { get; set; }

    /// <summary>The name as it is compared (see <see cref="UserName.Key"/>); unique.</summary>
    [MaxLength(192)]
    public required string NameKey { get; set; }

    /// <summary>Name of the person.</summary>
    [MaxLength(200)]
    public string? FullName { get; set; }

    /// <summary>Address for mail.</summary>
    [MaxLength(254)]
    public string? Email { get; set; }

    /// <summary>The address as it is compared; unique where there is one.</summary>
    [MaxLength(254)]
    public string? EmailKey { get; set; }

    /// <summary>Whether the address was shown to be the user's, or was given by an administrator.</summary>
    public bool EmailConfirmed { get; set; }

    /// <summary>Hash of the password; null for an account that signs in elsewhere.</summary>
    [MaxLength(200)]
    public string? PasswordHash { get; set; }

    /// <summary>Whether it can be used.</summary>
    public UserStatus Status { get; set; } = UserStatus.Active;

    /// <summary>Failed sign-ins since the last that succeeded.</summary>
    public int FailedSignIns { get; set; }

    /// <summary>No password is tried before this time.</summary>
    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>Issuer of the identity at an OpenID provider.</summary>
    [MaxLength(300)]
    public string? Issuer { get; set; }

    /// <summary>Subject of the identity at an OpenID provider.</summary>
    [MaxLength(300)]
    public string? IssuerSubject { get; set; }

    /// <summary>Name of that provider in the settings, when it last was used.</summary>
    [MaxLength(40)]
    public string? Provider { get; set; }

    /// <summary>Those of its roles that the provider brought, and takes away again.</summary>
    public List<string> ProvidedRoles { get; set; } = [];

    /// <summary>Those of its groups that the provider brought, and takes away again.</summary>
    public List<string> ProvidedGroups { get; set; } = [];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; set; }

    /// <summary>When it last did something, to within some minutes.</summary>
    public DateTimeOffset? Seen { get; set; }

    /// <summary>Limits of its own, which take the place of those of its roles.</summary>
    public Quota Quota { get; set; } = new();

    /// <summary>Settings of its pages, as JSON.</summary>
    [MaxLength(16_384)]
    public string? Preferences { get; set; }

    /// <summary>Its roles.</summary>
    public List<Role> Roles { get; } = [];

    /// <summary>Its groups.</summary>
    public List<Group> Groups { get; } = [];
}

/// <summary>A named set of capabilities with limits.</summary>
public sealed class Role
{
    /// <summary>Number.</summary>
    public long Id { get; set; }

    /// <summary>Its name, for instance <c>default</c>; unique.</summary>
    [MaxLength(64)]
    public required string Name { get; set; }

    /// <summary>What it is for.</summary>
    [MaxLength(500)]
    public string? Title { get; set; }

    /// <summary>What its users may do; members of <see cref="Capability.All"/>.</summary>
    public List<string> Capabilities { get; set; } = [];

    /// <summary>Its limits.</summary>
    public Quota Quota { get; set; } = new();

    /// <summary>Who has it.</summary>
    public List<User> Users { get; } = [];
}

/// <summary>A named set of users, to whom releases, tables and results can be opened.</summary>
public sealed class Group
{
    /// <summary>Number.</summary>
    public long Id { get; set; }

    /// <summary>Its name; unique.</summary>
    [MaxLength(64)]
    public required string Name { get; set; }

    /// <summary>What it is.</summary>
    [MaxLength(500)]
    public string? Title { get; set; }

    /// <summary>Its members.</summary>
    public List<User> Members { get; } = [];
}

/// <summary>A sign-in: a browser's, or one of the command line. What the client holds is kept as its hash.</summary>
public sealed class Session
{
    /// <summary>Number.</summary>
    public long Id { get; set; }

    /// <summary>Whose.</summary>
    public long UserId { get; set; }

    /// <summary>Whose.</summary>
    public User? User { get; set; }

    /// <summary>SHA-256 of the secret, in hexadecimal digits; unique.</summary>
    [MaxLength(64)]
    public required string Hash { get; set; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Created { get; set; }

    /// <summary>When it was last used, to within some minutes.</summary>
    public required DateTimeOffset Seen { get; set; }

    /// <summary>When it ends, unless it is used before.</summary>
    public required DateTimeOffset Expires { get; set; }

    /// <summary>Address that it came from last.</summary>
    [MaxLength(100)]
    public string? Address { get; set; }

    /// <summary>What the client calls itself.</summary>
    [MaxLength(300)]
    public string? Agent { get; set; }
}

/// <summary>A personal token for programs. The token is kept as its hash.</summary>
public sealed class AccessToken
{
    /// <summary>Number.</summary>
    public long Id { get; set; }

    /// <summary>Whose.</summary>
    public long UserId { get; set; }

    /// <summary>Whose.</summary>
    public User? User { get; set; }

    /// <summary>Its owner's name for it.</summary>
    [MaxLength(100)]
    public required string Name { get; set; }

    /// <summary>SHA-256 of the token, in hexadecimal digits; unique.</summary>
    [MaxLength(64)]
    public required string Hash { get; set; }

    /// <summary>What it lets its bearer do, at most: capabilities, of which the owner's roles must grant each as well.</summary>
    public List<string> Scopes { get; set; } = [];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; set; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset Expires { get; set; }

    /// <summary>When it was last used, to within some minutes.</summary>
    public DateTimeOffset? Used { get; set; }

    /// <summary>Address that it was last used from.</summary>
    [MaxLength(100)]
    public string? UsedFrom { get; set; }

    /// <summary>Whether its owner was warned of its end.</summary>
    public bool Warned { get; set; }
}

/// <summary>A code that is good once. It is kept as its hash.</summary>
public sealed class OneTimeCode
{
    /// <summary>Number.</summary>
    public long Id { get; set; }

    /// <summary>What it is good for, for instance <c>reset</c>.</summary>
    [MaxLength(32)]
    public required string Purpose { get; set; }

    /// <summary>SHA-256 of the code, in hexadecimal digits; unique.</summary>
    [MaxLength(64)]
    public required string Hash { get; set; }

    /// <summary>Whom it concerns; null for one that makes an account.</summary>
    public long? UserId { get; set; }

    /// <summary>Whom it concerns.</summary>
    public User? User { get; set; }

    /// <summary>What belongs to it, for instance a new address for mail.</summary>
    [MaxLength(1000)]
    public string? Detail { get; set; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset Expires { get; set; }
}
