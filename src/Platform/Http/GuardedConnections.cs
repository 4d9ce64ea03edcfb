using System.Net;
using System.Net.Sockets;

namespace Hven.Platform.Http;

/// <summary>
/// Connections to addresses that users give. A name is resolved once and the connection goes to the address that was looked at, so that a name that changes its
/// address in between gains nothing. No redirect is followed, no proxy used, no cookie kept.
/// </summary>
public static class GuardedConnections
{
    /// <summary>Makes what connects; the caller disposes of it.</summary>
    /// <param name="hosts">The hosts that may be reached.</param>
    /// <param name="refusal">Makes what is thrown for a host that has no address that may be reached.</param>
    public static SocketsHttpHandler Handler(AllowedHosts hosts, Func<string, Exception> refusal) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxResponseHeadersLength = 64,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(hosts, refusal, context.DnsEndPoint, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(AllowedHosts hosts, Func<string, Exception> refusal, DnsEndPoint target, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        IPAddress address = addresses.FirstOrDefault(candidate => hosts.MayConnect(target.Host, target.Port, candidate)) ?? throw refusal(target.Host);
        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, target.Port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
