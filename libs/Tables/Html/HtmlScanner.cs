using System.Net;
using System.Text;

namespace Hven.Tables.Html;

/// <summary>What <see cref="HtmlScanner"/> came upon.</summary>
internal enum HtmlToken
{
    /// <summary>The bytes at hand end within a token.</summary>
    Incomplete,

    /// <summary>Text, perhaps not all that stands before the next tag.</summary>
    Text,

    /// <summary>The tag that begins an element.</summary>
    Start,

    /// <summary>The tag that ends an element.</summary>
    End,

    /// <summary>The end of the document.</summary>
    EndOfFile,
}

/// <summary>
/// Cuts HTML into tags and text as section 13.2.5 of the standard does. Comments, declarations and the contents of scripts, styles and the like are passed
/// over. Holds one tag; builds no tree.
/// </summary>
/// <param name="stream">The document, in UTF-8.</param>
internal sealed class HtmlScanner(Stream stream)
{
    // A tag with all its attributes.
    private const int MaxTagBytes = 1 << 16;

    private static readonly string[] s_withoutMarkup = ["script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes"];

    private static readonly byte[] s_endOfComment = "-->"u8.ToArray();
    private static readonly byte[] s_endOfDeclaration = ">"u8.ToArray();

    private readonly List<(Range Name, Range Value)> _attributes = [];
    private readonly byte[] _buffer = new byte[2 * MaxTagBytes];
    private int _start;
    private int _end;
    private bool _atEnd;
    private long _origin;
    private Range _token;
    private string? _element;
    private byte[]? _passOver;

    /// <summary>Byte offset, from where the stream stood, of what comes next.</summary>
    public long Position => _origin + _start;

    /// <summary>The text that <see cref="NextAsync"/> came upon, references in it not resolved.</summary>
    public ReadOnlySpan<byte> Text => _buffer.AsSpan(_token);

