using System.CommandLine;
using System.Text.Json;
using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli.Commands.Jobs;

/// <summary><c>hven jobs rerun FILE</c>: runs a job again from its record, on this server or another, and says whether the same came out.</summary>
internal static class JobRerun
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> file = new("file") { Description = "The record: job.json beside a job's results, or what hven jobs get --record wrote." };
        Option<string?> name = new("--name") { Description = "Name of the new job. Default: that of the old one.", HelpName = "N" };
        Option<bool> detach = new("--detach") { Description = "Do not wait for its end." };
        Option<string?> url = ServerAddress.Option();
        Command command = new("rerun", "Run a job again from its record, and compare what comes out.") { file, name, detach, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            JobRecord record = await ReadAsync(parsed.GetRequiredValue(file), cancellationToken);
            Dictionary<string, IReadOnlyList<string>> parameters = new(StringComparer.OrdinalIgnoreCase);
            foreach (IGrouping<string, JobParameter> group in record.Parameters.GroupBy(one => one.Name, StringComparer.OrdinalIgnoreCase))
            {
                parameters[group.Key] = [.. group.Select(one => one.Value)];
            }

            JobDetail made = await client.CreateJobAsync(new(record.Kind, parameters, parsed.GetValue(name) ?? record.RunId), cancellationToken);
            await terminal.Output.WriteAsync(JobScreen.Line(made.Job) + "\n", cancellationToken);
            if (parsed.GetValue(detach))
            {
                return ExitCodes.Done;
            }

            JobDetail job = await JobScreen.FollowAsync(client, made.Job.Id, terminal, cancellationToken);
            int code = await JobScreen.TellFailureAsync(job, terminal);
            if (code == ExitCodes.Done)
            {
                await terminal.Error.WriteLineAsync(Compare(record, job));
            }

            return code;
        }));
        return command;
    }

    private static async Task<JobRecord> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            JobRecord record = JsonSerializer.Deserialize(await File.ReadAllTextAsync(file, cancellationToken), CliJson.Default.JobRecord) ?? throw new JsonException("It holds null.");
            return record.Kind is null || record.Parameters is null ? throw new JsonException("kind or parameters is missing.") : record;
        }
        catch (JsonException exception)
        {
            throw new UsageException($"'{file}' is no record of a job: {exception.Message}");
        }
    }

    private static string Compare(JobRecord record, JobDetail job)
    {
        string[] changed = [.. (record.Sources ?? []).Where(old => job.Sources.All(now => now.Table != old.Table || now.Identity != old.Identity)).Select(old => TerminalText.Neutralize(old.Table))];
        bool isSame = (record.Results ?? []).Select(result => result.Sha256).SequenceEqual(job.Results.Select(result => result.Sha256));
        return (changed.Length, isSame) switch
        {
            (0, true) => "The tables and the files are the same as then, to the last byte.",
            (0, false) => "The tables are the same as then. The files differ: the order of rows without ORDER BY, sums in another order, or another version can make that so.",
            (_, true) => $"Other than then: {string.Join(", ", changed)}. The files are the same nevertheless, to the last byte.",
            (_, false) => $"Other than then: {string.Join(", ", changed)}. The files differ.",
        };
    }
}
