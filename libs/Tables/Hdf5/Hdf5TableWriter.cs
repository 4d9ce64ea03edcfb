using System.Buffers.Binary;
using Hven.Fits;
using Hven.Tables.Arrow;

namespace Hven.Tables.Hdf5;

/// <summary>
/// Writes an HDF5 file that pandas (<c>read_hdf(file, "data")</c>), PyTables and astropy (<c>Table.read(file, path="data/table")</c>) all read: one dataset
/// of compounds <c>/data/table</c>, whose first member <c>index</c> counts the rows from 0. Columns with nulls have marks beside them that astropy
/// takes as masks; pandas sees NaN for missing floats and texts, but the value under the mark for integers (the column's null value, else the least
/// of the type, the greatest if unsigned) and false for booleans. Arrays and complex numbers are there for astropy and h5py; pandas' tables have none.
/// An array without any value is null. Texts are as wide as the widest. The width of the texts and the number of rows stand in front of them: the
/// rows are kept aside, in a temporary file beyond 16 MiB, until <see cref="EndAsync"/>, which writes the file from front to back; holds a chunk
/// of 256 KiB. A table that ends in an error is not written. Not safe for concurrent use.
/// </summary>
public sealed class Hdf5TableWriter : TableWriter
{
    private const int SpoolBytes = 16 << 20;

    private readonly Stream _stream;
    private readonly TableSchema _schema;
    private readonly Hdf5OutputColumn[] _columns;
    private readonly Spool _spool = new(SpoolBytes);
    private readonly ArrowTableWriter _aside;
    private long _rows;

    /// <summary>Makes a writer.</summary>
    /// <param name="stream">Takes the file; only asynchronous writes are made, from front to back.</param>
    /// <param name="schema">The columns.</param>
    /// <exception cref="TableFormatException">A column cannot be written: arrays of varying length, names that are empty, hold <c>/</c> or come twice.</exception>
    public Hdf5TableWriter(Stream stream, TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        Check(schema);
        _stream = stream;
        _schema = schema;
        _columns = [.. schema.Columns.Select(Hdf5OutputColumn.For)];
        _aside = new ArrowTableWriter(new SpoolOutput(_spool), schema);
    }

    /// <inheritdoc/>
    public override long BytesAside => _spool.Length;

    /// <inheritdoc/>
    /// <exception cref="TableFormatException">A text ends in NUL, or an array is not of its column's shape.</exception>
    public override async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (int column = 0; column < _columns.Length; column++)
        {
            _columns[column].Look(batch.Columns[column]);
        }

        _rows += batch.RowCount;
        await _aside.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="TableFormatException">A row is wider than 16 MiB, or the names take more room than a header has.</exception>
    public override async ValueTask EndAsync(TableEnd end, CancellationToken cancellationToken)
    {
        if (end.Error is not null)
        {
            return;
        }

        await _aside.EndAsync(default, cancellationToken).ConfigureAwait(false);
        var layout = new Hdf5Layout(_schema, _columns, _rows);
        foreach (Hdf5Bytes block in layout.Head())
        {
            await _stream.WriteAsync(block.Memory, cancellationToken).ConfigureAwait(false);
        }

        await WriteRowsAsync(layout, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _aside.DisposeAsync().ConfigureAwait(false);
        await _spool.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private static void Check(TableSchema schema)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (Column column in schema.Columns)
        {
            if (column.Shape is { IsVariable: true })
            {
                throw new TableFormatException("HDF5-VARIABLE", $"Column {column.Name} holds arrays of varying length, which the tables of PyTables and pandas cannot. Leave it out, or write another format.");
            }

            if (column.Name.Length == 0 || column.Name is "." || column.Name.AsSpan().ContainsAny('/', '\0'))
            {
                throw new TableFormatException("HDF5-NAMES", $"HDF5 has no column named '{column.Name}': names are not empty and hold neither / nor NUL.");
            }

            if (!names.Add(column.Name))
            {
                throw new TableFormatException("HDF5-NAMES", $"Two columns are named {column.Name}; the members of HDF5's compounds have names of their own.");
            }
        }
    }

    private async ValueTask WriteRowsAsync(Hdf5Layout layout, CancellationToken cancellationToken)
    {
        _spool.Stream.Position = 0;
        ArrowTableReader reader = await ArrowTableReader.OpenAsync(_spool.Stream, null, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var batch = new RecordBatch(_schema);
            var part = new RecordBatch(_schema);
            byte[] bytes = [];
            long row = 0;
            while (await reader.ReadAsync(batch, cancellationToken).ConfigureAwait(false))
            {
                // Wide rows are encoded some at a time.
                int step = Math.Max(1, Math.Min(batch.RowCount, Math.Max(layout.ChunkRows, 1)));
                for (int first = 0; first < batch.RowCount; first += step)
                {
                    int count = Math.Min(step, batch.RowCount - first);
                    RecordBatch rows = count == batch.RowCount ? batch : Slice(batch, first, count, part);
                    int length = count * layout.RowBytes;
                    bytes = bytes.Length < length ? new byte[length] : bytes;
                    Encode(layout, rows, row, bytes.AsSpan(0, length));
                    await _stream.WriteAsync(bytes.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
                    row += count;
                }
            }

            // The last chunk is as long as the others.
            long rest = ((layout.Chunks * layout.ChunkRows) - row) * layout.RowBytes;
            await _stream.WriteAsync(new byte[rest], cancellationToken).ConfigureAwait(false);
        }
    }

    private static RecordBatch Slice(RecordBatch batch, int first, int count, RecordBatch part)
    {
        part.Clear();
        int[] rows = [.. Enumerable.Range(first, count)];
        for (int column = 0; column < batch.Columns.Count; column++)
        {
            part.Columns[column].AppendRows(batch.Columns[column], rows);
        }

        return part;
    }

    private void Encode(Hdf5Layout layout, RecordBatch batch, long firstRow, Span<byte> target)
    {
        for (int row = 0; row < batch.RowCount; row++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(target[(row * layout.RowBytes)..], firstRow + row);
        }

        for (int column = 0; column < _columns.Length; column++)
        {
            _columns[column].Write(batch.Columns[column], target[layout.Offsets[column]..], layout.RowBytes);
            if (layout.Masks[column].Offset is >= 0 and var mask)
            {
                _columns[column].WriteMask(batch.Columns[column], target[mask..], layout.RowBytes);
            }
        }
    }
}
