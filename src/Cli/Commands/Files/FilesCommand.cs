using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Hven.Cli.Commands.Jobs;
using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli.Commands.Files;

/// <summary><c>hven files</c>: the user's files on the server.</summary>
internal static class FilesCommand
{
    private const int MostTries = 8;
    private const int AtOnce = 4;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    public static Command Create(Terminal terminal) => new("files", "Keep files on the server, and take them from there.") { List(terminal), Get(terminal), Put(terminal), Remove(terminal), Move(terminal), Link(terminal) };

    private static Command List(Terminal terminal)
    {
        Argument<string?> prefix = new("prefix") { Description = "Those whose names begin so, for instance data/.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = new("--json") { Description = "Answer in JSON, for programs." };
        Option<string?> url = ServerAddress.Option();
        Command command = new("ls", "List your files.") { prefix, json, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            (List<FileDescription> files, long used, long? most) = await AllAsync(client, parsed.GetValue(prefix), cancellationToken);
            if (parsed.GetValue(json))
            {
                await terminal.Output.WriteAsync(JsonSerializer.Serialize(new FilesResponse(files, used, null, most), CliJson.Default.FilesResponse) + "\n", cancellationToken);
                return ExitCodes.Done;
            }

            TextTable table = new([new("size", IsNumber: true), new("time"), new("name")], terminal.OutputWidth, new Style(terminal.OutputIsTerminal && terminal.HasStyle));
            await terminal.Output.WriteAsync(table.Format([.. files.Select(file => new[]
            {
                new TextCell(Amount.Bytes(file.Bytes)), new TextCell(file.Modified.UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)), ColumnTable.Cell(file.Path),
            })]), cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Get(Terminal terminal)
    {
        Argument<string[]> paths = new("path") { Description = "Files; a name with / at its end stands for all below it.", Arity = ArgumentArity.OneOrMore };
        Option<string?> output = new("--output", "-o") { Description = "Folder for the files. Default: this one.", HelpName = "DIR" };
        Option<string?> url = ServerAddress.Option();
        Command command = new("get", "Take files; parts of an earlier try are used, and all are verified.") { paths, output, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            string folder = parsed.GetValue(output) ?? ".";
            List<(FileDescription File, string Target)> wanted = [];
            foreach (string path in parsed.GetRequiredValue(paths))
            {
                (List<FileDescription> found, _, _) = await AllAsync(client, path, cancellationToken);
                found = path.EndsWith('/') ? found : [.. found.Where(file => file.Path == path)];
                if (found.Count == 0)
                {
                    throw new HvenApiException(HttpStatusCode.NotFound, "file-unknown", $"You have no file '{path}'.");
                }

                // A folder comes with what is below it; a file comes alone. Each part of a name is looked at: none leads out of the folder.
                int cut = path.EndsWith('/') ? path.TrimEnd('/').LastIndexOf('/') + 1 : path.LastIndexOf('/') + 1;
                wanted.AddRange(found.Select(file => (file, Path.Combine([folder, .. file.Path[cut..].Split('/').Select(VerifiedFile.SafeName)]))));
            }

            await Parallel.ForEachAsync(wanted, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (one, token) =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(one.Target))!);
                await VerifiedFile.TakeAsync((from, stop) => client.OpenFileAsync(one.File, from, stop), one.File.Bytes, one.File.Sha256, one.Target, terminal, token);
            });
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Put(Terminal terminal)
    {
        Argument<string> file = new("file") { Description = "A file." };
        Argument<string?> path = new("path") { Description = "What it is called there; with / at its end a folder. Default: the file's name.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> url = ServerAddress.Option();
        Command command = new("put", "Send a file; after a break it goes on where it was.") { file, path, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            string source = parsed.GetRequiredValue(file);
            string target = parsed.GetValue(path) switch { null => Path.GetFileName(source), ['/'] => Path.GetFileName(source), var given when given.EndsWith('/') => given + Path.GetFileName(source), var given => given };
            await using FileStream stream = new(source, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.Asynchronous | FileOptions.SequentialScan);
            using Progress progress = new(terminal);
            await SendAsync(client, stream, target, progress, terminal, cancellationToken);
            progress.End();
            await terminal.Error.WriteLineAsync($"Sent {Amount.Bytes(stream.Length)} as {TerminalText.Neutralize(target)} in {Amount.Seconds(progress.Elapsed)}");
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Remove(Terminal terminal)
    {
        Argument<string[]> paths = new("path") { Description = "Files.", Arity = ArgumentArity.OneOrMore };
        Option<string?> url = ServerAddress.Option();
        Command command = new("rm", "Delete files.") { paths, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            foreach (string path in parsed.GetRequiredValue(paths))
            {
                await client.DeleteFileAsync(path, cancellationToken);
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Move(Terminal terminal)
    {
        Argument<string> from = new("from") { Description = "A file." };
        Argument<string> to = new("to") { Description = "Its new name." };
        Option<string?> url = ServerAddress.Option();
        Command command = new("mv", "Give a file another name.") { from, to, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            await client.MoveFileAsync(parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Link(Terminal terminal)
    {
        Argument<string> path = new("path") { Description = "A file." };
        Option<int?> days = new("--days") { Description = "Days that the link lasts. Default: 7.", HelpName = "N" };
        Option<string?> url = ServerAddress.Option();
        Command command = new("link", "Make a link to a file, for whoever has it.") { path, days, url };
        command.SetAction((parsed, cancellationToken) => JobsCommand.RunAsync(parsed.GetValue(url), terminal, async client =>
        {
            FileLink link = await client.LinkFileAsync(new(parsed.GetRequiredValue(path), parsed.GetValue(days)), cancellationToken);
            await terminal.Output.WriteAsync(TerminalText.Neutralize(link.Href ?? "") + "\n", cancellationToken);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static async Task<(List<FileDescription> Files, long Used, long? Most)> AllAsync(HvenClient client, string? prefix, CancellationToken cancellationToken)
    {
        List<FileDescription> files = [];
        FilesResponse page = await client.ListFilesAsync(prefix, null, cancellationToken);
        files.AddRange(page.Files);
        while (page.Next is { } next)
        {
            page = await client.ListFilesAsync(prefix, next, cancellationToken);
            files.AddRange(page.Files);
        }

        return (files, page.UsedBytes, page.MaxBytes);
    }

    /// <summary>Sends a file, and goes on where it was when the connection breaks or an earlier run was ended.</summary>
    private static async Task SendAsync(HvenClient client, FileStream stream, string target, Progress progress, Terminal terminal, CancellationToken cancellationToken)
    {
        UserFiles kept = new(terminal);
        FileInfo file = new(stream.Name);
        string key = FormattableString.Invariant($"{client.Server} {target} {file.FullName} {file.Length} {file.LastWriteTimeUtc:O}");
        string? former = kept.Upload(key);
        string id = former ?? await client.BeginUploadAsync(target, stream.Length, cancellationToken);
        bool isBroken = former is not null;
        if (former is null && stream.Length > 0)
        {
            kept.SetUpload(key, id);
        }

        long offset = 0;
        for (int failures = 0; offset < stream.Length;)
        {
            try
            {
                if (isBroken)
                {
                    long there = await OffsetAsync(client, id, stream, target, cancellationToken);
                    failures = there > offset ? 0 : failures;
                    (offset, isBroken) = (there, false);
                    continue;
                }

                stream.Position = offset;
                using StreamContent rest = new(new ProgressStream(stream, progress), 1 << 17);
                offset = await client.SendPieceAsync(id, offset, rest, cancellationToken);
            }
            catch (HvenApiException exception) when (exception.Status == HttpStatusCode.NotFound && former is not null && failures == 0 && isBroken)
            {
                // What an earlier run began was given up meanwhile.
                (id, former, isBroken, offset) = (await client.BeginUploadAsync(target, stream.Length, cancellationToken), null, false, 0);
                kept.SetUpload(key, id);
            }
            catch (Exception exception) when (IsPassing(exception) && ++failures < MostTries)
            {
                isBroken = true;
                await Task.Delay(s_pause * failures, terminal.Time, cancellationToken);
            }
        }

        kept.SetUpload(key, null);
        if (former is not null && !await IsThereAsync(client, stream, target, cancellationToken))
        {
            throw new IOException($"{stream.Name} is another than when the upload was begun: what is on the server is put together of both. Send it again.");
        }
    }

    private static bool IsPassing(Exception exception) =>
        exception is HvenConnectionException { Fault: not ConnectionFault.NotHven } or HvenApiException { Code: "upload-busy" or "upload-offset" or "state" or "disk-full" or "maintenance" };

    /// <summary>Where to go on after a break. When the last answer was lost the upload is no more, and the file is there.</summary>
    private static async Task<long> OffsetAsync(HvenClient client, string id, FileStream stream, string target, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetUploadOffsetAsync(id, cancellationToken);
        }
        catch (HvenApiException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            if (await IsThereAsync(client, stream, target, cancellationToken))
            {
                return stream.Length;
            }

            throw;
        }
    }

    private static async Task<bool> IsThereAsync(HvenClient client, FileStream stream, string target, CancellationToken cancellationToken)
    {
        stream.Position = 0;
        string sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        (List<FileDescription> files, _, _) = await AllAsync(client, target, cancellationToken);
        return files.Any(file => file.Sha256 == sha256 && file.Bytes == stream.Length);
    }

    /// <summary>Tells how much was read; leaves the file open.</summary>
    private sealed class ProgressStream(FileStream inner, Progress progress) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => inner.Position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await inner.ReadAsync(buffer, cancellationToken);
            progress.Report(0, inner.Position);
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
