using System.Net;
using System.Net.Sockets;
using Hven.Platform.Http;

namespace Hven.Query.Uploads;

/// <summary>
/// The hosts that uploads may be fetched from: <c>host</c>, <c>host:port</c>, <c>*.domain</c> or <c>*</c>. A pattern reaches public addresses only; a
/// host that is listed by its own name or number may have a private one.
/// </summary>
internal sealed class AllowedHosts(IReadOnlyList<string> patterns)
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

    /// <summary>Refuses an address that is not of a listed host.</summary>
    /// <exception cref="ServiceException">The operator does not allow it.</exception>
    public void Require(Uri uri)
    {
        if (patterns.Count == 0)
        {
            throw new ServiceException("upload", 403, "This server fetches no uploads from addresses. Send the file with the request: UPLOAD=name,param:part as multipart/form-data.");
        }

        if (uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0 || !patterns.Any(pattern => Fits(pattern, uri.IdnHost, uri.Port, isDefault: uri.IsDefaultPort)))
        {
            throw new ServiceException("upload", 403, $"This server does not fetch uploads from {uri.Scheme}://{uri.Authority}. It fetches from: {string.Join(", ", patterns)}. Or send the file with the request (param:).");
        }
    }

    /// <summary>Whether a connection may go to an address that a host's name was resolved to.</summary>
    public bool MayConnect(string host, int port, IPAddress address) =>
        IsPublic(address) || patterns.Any(pattern => !pattern.StartsWith('*') && Fits(pattern, host, port, isDefault: port is 80 or 443));

    /// <summary>Whether an address is one of the open network.</summary>
    public static bool IsPublic(IPAddress address)
    {
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
