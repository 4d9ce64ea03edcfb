namespace Hven.Sky;

/// <summary>A text or a file that should be a MOC is none, is damaged, or holds another dimension: what is wrong, and where.</summary>
public sealed class MocFormatException : FormatException
{
    internal MocFormatException(string message, string place, Exception? innerException = null)
        : base($"{message} ({place})", innerException) => Place = place;

    /// <summary>Where: line and column of a text, from 1; HDU, card, or row and byte of a FITS file, as in its own numbering.</summary>
    public string Place { get; }

    /// <summary>A fault in a text, by the index of a character.</summary>
    internal static MocFormatException InText(string message, ReadOnlySpan<char> text, int index)
    {
        ReadOnlySpan<char> before = text[..Math.Min(index, text.Length)];
        int line = 1 + before.Count('\n');
        int column = before.Length - (before.LastIndexOf('\n') + 1) + 1;
        return new MocFormatException(message, FormattableString.Invariant($"line {line}, column {column}"));
    }

    /// <summary>A fault in UTF-8 text, by the index of a byte.</summary>
    internal static MocFormatException InUtf8(string message, ReadOnlySpan<byte> text, long index, Exception? innerException = null)
    {
        ReadOnlySpan<byte> before = text[..(int)Math.Min(index, text.Length)];
        int line = 1 + before.Count((byte)'\n');
        int column = before.Length - (before.LastIndexOf((byte)'\n') + 1) + 1;
        return new MocFormatException(message, FormattableString.Invariant($"line {line}, column {column}"), innerException);
    }
}
