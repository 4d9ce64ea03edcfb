using System.Buffers.Binary;

namespace Hven.Tables.Hdf5;

/// <summary>
/// The rows of one dataset, the first axis being that of the rows: contiguous, compact, or in chunks found by a B-tree of version 1 (specification,
/// sections III.A.1 and IV.A.2.i). Holds one chunk.
/// </summary>
internal sealed class Hdf5Rows
{
    private const int MaxDepth = 32;
    private const int MaxAbsentRows = 1 << 24;

    private readonly Hdf5Source _source;
    private readonly Dictionary<long, (ulong Address, int Size, uint Skipped)> _chunks = [];
    private readonly byte[] _fill;
    private Hdf5Filters? _filters;
    private ReadOnlyMemory<byte> _compact;
    private ulong _contiguous = Hdf5Source.None;
    private int _chunkRows;
    private byte[] _chunk = [];
    private long _chunkHeld = -1;

    private Hdf5Rows(Hdf5Source source, Hdf5Type type, IReadOnlyList<long> dimensions, byte[] fill)
    {
        _source = source;
        _fill = fill;
        Type = type;
        Dimensions = dimensions;
        RowBytes = type.Size;
        foreach (long length in dimensions.Skip(1))
        {
            RowBytes = checked((int)Math.Min(RowBytes * Math.Max(length, 0L), (long)Hdf5Source.MaxBlock + 1));
        }

        if (RowBytes is 0 or > Hdf5Source.MaxBlock)
        {
            throw Hdf5Fault.Unsupported($"a row of a dataset has {RowBytes} bytes");
        }
    }

    /// <summary>The type of one element.</summary>
    public Hdf5Type Type { get; }

    /// <summary>Lengths of the axes, slowest first.</summary>
    public IReadOnlyList<long> Dimensions { get; }

    public long Count => Dimensions[0];

    public int RowBytes { get; }

    public static Hdf5Rows Open(Hdf5Source source, Hdf5Object dataset)
    {
        IReadOnlyList<long> dimensions = dataset.Dimensions();
        Hdf5Type type = dataset.Datatype();
        if (dimensions.Count == 0)
        {
            throw Hdf5Fault.Unsupported("a dataset is a single value, not rows");
        }

        var rows = new Hdf5Rows(source, type, dimensions, ReadFill(dataset, type));
        if (dataset.Find(Hdf5Message.Filters) is { } filters)
        {
            rows._filters = Hdf5Filters.Read(filters);
        }

        rows.ReadLayout(dataset.Find(Hdf5Message.Layout) ?? throw Hdf5Fault.Damaged("a dataset has no layout"));
        rows.CheckCount();
        return rows;
    }

    /// <summary>Reads rows, all of them in the dataset.</summary>
    public async ValueTask ReadAsync(long first, int count, Memory<byte> target, CancellationToken cancellationToken)
    {
        if (_chunkRows > 0)
        {
            await ReadChunksAsync(first, count, target, cancellationToken).ConfigureAwait(false);
        }
        else if (!_compact.IsEmpty)
        {
            _compact.Slice(checked((int)first * RowBytes), count * RowBytes).CopyTo(target);
        }
        else if (_contiguous == Hdf5Source.None)
        {
            Fill(target.Span[..(count * RowBytes)]);
        }
        else
        {
            await _source.ReadAsync(_contiguous + (ulong)(first * RowBytes), target[..(count * RowBytes)], cancellationToken).ConfigureAwait(false);
        }
    }

