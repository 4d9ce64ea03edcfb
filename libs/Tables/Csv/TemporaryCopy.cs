namespace Hven.Tables.Csv;

/// <summary>Keeps what comes out of a stream that cannot seek in a file that vanishes when closed.</summary>
internal static class TemporaryCopy
{
    /// <summary>Copies the rest of a stream.</summary>
    /// <param name="stream">The source.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    /// <returns>The copy at its beginning; the caller disposes it.</returns>
    public static async ValueTask<FileStream> OfAsync(Stream stream, CancellationToken cancellationToken)
    {
        FileStream copy = Create();
        try
        {
            await stream.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
            copy.Position = 0;
            return copy;
        }
        catch
        {
            await copy.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>An empty file that vanishes when closed; the caller disposes it.</summary>
    public static FileStream Create()
    {
        string path = Path.Combine(Path.GetTempPath(), $"hven-{Guid.NewGuid():N}.tmp");
        return new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
    }
}
