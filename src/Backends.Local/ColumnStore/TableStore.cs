using System.Text.Json;
using Hven.Platform.Catalog;
using Hven.Platform.Storage;
using Hven.Platform.Storage.Interop;

namespace Hven.Backends.Local.ColumnStore;

/// <summary>A table's rows as mapped columns in the order of the sky, with an index of its identifiers. Safe for concurrent reading.</summary>
internal sealed class TableStore : IDisposable
{
    public const string IdsFile = "ids.u64";
    public const string IdRowsFile = "id-rows.u32";

    private readonly Dictionary<string, StoredColumn> _columns;
    private readonly MappedFile<ulong>? _ids;
    private readonly MappedFile<uint>? _idRows;

    private TableStore(string folder, StoreDescription description, CatalogTable table)
    {
        RowCount = description.RowCount;
        _columns = description.Columns
            .Select((column, number) => StoredColumn.Open(Path.Combine(folder, number.ToString(System.Globalization.CultureInfo.InvariantCulture)), column, description.RowCount))
            .ToDictionary(column => column.Name, StringComparer.OrdinalIgnoreCase);
        Healpix = ((StoredValues<long>)_columns[CatalogTable.HealpixColumn]).Values;
        IdColumn = description.HasIdIndex ? table.IdColumn : null;
        _ids = description.HasIdIndex ? new(Path.Combine(folder, IdsFile), 0, RowCount) : null;
        _idRows = description.HasIdIndex ? new(Path.Combine(folder, IdRowsFile), 0, RowCount) : null;
    }

    public long RowCount { get; }

    /// <summary>Order-29 index of each row; never falls.</summary>
    public MappedFile<long> Healpix { get; }

    /// <summary>The column whose values <see cref="FindId"/> finds, if any.</summary>
    public string? IdColumn { get; }

    public static TableStore Open(string folder, CatalogTable table)
    {
        string path = Path.Combine(folder, StoreDescription.FileName);
        StoreDescription description = JsonSerializer.Deserialize<StoreDescription>(File.ReadAllBytes(path), AtomicFile.Json)
            ?? throw new InvalidDataException($"{path} holds null. Delete {folder}; it is built anew.");
        return new(folder, description, table);
    }

    /// <summary>A column, or <see langword="null"/> when the store does not hold it.</summary>
    public StoredColumn? Column(string name) => _columns.GetValueOrDefault(name);

    /// <summary>Rows whose identifier is <paramref name="id"/>, in the order of the sky.</summary>
    public IReadOnlyList<long> FindId(long id)
    {
        ulong key = (ulong)id;
        long low = 0;
        long high = _ids!.Count;
        while (low < high)
        {
            long middle = low + ((high - low) >> 1);
            (low, high) = _ids[middle] < key ? (middle + 1, high) : (low, middle);
        }

        var rows = new List<long>();
        StoredColumn column = _columns[IdColumn!];
        for (; low < _ids.Count && _ids[low] == key; low++)
        {
            long row = _idRows![low];
            if (!column.IsNull(row))
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    public void Dispose()
    {
        foreach (StoredColumn column in _columns.Values)
        {
            column.Dispose();
        }

        _ids?.Dispose();
        _idRows?.Dispose();
    }
}
