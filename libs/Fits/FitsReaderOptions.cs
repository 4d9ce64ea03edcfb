namespace Hven.Fits;

/// <summary>How a FITS file is read.</summary>
public sealed record FitsReaderOptions
{
    /// <summary>
    /// Whether every breach of FITS 4.0 that is noticed is thrown. Otherwise what can be read without guessing is read, and the breaches are listed in
    /// <see cref="FitsReader.Findings"/>. Damage, which leaves a doubt of what the data are, is thrown either way.
    /// </summary>
    public bool IsStrict { get; init; }

    /// <summary>Blocks of 2880 bytes that one header may have; 4096 (11.8 MB) unless told otherwise.</summary>
    public int MaxHeaderBlocks { get; init; } = 4096;
}
