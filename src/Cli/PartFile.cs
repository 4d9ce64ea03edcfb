namespace Hven.Cli;

/// <summary>A file that takes its name when it is complete. Until then it is <c>FILE.part</c>, which goes away when it is not completed.</summary>
internal sealed class PartFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly string _partPath;
    private readonly FileStream _stream;
    private bool _completed;

    private PartFile(string path)
    {
        _path = path;
        _partPath = path + ".part";
        _stream = new FileStream(_partPath, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
    }

    public Stream Stream => _stream;

    /// <exception cref="UsageException">The name is not one of a file.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static PartFile Create(string name)
    {
        // A renamed file would take the place of a link, not of what it points to.
        string path = new FileInfo(name).LinkTarget is null ? Path.GetFullPath(name) : File.ResolveLinkTarget(name, returnFinalTarget: true)!.FullName;
        if (Directory.Exists(path) || Path.GetFileName(path).Length == 0)
        {
            throw new UsageException($"'{name}' is a folder; give the name of a file.");
        }

        if (!OperatingSystem.IsWindows() && path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal))
        {
            throw new UsageException($"'{name}' is a device, which a result cannot replace. Send the output there instead: hven query ... --format F > {name}");
        }

        return new PartFile(path);
    }

    /// <summary>Gives the file its name.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _stream.FlushAsync(cancellationToken);
        _stream.Flush(flushToDisk: true);
        await _stream.DisposeAsync();
        File.Move(_partPath, _path, overwrite: true);
        _completed = true;
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        if (!_completed)
        {
            File.Delete(_partPath);
        }
    }
}