    private ReadOnlySpan<byte> Pending => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether the tag that <see cref="NextAsync"/> came upon is of an element.</summary>
    /// <param name="name">The element, in lower case.</param>
    public bool Is(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(_buffer.AsSpan(_token), name);

    /// <summary>The value of an attribute of the tag, or <see langword="null"/>.</summary>
    /// <param name="name">Its name, in lower case.</param>
    public string? Attribute(ReadOnlySpan<byte> name)
    {
        foreach ((Range attribute, Range value) in _attributes)
        {
            if (Ascii.EqualsIgnoreCase(_buffer.AsSpan(attribute), name))
            {
                return WebUtility.HtmlDecode(Encoding.UTF8.GetString(_buffer.AsSpan(value)));
            }
        }

        return null;
    }

    /// <summary>Goes on to the next tag or piece of text.</summary>
    /// <exception cref="TableFormatException">A tag is longer than any is, or the document is not in UTF-8.</exception>
    public async ValueTask<HtmlToken> NextAsync(CancellationToken cancellationToken)
    {
        HtmlToken token;
        while ((token = Next()) == HtmlToken.Incomplete)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        return token;
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\f' or (byte)'\r';

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        bool atStart = _origin == 0 && _end == 0;
        Pending.CopyTo(_buffer);
        _origin += _start;
        _end -= _start;
        _start = 0;
        int least = Math.Min(4096, _buffer.Length - _end);
        int read = await stream.ReadAtLeastAsync(_buffer.AsMemory(_end), least, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        _atEnd = read < least;
        _end += read;
        if (atStart)
        {
            if (Pending.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || Pending.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            {
                throw new TableFormatException("HTML-ENCODING", "The page is UTF-16; save it as UTF-8.");
            }

            _start = Pending.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        }
    }

    private HtmlToken Next()
    {
        while (true)
        {
            bool complete = (_passOver is null || PassOver()) && (_element is null || PassContents());
            ReadOnlySpan<byte> pending = Pending;
            if (!complete || pending.IsEmpty || (pending[0] == (byte)'<' && pending.Length < 4 && !_atEnd))
            {
                return _atEnd ? HtmlToken.EndOfFile : HtmlToken.Incomplete;
            }

            if (pending[0] != (byte)'<')
            {
                int length = pending.IndexOf((byte)'<');
                return TakeText(length < 0 ? pending.Length : length);
            }

            bool ends = pending.Length > 1 && pending[1] == (byte)'/';
            int name = ends ? 2 : 1;
            if (pending.Length > name && char.IsAsciiLetter((char)pending[name]))
            {
                return TakeTag(ends);
            }

            if (!ends && (pending.Length == 1 || pending[1] is not ((byte)'!' or (byte)'?')))
            {
                return TakeText(1);
            }

            _passOver = pending.StartsWith("<!--"u8) ? s_endOfComment : s_endOfDeclaration;
            _start += Math.Min(2, pending.Length);
        }
    }

    private HtmlToken TakeText(int length)
    {
        _token = _start..(_start + length);
        _start += length;
        return HtmlToken.Text;
    }

    /// <summary>Goes behind a comment or declaration.</summary>
    private bool PassOver()
    {
        int found = Pending.IndexOf(_passOver);
        if (found < 0)
        {
            _start = _atEnd ? _end : Math.Max(_start, _end - _passOver!.Length + 1);
            return false;
        }

        _start += found + _passOver!.Length;
        _passOver = null;
        return true;
    }

    /// <summary>Goes to the tag that ends an element in which nothing else is markup.</summary>
    private bool PassContents()
    {
        while (true)
        {
            int found = Pending.IndexOf("</"u8);
            if (found < 0)
            {
                _start = _atEnd ? _end : Math.Max(_start, _end - 1);
                return false;
            }

            _start += found;
            if (Pending.Length < _element!.Length + 3 && !_atEnd)
            {
                return false;
            }

            ReadOnlySpan<byte> name = Pending[2..];
            if (name.Length > _element.Length && Ascii.EqualsIgnoreCase(name[.._element.Length], _element) && !char.IsAsciiLetterOrDigit((char)name[_element.Length]))
            {
                _element = null;
                return true;
            }

            _start += 2;
        }
    }

    private HtmlToken TakeTag(bool ends)
    {
        int at = _start + (ends ? 2 : 1);
        int nameStart = at;
        while (at < _end && !IsBlank(_buffer[at]) && _buffer[at] is not ((byte)'/' or (byte)'>'))
        {
            at++;
        }

        Range name = nameStart..at;
        _attributes.Clear();
        while (TakeAttribute(ref at))
        {
        }

        if (at >= _end)
        {
            if (_end - _start > MaxTagBytes)
            {
                throw new TableFormatException("HTML-TAG", $"The tag at byte {Position} is longer than {MaxTagBytes} bytes; a quote that is never closed is the likely cause.");
            }

            _start = _atEnd ? _end : _start;
            return _atEnd ? HtmlToken.EndOfFile : HtmlToken.Incomplete;
        }

        _token = name;
        _start = at + 1;
        _element = ends ? null : Array.Find(s_withoutMarkup, element => Ascii.EqualsIgnoreCase(_buffer.AsSpan(name), element));
        return ends ? HtmlToken.End : HtmlToken.Start;
    }

    /// <summary>Reads one attribute.</summary>
    /// <param name="at">Behind the tag's name or the attribute before; left at the tag's end, or at the end of what is there.</param>
    /// <returns>Whether there may be more.</returns>
    private bool TakeAttribute(ref int at)
    {
        while (at < _end && (IsBlank(_buffer[at]) || _buffer[at] == (byte)'/'))
        {
            at++;
        }

        if (at >= _end || _buffer[at] == (byte)'>')
        {
            return false;
        }

        int start = at++;
        while (at < _end && !IsBlank(_buffer[at]) && _buffer[at] is not ((byte)'/' or (byte)'>' or (byte)'='))
        {
            at++;
        }

        Range name = start..at;
        at = PassBlanks(at);
        if (at >= _end || _buffer[at] != (byte)'=')
        {
            _attributes.Add((name, at..at));
            return at < _end;
        }

        at = PassBlanks(at + 1);
        if (at < _end && _buffer[at] is (byte)'"' or (byte)'\'')
        {
            int length = _buffer.AsSpan(at + 1, _end - at - 1).IndexOf(_buffer[at]);
            _attributes.Add((name, (at + 1)..(at + 1 + Math.Max(length, 0))));
            at = length < 0 ? _end : at + length + 2;
            return at < _end;
        }

        start = at;
        while (at < _end && !IsBlank(_buffer[at]) && _buffer[at] != (byte)'>')
        {
            at++;
        }

        _attributes.Add((name, start..at));
        return at < _end;
    }

    private int PassBlanks(int at)
    {
        while (at < _end && IsBlank(_buffer[at]))
        {
            at++;
        }

        return at;
    }
}
