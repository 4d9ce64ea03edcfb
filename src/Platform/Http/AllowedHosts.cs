using System.Net;
using System.Net.Sockets;

namespace Hven.Platform.Http;

/// <summary>
/// Hosts that the operator lets users' addresses be of: <c>host</c>, <c>host:port</c>, <c>*.domain</c> or <c>*</c>. A pattern reaches public addresses only; a
/// host that is listed by its own name or number may have a private one.
/// </summary>
public sealed class AllowedHosts(IReadOnlyList<string> patterns)
{
    // What is not reachable from everywhere, or stands for another address (RFC 6890 and its registry).
    private static readonly IPNetwork[] s_private =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork s_global = IPNetwork.Parse("2000::/3");

    /// <summary>Whether none is allowed.</summary>
    public bool IsEmpty => patterns.Count == 0;

    /// <summary>Whether an address is one of http or https of a listed host, without a name or password in it.</summary>
    public bool Allows(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && patterns.Any(pattern => Fits(pattern, uri.IdnHost, uri.Port, isDefault: uri.IsDefaultPort));
    }

    /// <summary>Whether a setting's text can be a pattern.</summary>
    public static bool IsPattern(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Length > 0 && !host.Contains('/', StringComparison.Ordinal) && !host.Any(char.IsWhiteSpace) && !host.TrimStart('*').Contains('*', StringComparison.Ordinal);
    }

    /// <summary>The patterns, for people.</summary>
    public override string ToString() => string.Join(", ", patterns);

    /// <summary>Whether a connection may go to an address that a host's name was resolved to.</summary>
    public bool MayConnect(string host, int port, IPAddress address) =>
        IsPublic(address) || patterns.Any(pattern => !pattern.StartsWith('*') && Fits(pattern, host, port, isDefault: port is 80 or 443));

    /// <summary>Whether an address is one of the open network.</summary>
    public static bool IsPublic(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || s_global.Contains(plain)) && !s_private.Any(network => network.Contains(plain));
    }

    private static bool Fits(string pattern, string host, int port, bool isDefault)
    {
        int colon = pattern.EndsWith(']') ? -1 : pattern.LastIndexOf(':');
        string name = (colon < 0 ? pattern : pattern[..colon]).Trim('[', ']');
        bool isPort = colon < 0 ? isDefault : pattern[(colon + 1)..] == port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string plain = host.Trim('[', ']').TrimEnd('.');
        return isPort && (name == "*"
            || (name.StartsWith("*.", StringComparison.Ordinal) ? plain.EndsWith(name[1..], StringComparison.OrdinalIgnoreCase) : plain.Equals(name, StringComparison.OrdinalIgnoreCase)));
    }
}
