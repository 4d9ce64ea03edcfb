using System.CommandLine;
using System.Net;
using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli.Commands.Account;

/// <summary><c>hven login</c>, <c>logout</c> and <c>whoami</c>.</summary>
internal static class LoginCommand
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);
    private static readonly string[] s_scopes = ["query", "jobs", "mydb", "cutouts"];

    public static Command Login(Terminal terminal)
    {
        Option<string[]> scopes = new("--scope") { Description = $"What the token allows: capabilities, with blanks between. Default: {string.Join(' ', s_scopes)}.", HelpName = "S", AllowMultipleArgumentsPerToken = true };
        Option<string?> token = new("--token") { Description = "Keep a token that you have; - reads it from standard input, so that no list of processes shows it.", HelpName = "-" };
        Option<string?> url = ServerAddress.Option();
        Command command = new("login", "Sign in with a browser, on this machine or another, and keep a token for this server.") { scopes, token, url };
        command.SetAction((parsed, cancellationToken) => Failures.RunAsync(terminal, async () =>
        {
            Uri server = ServerAddress.Resolve(parsed.GetValue(url), terminal);
            UserFiles files = new(terminal);
            string secret;
            if (parsed.GetValue(token) is { } given)
            {
                secret = given == "-" ? (await terminal.Input.ReadLineAsync(cancellationToken))?.Trim() ?? ""
                    : throw new UsageException("A token among the arguments is seen by everybody on this machine. Give it by standard input: hven login --token - < FILE. If it was a good one, take it back on the account page.");
            }
            else
            {
                using HttpClient http = ServerAddress.Connect(server, "", out HvenClient client);
                string[] wanted = parsed.GetValue(scopes) is { Length: > 0 } named ? named : s_scopes;
                secret = await AskAsync(client, wanted, terminal, cancellationToken);
            }

            // What is kept works.
            using HttpClient trial = ServerAddress.Connect(server, secret, out HvenClient signedIn);
            MeResponse me = await signedIn.GetMeAsync(cancellationToken);
            if (!me.SignedIn)
            {
                throw new UsageException("The token is empty.");
            }

            string? former = files.Token(server);
            files.SetToken(server, secret);
            if (former is not null && former != secret)
            {
                // Nobody knows the former one any more; it is not left to lie about at the server.
                await RevokeAsync(server, former, cancellationToken);
            }

            if (parsed.GetValue(url) is not null)
            {
                files.Set(UserFiles.Server, server.AbsoluteUri);
            }

            await terminal.Output.WriteAsync($"Signed in to {server} as {TerminalText.Neutralize(me.Name)}; may {string.Join(", ", me.Capabilities.Select(TerminalText.Neutralize))}.\n", cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    public static Command Logout(Terminal terminal)
    {
        Option<string?> url = ServerAddress.Option();
        Command command = new("logout", "Take the kept token for this server back, and forget it.") { url };
        command.SetAction((parsed, cancellationToken) => Failures.RunAsync(terminal, async () =>
        {
            Uri server = ServerAddress.Resolve(parsed.GetValue(url), terminal);
            UserFiles files = new(terminal);
            if (files.Token(server) is not { } token)
            {
                await terminal.Output.WriteAsync($"You are not signed in to {server}.\n", cancellationToken);
                return ExitCodes.Done;
            }

            await RevokeAsync(server, token, cancellationToken);
            files.SetToken(server, null);
            await terminal.Output.WriteAsync($"Signed out of {server}; the token is good no more.\n", cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    public static Command WhoAmI(Terminal terminal)
    {
        Option<bool> json = new("--json") { Description = "Answer in JSON, for programs." };
        Option<string?> url = ServerAddress.Option();
        Command command = new("whoami", "Show who you are on this server, and what you may do.") { json, url };
        command.SetAction((parsed, cancellationToken) => Failures.RunAsync(terminal, async () =>
        {
            Uri server = ServerAddress.Resolve(parsed.GetValue(url), terminal);
            using HttpClient http = ServerAddress.Connect(server, terminal, out HvenClient client);
            MeResponse me = await client.GetMeAsync(cancellationToken);
            await terminal.Output.WriteAsync(
                parsed.GetValue(json)
                    ? System.Text.Json.JsonSerializer.Serialize(me, CliJson.Default.MeResponse) + "\n"
                    : $"{TerminalText.Neutralize(me.Name)} at {server}\nroles   {Words(me.Roles)}\ngroups  {Words(me.Groups)}\nmay     {Words(me.Capabilities)}\n", cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static async Task RevokeAsync(Uri server, string token, CancellationToken cancellationToken)
    {
        try
        {
            using HttpClient http = ServerAddress.Connect(server, token, out HvenClient client);
            await client.RevokeOwnTokenAsync(cancellationToken);
        }
        catch (HvenApiException exception) when (exception.Status == HttpStatusCode.Unauthorized)
        {
            // It had ended already.
        }
    }

    private static string Words(IReadOnlyList<string> words) => words.Count == 0 ? "none" : string.Join(", ", words.Select(TerminalText.Neutralize));

    private static async Task<string> AskAsync(HvenClient client, string[] scopes, Terminal terminal, CancellationToken cancellationToken)
    {
        DeviceCodes codes = await client.BeginDeviceSignInAsync($"hven on {Environment.MachineName}", scopes, cancellationToken);
        await terminal.Error.WriteLineAsync($"Open {TerminalText.Neutralize(codes.VerificationUri)} in a browser, sign in, and type the code\n\n    {TerminalText.Neutralize(codes.UserCode)}\n\nor open {TerminalText.Neutralize(codes.VerificationUriComplete)}");
        TimeSpan pause = TimeSpan.FromSeconds(Math.Clamp(codes.Interval, 1, 60));
        DateTimeOffset end = terminal.Time.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp(codes.ExpiresIn, 1, 3600));
        while (true)
        {
            await Task.Delay(pause, terminal.Time, cancellationToken);
            DevicePoll poll;
            try
            {
                poll = await client.PollDeviceSignInAsync(codes.DeviceCode, cancellationToken);
            }
            catch (Exception exception) when (IsPassing(exception) && terminal.Time.GetUtcNow() < end)
            {
                // The user types meanwhile: a network or a server that is away for a moment ends nothing (RFC 8628, section 3.5).
                TimeSpan longer = pause + pause;
                pause = longer < s_longest ? longer : s_longest;
                continue;
            }

            switch (poll.Error)
            {
                case null: return poll.AccessToken!;
                case "authorization_pending" when terminal.Time.GetUtcNow() < end: break;
                case "slow_down" when terminal.Time.GetUtcNow() < end: pause += TimeSpan.FromSeconds(5); break;
                case "access_denied": throw new HvenApiException(HttpStatusCode.Forbidden, "access_denied", "The sign-in was denied.");
                default: throw new HvenApiException(HttpStatusCode.Forbidden, "expired_token", "The code was not used in time. Begin again with hven login.");
            }
        }
    }

    private static bool IsPassing(Exception exception) =>
        exception is HvenConnectionException { Fault: not ConnectionFault.NotHven } || (exception is HvenApiException { Status: var status } && (status == HttpStatusCode.TooManyRequests || (int)status >= 500));
}
