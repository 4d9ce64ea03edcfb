using System.Globalization;
using System.Text;
using System.Text.Json;
using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli.Commands.Jobs;

/// <summary>Shows jobs, and waits for them.</summary>
internal static class JobScreen
{
    /// <summary>A job in one line.</summary>
    public static string Line(JobSummary job) => $"{job.Id}  {PhaseOf(job)}  {TerminalText.Neutralize(job.Name ?? job.Summary ?? job.Kind)}";

    /// <summary>The phase, with how far the job is.</summary>
    public static string PhaseOf(JobSummary job) => job.Phase == "EXECUTING" && job.Progress.Fraction is { } fraction ? string.Create(CultureInfo.InvariantCulture, $"EXECUTING {fraction * 100:0} %") : job.Phase;

    public static Func<HvenClient, string, bool, CancellationToken, Task<int>> Show(Terminal terminal) => async (client, id, asJson, cancellationToken) =>
    {
        JobDetail job = await client.GetJobAsync(id, waitInPhase: null, cancellationToken);
        await terminal.Output.WriteAsync(asJson ? JsonSerializer.Serialize(job, CliJson.Default.JobDetail) + "\n" : Format(job), cancellationToken);
        return ExitCodes.Done;
    };

    /// <summary>Waits until a job has ended, and says how.</summary>
    public static async Task<int> WaitAsync(HvenClient client, string id, Terminal terminal, CancellationToken cancellationToken)
    {
        JobDetail job = await FollowAsync(client, id, terminal, cancellationToken);
        await terminal.Output.WriteAsync(Line(job.Job) + "\n", cancellationToken);
        return await TellFailureAsync(job, terminal);
    }

    /// <summary>Waits until a job has ended, and shows how far it is meanwhile.</summary>
    public static async Task<JobDetail> FollowAsync(HvenClient client, string id, Terminal terminal, CancellationToken cancellationToken)
    {
        using Progress progress = new(terminal);
        JobDetail job = await client.GetJobAsync(id, waitInPhase: null, cancellationToken);
        while (job.Job.IsActive)
        {
            progress.Report(job.Job.Progress.Rows, job.Job.Progress.Bytes);
            job = await client.GetJobAsync(id, job.Job.Phase, cancellationToken);
        }

        return job;
    }

    /// <summary>Says why a job did not complete.</summary>
    public static async Task<int> TellFailureAsync(JobDetail job, Terminal terminal)
    {
        if (job.Job.Phase is "COMPLETED" or "ARCHIVED")
        {
            return ExitCodes.Done;
        }

        await terminal.Error.WriteLineAsync($"The job is {job.Job.Phase}{(job.Error is { } error ? $": {TerminalText.NeutralizeLines(error)}" : "")}");
        return ExitCodes.Failed;
    }

    private static string Format(JobDetail job)
    {
        StringBuilder text = new();
        JobSummary head = job.Job;
        Add("id", head.Id);
        Add("name", head.Name);
        Add("kind", head.Kind);
        Add("phase", PhaseOf(head));
        Add("error", job.Error);
        Add("comment", job.Comment);
        Add("tags", head.Tags.Count > 0 ? string.Join(' ', head.Tags) : null);
        Add("created", Time(head.Created));
        Add("ran", head.Started is { } started ? $"{Time(started)}{(head.Ended is { } ended ? $", {Amount.Seconds(ended - started)}" : "")}" : null);
        Add("results until", head.Phase == "ARCHIVED" ? null : Time(head.Destruction));
        Add("rows", head.Rows is { } rows ? Amount.Count(rows) : null);
        Add("by", job.Software is null ? null : $"{job.Software}, {job.Engine}");
        Add("repeats", job.Repeats);
        Add("cite as", job.Citation);
        Add("shared with", job.Shares is { } shares && shares.Users.Count + shares.Groups.Count + shares.Links.Count > 0
            ? string.Join(", ", [.. shares.Users, .. shares.Groups.Select(group => $"group {group}"), .. shares.Links.Select(link => $"a link until {Time(link)}")])
            : null);
        foreach (JobSource source in job.Sources)
        {
            Add("read", $"{source.Table}, {Amount.Rows(source.Rows)}, {source.Identity}");
        }

        foreach (JobParameter parameter in job.Parameters)
        {
            Add(parameter.Name.ToLowerInvariant(), parameter.Value);
        }

        foreach (JobResult result in job.Results)
        {
            Add("file", $"{result.Name}, {Amount.Bytes(result.Bytes)}, SHA-256 {result.Sha256}");
        }

        return text.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                text.Append(TerminalText.Neutralize(name).PadRight(14)).Append(TerminalText.NeutralizeLines(value).TrimEnd('\n').Replace("\n", "\n              ", StringComparison.Ordinal)).Append('\n');
            }
        }
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
