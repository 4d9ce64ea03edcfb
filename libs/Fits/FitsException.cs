namespace Hven.Fits;

/// <summary>A FITS file is damaged, is no FITS file, or asks for what FITS 4.0 does not allow: what is wrong, and where.</summary>
public sealed class FitsException : Exception
{
    /// <summary>Reports a fault.</summary>
    /// <param name="code">Stable code, for instance <c>FITS-TRUNCATED</c> or <c>FITS-HEADER</c>.</param>
    /// <param name="message">What is wrong with which value. Where it is gets appended from the other arguments.</param>
    /// <param name="hdu">The HDU's number, 0 for the primary one; -1 when it is not known.</param>
    /// <param name="byteOffset">Byte offset from the start of the (uncompressed) file; -1 when it is not known.</param>
    /// <param name="card">Keyword of the card or name of the column to blame, if one is.</param>
    /// <param name="innerException">What the failure came from, if anything.</param>
    public FitsException(string code, string message, int hdu = -1, long byteOffset = -1, string? card = null, Exception? innerException = null)
        : base(Describe(message, hdu, byteOffset, card), innerException)
    {
        Code = code;
        Hdu = hdu;
        ByteOffset = byteOffset;
        Card = card;
    }

    /// <summary>Stable code of the fault.</summary>
    public string Code { get; }

    /// <summary>Number of the HDU, 0 for the primary one; -1 when unknown.</summary>
    public int Hdu { get; }

    /// <summary>Byte offset from the start of the (uncompressed) file; -1 when unknown.</summary>
    public long ByteOffset { get; }

    /// <summary>Keyword of the card or name of the column to blame, if one is.</summary>
    public string? Card { get; }

    private static string Describe(string message, int hdu, long byteOffset, string? card)
    {
        List<string> places = [];
        if (hdu >= 0)
        {
            places.Add($"HDU {hdu}");
        }

        if (card is not null)
        {
            places.Add(card);
        }

        if (byteOffset >= 0)
        {
            places.Add($"byte {byteOffset}");
        }

        return places.Count == 0 ? message : $"{message} ({string.Join(", ", places)})";
    }
}
