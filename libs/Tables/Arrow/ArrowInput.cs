using System.Buffers.Binary;

namespace Hven.Tables.Arrow;

/// <summary>The source with the bytes that were looked at put back, counted, and with lengths that it cannot hold refused before memory is taken for them.</summary>
/// <param name="head">The bytes that were looked at.</param>
/// <param name="source">Where the rest comes from.</param>
/// <param name="total">The bytes that are there with the head, where that is known.</param>
/// <param name="most">The most that one message may have where it is not.</param>
internal sealed class ArrowInput(ReadOnlyMemory<byte> head, Stream source, long? total, long most) : Stream
{
    // Messages are padded to eight bytes; only the continuation mark and the length before each are read as four.
    private const int PrefixLength = 4;

    private ReadOnlyMemory<byte> _head = head;
    private int _headLength;

    /// <summary>Bytes handed on.</summary>
    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => BytesRead;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Filled as far as the source goes, so that no rest of a message is taken for a length.
        int count = 0;
        while (count < buffer.Length && await ReadSomeAsync(buffer[count..], cancellationToken).ConfigureAwait(false) is > 0 and int more)
        {
            count += more;
        }

        if (count > 0 && count == buffer.Length && count == _headLength)
        {
            ArrowMessageCheck.Check(buffer.Span);
            _headLength = 0;
        }
        else if (count == PrefixLength && buffer.Length == PrefixLength)
        {
            _headLength = BinaryPrimitives.ReadInt32LittleEndian(buffer.Span);
            Check(_headLength);
        }

        return count;
    }

    /// <summary>Refuses a length that the rest of the source cannot hold.</summary>
    /// <exception cref="TableFormatException">It cannot.</exception>
    public void Check(long length)
    {
        long left = total - BytesRead ?? most;
        if (length > left)
        {
            throw new TableFormatException("ARROW-DAMAGED", $"After byte {BytesRead} of the source stands a length of {length} bytes, but no more than {left} can follow. The source is damaged or cut off.");
        }
    }

    private async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count;
        if (_head.IsEmpty)
        {
            count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            count = Math.Min(buffer.Length, _head.Length);
            _head[..count].CopyTo(buffer);
            _head = _head[count..];
        }

        BytesRead += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Arrow is read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
