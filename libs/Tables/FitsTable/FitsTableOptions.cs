namespace Hven.Tables.FitsTable;

/// <summary>What to read out of a FITS file.</summary>
public sealed record FitsTableOptions
{
    /// <summary>Number of the HDU, 0 for the primary one; <see langword="null"/> for the first table, tile-compressed images passed over.</summary>
    public int? Hdu { get; init; }

    /// <summary>EXTNAME of the HDU, compared without regard to case. With <see cref="Hdu"/> set as well, both must hold.</summary>
    public string? HduName { get; init; }

    /// <summary>EXTVER of the HDU, which is 1 where it is missing; <see langword="null"/> for the first one that fits otherwise.</summary>
    public long? HduVersion { get; init; }

    /// <summary>Names of the columns to read, compared exactly first and then without regard to case, in the order wanted; <see langword="null"/> for all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Bytes of rows and heap that one batch may take up; a single row that is larger still gets through. 16 MiB unless told otherwise.</summary>
    public int MaxBatchBytes { get; init; } = 16 << 20;

    /// <summary>Bytes kept in memory, before a temporary file takes over, when the heap of a stream that cannot seek must be put aside. 64 MiB unless told otherwise.</summary>
    public int MaxSpoolMemory { get; init; } = 64 << 20;

    /// <summary>Whether every breach of FITS 4.0 that is noticed is thrown; otherwise <see cref="FitsTableReader.Findings"/> lists what was forgiven.</summary>
    public bool IsStrict { get; init; }

    /// <summary>
    /// Whether DATASUM and CHECKSUM of the HDU are checked before its first row is read, which takes a pass over its data. Sums that are not stated are not wrong.
    /// </summary>
    public bool VerifiesChecksum { get; init; }
}
