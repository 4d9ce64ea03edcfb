using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Hven.Fits.Compression;

/// <summary>Tiles that are a gzip stream each (FITS 4.0, section 10.4.2).</summary>
public static class GzipTile
{
    /// <summary>Deflate cannot make data smaller than by this factor, so a tile that claims more is known to be wrong before memory is spent on it.</summary>
    public const int MaxRatio = 1040;

    /// <summary>Inflates a stream that must give exactly as many bytes as there is room for.</summary>
    /// <param name="source">A gzip stream.</param>
    /// <param name="target">Where the bytes go.</param>
    /// <exception cref="FitsException">The stream is damaged, or gives more or fewer bytes (<c>FITS-GZIP</c>).</exception>
    public static void Decode(ReadOnlyMemory<byte> source, Span<byte> target)
    {
        MemoryStream input = MemoryMarshal.TryGetArray(source, out ArraySegment<byte> segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(source.ToArray(), writable: false);
        try
        {
            using GZipStream inflater = new(input, CompressionMode.Decompress);
            int got = inflater.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            if (got < target.Length || inflater.ReadByte() >= 0)
            {
                throw new FitsException("FITS-GZIP", $"A tile inflates to {(got < target.Length ? "only " : "more than ")}{got} bytes where {target.Length} were announced");
            }
        }
        catch (InvalidDataException exception)
        {
            throw new FitsException("FITS-GZIP", "The gzip stream of a tile is damaged: " + exception.Message, innerException: exception);
        }
    }
}
