using System.CommandLine;
using Hven.Client;

namespace Hven.Cli;

/// <summary>Where the server is: <c>--url</c>, else HVEN_URL, else the setting, else this machine.</summary>
internal static class ServerAddress
{
    private const string Variable = "HVEN_URL";
    private const string TokenVariable = "HVEN_TOKEN";
    private const string Usual = "http://127.0.0.1:8080";
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(10);

    public static Option<string?> Option() => new("--url") { Description = $"Address of the server. Default: the environment's {Variable}, else the setting server, else {Usual}.", HelpName = "URL" };

    /// <exception cref="UsageException">The address is none.</exception>
    public static Uri Resolve(string? option, Terminal terminal)
    {
        string? set = terminal.Environment(Variable);
        (string source, string text) = option is not null ? ("--url", option)
            : !string.IsNullOrWhiteSpace(set) ? (Variable, set)
            : new UserFiles(terminal).Settings().GetValueOrDefault(UserFiles.Server) is { } kept ? ("The setting server", kept)
            : ("", Usual);
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https") || address.Query.Length + address.Fragment.Length > 0)
        {
            throw new UsageException($"{source} is '{text}'; it must be an address such as {Usual}.");
        }

        return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }

    /// <summary>Opens a client, which shows the token of HVEN_TOKEN, or the one that is kept for this very server; disposing of the returned connection ends it.</summary>
    /// <exception cref="UsageException">The token is none, or would go over a network in the clear.</exception>
    public static HttpClient Connect(Uri address, Terminal terminal, out HvenClient client) =>
        terminal.Environment(TokenVariable)?.Trim() is { Length: > 0 } set ? Connect(address, set, out client, TokenVariable) : Connect(address, new UserFiles(terminal).Token(address) ?? "", out client);

    /// <summary>Opens a client that shows a token; none when it is empty.</summary>
    /// <exception cref="UsageException">The token is none, or would go over a network in the clear.</exception>
    public static HttpClient Connect(Uri address, string token, out HvenClient client, string source = "The token")
    {
        if (token.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('_' or '-' or '.' or '~' or '+' or '/' or '=')))
        {
            throw new UsageException($"{source} is no token; it should look like hven_... (make one on the account page, or with hvend user token).");
        }

        if (token.Length > 0 && address.Scheme != "https" && !address.IsLoopback)
        {
            throw new UsageException($"{source} is not sent to {address} in the clear. Use an address with https, or go without.");
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
        if (token.Length > 0)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        client = new HvenClient(http);
        return http;
    }
}
