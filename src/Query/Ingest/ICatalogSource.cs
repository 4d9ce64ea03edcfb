using Hven.Tables;
using Hven.Tables.Csv;

namespace Hven.Query.Ingest;

/// <summary>Something that rows of a catalogue come from: a file, or the simulated survey.</summary>
public interface ICatalogSource
{
    /// <summary>What people call it: a path, or a sentence.</summary>
    string Name { get; }

    /// <summary>Changes whenever the rows could change; an ingest resumes only over equal identities.</summary>
    string Identity { get; }

    /// <summary>The columns; may read the whole source to be sure of their types.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    ValueTask<SourceDescription> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Opens the source at its first row.</summary>
    /// <param name="schema">The columns wanted: those of <see cref="DescribeAsync"/>, perhaps with wider types.</param>
    /// <param name="onReject">Told of every row that cannot be read; such rows are left out.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    ValueTask<ITableReader> OpenAsync(TableSchema schema, Action<RowReject> onReject, CancellationToken cancellationToken);
}

/// <summary>What a source holds.</summary>
/// <param name="Schema">Its columns.</param>
/// <param name="RowCount">Its rows, when known beforehand.</param>
public sealed record SourceDescription(TableSchema Schema, long? RowCount)
{
    /// <summary>What a text file was seen to hold. Types of text are decided over all files together, not file by file.</summary>
    public CsvScan? Scan { get; init; }

    /// <summary>What a person should know of what is left out, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
