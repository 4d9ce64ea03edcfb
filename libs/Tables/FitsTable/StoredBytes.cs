using Hven.Fits;

namespace Hven.Tables.FitsTable;

/// <summary>
/// The data of one HDU, read from any place. Where the stream cannot go back and the data are not taken in order, all of them are put aside first.
/// </summary>
/// <param name="file">The file, at the HDU.</param>
/// <param name="hdu">The HDU.</param>
/// <param name="maxMemory">Bytes put aside in memory before a temporary file takes over.</param>
internal sealed class StoredBytes(FitsReader file, Hdu hdu, int maxMemory) : IAsyncDisposable
{
    private Spool? _spool;

    public Hdu Hdu => hdu;

    /// <summary>Puts the data aside if they could not be read out of order otherwise.</summary>
    public async ValueTask PutAsideAsync(CancellationToken cancellationToken)
    {
        if (file.CanSeek || _spool is not null)
        {
            return;
        }

        Spool spool = new(maxMemory);
        byte[] piece = new byte[1 << 18];
        for (long left = hdu.End - hdu.DataOffset; left > 0;)
        {
            int wanted = (int)Math.Min(piece.Length, left);
            int got = await file.ReadAsync(piece.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false);
            await spool.WriteAsync(piece.AsMemory(0, got), cancellationToken).ConfigureAwait(false);
            left -= got;
            if (got < wanted)
            {
                break;
            }
        }

        _spool = spool;
    }

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    /// <param name="position">Byte offset in the file.</param>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_spool is not null)
        {
            _spool.Stream.Position = Math.Min(position - hdu.DataOffset, _spool.Length);
            return _spool.Stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        }

        if (file.CanSeek)
        {
            file.Seek(position);
        }

        return file.ReadAsync(buffer, cancellationToken);
    }

    /// <summary>Checks DATASUM and CHECKSUM, which takes a pass over all data.</summary>
    /// <exception cref="FitsException">A sum is wrong, or the file ends inside the data.</exception>
    public async ValueTask VerifyAsync(CancellationToken cancellationToken)
    {
        if (file.CanSeek)
        {
            (await file.VerifyAsync(cancellationToken).ConfigureAwait(false)).ThrowIfWrong(hdu.HeaderOffset);
            return;
        }

        await PutAsideAsync(cancellationToken).ConfigureAwait(false);
        FitsChecksum sum = new();
        byte[] piece = new byte[1 << 18];
        for (long position = hdu.DataOffset; ;)
        {
            int got = await ReadAtAsync(position, piece, cancellationToken).ConfigureAwait(false);
            sum.Append(piece.AsSpan(0, got));
            position += got;
            if (got < piece.Length)
            {
                break;
            }
        }

        ChecksumReport.Of(hdu, sum.Value).ThrowIfWrong(hdu.HeaderOffset);
    }

    public ValueTask DisposeAsync() => _spool?.DisposeAsync() ?? ValueTask.CompletedTask;
}
