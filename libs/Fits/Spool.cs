namespace Hven.Fits;

/// <summary>Bytes put aside: in memory up to a bound, then in a temporary file that goes away when closed.</summary>
/// <param name="memoryLimit">Bytes kept in memory.</param>
internal sealed class Spool(int memoryLimit) : IAsyncDisposable
{
    private Stream _stream = new MemoryStream();

    /// <summary>Bytes held.</summary>
    public long Length => _stream.Length;

    /// <summary>The bytes, to be read from any place.</summary>
    public Stream Stream => _stream;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_stream is MemoryStream memory && memory.Length + bytes.Length > memoryLimit)
        {
            FileStream file = new(
                Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    BufferSize = 1 << 16,
                    Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
                });
            _stream = file;
            memory.Position = 0;
            await memory.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
        }

        await _stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
