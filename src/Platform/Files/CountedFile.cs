using System.Security.Cryptography;

namespace Hven.Platform.Files;

/// <summary>
/// A file as it is read into an archive: as many bytes as it had when it was opened, no more if it grows and no fewer without a failure, and their SHA-256.
/// </summary>
internal sealed class CountedFile(FileStream stream) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly long _length = stream.Length;
    private long _read;

    public override bool CanRead => true;

    // Tar asks for the length of what can seek.
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException("An archive is made of each file once, from its beginning.");
    }

    /// <summary>Holds what was read against what it must be.</summary>
    /// <exception cref="IOException">Not all was read, or it is something else.</exception>
    public void End(ArchiveEntry file)
    {
        string found = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (_read != _length || found != file.Sha256)
        {
            throw new IOException($"{file.Path} has the SHA-256 {found} and should have {file.Sha256}: it was damaged on the disk, or changed while it was put into an archive. The archive is broken off.");
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int wanted = (int)Math.Min(buffer.Length, _length - _read);
        int count = wanted == 0 ? 0 : await stream.ReadAsync(buffer[..wanted], cancellationToken);
        if (count == 0 && wanted > 0)
        {
            throw new IOException("A file became shorter while it was put into an archive; the archive is broken off.");
        }

        _hash.AppendData(buffer.Span[..count]);
        _read += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Archives are written asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("An archive is made of each file once, from its beginning.");

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
