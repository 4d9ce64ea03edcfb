using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Hven.Fits;

namespace Hven.Tables.Votable;

/// <summary>Finds out how a document is packed and encoded, and gives its UTF-8.</summary>
internal static partial class VotableEncoding
{
    private const int Peek = 512;

    public static async ValueTask<Stream> Utf8Async(Stream stream, CancellationToken cancellationToken)
    {
        (byte[] start, Stream whole) = await PeekAsync(stream, cancellationToken).ConfigureAwait(false);
        if (start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            try
            {
                (start, whole) = await PeekAsync(new GZipStream(whole, CompressionMode.Decompress, leaveOpen: true), cancellationToken).ConfigureAwait(false);
            }
            catch (InvalidDataException exception)
            {
                throw new TableFormatException("VOT-GZIP", "The gzip stream is damaged: " + exception.Message, exception);
            }
        }

        Encoding? encoding = Of(start);
        return encoding is null ? whole : Encoding.CreateTranscodingStream(whole, encoding, new UTF8Encoding(false), leaveOpen: true);
    }

    private static async ValueTask<(byte[] Start, Stream Whole)> PeekAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] start = new byte[Peek];
        int got = await stream.ReadAtLeastAsync(start, Peek, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        start = start[..got];
        return (start, new PrefixedStream(start, stream));
    }

    private static Encoding? Of(byte[] start)
    {
        if (start.Length >= 2 && ((start[0] == 0xFE && start[1] == 0xFF) || (start[0] == 0xFF && start[1] == 0xFE)))
        {
            return start[0] == 0xFE ? Encoding.BigEndianUnicode : Encoding.Unicode;
        }

        string name = Declared().Match(Encoding.Latin1.GetString(start)).Groups[1].Value.ToUpperInvariant();
        return name switch
        {
            "" or "UTF-8" or "UTF8" or "US-ASCII" or "ASCII" => null,
            "ISO-8859-1" or "LATIN1" or "LATIN-1" or "WINDOWS-1252" => Encoding.Latin1,
            _ => throw new TableFormatException("VOT-ENCODING", $"The document says it is in '{name}'; UTF-8, UTF-16 and ISO-8859-1 can be read"),
        };
    }

    [GeneratedRegex("""^(?:\u00EF\u00BB\u00BF)?<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Declared();
}
