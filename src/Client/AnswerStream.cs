using System.Globalization;

namespace Hven.Client;

/// <summary>A body on its way. What fails while it is read is the connection, never the reader's own output.</summary>
internal sealed class AnswerStream(Stream body) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    private HvenConnectionException CutOff(Exception cause) => new(
        ConnectionFault.CutOff,
        $"The server closed the connection after {_read.ToString("N0", CultureInfo.InvariantCulture)} bytes: the result is not complete.",
        cause);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            int count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            _read += count;
            return count;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw CutOff(exception);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            int read = body.Read(buffer, offset, count);
            _read += read;
            return read;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw CutOff(exception);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await body.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }
}
