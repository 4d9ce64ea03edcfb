using Hven.Platform.Storage;

namespace Hven.Query.Ingest;

/// <summary>What to ingest, and into which table.</summary>
public sealed record IngestRequest
{
    /// <summary>The data directory.</summary>
    public required DataDirectory Data { get; init; }

    /// <summary>Release to put the table into; made when it does not exist.</summary>
    public required string Release { get; init; }

    /// <summary>Name of the table within the release.</summary>
    public required string Table { get; init; }

    /// <summary>Where the rows come from, all with the same columns.</summary>
    public required IReadOnlyList<ICatalogSource> Sources { get; init; }

    /// <summary>What is said of the columns beyond what the sources say.</summary>
    public TableMetadata Metadata { get; init; } = new();

    /// <summary>Whether a table of that name may be replaced.</summary>
    public bool Replace { get; init; }

    /// <summary>Most rows of one Parquet file; a HEALPix pixel with more is split into its four children.</summary>
    public int MaxRowsPerPartition { get; init; } = 500_000;

    /// <summary>Memory for the rows being sorted at one time, in bytes; decides how many rows are sorted at once.</summary>
    public long SortMemory { get; init; } = 256L << 20;
}

/// <summary>How far an ingest is.</summary>
/// <param name="Stage">What is being done: <c>reading</c>, <c>writing</c>, <c>checking</c>.</param>
/// <param name="Rows">Rows done in this stage, including those of an earlier run that is being resumed.</param>
/// <param name="TotalRows">Rows to do in this stage, when known.</param>
/// <param name="Rejects">Rows that could not be read so far.</param>
/// <param name="Resumed">Rows of <paramref name="Rows"/> that an earlier run had done.</param>
public readonly record struct IngestProgress(string Stage, long Rows, long? TotalRows, long Rejects, long Resumed);

/// <summary>How an ingest ended.</summary>
/// <param name="Rows">Rows in the table.</param>
/// <param name="Rejects">Rows that could not be read.</param>
/// <param name="RejectsFile">Where they are listed with the reason, when there are any.</param>
/// <param name="Partitions">Parquet files written.</param>
/// <param name="Bytes">Bytes of the Parquet files.</param>
/// <param name="Notes">Decisions that the person should know of, one sentence each.</param>
public sealed record IngestResult(long Rows, long Rejects, string? RejectsFile, int Partitions, long Bytes, IReadOnlyList<string> Notes);

/// <summary>An ingest that cannot be done as asked: what is wrong, and what to do.</summary>
public sealed class IngestException(string message, Exception? innerException = null) : Exception(message, innerException);
