using System.Buffers;
using System.Globalization;
using System.Text;

namespace Hven.Tables.Votable;

/// <summary>
/// A pull scanner for the XML that VOTables are written in: UTF-8, no DTD, bounded depth and token size, truly asynchronous. It reads well-formed
/// documents without validating and refuses what could expand. The rows of TABLEDATA have a path of their own, <see cref="TryRow"/>, that looks at
/// each byte about once.
/// </summary>
internal sealed class XmlScanner
{
    private const int MaxDepth = 256;
    private const int MaxNames = 1024;
    private static readonly SearchValues<byte> _nameEnd = SearchValues.Create(" \t\r\n/>="u8);

    private readonly Stream _stream;
    private readonly int _maxToken;
    private readonly Stack<string> _open = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, string>> _attributes = [];
    private byte[] _buffer = new byte[1 << 18];
    private int _position;
    private int _end;
    private bool _ended;
    private bool _pendingEnd;
    private bool _rootSeen;
    private long _discardedLines;
    private int _discardedColumn;
    private int _textStart;
    private int _textLength;
    private bool _isCdata;
    private int _tagStart;
    private ArrayBufferWriter<byte>? _captured;
    private int _captureStart;
    private (int Position, int Lines, int LineStart) _mark;

    public XmlScanner(Stream stream, int maxToken)
    {
        _stream = stream;
        _maxToken = maxToken;
    }

    /// <summary>Local name of the element that starts or ends.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Elements open; a start tag counts, an end tag no more.</summary>
    public int Depth => _open.Count;

    /// <summary>Bytes read from the stream.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Whether text may be handed out in pieces, for content too long to be held.</summary>
    public bool Chunked { get; set; }

    /// <summary>The raw text of a text token; may hold references unless it came from CDATA. Good until the next call.</summary>
    public ReadOnlySpan<byte> RawText => _buffer.AsSpan(_textStart, _textLength);

    /// <summary>Prefix of the element that starts; empty when it has none.</summary>
    public string Prefix => _open.Peek() is var name && name.IndexOf(':', StringComparison.Ordinal) is int colon and >= 0 ? name[..colon] : "";

    /// <summary>Attributes of the element that starts, by their qualified names; good until the next start tag.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes => _attributes;

    /// <summary>The present text with its references resolved.</summary>
    public string Text()
    {
        ArrayBufferWriter<byte> text = new(RawText.Length + 1);
        AppendText(text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>The value of an attribute of the element that starts, or <see langword="null"/>.</summary>
    /// <param name="name">Qualified name.</param>
    public string? Attribute(string name)
    {
        foreach (KeyValuePair<string, string> attribute in _attributes)
        {
            if (attribute.Key == name)
            {
                return attribute.Value;
            }
        }

        return null;
    }

    /// <summary>Bytes of a buffered cell.</summary>
    public ReadOnlySpan<byte> Slice(int start, int length) => _buffer.AsSpan(start, length);

    public async ValueTask<XmlToken> ReadAsync(CancellationToken cancellationToken)
    {
        XmlToken token;
        while (!TryRead(out token))
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        return token;
    }

    /// <summary>Reads on until no more than <paramref name="depth"/> elements are open, whatever stands there.</summary>
    public async ValueTask SkipToAsync(int depth, CancellationToken cancellationToken)
    {
        bool chunked = Chunked;
        Chunked = true;
        while (Depth > depth)
        {
            while (TryRow([], out _, out _))
            {
            }

            await ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        Chunked = chunked;
    }

    /// <summary>Reads on to the end of the element that just started and gives all of it as it stands, in UTF-8.</summary>
    public async ValueTask<string> CaptureAsync(int mostBytes, CancellationToken cancellationToken)
    {
        _captured = new ArrayBufferWriter<byte>(1024);
        _captureStart = _tagStart;
        for (int depth = Depth - 1; Depth > depth;)
        {
            await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (_captured.WrittenCount > mostBytes)
            {
                throw Fault("VOT-LIMIT", $"An element that is kept as it stands is longer than {mostBytes} bytes");
            }
        }

        _captured.Write(_buffer.AsSpan(_captureStart, _position - _captureStart));
        string xml = Encoding.UTF8.GetString(_captured.WrittenSpan);
        _captured = null;
        return xml;
    }

    /// <summary>Reads the text of the element that just started, child elements' text left out, up to its end tag.</summary>
    public async ValueTask<string> ReadTextAsync(CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> text = new(256);
        int depth = Depth;
        for (; ; )
        {
            XmlToken token = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (token == XmlToken.End && Depth < depth)
            {
                return Encoding.UTF8.GetString(text.WrittenSpan);
            }

            if (token == XmlToken.Text && Depth == depth)
            {
                AppendText(text);
                if (text.WrittenCount > _maxToken)
                {
                    throw Fault("VOT-LIMIT", $"A text is longer than {_maxToken} bytes");
                }
            }
        }
    }

    /// <summary>Appends the present text with its references resolved.</summary>
    public void AppendText(ArrayBufferWriter<byte> target)
    {
        if (_isCdata || !RawText.Contains((byte)'&'))
        {
            target.Write(RawText);
        }
        else
        {
            Resolve(RawText, target);
        }
    }

    /// <summary>Replaces the five named entities and character references.</summary>
    public void Resolve(ReadOnlySpan<byte> raw, ArrayBufferWriter<byte> target)
    {
        for (int start; (start = raw.IndexOf((byte)'&')) >= 0;)
        {
            target.Write(raw[..start]);
            raw = raw[(start + 1)..];
            int end = raw.IndexOf((byte)';');
            Rune rune = end < 0 ? default : Reference(raw[..end]);
            if (rune == default)
            {
                string shown = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, 20)]);
                throw Fault("VOT-XML", $"'&{shown}' is no reference that XML knows without a DTD");
            }

            target.Advance(rune.EncodeToUtf8(target.GetSpan(4)));
            raw = raw[(end + 1)..];
        }

        target.Write(raw);
    }

