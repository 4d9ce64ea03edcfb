namespace Hven.Tables.Parquet;

/// <summary>
/// Takes the synchronous writes of the native writer into memory and passes them on asynchronously, since streams such as an HTTP response forbid
/// synchronous writes. Holds about one compressed row group.
/// </summary>
internal sealed class SpoolStream(Stream target) : Stream
{
    private readonly MemoryStream _spool = new();
    private long _passedOn;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _passedOn + _spool.Length;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException("Parquet is written from front to back.");
    }

    /// <summary>Writes to the target what was taken since the last call.</summary>
    public async ValueTask PassOnAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = _spool.GetBuffer().AsMemory(0, (int)_spool.Length);
        await target.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        _passedOn += bytes.Length;
        _spool.SetLength(0);
    }

    /// <summary>Puts other bytes in the place of those taken since the last call of <see cref="PassOnAsync"/>.</summary>
    public void Rewrite(Func<ReadOnlyMemory<byte>, byte[]> rewrite)
    {
        byte[] bytes = rewrite(_spool.ToArray());
        _spool.SetLength(0);
        _spool.Write(bytes);
    }

    public override void Write(byte[] buffer, int offset, int count) => _spool.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => _spool.Write(buffer);

    public override void Flush()
    {
        // The target is flushed by its owner.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
