using System.CommandLine;
using Hven.Cli.Screen;

namespace Hven.Cli.Commands.Account;

/// <summary><c>hven config</c>: what is kept for this user.</summary>
internal static class ConfigCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> key = new("key") { Description = $"One of {string.Join(", ", UserFiles.Keys)}." };
        Argument<string> value = new("value") { Description = "Its value." };
        Command list = new("list", "Show all settings.");
        list.SetAction((_, cancellationToken) => Failures.RunAsync(terminal, async () =>
        {
            await terminal.Output.WriteAsync(string.Concat(new UserFiles(terminal).Settings().Select(pair => $"{TerminalText.Neutralize(pair.Key)} = {TerminalText.Neutralize(pair.Value)}\n")), cancellationToken);
            return ExitCodes.Done;
        }));
        Command get = new("get", "Show a setting.") { key };
        get.SetAction((parsed, cancellationToken) => Failures.RunAsync(terminal, async () =>
        {
            string name = Known(parsed.GetRequiredValue(key));
            if (new UserFiles(terminal).Settings().GetValueOrDefault(name) is not { } set)
            {
                await terminal.Error.WriteLineAsync($"{name} is not set.");
                return ExitCodes.Failed;
            }

            await terminal.Output.WriteAsync(TerminalText.Neutralize(set) + "\n", cancellationToken);
            return ExitCodes.Done;
        }));
        Command put = new("set", "Change a setting.") { key, value };
        put.SetAction((parsed, _) => Failures.RunAsync(terminal, () =>
        {
            string name = Known(parsed.GetRequiredValue(key));
            string text = parsed.GetRequiredValue(value);
            new UserFiles(terminal).Set(name, name == UserFiles.Server ? ServerAddress.Resolve(text, terminal).AbsoluteUri : OutputFormat.Find(text).Name);
            return Task.FromResult(ExitCodes.Done);
        }));
        Command unset = new("unset", "Take a setting away.") { key };
        unset.SetAction((parsed, _) => Failures.RunAsync(terminal, () =>
        {
            new UserFiles(terminal).Set(Known(parsed.GetRequiredValue(key)), null);
            return Task.FromResult(ExitCodes.Done);
        }));
        return new("config", "Show and change what hven keeps for you: the usual server, and the format of what goes into a pipe.") { list, get, put, unset };
    }

    private static string Known(string key) => UserFiles.Keys.Contains(key, StringComparer.Ordinal) ? key : throw new UsageException($"There is no setting '{key}'. There are: {string.Join(", ", UserFiles.Keys)}.");
}