    /// <summary>
    /// Takes one table row of the plain form <c>&lt;TR&gt;&lt;TD&gt;text&lt;/TD&gt;...&lt;/TR&gt;</c> when it lies in the buffer as a whole.
    /// Anything else (prefixes, attributes, comments, CDATA, the buffer's end) is left for <see cref="TryRead"/>.
    /// </summary>
    /// <param name="cells">Receives start and length of each cell in the buffer.</param>
    /// <param name="count">Cells found; may exceed what <paramref name="cells"/> holds.</param>
    /// <param name="row">Start and length of the row in the buffer.</param>
    public bool TryRow(Span<(int Start, int Length)> cells, out int count, out (int Start, int Length) row)
    {
        count = 0;
        row = default;
        if (_pendingEnd)
        {
            return false;
        }

        ReadOnlySpan<byte> buffer = _buffer.AsSpan(0, _end);
        int at = SkipBlanks(buffer, _position);
        int start = at;
        if (!buffer[at..].StartsWith("<TR>"u8))
        {
            return false;
        }

        at += 4;
        for (; ; )
        {
            at = SkipBlanks(buffer, at);
            ReadOnlySpan<byte> rest = buffer[at..];
            if (rest.StartsWith("<TD>"u8))
            {
                rest = rest[4..];
                int length = rest.IndexOf((byte)'<');
                if (length < 0 || !rest[length..].StartsWith("</TD>"u8))
                {
                    return false;
                }

                if (count < cells.Length)
                {
                    cells[count] = (at + 4, length);
                }

                at += length + 9;
            }
            else if (rest.StartsWith("<TD/>"u8))
            {
                if (count < cells.Length)
                {
                    cells[count] = (at, 0);
                }

                at += 5;
            }
            else if (rest.StartsWith("</TR>"u8))
            {
                _position = at + 5;
                row = (start, _position - start);
                return true;
            }
            else
            {
                return false;
            }

            count++;
        }
    }

    /// <summary>Line and column of the present place, from 1.</summary>
    public (long Line, int Column) Place(int offset = -1)
    {
        int end = offset < 0 ? _position : offset;
        if (end < _mark.Position)
        {
            _mark = default;
        }

        // Lines are counted on from the last place that was asked for, so that asking at every tag stays cheap.
        ReadOnlySpan<byte> since = _buffer.AsSpan(_mark.Position, end - _mark.Position);
        int last = since.LastIndexOf((byte)'\n');
        _mark = (end, _mark.Lines + since.Count((byte)'\n'), last < 0 ? _mark.LineStart : _mark.Position + last + 1);
        return (_discardedLines + _mark.Lines + 1, end - _mark.LineStart + (_mark.Lines == 0 ? _discardedColumn : 0) + 1);
    }

    /// <summary>Line and column of the tag of the element that starts.</summary>
    public (long Line, int Column) TagPlace() => Place(_tagStart);

    /// <summary>An error at the present place.</summary>
    public TableFormatException Fault(string code, string message)
    {
        (long line, int column) = Place();
        return new TableFormatException(code, string.Create(CultureInfo.InvariantCulture, $"{message} (line {line}, column {column})"));
    }

