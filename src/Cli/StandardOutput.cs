using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Hven.Cli;

/// <summary>Standard output as bytes, which notices when nobody reads it any more.</summary>
internal sealed class StandardOutput(Stream stream)
{
    private const int BrokenPipe = 32;
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);

    /// <summary>Opens the process's own.</summary>
    public static StandardOutput Open()
    {
        Stream console = Console.OpenStandardOutput();
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return new(console);
        }

        // The console's stream takes a broken pipe for success, and would read a long result to its end for nobody. A file stream tells it, but
        // keeps a position of its own in a regular file, which spoils `(hven ...; hven ...) > file`.
        FileStream pipe = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new(pipe.CanSeek ? console : pipe);
    }

    /// <exception cref="OutputClosedException">Nobody reads the output any more.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            // A reader that pauses, such as a pager, blocks the write itself; the wait for it can still be stopped.
            await stream.WriteAsync(bytes, cancellationToken).AsTask().WaitAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.HResult is BrokenPipe or WindowsBrokenPipe or WindowsNoData)
        {
            throw new OutputClosedException(exception);
        }
    }

    /// <inheritdoc cref="WriteAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public ValueTask WriteAsync(string text, CancellationToken cancellationToken) => WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
}
