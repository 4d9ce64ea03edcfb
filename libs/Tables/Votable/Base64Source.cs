using System.Buffers;
using System.Buffers.Text;

namespace Hven.Tables.Votable;

/// <summary>The bytes of a STREAM in base64 (VOTable 1.5, section 5.6), decoded piece by piece as the document comes in.</summary>
internal sealed class Base64Source
{
    private static readonly SearchValues<byte> _blanks = SearchValues.Create(" \t\r\n"u8);

    private byte[] _text = new byte[1 << 16];
    private int _textLength;
    private byte[] _data = new byte[1 << 18];
    private int _start;
    private int _end;
    private bool _ended;
    private readonly XmlScanner _scanner;
    private readonly int _depth;

    /// <summary>Starts at the STREAM element that just started.</summary>
    /// <exception cref="TableFormatException">It is not in base64.</exception>
    public Base64Source(XmlScanner scanner)
    {
        string encoding = scanner.Attribute("encoding") ?? "none";
        if (encoding != "base64")
        {
            throw scanner.Fault("VOT-ENCODING", $"STREAM is encoded as '{encoding}'; inside a document only base64 can be read");
        }

        _scanner = scanner;
        _depth = scanner.Depth;
        scanner.Chunked = true;
    }

    /// <summary>Bytes decoded and not yet taken.</summary>
    public ReadOnlySpan<byte> Available => _data.AsSpan(_start, _end - _start);

    /// <summary>Bytes taken so far, for messages.</summary>
    public long Taken { get; private set; }

    public void Take(int count)
    {
        _start += count;
        Taken += count;
    }

    /// <summary>Decodes more.</summary>
    /// <returns>False when the stream has ended; what is available is then all there is.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        int before = Available.Length;
        while (!_ended && Available.Length == before)
        {
            switch (await _scanner.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                case XmlToken.Text:
                    Decode(_scanner.RawText);
                    break;
                case XmlToken.End when _scanner.Depth < _depth:
                    _ended = true;
                    _scanner.Chunked = false;
                    if (_textLength > 0)
                    {
                        throw _scanner.Fault("VOT-BASE64", "The base64 text ends inside a group of four");
                    }

                    break;
                default:
                    throw _scanner.Fault("VOT-XML", $"<{_scanner.Name}> inside STREAM");
            }
        }

        return Available.Length > before;
    }

    private void Decode(ReadOnlySpan<byte> raw)
    {
        int needed = _textLength + raw.Length;
        if (_text.Length < needed)
        {
            Array.Resize(ref _text, needed);
        }

        // Line by line: the blanks between must go before the vectorised decoder sees the text.
        while (!raw.IsEmpty)
        {
            int line = raw.IndexOfAny(_blanks);
            line = line < 0 ? raw.Length : line;
            raw[..line].CopyTo(_text.AsSpan(_textLength));
            _textLength += line;
            raw = raw[Math.Min(raw.Length, line + 1)..];
        }

        int whole = _textLength & ~3;
        if (whole == 0)
        {
            return;
        }

        MakeRoom(whole / 4 * 3);
        OperationStatus status = Base64.DecodeFromUtf8(_text.AsSpan(0, whole), _data.AsSpan(_end), out int used, out int written, isFinalBlock: false);
        _end += written;
        if (status == OperationStatus.NeedMoreData || (status == OperationStatus.InvalidData && used == whole - 4))
        {
            // The last group may carry the padding that ends the text.
            status = Base64.DecodeFromUtf8(_text.AsSpan(used, whole - used), _data.AsSpan(_end), out _, out written);
            _end += written;
        }

        if (status != OperationStatus.Done)
        {
            throw _scanner.Fault("VOT-BASE64", "The text of STREAM is no base64");
        }

        _text.AsSpan(whole, _textLength - whole).CopyTo(_text);
        _textLength -= whole;
    }

    private void MakeRoom(int count)
    {
        if (_data.Length - _end >= count)
        {
            return;
        }

        int kept = _end - _start;
        byte[] target = kept + count > _data.Length ? new byte[Math.Max(kept + count, (int)Math.Min(_data.Length * 2L, Array.MaxLength))] : _data;
        _data.AsSpan(_start, kept).CopyTo(target);
        (_data, _start, _end) = (target, 0, kept);
    }
}
