using Hven.Platform.Http;
using Microsoft.AspNetCore.Builder;

namespace Hven.Platform.Accounts;

/// <summary>Who may call an endpoint. An endpoint without a rule is closed to everybody.</summary>
/// <param name="Needed">A member of <see cref="Capability.All"/>; null for an endpoint that is open to everybody.</param>
public sealed record AccessRule(string? Needed);

/// <summary>How endpoints say who may call them, and how they tell that somebody may not.</summary>
public static class AccessRules
{
    /// <summary>Lets in who has a capability.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder builder, string capability)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new AccessRule(capability)));
        return builder;
    }

    /// <summary>Lets everybody in, also those who may do nothing else: what is needed to find out about the service or to sign in.</summary>
    public static TBuilder OpenToAll<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new AccessRule(Needed: null)));
        return builder;
    }

    /// <summary>The one decision: may this caller do this?</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="capability">What it takes.</param>
    /// <exception cref="ServiceException">No: status 401 for somebody without an account, 403 for a user.</exception>
    public static void Require(this Caller caller, string capability)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.May(capability))
        {
            return;
        }

        throw caller.IsAnonymous
            ? new ServiceException("sign-in-needed", 401, "Sign in first: this is not open to everybody. Programs send a token, as a Bearer token or as the password of Basic.")
            : new ServiceException("not-allowed", 403, caller.Credential == Credential.Token
                ? $"This takes '{capability}', which this token's scopes or your roles do not grant. Make a token with that scope, or ask an administrator."
                : $"This takes '{capability}', which your roles ({string.Join(", ", caller.Roles)}) do not grant. Ask an administrator of this server.");
    }
}
