namespace Hven.Fits;

/// <summary>Whether a sum that a header states holds.</summary>
public enum ChecksumState
{
    /// <summary>The header does not state it.</summary>
    Missing,

    /// <summary>It holds.</summary>
    Right,

    /// <summary>It does not hold: data or header were changed without it, or are damaged.</summary>
    Wrong,
}

/// <summary>What became of the check of DATASUM and CHECKSUM of one HDU (FITS 4.0, section 4.4.2.7).</summary>
/// <param name="Hdu">Number of the HDU, 0 for the primary one.</param>
/// <param name="Name">EXTNAME, or <see langword="null"/>.</param>
/// <param name="DataSum">The state of DATASUM, which is about the data alone.</param>
/// <param name="Checksum">The state of CHECKSUM, which is about header and data.</param>
/// <param name="ComputedDataSum">The sum of the data.</param>
public sealed record ChecksumReport(int Hdu, string? Name, ChecksumState DataSum, ChecksumState Checksum, uint ComputedDataSum)
{
    /// <summary>Whether neither sum is wrong.</summary>
    public bool IsClean => DataSum != ChecksumState.Wrong && Checksum != ChecksumState.Wrong;

    /// <summary>Throws when a sum is wrong.</summary>
    /// <param name="byteOffset">Byte offset of the HDU, for the message; -1 when it is not known.</param>
    /// <exception cref="FitsException">A sum is wrong (<c>FITS-CHECKSUM</c>).</exception>
    public void ThrowIfWrong(long byteOffset = -1)
    {
        if (!IsClean)
        {
            string card = DataSum == ChecksumState.Wrong ? "DATASUM" : "CHECKSUM";
            throw new FitsException("FITS-CHECKSUM", $"{card} does not hold: the {(card == "DATASUM" ? "data were" : "header was")} changed or damaged", Hdu, byteOffset, card);
        }
    }

    internal static ChecksumReport Of(Hdu hdu, uint dataSum)
    {
        Header header = hdu.Header;
        ChecksumState data = header.Find("DATASUM") switch
        {
            null or { Kind: CardKind.Undefined } or { Value: "" } => ChecksumState.Missing,
            { } card => uint.TryParse(card.Value.Trim(), System.Globalization.CultureInfo.InvariantCulture, out uint stated) && Same(stated, dataSum) ? ChecksumState.Right : ChecksumState.Wrong,
        };
        ChecksumState whole = header.Find("CHECKSUM") switch
        {
            null or { Kind: CardKind.Undefined } or { Value: "" } => ChecksumState.Missing,
            _ => Same(FitsChecksum.Add(FitsChecksum.Of(header), dataSum), uint.MaxValue) ? ChecksumState.Right : ChecksumState.Wrong,
        };
        return new ChecksumReport(hdu.Index, hdu.Name, data, whole, dataSum);
    }

    // Ones' complement has two zeros.
    private static bool Same(uint left, uint right) => left == right || (left is 0 or uint.MaxValue && right is 0 or uint.MaxValue);
}
