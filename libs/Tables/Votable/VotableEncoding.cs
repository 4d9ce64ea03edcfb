using System.IO.Compression;
using System.Text;
using Hven.Fits;

namespace Hven.Tables.Votable;

/// <summary>Finds out how a document is packed and encoded, and gives its UTF-8.</summary>
internal static class VotableEncoding
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

    /// <summary>The encoding of a document that starts so (XML 1.0, appendix F), or null for UTF-8.</summary>
    private static Encoding? Of(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || start.StartsWith((ReadOnlySpan<byte>)[0, (byte)'<', 0]))
        {
            return Encoding.BigEndianUnicode;
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[(byte)'<', 0]))
        {
            return Encoding.Unicode;
        }

        string name = Declared(Encoding.Latin1.GetString(start)).ToUpperInvariant();
        if (name is "" or "UTF-8" or "UTF8" or "US-ASCII" or "ASCII")
        {
            return null;
        }

        Encoding? encoding = Named(name);

        // The declaration was read as ASCII, so an encoding that has it otherwise cannot be the document's.
        return encoding is not null && encoding.GetString(start[..Math.Min(5, start.Length)]) == "<?xml" ? encoding : throw new TableFormatException(
            "VOT-ENCODING", $"The document says it is in '{name}', which {(encoding is null ? "is not known" : "it cannot be")}; convert it to UTF-8");
    }

    private static Encoding? Named(string name)
    {
        try
        {
            return name is "LATIN1" or "LATIN-1" ? Encoding.Latin1 : CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            // Unknown, or UTF-7, which the base library refuses.
            return null;
        }
    }

    /// <summary>The encoding that an XML declaration names; empty when there is none.</summary>
    private static string Declared(string start)
    {
        string text = start.StartsWith("\u00EF\u00BB\u00BF", StringComparison.Ordinal) ? start[3..] : start;
        int end = text.IndexOf("?>", StringComparison.Ordinal);
        if (!text.StartsWith("<?xml", StringComparison.Ordinal) || end < 0)
        {
            return "";
        }

        int name = text.IndexOf("encoding", 0, end, StringComparison.Ordinal);
        string value = name < 0 ? "" : text[(name + "encoding".Length)..end].TrimStart();
        value = value.StartsWith('=') ? value[1..].TrimStart() : "";
        int close = value.Length > 1 && value[0] is '"' or '\'' ? value.IndexOf(value[0], 1) : -1;
        return close < 0 ? "" : value[1..close];
    }
}
