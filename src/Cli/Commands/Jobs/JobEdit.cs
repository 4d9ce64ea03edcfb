using System.CommandLine;
using System.Text.Json;
using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli.Commands.Jobs;

/// <summary><c>hven jobs change</c>, <c>clone</c> and <c>share</c>.</summary>
internal static class JobEdit
{
    public static Command Change(Terminal terminal)
    {
        Argument<string> id = Id();
        Option<string?> name = new("--name") { Description = "Your name for it; '' to take it away.", HelpName = "N" };
        Option<string?> comment = new("--comment") { Description = "What you note on it; '' to take it away.", HelpName = "TEXT" };
        Option<string[]> tags = new("--tag") { Description = "A word for finding it again; all of them, in the place of the former ones.", HelpName = "T", AllowMultipleArgumentsPerToken = true };
        Option<int?> days = new("--days") { Description = "Keep its results for so many days from now.", HelpName = "N" };
        Option<string?> url = ServerAddress.Option();
        Command command = new("change", "Change a job's name, comment, tags, or how long its results are kept.") { id, name, comment, tags, days, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            ChangeJobRequest request = new(parsed.GetValue(name), parsed.GetValue(comment), parsed.GetResult(tags) is null ? null : parsed.GetValue(tags), parsed.GetValue(days));
            if (request == new ChangeJobRequest())
            {
                throw new UsageException("Say what to change: --name, --comment, --tag or --days.");
            }

            JobDetail job = await client.ChangeJobAsync(await JobsCommand.ResolveAsync(client, parsed.GetRequiredValue(id), cancellationToken), request, cancellationToken);
            await terminal.Output.WriteAsync(JobScreen.Line(job.Job) + "\n", cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    public static Command Clone(Terminal terminal)
    {
        Argument<string> id = Id();
        Option<string?> name = new("--name") { Description = "Name of the new job. Default: that of the old one.", HelpName = "N" };
        Option<string?> url = ServerAddress.Option();
        Command command = new("clone", "Run a job once more, as a new one.") { id, name, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            JobDetail job = await client.CloneJobAsync(await JobsCommand.ResolveAsync(client, parsed.GetRequiredValue(id), cancellationToken), new(parsed.GetValue(name)), cancellationToken);
            await terminal.Output.WriteAsync(JobScreen.Line(job.Job) + "\n", cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    public static Command Share(Terminal terminal)
    {
        Argument<string> id = Id();
        Option<string[]> users = new("--user") { Description = "A user who may see it; all of them, in the place of the former ones.", HelpName = "U", AllowMultipleArgumentsPerToken = true };
        Option<string[]> groups = new("--group") { Description = "A group of yours that may see it; all of them, in the place of the former ones.", HelpName = "G", AllowMultipleArgumentsPerToken = true };
        Option<int?> link = new("--link") { Description = "Make a link for whoever has it, which ends after so many days.", HelpName = "DAYS" };
        Option<bool> nobody = new("--nobody") { Description = "Take everything back: users, groups and links." };
        Option<bool> json = new("--json") { Description = "Answer in JSON, for programs." };
        Option<string?> url = ServerAddress.Option();
        Command command = new("share", "Let others see a job and take its files.") { id, users, groups, link, nobody, json, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            ShareJobRequest request = parsed.GetValue(nobody)
                ? new([], [], null, EndLinks: true)
                : new(parsed.GetResult(users) is null ? null : parsed.GetValue(users), parsed.GetResult(groups) is null ? null : parsed.GetValue(groups), parsed.GetValue(link));
            ShareJobResponse shared = await client.ShareJobAsync(await JobsCommand.ResolveAsync(client, parsed.GetRequiredValue(id), cancellationToken), request, cancellationToken);
            JobShares shares = shared.Shares;
            string text = string.Join(", ", [.. shares.Users, .. shares.Groups.Select(group => $"group {group}"), .. shares.Links.Select(until => $"a link until {until.UtcDateTime:yyyy-MM-dd}")]);
            await terminal.Output.WriteAsync(
                parsed.GetValue(json) ? JsonSerializer.Serialize(shared, CliJson.Default.ShareJobResponse) + "\n"
                : shared.Link is { } address ? TerminalText.Neutralize(address) + "\n"
                : $"Shared with {(text.Length > 0 ? TerminalText.Neutralize(text) : "nobody")}\n", cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Argument<string> Id() => new("id") { Description = "The job's id, or the beginning of it." };
}