    /// <summary>Takes the next token when it lies in the buffer as a whole.</summary>
    public bool TryRead(out XmlToken token)
    {
        if (_pendingEnd)
        {
            _pendingEnd = false;
            Name = LocalOf(_open.Pop());
            token = XmlToken.End;
            return true;
        }

        for (; ; )
        {
            token = XmlToken.EndOfDocument;
            if (_position == _end)
            {
                return _ended && _open.Count == 0 && _rootSeen;
            }

            if (_buffer[_position] != (byte)'<')
            {
                if (!TryText())
                {
                    return false;
                }

                if (_open.Count > 0)
                {
                    token = XmlToken.Text;
                    return true;
                }

                continue;
            }

            switch (TryMarkup(ref token))
            {
                case null:
                    return false;
                case true:
                    return true;
            }
        }
    }

    private static int SkipBlanks(ReadOnlySpan<byte> buffer, int at)
    {
        while (at < buffer.Length && buffer[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    private static string LocalOf(string name) => name.IndexOf(':', StringComparison.Ordinal) is int colon and >= 0 ? name[(colon + 1)..] : name;

    private static Rune Reference(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("#"u8))
        {
            bool hex = name.StartsWith("#x"u8);
            return int.TryParse(name[(hex ? 2 : 1)..], hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out int code)
                && Rune.TryCreate(code, out Rune rune) ? rune : default;
        }

        return name.SequenceEqual("lt"u8) ? new Rune('<')
            : name.SequenceEqual("gt"u8) ? new Rune('>')
            : name.SequenceEqual("amp"u8) ? new Rune('&')
            : name.SequenceEqual("quot"u8) ? new Rune('"')
            : name.SequenceEqual("apos"u8) ? new Rune('\'') : default;
    }

    private bool TryText()
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(_position, _end - _position);
        int length = rest.IndexOf((byte)'<');
        if (length < 0)
        {
            // Outside the root only blanks may stand, and the document may end there.
            if (!Chunked && !(_open.Count == 0 && _ended))
            {
                return false;
            }

            length = rest.Length;
        }

        if (_open.Count == 0 && SkipBlanks(rest, 0) < length && !(BytesRead == _end && rest.StartsWith("\uFEFF"u8)))
        {
            throw Fault("VOT-XML", "Text outside the document's element");
        }

        (_textStart, _textLength, _isCdata) = (_position, length, false);
        _position += length;
        return true;
    }

    /// <summary>Takes markup: null when it is not all here, false when there is nothing to report, true when there is.</summary>
    private bool? TryMarkup(ref XmlToken token)
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(_position, _end - _position);
        if (rest.Length < 2)
        {
            return null;
        }

        switch (rest[1])
        {
            case (byte)'/':
                token = XmlToken.End;
                return TryEnd(rest);
            case (byte)'?':
                return Pass(rest, "?>"u8, 2);
            case (byte)'!':
                return TryDeclaration(rest, ref token);
            default:
                token = XmlToken.Start;
                return TryStart(rest);
        }
    }

    private bool? Pass(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> closing, int opening)
    {
        int end = rest.Length < opening ? -1 : rest[opening..].IndexOf(closing);
        if (end < 0)
        {
            return null;
        }

        _position += opening + end + closing.Length;
        return false;
    }

    private bool? TryDeclaration(ReadOnlySpan<byte> rest, ref XmlToken token)
    {
        if (rest.Length < 9)
        {
            return null;
        }

        if (rest.StartsWith("<!--"u8))
        {
            return Pass(rest, "-->"u8, 4);
        }

        if (!rest.StartsWith("<![CDATA["u8) || _open.Count == 0)
        {
            throw rest.StartsWith("<!DOCTYPE"u8)
                ? Fault("VOT-DTD", "The document has a DOCTYPE, which is refused; remove it")
                : Fault("VOT-XML", "Markup that is neither comment nor CDATA");
        }

        int length = rest[9..].IndexOf("]]>"u8);
        if (length < 0)
        {
            return null;
        }

        (_textStart, _textLength, _isCdata) = (_position + 9, length, true);
        _position += length + 12;
        token = XmlToken.Text;
        return true;
    }

    private bool? TryEnd(ReadOnlySpan<byte> rest)
    {
        int close = rest.IndexOf((byte)'>');
        if (close < 0)
        {
            return null;
        }

        string name = Known(rest[2..close].TrimEnd(" \t\r\n"u8));
        if (!_open.TryPop(out string? open) || open != name)
        {
            throw Fault("VOT-XML", open is null ? $"</{name}> closes nothing" : $"</{name}> stands where </{open}> is due");
        }

        _position += close + 1;
        Name = LocalOf(name);
        return true;
    }

