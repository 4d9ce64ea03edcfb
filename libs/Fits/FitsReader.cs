using System.Buffers;
using System.IO.Compression;

namespace Hven.Fits;

/// <summary>
/// Walks the HDUs of a FITS file on a stream, plain or gzip-compressed, seekable or not. Data are read with <see cref="ReadAsync"/> or, where
/// <see cref="CanSeek"/>, from any place of the current HDU after <see cref="Seek"/>. Not safe for concurrent use. The stream is not disposed.
/// </summary>
public sealed class FitsReader : IAsyncDisposable
{
    /// <summary>Bytes of one FITS block (FITS 4.0, section 3.1).</summary>
    public const int BlockSize = 2880;

    private readonly Stream _stream;
    private readonly Stream? _owned;
    private readonly long _origin;
    private readonly int _maxHeaderBlocks;
    private readonly FindingLog _log;
    private int _next;

    private FitsReader(Stream stream, Stream? owned, FitsReaderOptions options)
    {
        _stream = stream;
        _owned = owned;
        _maxHeaderBlocks = options.MaxHeaderBlocks;
        _log = new FindingLog(options.IsStrict);
        CanSeek = stream.CanSeek;
        _origin = CanSeek ? stream.Position : 0;
    }

    /// <summary>Whether <see cref="Seek"/> works: the stream is seekable and not compressed.</summary>
    public bool CanSeek { get; }

    /// <summary>Bytes of the uncompressed file that were read or skipped.</summary>
    public long Position { get; private set; }

    /// <summary>Length of the file; <see langword="null"/> when it is compressed or the stream does not tell.</summary>
    public long? Length => CanSeek ? _stream.Length - _origin : null;

    /// <summary>Breaches of the standard that were forgiven so far, at most 1000 of them; empty when the read is strict, since those are thrown.</summary>
    public IReadOnlyList<FitsFinding> Findings => _log.Findings;

    /// <summary>The HDU whose header was read last.</summary>
    public Hdu? Current { get; private set; }

    /// <summary>Starts at the stream's present position.</summary>
    /// <param name="stream">A FITS file, or one compressed with gzip.</param>
    /// <param name="options">How to read; <see langword="null"/> for a lenient read.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="FitsException">The stream starts as no FITS file does.</exception>
    public static async ValueTask<FitsReader> OpenAsync(Stream stream, FitsReaderOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new FitsReaderOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxHeaderBlocks, 1, nameof(options));
        byte[] start = new byte[2];
        int got = await stream.ReadAtLeastAsync(start, 2, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (got == 2 && start[0] == 0x1F && start[1] == 0x9D)
        {
            throw new FitsException("FITS-COMPRESSED", "The file is compressed with 'compress' (.Z); decompress it first", byteOffset: 0);
        }

        bool gzip = got == 2 && start[0] == 0x1F && start[1] == 0x8B;
        if (stream.CanSeek)
        {
            stream.Seek(-got, SeekOrigin.Current);
            if (!gzip)
            {
                return new FitsReader(stream, null, options);
            }
        }

        Stream source = stream.CanSeek ? stream : new PrefixedStream(start.AsMemory(0, got), stream);
        source = gzip ? new GZipStream(source, CompressionMode.Decompress, leaveOpen: true) : source;
        return new FitsReader(source, gzip ? source : null, options);
    }

    /// <summary>Skips what is left of the current HDU and reads the next header.</summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The HDU, or <see langword="null"/> when the file ends or what follows is no extension.</returns>
    /// <exception cref="FitsException">The file is damaged, or breaks the standard and the read is strict.</exception>
    public async ValueTask<Hdu?> NextAsync(CancellationToken cancellationToken)
    {
        if (Current is { } current && !await SkipToAsync(current, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        long offset = Position;
        byte[]? bytes = await ReadHeaderAsync(offset, cancellationToken).ConfigureAwait(false);
        if (bytes is null)
        {
            return null;
        }

        Header header = Header.Parse(bytes, _next, offset, _log);
        HeaderRules.Check(header, bytes, _log);
        (HduKind kind, long length) = HduSize.Of(header);
        Current = new Hdu(_next++, kind, header, offset, Position, length);
        return Current;
    }

    /// <summary>Reads bytes of the current HDU's data, or of its padding.</summary>
    /// <param name="buffer">Where they go; filled wholly unless the file ends.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>Bytes read; fewer than asked for only at the end of the file.</returns>
    /// <exception cref="FitsException">The compressed stream is damaged.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            // A file that was not opened for overlapped input would hand each read to another thread, where it waits just the same.
            int got = _stream is FileStream { IsAsync: false }
                ? _stream.ReadAtLeast(buffer.Span, buffer.Length, throwOnEndOfStream: false)
                : await _stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            Position += got;
            return got;
        }
        catch (InvalidDataException exception)
        {
            throw new FitsException("FITS-GZIP", "The gzip stream is damaged: " + exception.Message, _next - 1, Position, innerException: exception);
        }
    }

    /// <summary>Moves to a place in the file.</summary>
    /// <param name="position">Byte offset from the start of the file; behind its end counts as the end.</param>
    /// <exception cref="NotSupportedException"><see cref="CanSeek"/> is false.</exception>
    public void Seek(long position)
    {
        if (!CanSeek)
        {
            throw new NotSupportedException("The stream is compressed or cannot seek.");
        }

        // Not behind the end, where nothing can be read: some streams refuse to go there.
        position = Math.Min(position, Length!.Value);
        if (position != Position)
        {
            _stream.Position = _origin + position;
            Position = position;
        }
    }

