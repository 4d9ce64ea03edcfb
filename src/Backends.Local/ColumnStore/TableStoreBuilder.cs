using System.Runtime.InteropServices;
using Hven.Platform.Catalog;
using Hven.Platform.Storage;
using Hven.Tables;

namespace Hven.Backends.Local.ColumnStore;

/// <summary>Writes a table's rows as plain arrays, one file a column, in the order of the sky: what small lookups map and read directly.</summary>
internal sealed class TableStoreBuilder : IDisposable
{
    // An index of identifiers holds them in memory while it is sorted: 20 bytes a row.
    private const long MostIndexedRows = 500_000_000;

    private readonly string _folder;
    private readonly List<ColumnWriter> _writers = [];
    private readonly int _idColumn = -1;
    private readonly List<long> _ids = [];
    private long _rows;

    /// <summary>Starts a store.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="table">The table; array columns are left out.</param>
    public TableStoreBuilder(string folder, CatalogTable table)
    {
        _folder = folder;
        TableSchema schema = table.StoredSchema;
        for (int index = 0; index < schema.Columns.Count; index++)
        {
            Column column = schema.Columns[index];
            if (column.IsArray || column.Type is ElementType.Complex64 or ElementType.Complex128)
            {
                continue;
            }

            _writers.Add(new(folder, _writers.Count, index, column));
            bool isInteger = column.Type is not (ElementType.String or ElementType.Float32 or ElementType.Float64 or ElementType.Boolean or ElementType.UInt64);
            if (column.Name == table.IdColumn && isInteger && table.RowCount <= MostIndexedRows)
            {
                _idColumn = index;
            }
        }
    }

    /// <summary>Adds rows in the order of the sky.</summary>
    public void Add(RecordBatch batch)
    {
        foreach (ColumnWriter writer in _writers)
        {
            writer.Add(batch.Columns[writer.Source]);
        }

        for (int row = 0; _idColumn >= 0 && row < batch.RowCount; row++)
        {
            // A null is in the index under 0 and is told apart by its validity when it is looked up.
            _ids.Add(batch.Columns[_idColumn].IsNull(row) ? 0 : NumericValue.ToInt64(batch.Columns[_idColumn], row));
        }

        _rows += batch.RowCount;
    }

    /// <summary>Writes the index of identifiers and the description.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (ColumnWriter writer in _writers)
        {
            writer.End();
        }

        if (_idColumn >= 0)
        {
            int[] order = RadixSort.Order(CollectionsMarshal.AsSpan(_ids));
            using FileStream ids = File.Create(Path.Combine(_folder, TableStore.IdsFile));
            using FileStream rows = File.Create(Path.Combine(_folder, TableStore.IdRowsFile));
            long[] block = new long[8192];
            for (int at = 0; at < order.Length; at += block.Length)
            {
                int count = Math.Min(block.Length, order.Length - at);
                for (int index = 0; index < count; index++)
                {
                    block[index] = _ids[order[at + index]];
                }

                ids.Write(MemoryMarshal.AsBytes(block.AsSpan(0, count)));
                rows.Write(MemoryMarshal.AsBytes(order.AsSpan(at, count)));
            }
        }

        StoreDescription description = new()
        {
            Version = StoreDescription.CurrentVersion,
            RowCount = _rows,
            Columns = [.. _writers.Select(writer => writer.Describe())],
            HasIdIndex = _idColumn >= 0,
        };
        await AtomicFile.WriteJsonAsync(Path.Combine(_folder, StoreDescription.FileName), description, cancellationToken);
    }

    public void Dispose()
    {
        foreach (ColumnWriter writer in _writers)
        {
            writer.Dispose();
        }
    }

    /// <summary>The files of one column.</summary>
    private sealed class ColumnWriter(string folder, int number, int source, Column column) : IDisposable
    {
        private const int Buffer = 1 << 18;

        private readonly FileStream _values = Make(folder, number, "values");
        private readonly FileStream? _offsets = column.Type == ElementType.String ? Make(folder, number, "offsets") : null;
        private FileStream? _valid;
        private ulong _word;
        private long _rows;
        private long _textEnd;

        public int Source => source;

        public StoredColumnDescription Describe() => new(column.Name, column.Type, _valid is not null);

        public void Add(ColumnVector vector)
        {
            if (vector is TextVector text)
            {
                _values.Write(text.Data);
                long[] starts = new long[text.Length];
                for (int row = 0; row < text.Length; row++)
                {
                    starts[row] = _textEnd + text.Offsets[row];
                }

                _offsets!.Write(MemoryMarshal.AsBytes(starts.AsSpan()));
                _textEnd += text.Data.Length;
            }
            else
            {
                _values.Write(((IFixedSizeVector)vector).Bytes);
            }

            AddValidity(vector);
            _rows += vector.Length;
        }

        public void End()
        {
            _offsets?.Write(BitConverter.GetBytes(_textEnd));
            if (_valid is not null && (_rows & 63) != 0)
            {
                _valid.Write(BitConverter.GetBytes(_word));
            }

            Dispose();
        }

        public void Dispose()
        {
            _values.Dispose();
            _offsets?.Dispose();
            _valid?.Dispose();
        }

        private void AddValidity(ColumnVector vector)
        {
            if (_valid is null)
            {
                if (vector.NullCount == 0)
                {
                    return;
                }

                // The rows before the first null all have values.
                _valid = Make(folder, number, "valid");
                for (long word = 0; word < _rows / 64; word++)
                {
                    _valid.Write(BitConverter.GetBytes(ulong.MaxValue));
                }

                _word = (1UL << (int)(_rows & 63)) - 1;
            }

            for (int row = 0; row < vector.Length; row++)
            {
                int bit = (int)((_rows + row) & 63);
                _word |= vector.IsNull(row) ? 0 : 1UL << bit;
                if (bit == 63)
                {
                    _valid.Write(BitConverter.GetBytes(_word));
                    _word = 0;
                }
            }
        }

        private static FileStream Make(string folder, int number, string kind) =>
            new(Path.Combine(folder, $"{number}.{kind}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, Buffer);
    }
}
