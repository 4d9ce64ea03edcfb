using System.CommandLine;
using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli.Commands.Jobs;

/// <summary><c>hven jobs get</c>: takes the files of a job, goes on where an earlier try was cut off, and verifies them.</summary>
internal static class JobFiles
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> id = new("id") { Description = "The job's id, or the beginning of it." };
        Option<string?> output = new("--output", "-o") { Description = "Folder for the files. Default: this one.", HelpName = "DIR" };
        Option<bool> record = new("--record") { Description = "Only write the job's record, job-ID.json, by which hven jobs rerun runs it again." };
        Option<string?> url = ServerAddress.Option();
        Command command = new("get", "Take the files of a job; parts of an earlier try are used, and all are verified.") { id, output, record, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            string folder = parsed.GetValue(output) ?? ".";
            Directory.CreateDirectory(folder);
            string job = await JobsCommand.ResolveAsync(client, parsed.GetRequiredValue(id), cancellationToken);
            if (parsed.GetValue(record))
            {
                string file = Path.Combine(folder, $"job-{job}.json");
                await File.WriteAllTextAsync(file, await client.GetJobTextAsync(job, "record", cancellationToken), cancellationToken);
                await terminal.Error.WriteLineAsync($"Wrote {TerminalText.Neutralize(file)}");
                return ExitCodes.Done;
            }

            JobDetail detail = await client.GetJobAsync(job, waitInPhase: null, cancellationToken);
            if (detail.Results.Count == 0)
            {
                await terminal.Error.WriteLineAsync($"The job is {detail.Job.Phase} and has no files.");
                return ExitCodes.Failed;
            }

            foreach (JobResult result in detail.Results)
            {
                await TakeAsync(client, job, result, Path.Combine(folder, VerifiedFile.SafeName(result.Name)), terminal, cancellationToken);
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    /// <summary>Takes one file of a job.</summary>
    public static Task TakeAsync(HvenClient client, string job, JobResult result, string path, Terminal terminal, CancellationToken cancellationToken) =>
        VerifiedFile.TakeAsync((from, token) => client.OpenJobResultAsync(job, result, from, token), result.Bytes, result.Sha256, path, terminal, cancellationToken);
}
