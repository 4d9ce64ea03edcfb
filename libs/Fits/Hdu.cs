namespace Hven.Fits;

/// <summary>What an HDU holds.</summary>
public enum HduKind
{
    /// <summary>An array of any number of axes, or nothing at all.</summary>
    Image,

    /// <summary>XTENSION BINTABLE (FITS 4.0, section 7.3).</summary>
    BinaryTable,

    /// <summary>XTENSION TABLE (FITS 4.0, section 7.2).</summary>
    AsciiTable,

    /// <summary>A binary table that carries a tile-compressed image (ZIMAGE = T; FITS 4.0, section 10.1).</summary>
    CompressedImage,

    /// <summary>Random groups in the primary HDU (FITS 4.0, section 6).</summary>
    RandomGroups,

    /// <summary>An extension of another kind; its size is known, its meaning is not.</summary>
    Other,
}

/// <summary>One header and data unit: its header and where its parts are.</summary>
/// <param name="Index">Number in the file, 0 for the primary HDU.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Header">Its header.</param>
/// <param name="HeaderOffset">Byte offset of the header from the start of the (uncompressed) file.</param>
/// <param name="DataOffset">Byte offset of the data.</param>
/// <param name="DataLength">Bytes of data, without the padding to a multiple of 2880.</param>
public sealed record Hdu(int Index, HduKind Kind, Header Header, long HeaderOffset, long DataOffset, long DataLength)
{
    /// <summary>EXTNAME, or <see langword="null"/>.</summary>
    public string? Name => Header.Find("EXTNAME") is { Kind: CardKind.Text } card ? card.Value : null;

    /// <summary>EXTVER, which tells HDUs of one name apart; 1 when it is missing (FITS 4.0, section 4.4.2.6).</summary>
    public long Version => Header.Find("EXTVER") is { } card && card.TryGetInteger(out long version) ? version : 1;

    /// <summary>Byte offset of the next HDU.</summary>
    public long End => DataOffset + ((DataLength + FitsReader.BlockSize - 1) / FitsReader.BlockSize * FitsReader.BlockSize);
}
