namespace Hven.Tables.Hdf5;

/// <summary>What of an HDF5 file is to be read.</summary>
public sealed record Hdf5ReaderOptions
{
    /// <summary>Path of the dataset or group, for instance <c>/data/table</c>, <c>data</c> or <c>catalog/objects</c>; <see langword="null"/> for the first table.</summary>
    public string? Path { get; init; }

    /// <summary>Names of the columns to read, in that order; <see langword="null"/> for all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>
    /// Is told of each column that a table cannot hold with the reason, and the column is left out. Without it, such a column ends the read, unless
    /// <see cref="Columns"/> leaves it out.
    /// </summary>
    public Action<string, string>? OnSkippedColumn { get; init; }
}

/// <summary>A table in an HDF5 file.</summary>
/// <param name="Path">Its path, from <c>/</c>.</param>
/// <param name="RowCount">Its rows.</param>
public sealed record Hdf5TableInfo(string Path, long RowCount);
