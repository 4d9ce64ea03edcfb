using System.CommandLine;
using Hven.Client;

namespace Hven.Cli;

/// <summary>Where the server is: <c>--url</c>, else HVEN_URL, else this machine.</summary>
internal static class ServerAddress
{
    private const string Variable = "HVEN_URL";
    private const string Usual = "http://127.0.0.1:8080";
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(10);

    public static Option<string?> Option() => new("--url") { Description = $"Address of the server. Default: the environment's {Variable}, else {Usual}.", HelpName = "URL" };

    /// <exception cref="UsageException">The address is none.</exception>
    public static Uri Resolve(string? option, Terminal terminal)
    {
        string? set = terminal.Environment(Variable);
        (string source, string text) = option is not null ? ("--url", option) : !string.IsNullOrWhiteSpace(set) ? (Variable, set) : ("", Usual);
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https") || address.Query.Length + address.Fragment.Length > 0)
        {
            throw new UsageException($"{source} is '{text}'; it must be an address such as {Usual}.");
        }

        return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }

    /// <summary>Opens a client; disposing of the returned connection ends it.</summary>
    public static HttpClient Connect(Uri address, out HvenClient client)
    {
        SocketsHttpHandler handler = new()
        {
            // A followed redirect would turn a POST into a GET; the message names the address that it points to.
            AllowAutoRedirect = false,
            ConnectTimeout = s_connectTimeout,
            UseProxy = !address.IsLoopback,
        };
        HttpClient http = new(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd($"hven/{HvenCommandLine.Version}");
        client = new HvenClient(http);
        return http;
    }
}