    private static byte[] ReadFill(Hdf5Object dataset, Hdf5Type type)
    {
        if (dataset.Find(Hdf5Message.FillValue) is not { } message)
        {
            return [];
        }

        bool defined = message[0] == 3 ? (message[1] & 0x20) != 0 : message[0] < 2 || message[3] != 0;
        int at = message[0] == 3 ? 2 : 4;
        if (!defined || message.Length < at + 4)
        {
            return [];
        }

        int size = BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(at));
        return size == type.Size ? message.AsSpan(at + 4, size).ToArray() : [];
    }

    private void ReadLayout(ReadOnlySpan<byte> bytes)
    {
        int version = bytes[0];
        int kind = bytes[1];
        if (version is not (3 or 4))
        {
            throw Hdf5Fault.Unsupported($"a dataset's layout is of version {version}; h5repack makes it a file of the common form");
        }

        switch (kind)
        {
            case 0:
                _compact = bytes.Slice(4, BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..])).ToArray();
                return;
            case 1:
                _contiguous = BinaryPrimitives.ReadUInt64LittleEndian(bytes[2..]);
                return;
            case 2 when version == 3:
                ReadChunked(bytes);
                return;
            case 2:
                ReadSingleChunk(bytes);
                return;
            default:
                throw Hdf5Fault.Unsupported("a dataset is put together of others (a virtual dataset)");
        }
    }

    private void ReadChunked(ReadOnlySpan<byte> bytes)
    {
        int rank = bytes[2] - 1;
        ulong tree = BinaryPrimitives.ReadUInt64LittleEndian(bytes[3..]);
        long[] lengths = new long[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            lengths[axis] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(11 + (4 * axis))..]);
        }

        SetChunk(lengths);
        if (tree != Hdf5Source.None)
        {
            ReadTree(tree, rank, 0);
        }
    }

    /// <summary>Layout version 4 with the index "single chunk"; the others of that version belong to files that h5py and PyTables write on demand only.</summary>
    private void ReadSingleChunk(ReadOnlySpan<byte> bytes)
    {
        int flags = bytes[2];
        int rank = bytes[3] - 1;
        int width = bytes[4];
        long[] lengths = new long[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            for (int at = 0; at < width; at++)
            {
                lengths[axis] |= (long)bytes[5 + (axis * width) + at] << (8 * at);
            }
        }

        bytes = bytes[(5 + ((rank + 1) * width))..];
        if (bytes[0] != 1)
        {
            throw Hdf5Fault.Unsupported("a dataset's chunks are indexed in the form of libver='latest'; h5repack makes it a file of the common form");
        }

        SetChunk(lengths);
        bytes = bytes[1..];
        long size = (long)_chunkRows * RowBytes;
        uint skipped = 0;
        if ((flags & 2) != 0)
        {
            size = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            skipped = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
            bytes = bytes[12..];
        }

        AddChunk(0, BinaryPrimitives.ReadUInt64LittleEndian(bytes), size, skipped);
    }

    private void SetChunk(long[] lengths)
    {
        if (lengths.Length != Dimensions.Count || lengths[0] <= 0 || lengths[0] * RowBytes > Hdf5Source.MaxBlock)
        {
            throw Hdf5Fault.Unsupported($"a dataset has chunks of {string.Join(" x ", lengths)} rows of {RowBytes} bytes");
        }

        if (!lengths.Skip(1).SequenceEqual(Dimensions.Skip(1)))
        {
            throw Hdf5Fault.Unsupported("a dataset of several axes is cut into chunks within its rows; h5repack with other chunks helps");
        }

        _chunkRows = (int)lengths[0];
    }

    private void ReadTree(ulong address, int rank, int depth)
    {
        byte[] head = _source.Read(address, 24);
        if (depth > MaxDepth || !head.AsSpan().StartsWith("TREE"u8) || head[4] != 1)
        {
            throw Hdf5Fault.Damaged($"there is no tree of chunks at {address}");
        }

        int keyBytes = 8 + (8 * (rank + 1));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(6));
        byte[] entries = _source.Read(address + 24, (long)count * (keyBytes + 8));
        for (int entry = 0; entry < count; entry++)
        {
            ReadOnlySpan<byte> key = entries.AsSpan(entry * (keyBytes + 8), keyBytes + 8);
            ulong child = BinaryPrimitives.ReadUInt64LittleEndian(key[keyBytes..]);
            if (head[5] > 0)
            {
                ReadTree(child, rank, depth + 1);
            }
            else
            {
                AddChunk(BinaryPrimitives.ReadInt64LittleEndian(key[8..]), child, BinaryPrimitives.ReadUInt32LittleEndian(key), BinaryPrimitives.ReadUInt32LittleEndian(key[4..]));
            }
        }
    }

    private void AddChunk(long row, ulong address, long size, uint skipped)
    {
        // Each entry of an honest tree takes more than this of the file: a tree that leads back into itself ends here.
        if (row < 0 || row % _chunkRows != 0 || size > Hdf5Source.MaxBlock || _chunks.Count > _source.Length / 16 || !_chunks.TryAdd(row / _chunkRows, (address, (int)size, skipped)))
        {
            throw Hdf5Fault.Damaged($"its chunk at row {row} cannot be");
        }
    }

    private async ValueTask ReadChunksAsync(long first, int count, Memory<byte> target, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            long number = first / _chunkRows;
            int within = (int)(first - (number * _chunkRows));
            int rows = Math.Min(count, _chunkRows - within);
            if (number != _chunkHeld)
            {
                await HoldAsync(number, cancellationToken).ConfigureAwait(false);
            }

            _chunk.AsMemory(within * RowBytes, rows * RowBytes).CopyTo(target);
            target = target[(rows * RowBytes)..];
            first += rows;
            count -= rows;
        }
    }

    private async ValueTask HoldAsync(long number, CancellationToken cancellationToken)
    {
        _chunkHeld = -1;
        if (_chunk.Length == 0)
        {
            _chunk = new byte[_chunkRows * RowBytes];
        }

        if (!_chunks.TryGetValue(number, out (ulong Address, int Size, uint Skipped) chunk) || chunk.Address == Hdf5Source.None)
        {
            Fill(_chunk);
        }
        else if (_filters is { IsEmpty: false } filters)
        {
            byte[] stored = new byte[chunk.Size];
            await _source.ReadAsync(chunk.Address, stored, cancellationToken).ConfigureAwait(false);
            Hdf5Fault.Guard(() =>
            {
                filters.Undo(stored, chunk.Skipped, _chunk);
                return true;
            });
        }
        else
        {
            await _source.ReadAsync(chunk.Address, _chunk, cancellationToken).ConfigureAwait(false);
        }

        _chunkHeld = number;
    }

    /// <summary>A few bytes can say any number of rows when none is stored.</summary>
    private void CheckCount()
    {
        long stored = _chunkRows > 0 ? (long)_chunks.Count * _chunkRows : _contiguous != Hdf5Source.None ? _source.Length / RowBytes : _compact.Length / RowBytes;
        if (Count - stored > MaxAbsentRows)
        {
            throw Hdf5Fault.Damaged($"a dataset of {Count} rows stores {stored}");
        }
    }

    private void Fill(Span<byte> target)
    {
        if (_fill.Length == 0)
        {
            target.Clear();
            return;
        }

        for (; target.Length >= _fill.Length; target = target[_fill.Length..])
        {
            _fill.CopyTo(target);
        }
    }
}
