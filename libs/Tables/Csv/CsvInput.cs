namespace Hven.Tables.Csv;

/// <summary>The bytes of a text file as they are read: one buffer that moves on, and grows only for a record longer than it.</summary>
internal sealed class CsvInput(Stream stream, int maxRecordBytes, bool ownsStream = false) : IAsyncDisposable
{
    /// <summary>Bytes past the data that may be looked at (never trusted), so that whole vectors can be loaded.</summary>
    public const int Padding = 64;

    private const int InitialSize = 256 * 1024;

    private byte[] _buffer = new byte[InitialSize + Padding];
    private byte[] _spare = [];

    /// <summary>The buffer; data lies in <see cref="Start"/> up to <see cref="End"/>.</summary>
    public byte[] Buffer => _buffer;

    /// <summary>Index of the first byte not consumed.</summary>
    public int Start { get; set; }

    /// <summary>Index after the last byte read.</summary>
    public int End { get; private set; }

    /// <summary>Whether the stream has no more bytes.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Position in the file of the first byte of the buffer.</summary>
    public long Origin { get; private set; }

    /// <summary>Position in the file of <see cref="Start"/>.</summary>
    public long Position => Origin + Start;

    /// <summary>The bytes read and not consumed.</summary>
    public ReadOnlySpan<byte> Pending => _buffer.AsSpan(Start, End - Start);

    /// <summary>Reads more bytes behind those pending, moving or growing the buffer for room.</summary>
    /// <param name="line">Line at which the pending record begins, for the error.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">The pending record is longer than allowed.</exception>
    public ValueTask FillAsync(long line, CancellationToken cancellationToken) => FillAsync(line, null, cancellationToken);

    /// <summary>Reads more bytes behind those pending, and leaves an array that is still being read from as it is.</summary>
    /// <param name="line">Line at which the pending record begins, for the error.</param>
    /// <param name="held">An earlier or the present <see cref="Buffer"/>; every other one is written over.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">The pending record is longer than allowed.</exception>
    public async ValueTask FillAsync(long line, byte[]? held, CancellationToken cancellationToken)
    {
        int pending = End - Start;
        if (pending > maxRecordBytes)
        {
            throw TooLong(line);
        }

        byte[] target = _buffer;
        if (pending > (_buffer.Length - Padding) / 2)
        {
            target = new byte[Math.Max(_buffer.Length - Padding, (int)Math.Min(pending * 2L, maxRecordBytes + 1L)) + Padding];
        }
        else if (_buffer == held)
        {
            target = _spare.Length >= _buffer.Length ? _spare : new byte[_buffer.Length];
            _spare = _buffer;
        }

        _buffer.AsSpan(Start, pending).CopyTo(target);
        _buffer = target;
        Origin += Start;
        Start = 0;
        End = pending;
        while (End < _buffer.Length - Padding)
        {
            int read = await stream.ReadAsync(_buffer.AsMemory(End, _buffer.Length - Padding - End), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                AtEnd = true;
                return;
            }

            End += read;
        }
    }

    /// <summary>Goes to another place of a stream that can seek.</summary>
    /// <param name="position">Byte offset counted like <see cref="Position"/>.</param>
    /// <param name="origin">Offset of the stream at which the file begins.</param>
    public void Seek(long position, long origin)
    {
        stream.Position = origin + position;
        Origin = position;
        Start = 0;
        End = 0;
        AtEnd = false;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ownsStream ? stream.DisposeAsync() : ValueTask.CompletedTask;

    private TableFormatException TooLong(long line)
    {
        bool inQuotes = Pending.Count((byte)'"') % 2 == 1;
        string cause = inQuotes
            ? "A quote that is never closed is the likely cause."
            : "The file is not lines of text, or has an unusual separator of lines.";
        return new TableFormatException(
            "CSV-RECORD-LENGTH",
            $"The record that begins at line {line} (byte {Position}) is longer than {maxRecordBytes} bytes. {cause}");
    }
}