    private bool? TryStart(ReadOnlySpan<byte> rest)
    {
        int nameLength = rest[1..].IndexOfAny(_nameEnd);
        if (nameLength < 0)
        {
            return null;
        }

        if (nameLength == 0 || (_open.Count == 0 && _rootSeen))
        {
            throw Fault("VOT-XML", nameLength == 0 ? "'<' starts no tag" : "A second element after the document's own");
        }

        _attributes.Clear();
        int at = 1 + nameLength;
        for (; ; )
        {
            at = SkipBlanks(rest, at);
            if (at + 1 >= rest.Length && (at >= rest.Length || rest[at] != (byte)'>'))
            {
                return null;
            }

            if (rest[at] == (byte)'>')
            {
                at++;
                break;
            }

            if (rest[at] == (byte)'/')
            {
                if (rest[at + 1] != (byte)'>')
                {
                    throw Fault("VOT-XML", "'/' inside a tag");
                }

                _pendingEnd = true;
                at += 2;
                break;
            }

            if (!TryAttribute(rest, ref at))
            {
                return null;
            }
        }

        if (_open.Count >= MaxDepth)
        {
            throw Fault("VOT-LIMIT", $"Elements are nested deeper than {MaxDepth}");
        }

        string name = Known(rest.Slice(1, nameLength));
        _rootSeen = true;
        _open.Push(name);
        _tagStart = _position;
        _position += at;
        Name = LocalOf(name);
        return true;
    }

    private bool TryAttribute(ReadOnlySpan<byte> rest, ref int at)
    {
        int nameLength = rest[at..].IndexOfAny(_nameEnd);
        if (nameLength < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> name = rest.Slice(at, nameLength);
        int equals = SkipBlanks(rest, at + nameLength);
        int quote = equals < rest.Length ? SkipBlanks(rest, equals + 1) : rest.Length;
        if (quote >= rest.Length)
        {
            return false;
        }

        if (nameLength == 0 || rest[equals] != (byte)'=' || rest[quote] is not ((byte)'"' or (byte)'\''))
        {
            throw Fault("VOT-XML", "An attribute is not of the form name=\"value\"");
        }

        int length = rest[(quote + 1)..].IndexOf(rest[quote]);
        if (length < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> raw = rest.Slice(quote + 1, length);
        if (raw.Contains((byte)'<'))
        {
            throw Fault("VOT-XML", "'<' inside an attribute");
        }

        string known = Known(name);
        if (Attribute(known) is not null)
        {
            throw Fault("VOT-XML", $"The attribute {known} stands twice in a tag");
        }

        _attributes.Add(new(known, Value(raw)));
        at = quote + length + 2;
        return true;
    }

    private string Value(ReadOnlySpan<byte> raw)
    {
        if (raw.Contains((byte)'&'))
        {
            ArrayBufferWriter<byte> resolved = new(raw.Length + 1);
            Resolve(raw, resolved);
            return Encoding.UTF8.GetString(resolved.WrittenSpan);
        }

        return Encoding.UTF8.GetString(raw);
    }

    private string Known(ReadOnlySpan<byte> name)
    {
        if (name.Length > 256)
        {
            throw Fault("VOT-LIMIT", "A name is longer than 256 bytes");
        }

        Span<char> characters = stackalloc char[256];
        ReadOnlySpan<char> text = characters[..Encoding.UTF8.GetChars(name, characters)];
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> names = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (names.TryGetValue(text, out string? known))
        {
            return known;
        }

        string added = text.ToString();
        if (_names.Count < MaxNames)
        {
            _names.Add(added);
        }

        return added;
    }

    /// <summary>Gets more bytes behind those not yet taken.</summary>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_ended)
        {
            throw Fault("VOT-TRUNCATED", _open.Count > 0 ? $"The document ends inside <{_open.Peek()}>" : "The document ends before its first element or inside markup");
        }

        Discard();
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= _maxToken)
            {
                throw Fault("VOT-LIMIT", $"A tag or a text is longer than {_maxToken} bytes");
            }

            Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, _maxToken));
        }

        int got;
        try
        {
            // At least as much again as is unread: a long token is then scanned over a number of times that does not grow with its length.
            int least = Math.Clamp(_end, 1, _buffer.Length - _end);
            got = await _stream.ReadAtLeastAsync(_buffer.AsMemory(_end), least, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException exception)
        {
            throw new TableFormatException("VOT-GZIP", "The gzip stream is damaged: " + exception.Message, exception);
        }

        _end += got;
        BytesRead += got;
        _ended = got == 0;
    }

    private void Discard()
    {
        if (_position == 0)
        {
            return;
        }

        (long line, int column) = Place();
        (_discardedLines, _discardedColumn) = (line - 1, column - 1);
        _mark = default;
        if (_captured is not null)
        {
            _captured.Write(_buffer.AsSpan(_captureStart, _position - _captureStart));
            _captureStart = 0;
        }

        _buffer.AsSpan(_position, _end - _position).CopyTo(_buffer);
        _end -= _position;
        _position = 0;
    }
}
