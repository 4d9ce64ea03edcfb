using System.Globalization;
using System.Text.Json;
using Hven.Cli.Commands.Jobs;
using Hven.Client;

namespace Hven.Cli.Commands;

/// <summary><c>hven query --job</c>: the query runs as a job. Without a file to write its id is all that is said; with one, this waits for the end.</summary>
internal static class QueryAsJob
{
    public static async Task<int> RunAsync(HvenClient client, string text, QueryArguments arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        OutputFormat format = arguments.FormatName is { } name ? OutputFormat.Find(name) : arguments.Output is { } file ? OutputFormat.FindByExtension(file) : OutputFormat.Csv;
        Dictionary<string, IReadOnlyList<string>> parameters = new() { ["query"] = [text], ["format"] = [format.Name] };
        if (arguments.MaxRows is { } rows)
        {
            parameters["maxrec"] = [rows.ToString(CultureInfo.InvariantCulture)];
        }

        if (arguments.NullValue is { } value)
        {
            parameters["nullValue"] = [value.ToString(CultureInfo.InvariantCulture)];
        }

        if (arguments.DesTypes)
        {
            parameters["desTypes"] = ["true"];
        }

        JobDetail job = await client.CreateJobAsync(new("query", parameters, arguments.Name), cancellationToken);
        if (arguments.Output is not { } output)
        {
            await terminal.Output.WriteAsync(arguments.Json ? JsonSerializer.Serialize(job, CliJson.Default.JobDetail) + "\n" : job.Job.Id + "\n", cancellationToken);
            return ExitCodes.Done;
        }

        await terminal.Error.WriteLineAsync($"Job {job.Job.Id}: goes on when you leave; hven jobs get {job.Job.Id[..8]} takes its files later.");
        job = await JobScreen.FollowAsync(client, job.Job.Id, terminal, cancellationToken);
        int code = await JobScreen.TellFailureAsync(job, terminal);
        if (code == ExitCodes.Done)
        {
            await JobFiles.TakeAsync(client, job.Job.Id, job.Results[0], output, terminal, cancellationToken);
        }

        return code;
    }
}
