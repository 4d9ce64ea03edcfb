using System.CommandLine;
using Hven.Client;

namespace Hven.Cli.Commands.Jobs;

/// <summary><c>hven jobs</c>: what can be done with jobs. A job is named by its id or, when that is clear, by the beginning of it.</summary>
internal static class JobsCommand
{
    public static Command Create(Terminal terminal)
    {
        Command command = new("jobs", "List jobs, follow them, take their files, share and repeat them.")
        {
            JobList.Create(terminal),
            One("show", "Show a job with its parameters, files and sources.", terminal, hasJson: true, JobScreen.Show(terminal)),
            One("log", "Show what happened to a job.", terminal, hasJson: false, async (client, id, _, cancellationToken) =>
            {
                await terminal.Output.WriteAsync(Screen.TerminalText.NeutralizeLines(await client.GetJobTextAsync(id, "log", cancellationToken)).TrimEnd('\n') + "\n", cancellationToken);
                return ExitCodes.Done;
            }),
            JobFiles.Create(terminal),
            Many("wait", "Wait until jobs have ended; exit code 1 if one did not complete.", terminal, (client, id, cancellationToken) => JobScreen.WaitAsync(client, id, terminal, cancellationToken)),
            Many("cancel", "Stop jobs.", terminal, (client, id, cancellationToken) => ActAsync(client, id, "cancel", terminal, cancellationToken)),
            Many("retry", "Try jobs again that failed or were stopped; each gives a new job.", terminal, (client, id, cancellationToken) => ActAsync(client, id, "retry", terminal, cancellationToken)),
            Many("renew", "Keep the results of jobs for the full time from now.", terminal, (client, id, cancellationToken) => ActAsync(client, id, "renew", terminal, cancellationToken)),
            Many("delete", "Delete jobs with all that they left.", terminal, async (client, id, cancellationToken) =>
            {
                await client.DeleteJobAsync(id, cancellationToken);
                return ExitCodes.Done;
            }),
            JobEdit.Change(terminal),
            JobEdit.Clone(terminal),
            JobEdit.Share(terminal),
            JobRerun.Create(terminal),
        };
        return command;
    }

    /// <summary>The full id of a job that is named by the beginning of it.</summary>
    /// <exception cref="UsageException">There is none, or more than one.</exception>
    public static async Task<string> ResolveAsync(HvenClient client, string name, CancellationToken cancellationToken)
    {
        if (name.Length == 32)
        {
            return name;
        }

        if (name.Length < 4 || !name.All(char.IsAsciiHexDigitLower))
        {
            throw new UsageException($"'{name}' is no job's id: those are 32 hexadecimal digits, of which the first four or more are enough when only one job begins so.");
        }

        JobsResponse found = await client.ListJobsAsync([new("q", name), new("limit", "100")], cancellationToken);
        string[] ids = [.. found.Jobs.Select(job => job.Id).Where(id => id.StartsWith(name, StringComparison.Ordinal))];
        return ids.Length == 1 ? ids[0] : throw new UsageException(ids.Length == 0 ? $"None of your jobs has an id that begins with '{name}'." : $"{ids.Length} of your jobs have ids that begin with '{name}': give more of it.");
    }

    /// <summary>A command with one job.</summary>
    public static Command One(string name, string description, Terminal terminal, bool hasJson, Func<HvenClient, string, bool, CancellationToken, Task<int>> run)
    {
        Argument<string> id = new("id") { Description = "The job's id, or the beginning of it." };
        Option<bool> json = new("--json") { Description = "Answer in JSON, for programs." };
        Option<string?> url = ServerAddress.Option();
        Command command = new(name, description) { id, url };
        if (hasJson)
        {
            command.Add(json);
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(url), terminal, async client =>
            await run(client, await ResolveAsync(client, parsed.GetRequiredValue(id), cancellationToken), hasJson && parsed.GetValue(json), cancellationToken)));
        return command;
    }

    /// <summary>Runs a command over a connection.</summary>
    public static Task<int> RunAsync(string? url, Terminal terminal, Func<HvenClient, Task<int>> run) => Failures.RunAsync(terminal, async () =>
    {
        using HttpClient http = ServerAddress.Connect(ServerAddress.Resolve(url, terminal), terminal, out HvenClient client);
        return await run(client);
    });

    private static Command Many(string name, string description, Terminal terminal, Func<HvenClient, string, CancellationToken, Task<int>> run)
    {
        Argument<string[]> ids = new("id") { Description = "The jobs' ids, or the beginnings of them.", Arity = ArgumentArity.OneOrMore };
        Option<string?> url = ServerAddress.Option();
        Command command = new(name, description) { ids, url };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            int code = ExitCodes.Done;
            foreach (string id in parsed.GetRequiredValue(ids))
            {
                code = Math.Max(code, await run(client, await ResolveAsync(client, id, cancellationToken), cancellationToken));
            }

            return code;
        }));
        return command;
    }

    private static async Task<int> ActAsync(HvenClient client, string id, string action, Terminal terminal, CancellationToken cancellationToken)
    {
        JobDetail job = await client.ActOnJobAsync(id, action, cancellationToken);
        await terminal.Output.WriteAsync(JobScreen.Line(job.Job) + "\n", cancellationToken);
        return ExitCodes.Done;
    }
}
