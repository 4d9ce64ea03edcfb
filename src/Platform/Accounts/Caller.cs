using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Hven.Platform.Accounts;

/// <summary>By what a caller is known.</summary>
public enum Credential
{
    /// <summary>By nothing.</summary>
    None,

    /// <summary>By the cookie of a session.</summary>
    Session,

    /// <summary>By a token.</summary>
    Token,
}

/// <summary>Who asks, and what that user may do at this moment. Immutable.</summary>
public sealed record Caller
{
    /// <summary>Number of the account; null for somebody without one.</summary>
    public long? UserId { get; init; }

    /// <summary>Name of the account; <c>anonymous</c> for somebody without one.</summary>
    public string Name { get; init; } = AnonymousName;

    /// <summary>What the caller may do, after the token's scopes were taken into account.</summary>
    public IReadOnlySet<string> Capabilities { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Names of the caller's groups.</summary>
    public IReadOnlySet<string> Groups { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Names of the caller's roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The caller's limits.</summary>
    public Quota Quota { get; init; } = new();

    /// <summary>By what the caller is known.</summary>
    public Credential Credential { get; init; }

    /// <summary>Number of the session or the token.</summary>
    public long? CredentialId { get; init; }

    /// <summary>Network address.</summary>
    public string Address { get; init; } = "";

    /// <summary>The name of somebody without an account.</summary>
    public const string AnonymousName = "anonymous";

    /// <summary>Whether the caller has no account.</summary>
    public bool IsAnonymous => UserId is null;

    /// <summary>Whom limits are counted for: an account, or an address.</summary>
    public string Key => UserId is { } id ? FormattableString.Invariant($"u:{id}") : $"a:{Address}";

    /// <summary>Whether the caller may do something.</summary>
    public bool May(string capability) => Capabilities.Contains(capability);
}

/// <summary>The caller of a request.</summary>
public static class CallerOfRequest
{
    private static readonly Caller s_nobody = new();

    /// <summary>Who sent this request; before the gate has looked at it, somebody who may do nothing.</summary>
    public static Caller Caller(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<Caller>() ?? s_nobody;
    }
}
