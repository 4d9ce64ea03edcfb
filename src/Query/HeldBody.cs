using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Hven.Query;

/// <summary>
/// The body of an answer, whose beginning is held back. A small one goes out whole, with its length and in one packet, which halves the system calls
/// of a small query; and until something has gone out, a failure can still have a status of its own.
/// </summary>
/// <remarks>Not safe for concurrent use. What is still held when it is disposed of is not sent: <see cref="EndAsync"/> sends it.</remarks>
internal sealed class HeldBody(HttpResponse response) : Stream
{
    private const int Most = 32 * 1024;

    private byte[]? _held = ArrayPool<byte>.Shared.Rent(Most);
    private int _count;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_held is not null && buffer.Length <= Most - _count)
        {
            buffer.CopyTo(_held.AsMemory(_count));
            _count += buffer.Length;
            return;
        }

        await ReleaseAsync(cancellationToken);
        await response.Body.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Sends what there is, because the rest may be long in coming.</summary>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await ReleaseAsync(cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>Sends what is held: if that is all, with its length.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (_held is not null && !response.HasStarted)
        {
            response.ContentLength = _count;
        }

        await ReleaseAsync(cancellationToken);
    }

    public override void Flush() => throw new NotSupportedException("Answers are written asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are written asynchronously.");

    protected override void Dispose(bool disposing)
    {
        if (disposing && _held is { } held)
        {
            _held = null;
            ArrayPool<byte>.Shared.Return(held);
        }

        base.Dispose(disposing);
    }

    private async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_held is not { } held)
        {
            return;
        }

        _held = null;
        try
        {
            if (_count > 0)
            {
                await response.Body.WriteAsync(held.AsMemory(0, _count), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(held);
        }
    }
}