    /// <summary>Checks DATASUM and CHECKSUM of the current HDU. The data are read for it: where the stream cannot seek they are gone afterwards.</summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>What became of it; sums that are not stated are not wrong.</returns>
    /// <exception cref="FitsException">The file ends inside the data.</exception>
    /// <exception cref="InvalidOperationException">No header was read, or some data are read already and the stream cannot seek.</exception>
    public async ValueTask<ChecksumReport> VerifyAsync(CancellationToken cancellationToken)
    {
        Hdu hdu = Current ?? throw new InvalidOperationException("There is no current HDU: call NextAsync first.");
        long before = Position;
        if (CanSeek)
        {
            Seek(hdu.DataOffset);
        }
        else if (before != hdu.DataOffset)
        {
            throw new InvalidOperationException("Part of the data is read already, and the stream cannot go back.");
        }

        FitsChecksum sum = new();
        byte[] rented = ArrayPool<byte>.Shared.Rent(1 << 18);
        try
        {
            while (Position < hdu.End)
            {
                int wanted = (int)Math.Min(rented.Length, hdu.End - Position);
                int got = await ReadAsync(rented.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false);
                sum.Append(rented.AsSpan(0, got));
                if (got < wanted && Position < hdu.DataOffset + hdu.DataLength)
                {
                    throw Truncated(hdu, Position);
                }

                if (got < wanted)
                {
                    break;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        if (CanSeek)
        {
            Seek(before);
        }

        return ChecksumReport.Of(hdu, sum.Value);
    }

    /// <summary>Lets go of the decompressor. The stream that was given stays open.</summary>
    public ValueTask DisposeAsync() => _owned?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask<bool> SkipToAsync(Hdu hdu, CancellationToken cancellationToken)
    {
        long dataEnd = hdu.DataOffset + hdu.DataLength;
        if (CanSeek)
        {
            if (Length < dataEnd)
            {
                throw Truncated(hdu, Length.Value);
            }

            Seek(dataEnd);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            while (Position < dataEnd)
            {
                int wanted = (int)Math.Min(rented.Length, dataEnd - Position);
                if (await ReadAsync(rented.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false) < wanted)
                {
                    throw Truncated(hdu, Position);
                }
            }

            int padding = (int)Math.Max(0, hdu.End - Position);
            int got = await ReadAsync(rented.AsMemory(0, padding), cancellationToken).ConfigureAwait(false);
            CheckPadding(hdu, rented.AsSpan(0, got), padding);
            return got == padding;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // The padding of the last HDU is often missing.
    private void CheckPadding(Hdu hdu, ReadOnlySpan<byte> found, int wanted)
    {
        byte fill = hdu.Kind == HduKind.AsciiTable ? (byte)' ' : (byte)0;
        int odd = found.IndexOfAnyExcept(fill);
        if (odd >= 0)
        {
            _log.Report("FITS-FILL", $"The data are padded with the byte {found[odd]:X2} instead of {fill:X2}", hdu.Index, Position - found.Length + odd);
        }

        if (found.Length < wanted)
        {
            _log.Report("FITS-PADDING", $"The file ends {wanted - found.Length} bytes before the HDU's last block is full", hdu.Index, Position);
        }
    }

    private static FitsException Truncated(Hdu hdu, long end) =>
        new("FITS-TRUNCATED", $"The file ends after {Math.Max(0, end - hdu.DataOffset)} of {hdu.DataLength} data bytes", hdu.Index, end);

    private async ValueTask<byte[]?> ReadHeaderAsync(long offset, CancellationToken cancellationToken)
    {
        byte[] block = new byte[BlockSize];
        ArrayBufferWriter<byte> bytes = new(BlockSize);
        for (int blocks = 0; blocks < _maxHeaderBlocks; blocks++)
        {
            int got = await ReadAsync(block, cancellationToken).ConfigureAwait(false);
            if (blocks == 0 && !StartsHeader(block.AsSpan(0, got)))
            {
                return null;
            }

            if (got < BlockSize)
            {
                throw new FitsException("FITS-TRUNCATED", "The file ends inside a header", _next, Position);
            }

            bytes.Write(block);
            for (int start = 0; start < BlockSize; start += Card.Size)
            {
                if (Header.IsEnd(block.AsSpan(start, Card.Size)))
                {
                    return bytes.WrittenSpan.ToArray();
                }
            }
        }

        throw new FitsException("FITS-HEADER", $"The header has no END card in its first {_maxHeaderBlocks} blocks", _next, offset);
    }

    // After the last HDU there may be padding or special records (FITS 4.0, section 3.5), which are not part of any HDU.
    private bool StartsHeader(ReadOnlySpan<byte> block)
    {
        if (_next > 0)
        {
            bool isExtension = block.StartsWith("XTENSION"u8);
            if (!isExtension && !block.IsEmpty)
            {
                _log.Report("FITS-TRAILING", "Behind the last HDU there is something that is no extension; it is passed over", _next - 1, Position - block.Length);
            }

            return isExtension;
        }

        return block.StartsWith("SIMPLE  ="u8)
            ? true
            : throw new FitsException("FITS-NOTFITS", block.Length == 0 ? "The file is empty" : "This is no FITS file: it does not start with SIMPLE", 0, 0);
    }
}
