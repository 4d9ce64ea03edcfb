using Hven.Platform.Storage;

namespace Hven.Platform.Operations;

/// <summary>What a part of the data directory takes.</summary>
/// <param name="Name">Name of the part.</param>
/// <param name="Files">Files.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record StoragePart(string Name, long Files, long Bytes);

/// <summary>What the data directory takes, part by part; looked through at most once a minute.</summary>
public sealed class StorageUse(DataDirectory data, TimeProvider time) : IDisposable
{
    private static readonly string[] s_parts = ["releases", "users", "jobs", "cache"];
    private static readonly TimeSpan s_age = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private (long Taken, IReadOnlyList<StoragePart> Parts)? _known;

    /// <summary>The parts.</summary>
    public async Task<IReadOnlyList<StoragePart>> PartsAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_known is null || time.GetElapsedTime(_known.Value.Taken) > s_age)
            {
                long taken = time.GetTimestamp();
                StoragePart[] parts = await Task.Run(() => s_parts.Select(name => Measure(name, cancellationToken)).ToArray(), cancellationToken);
                _known = (taken, parts);
            }

            return _known.Value.Parts;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private StoragePart Measure(string name, CancellationToken cancellationToken)
    {
        DirectoryInfo folder = new(Path.Combine(data.Root, name));
        (long files, long bytes) = (0, 0);
        foreach (FileInfo file in folder.Exists ? folder.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }) : [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            files++;
            try
            {
                bytes += file.Length;
            }
            catch (FileNotFoundException)
            {
                // Deleted between the two looks.
            }
        }

        return new(name, files, bytes);
    }
}
