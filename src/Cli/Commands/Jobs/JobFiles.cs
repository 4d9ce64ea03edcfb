using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli.Commands.Jobs;

/// <summary><c>hven jobs get</c>: takes the files of a job, goes on where an earlier try was cut off, and verifies them.</summary>
internal static class JobFiles
{
    private const int MostTries = 5;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

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
                await TakeAsync(client, job, result, Path.Combine(folder, SafeName(result.Name)), terminal, cancellationToken);
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    /// <summary>Takes one file.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="job">The job.</param>
    /// <param name="result">The file.</param>
    /// <param name="path">Where it goes. Until it is complete and verified it is <c>PATH.part</c>, which stays when it is cut off.</param>
    /// <param name="terminal">Where it is told.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">It came, but is not what the server says it is.</exception>
    public static async Task TakeAsync(HvenClient client, string job, JobResult result, string path, Terminal terminal, CancellationToken cancellationToken)
    {
        string part = path + ".part";
        using Progress progress = new(terminal);
        if (File.Exists(path) && new FileInfo(path).Length == result.Bytes && await HashAsync(path, cancellationToken) == result.Sha256)
        {
            await terminal.Error.WriteLineAsync($"{TerminalText.Neutralize(path)} is there already");
            return;
        }

        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await FillAsync(client, job, result, part, progress, cancellationToken);
                break;
            }
            catch (HvenConnectionException exception) when (attempt < MostTries && exception.Fault != ConnectionFault.NotHven)
            {
                await Task.Delay(s_pause * attempt, terminal.Time, cancellationToken);
            }
        }

        if (await HashAsync(part, cancellationToken) is var hash && hash != result.Sha256)
        {
            File.Delete(part);
            throw new IOException($"{path} has the SHA-256 {hash}, and should have {result.Sha256}: it was damaged on its way or on the server's disk, and was deleted. Try again, or run the job again.");
        }

        File.Move(part, path, overwrite: true);
        progress.End();
        await terminal.Error.WriteLineAsync($"Wrote {Amount.Bytes(result.Bytes)} to {TerminalText.Neutralize(path)} in {Amount.Seconds(progress.Elapsed)}, verified");
    }

    /// <summary>A file's name as it may be written here, whatever the server says.</summary>
    private static string SafeName(string name) =>
        name.Length is > 0 and < 200 && name[0] != '.' && name.IndexOfAny(Path.GetInvalidFileNameChars()) < 0 && !name.Contains('/', StringComparison.Ordinal) && !name.Contains('\\', StringComparison.Ordinal)
            ? name
            : throw new IOException($"The server calls a file '{TerminalText.Neutralize(name)}', which cannot be written. Take it with another program.");

    private static async Task FillAsync(HvenClient client, string job, JobResult result, string part, Progress progress, CancellationToken cancellationToken)
    {
        await using FileStream file = new(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1 << 17, FileOptions.Asynchronous);
        if (file.Length > result.Bytes)
        {
            file.SetLength(0);
        }

        if (file.Length == result.Bytes)
        {
            return;
        }

        using HttpResponseMessage response = await client.OpenJobResultAsync(job, result, file.Length, cancellationToken);
        if (response.StatusCode != HttpStatusCode.PartialContent)
        {
            file.SetLength(0);
        }

        file.Seek(0, SeekOrigin.End);
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[1 << 17];
        try
        {
            while (await body.ReadAsync(buffer, cancellationToken) is > 0 and int count)
            {
                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                progress.Report(0, file.Length);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or HttpIOException)
        {
            throw new HvenConnectionException(ConnectionFault.CutOff, "The server closed the connection before the file was complete.", exception);
        }

        if (file.Length < result.Bytes)
        {
            throw new HvenConnectionException(ConnectionFault.CutOff, "The server closed the connection before the file was complete.");
        }
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }
}
