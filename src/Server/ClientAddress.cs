using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Hven.Server;

/// <summary>
/// The address of who asks, when proxies stand in between: the setting <c>TrustedProxies</c>. Limits, pauses after wrong passwords and the audit log count by it. What a proxy writes into
/// <c>X-Forwarded-For</c> is taken from those that are listed alone: anybody can send such a header.
/// </summary>
internal static class ClientAddress
{
    /// <summary>Name of the setting.</summary>
    public const string Key = "TrustedProxies";

    /// <summary>Makes requests come from where their senders are.</summary>
    /// <exception cref="InvalidDataException">The setting is no list of addresses.</exception>
    public static void Use(WebApplication application)
    {
        IConfigurationSection section = application.Configuration.GetSection(Key);
        string[] proxies = section.Value is { } words ? words.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) : [.. section.GetChildren().Select(child => child.Value ?? "")];
        if (proxies.Length == 0)
        {
            return;
        }

        // The rest of a request's address is PublicUrl's. The last address that is no proxy's is the client's; what stands before it was written by the client.
        ForwardedHeadersOptions options = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (string proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out IPAddress? address))
            {
                options.KnownProxies.Add(address);
            }
            else if (System.Net.IPNetwork.TryParse(proxy, out System.Net.IPNetwork network))
            {
                options.KnownIPNetworks.Add(network);
            }
            else
            {
                throw new InvalidDataException($"{Key} has '{proxy}'; it must list the addresses of proxies, such as 10.0.0.7, or networks of them, such as 10.1.0.0/16.");
            }
        }

        application.UseForwardedHeaders(options);
    }
}
