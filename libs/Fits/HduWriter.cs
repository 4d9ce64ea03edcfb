using System.Buffers;

namespace Hven.Fits;

/// <summary>How an HDU is written.</summary>
public sealed record HduWriterOptions
{
    /// <summary>Whether DATASUM and CHECKSUM are written (FITS 4.0, section 4.4.2.7).</summary>
    public bool HasChecksum { get; init; }

    /// <summary>Whether the header given at the end may differ from the one given at the start; then, on a stream that cannot seek, the data wait for it.</summary>
    public bool HeaderMayChange { get; init; } = true;

    /// <summary>The byte that fills the last block of data: 0, for ASCII tables a blank (FITS 4.0, section 7.2.3).</summary>
    public byte Fill { get; init; }

    /// <summary>Bytes of data that wait in memory before a temporary file takes over. 64 MiB unless told otherwise.</summary>
    public int MaxSpoolMemory { get; init; } = 64 << 20;
}

/// <summary>
/// Writes one HDU: header, data in pieces, padding, and at the end the header once more when it could not be known before. On a stream that can seek the
/// header is put right in its place; otherwise the data wait in memory or in a temporary file, unless the header is final. The stream is not disposed.
/// </summary>
public sealed class HduWriter : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly HduWriterOptions _options;
    private readonly FitsChecksum? _sum;
    private readonly Spool? _held;
    private long _origin;
    private int _blocks = 1;

    /// <summary>Prepares to write; nothing is written yet.</summary>
    /// <param name="stream">Where the HDU goes; stands at a multiple of 2880 bytes of the file.</param>
    /// <param name="options">How to write; <see langword="null"/> for no checksums.</param>
    public HduWriter(Stream stream, HduWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _options = options ?? new HduWriterOptions();
        _sum = _options.HasChecksum ? new FitsChecksum() : null;
        _held = !stream.CanSeek && (_options.HasChecksum || _options.HeaderMayChange) ? new Spool(_options.MaxSpoolMemory) : null;
    }

    /// <summary>Bytes of data written so far.</summary>
    public long DataLength { get; private set; }

    /// <summary>Whether the header can still be changed at the end.</summary>
    public bool IsHeaderOpen => _stream.CanSeek || _held is not null;

    /// <summary>Writes an HDU of no data in one go, for instance an empty primary HDU.</summary>
    /// <param name="stream">Where it goes.</param>
    /// <param name="header">Its header; gets its sums if they are asked for.</param>
    /// <param name="hasChecksum">Whether DATASUM and CHECKSUM are written.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    public static async ValueTask WriteEmptyAsync(Stream stream, Header header, bool hasChecksum, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(header);
        if (hasChecksum)
        {
            FitsChecksum.Sign(header, 0);
        }

        ArrayBufferWriter<byte> bytes = new();
        header.WriteTo(bytes);
        await stream.WriteAsync(bytes.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the header as it is known at the start.</summary>
    /// <param name="header">Mandatory cards first. With checksums asked for, it gets their cards, which keeps the room for them.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    public async ValueTask BeginAsync(Header header, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(header);
        _origin = _stream.CanSeek ? _stream.Position : 0;
        if (_held is null)
        {
            _blocks = await WriteHeaderAsync(header, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes data.</summary>
    /// <param name="data">The next bytes; may be reused as soon as the call returns.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        _sum?.Append(data.Span);
        DataLength += data.Length;
        return _held is null ? _stream.WriteAsync(data, cancellationToken) : _held.WriteAsync(data, cancellationToken);
    }

    /// <summary>Writes the padding and, where it can be changed, the final header.</summary>
    /// <param name="header">The header, of no more blocks than the first one when the stream seeks; gets its sums if they are asked for.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <exception cref="InvalidOperationException">The header has grown over the room that was kept for it.</exception>
    public async ValueTask EndAsync(Header header, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(header);
        byte[] padding = new byte[(FitsReader.BlockSize - (DataLength % FitsReader.BlockSize)) % FitsReader.BlockSize];
        padding.AsSpan().Fill(_options.Fill);
        _sum?.Append(padding);
        if (_held is not null)
        {
            await WriteHeaderAsync(header, cancellationToken).ConfigureAwait(false);
            _held.Stream.Position = 0;
            await _held.Stream.CopyToAsync(_stream, cancellationToken).ConfigureAwait(false);
        }

        await _stream.WriteAsync(padding, cancellationToken).ConfigureAwait(false);
        if (!_stream.CanSeek)
        {
            return;
        }

        long finish = _stream.Position;
        _stream.Position = _origin;
        int blocks = await WriteHeaderAsync(header, cancellationToken).ConfigureAwait(false);
        _stream.Position = finish;
        if (blocks != _blocks)
        {
            throw new InvalidOperationException($"The header has grown from {_blocks} to {blocks} blocks since it was first written.");
        }
    }

    /// <summary>Lets go of what was held back. The stream that was given stays open.</summary>
    public ValueTask DisposeAsync() => _held?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask<int> WriteHeaderAsync(Header header, CancellationToken cancellationToken)
    {
        if (_sum is not null)
        {
            FitsChecksum.Sign(header, _sum.Value, _blocks);
        }

        ArrayBufferWriter<byte> bytes = new();
        int length = header.WriteTo(bytes, _blocks);
        await _stream.WriteAsync(bytes.WrittenMemory, cancellationToken).ConfigureAwait(false);
        return length / FitsReader.BlockSize;
    }
}
