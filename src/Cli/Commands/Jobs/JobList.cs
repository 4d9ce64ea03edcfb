using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli.Commands.Jobs;

/// <summary><c>hven jobs list</c>.</summary>
internal static class JobList
{
    public static Command Create(Terminal terminal)
    {
        Option<string?> phase = new("--phase") { Description = "Those in some phases, with commas between: QUEUED,EXECUTING.", HelpName = "P" };
        Option<string?> kind = new("--kind") { Description = "Those of a kind.", HelpName = "K" };
        Option<string?> tag = new("--tag") { Description = "Those with a tag.", HelpName = "T" };
        Option<string?> search = new("--search", "-q") { Description = "Those with this text in their name or query.", HelpName = "TEXT" };
        Option<bool> shared = new("--shared") { Description = "Those that others share with you." };
        Option<string?> sort = new("--sort") { Description = "created, name, phase, ended, rows, bytes or destruction; with a - before it the largest first. Default: -created.", HelpName = "S" };
        Option<int?> limit = new("--limit", "-n") { Description = "So many at most. Default: 50.", HelpName = "N" };
        Option<bool> json = new("--json") { Description = "Answer in JSON, for programs." };
        Option<string?> url = ServerAddress.Option();
        Command command = new("list", "List your jobs, the newest first.") { phase, kind, tag, search, shared, sort, limit, json, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            (string, string?)[] given =
            [
                ("phase", parsed.GetValue(phase)), ("kind", parsed.GetValue(kind)), ("tag", parsed.GetValue(tag)), ("q", parsed.GetValue(search)), ("shared", parsed.GetValue(shared) ? "true" : null),
                ("sort", parsed.GetValue(sort)), ("limit", parsed.GetValue(limit)?.ToString(CultureInfo.InvariantCulture)),
            ];
            JobsResponse jobs = await client.ListJobsAsync(given.Where(one => one.Item2 is not null).Select(one => KeyValuePair.Create(one.Item1, one.Item2!)), cancellationToken);
            await terminal.Output.WriteAsync(parsed.GetValue(json) ? JsonSerializer.Serialize(jobs, CliJson.Default.JobsResponse) + "\n" : Format(jobs, terminal), cancellationToken);
            if (!parsed.GetValue(json) && jobs.Total > jobs.Jobs.Count)
            {
                await terminal.Error.WriteLineAsync($"{Amount.Count(jobs.Jobs.Count)} of {Amount.Count(jobs.Total)} jobs; show more with --limit N.");
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    private static string Format(JobsResponse jobs, Terminal terminal)
    {
        TextTable table = new(
            [new("id"), new("phase"), new("created"), new("rows", IsNumber: true), new("name or query")], terminal.OutputWidth, new Style(terminal.OutputIsTerminal && terminal.HasStyle));
        return table.Format([.. jobs.Jobs.Select(job => new[]
        {
            new TextCell(job.Id[..8]),
            new TextCell(JobScreen.PhaseOf(job)),
            new TextCell(job.Created.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
            job.Rows is { } rows ? new TextCell(Amount.Count(rows)) : new TextCell(job.Progress.Rows > 0 ? Amount.Count(job.Progress.Rows) : ""),
            ColumnTable.Cell(job.Name ?? job.Summary),
        })]);
    }
}
