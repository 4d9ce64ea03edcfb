using System.CommandLine;
using Hven.Client;

namespace Hven.Cli;

/// <summary>Where the server is: <c>--url</c>, else HVEN_URL, else this machine.</summary>
internal static class ServerAddress
{
    private const string Variable = "HVEN_URL";
    private const string TokenVariable = "HVEN_TOKEN";
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

    /// <summary>Opens a client, which shows the token of HVEN_TOKEN; disposing of the returned connection ends it.</summary>
    /// <exception cref="UsageException">The token is none, or would go over a network in the clear.</exception>
    public static HttpClient Connect(Uri address, Terminal terminal, out HvenClient client)
    {
        string? token = terminal.Environment(TokenVariable)?.Trim();
        if (token is { Length: > 0 } && token.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('_' or '-' or '.' or '~' or '+' or '/' or '=')))
        {
            throw new UsageException($"{TokenVariable} is no token; it should look like hven_... (make one on the account page, or with hvend user token).");
        }

        if (token is { Length: > 0 } && address.Scheme != "https" && !address.IsLoopback)
        {
            throw new UsageException($"{TokenVariable} is not sent to {address} in the clear. Use an address with https, or leave {TokenVariable} out.");
        }

        SocketsHttpHandler handler = new()
        {
            // A followed redirect would turn a POST into a GET; the message names the address that it points to.
            AllowAutoRedirect = false,
            ConnectTimeout = s_connectTimeout,
            UseProxy = !address.IsLoopback,
        };
        HttpClient http = new(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd($"hven/{HvenCommandLine.Version}");
        if (token is { Length: > 0 })
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        client = new HvenClient(http);
        return http;
    }
}
