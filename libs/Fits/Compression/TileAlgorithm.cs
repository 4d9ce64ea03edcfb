namespace Hven.Fits.Compression;

/// <summary>How the tiles of a column or image are compressed (FITS 4.0, section 10.4; ZCTYPn of tables).</summary>
public enum TileAlgorithm
{
    /// <summary>NOCOMPRESS: the bytes stand as they are.</summary>
    None,

    /// <summary>GZIP_1: gzip of the values as they stand.</summary>
    Gzip1,

    /// <summary>GZIP_2: gzip of the values with their bytes shuffled.</summary>
    Gzip2,

    /// <summary>RICE_1: Rice coding of the differences of integers.</summary>
    Rice1,
}
