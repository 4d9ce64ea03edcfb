using System.Net;
using System.Security.Cryptography;
using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli;

/// <summary>Files from the server: they go on where an earlier try was cut off, and take their names when their SHA-256 is right.</summary>
internal static class VerifiedFile
{
    private const int MostTries = 5;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Takes one file.</summary>
    /// <param name="open">Asks for it from a byte on.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="sha256">Its hash.</param>
    /// <param name="path">Where it goes. Until it is complete and verified it is <c>PATH.part</c>, which stays when it is cut off.</param>
    /// <param name="terminal">Where it is told.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">It came, but is not what the server says it is.</exception>
    public static async Task TakeAsync(Func<long, CancellationToken, Task<HttpResponseMessage>> open, long bytes, string sha256, string path, Terminal terminal, CancellationToken cancellationToken)
    {
        string part = path + ".part";
        using Progress progress = new(terminal);
        if (File.Exists(path) && new FileInfo(path).Length == bytes && await HashAsync(path, cancellationToken) == sha256)
        {
            await terminal.Error.WriteLineAsync($"{TerminalText.Neutralize(path)} is there already");
            return;
        }

        for (int failures = 0; ;)
        {
            long before = Length(part);
            try
            {
                await FillAsync(open, bytes, part, progress, cancellationToken);
                break;
            }
            catch (HvenConnectionException exception) when (exception.Fault != ConnectionFault.NotHven && (failures = Length(part) > before ? 1 : failures + 1) < MostTries)
            {
                await Task.Delay(s_pause * failures, terminal.Time, cancellationToken);
            }
        }

        if (await HashAsync(part, cancellationToken) is var hash && hash != sha256)
        {
            File.Delete(part);
            throw new IOException($"{path} has the SHA-256 {hash}, and should have {sha256}: it was damaged on its way or on the server's disk, and was deleted. Try again.");
        }

        File.Move(part, path, overwrite: true);
        progress.End();
        await terminal.Error.WriteLineAsync($"Wrote {Amount.Bytes(bytes)} to {TerminalText.Neutralize(path)} in {Amount.Seconds(progress.Elapsed)}, verified");
    }

    /// <summary>A file's name as it may be written here, whatever the server says.</summary>
    public static string SafeName(string name) =>
        name.Length is > 0 and < 201 && name[0] != '.' && name.IndexOfAny(Path.GetInvalidFileNameChars()) < 0 && name.IndexOfAny(['/', '\\', ':']) < 0
            ? name
            : throw new IOException($"The server calls a file '{TerminalText.Neutralize(name)}', which cannot be written here. Take it with another program.");

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private static async Task FillAsync(Func<long, CancellationToken, Task<HttpResponseMessage>> open, long bytes, string part, Progress progress, CancellationToken cancellationToken)
    {
        await using FileStream file = new(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1 << 17, FileOptions.Asynchronous);
        if (file.Length > bytes)
        {
            file.SetLength(0);
        }

        if (file.Length == bytes)
        {
            return;
        }

        using HttpResponseMessage response = await open(file.Length, cancellationToken);
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

        if (file.Length < bytes)
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
