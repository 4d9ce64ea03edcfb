using System.Globalization;
using System.Text.Json;

namespace Hven.Tables.Json;

/// <summary>Takes whole JSON values (RFC 8259), one at a time, out of a stream; holds the longest of them at most. Not safe for concurrent use.</summary>
/// <param name="stream">UTF-8, at its beginning.</param>
internal sealed class JsonInput(Stream stream)
{
    // Of one value: the columns' descriptions, or a row.
    private const int MaxValueBytes = 64 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _atEnd;
    private long _valueAt;
    private long _valueLine;
    private long _lines;

    /// <summary>Bytes taken.</summary>
    public long Position { get; private set; }

    /// <summary>Passes over the byte order mark, if there is one.</summary>
    public async ValueTask SkipMarkAsync(CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken).ConfigureAwait(false);
        if (_buffer.AsSpan(_start, _end - _start).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            Advance(3);
        }
    }

    /// <summary>The next byte that is no white space, which is not taken; -1 at the end.</summary>
    public async ValueTask<int> PeekAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int at = _buffer.AsSpan(_start, _end - _start).IndexOfAnyExcept(" \t\r\n"u8);
            Advance(at < 0 ? _end - _start : at);
            if (at >= 0)
            {
                return _buffer[_start];
            }

            if (_atEnd)
            {
                return -1;
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes one byte of the document's structure.</summary>
    /// <param name="expected">Bytes that may stand here.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">Another stands here, or the document ends.</exception>
    public async ValueTask<byte> TakeAsync(string expected, CancellationToken cancellationToken)
    {
        int found = await PeekAsync(cancellationToken).ConfigureAwait(false);
        MarkValue();
        if (found < 0 || !expected.Contains((char)found, StringComparison.Ordinal))
        {
            throw Fault("JSON-SYNTAX", found < 0 ? $"the file ends where {Show(expected)} should stand." : $"a byte {found} ('{(char)found}') stands where {Show(expected)} should.");
        }

        Advance(1);
        return (byte)found;
    }

    /// <summary>Takes one value.</summary>
    /// <returns>Its bytes, which stay until the next call.</returns>
    /// <exception cref="TableFormatException">No whole value stands here.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ValueAsync(CancellationToken cancellationToken)
    {
        int found = await PeekAsync(cancellationToken).ConfigureAwait(false);
        MarkValue();
        if (found < 0)
        {
            throw Fault("JSON-SYNTAX", "the file ends where a value should stand.");
        }

        int length = Measure();
        while (length == 0)
        {
            if (_atEnd)
            {
                throw Fault("JSON-SYNTAX", "the file ends inside the value that begins here.");
            }

            if (_end - _start >= MaxValueBytes)
            {
                throw Fault("JSON-LIMIT", $"the value that begins here is longer than {MaxValueBytes} bytes.");
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
            length = Measure();
        }

        ReadOnlyMemory<byte> value = _buffer.AsMemory(_start, length);
        Advance(length);
        return value;
    }

    /// <summary>A fault in the value taken last.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="lines">Line breaks in the value before it.</param>
    /// <param name="bytes">Bytes of the value before it.</param>
    /// <param name="inner">What it came from.</param>
    public TableFormatException Fault(string code, string message, long lines = 0, long bytes = 0, Exception? inner = null) =>
        new(code, string.Create(CultureInfo.InvariantCulture, $"Line {_valueLine + lines + 1}, byte {_valueAt + bytes}: {message}"), inner);

    /// <summary>A fault of syntax that the parser found in the value taken last.</summary>
    /// <param name="fault">What it says.</param>
    /// <param name="bytes">Bytes of the value before it.</param>
    public TableFormatException Syntax(JsonException fault, long bytes)
    {
        string message = fault.Message;
        int place = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return Fault("JSON-SYNTAX", place < 0 ? message : message[..place], fault.LineNumber ?? 0, bytes, fault);
    }

    private static string Show(string expected) => string.Join(" or ", expected.Select(character => $"'{character}'"));

    private void MarkValue() => (_valueAt, _valueLine) = (Position, _lines);

    /// <summary>The length of the value at the start, or 0 when its end is not there yet.</summary>
    private int Measure()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _atEnd, default);
        try
        {
            return reader.Read() && reader.TrySkip() ? (int)reader.BytesConsumed : 0;
        }
        catch (JsonException fault)
        {
            throw Syntax(fault, reader.BytesConsumed);
        }
    }

    private void Advance(int count)
    {
        _lines += _buffer.AsSpan(_start, count).Count((byte)'\n');
        _start += count;
        Position += count;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        int held = _end - _start;
        byte[] target = held > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, held).CopyTo(target);
        (_buffer, _start, _end) = (target, 0, held);
        int read = await stream.ReadAtLeastAsync(_buffer.AsMemory(held), _buffer.Length - held, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        _end += read;
        _atEnd = _end < _buffer.Length;
    }
}
