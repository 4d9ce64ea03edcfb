using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using Hven.Cli.Commands;
using Hven.Cli.Commands.Account;
using Hven.Cli.Commands.Admin;
using Hven.Cli.Commands.Files;
using Hven.Cli.Commands.Jobs;
using Hven.Cli.Commands.Tables;

namespace Hven.Cli;

/// <summary>The program <c>hven</c> from its arguments to its exit code.</summary>
internal static class HvenCommandLine
{
    /// <summary>How long a command may take to tell the server that it was cancelled.</summary>
    private static readonly TimeSpan s_timeToEnd = TimeSpan.FromSeconds(10);

    public static string Version { get; } = typeof(HvenCommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        RootCommand root = new("hven: queries an astronomical data-access centre") { QueryCommand.Create(terminal), TablesCommand.Create(terminal), JobsCommand.Create(terminal), MyDbCommand.Create(terminal), FilesCommand.Create(terminal), AdminCommand.Create(terminal),
            LoginCommand.Login(terminal), LoginCommand.Logout(terminal), LoginCommand.WhoAmI(terminal), ConfigCommand.Create(terminal) };
        foreach (VersionOption version in root.Options.OfType<VersionOption>())
        {
            version.Action = new ShowVersion();
        }

        // A token @file is a query in a file, not a file of arguments.
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            {
                await terminal.Error.WriteLineAsync(Screen.TerminalText.NeutralizeLines(error.Message));
            }

            string command = parsed.CommandResult.Command == root ? "hven" : $"hven {parsed.CommandResult.Command.Name}";
            await terminal.Error.WriteLineAsync($"See: {command} --help");
            return ExitCodes.Usage;
        }

        StringWriter output = new();
        int code = await parsed.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = terminal.Error, ProcessTerminationTimeout = s_timeToEnd, EnableDefaultExceptionHandler = false },
            cancellationToken);
        if (output.GetStringBuilder().Length == 0)
        {
            return code;
        }

        return await Failures.RunAsync(terminal, async () =>
        {
            await terminal.Output.WriteAsync(output.ToString(), cancellationToken);
            return code;
        });
    }

    private sealed class ShowVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"hven {Version}");
            return ExitCodes.Done;
        }
    }
}
