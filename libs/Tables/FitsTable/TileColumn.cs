using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Hven.Fits;
using Hven.Fits.Columns;
using Hven.Fits.Compression;

namespace Hven.Tables.FitsTable;

/// <summary>
/// One column of one tile of a compressed table. A column of variable-length arrays is compressed twice: each array by itself, and then, with gzip, the
/// descriptors, first those that the uncompressed table has, then those (of 64 bits) of the compressed arrays.
/// </summary>
/// <param name="original">The column as it was.</param>
/// <param name="stored">The column as it is stored.</param>
/// <param name="algorithm">How the values are compressed.</param>
/// <param name="heap">The heap of the stored table.</param>
internal sealed class TileColumn(BinaryField original, BinaryField stored, TileAlgorithm algorithm, HeapSource heap)
{
    private const int StoredDescriptorWidth = 16;

    private byte[] _cells = [];
    private byte[] _array = [];
    private byte[] _scratch = [];
    private int _rows;

    public BinaryField Field => original;

    /// <summary>Bytes from one cell to the next.</summary>
    public int CellWidth => original.ByteWidth;

    private bool IsVariable => original.Descriptor != '\0';

    // cfitsio shuffles the bytes of these types only; complex numbers stay as they are also under GZIP_2.
    private int ShuffleWidth => algorithm == TileAlgorithm.Gzip2 && original.Code is 'I' or 'J' or 'K' or 'E' or 'D' ? original.ElementSize : 1;

    /// <summary>The cells from a row of the tile on; for variable-length arrays their descriptors.</summary>
    public ReadOnlySpan<byte> Cells(int row) => _cells.AsSpan(row * CellWidth);

    /// <summary>Reads and decodes the tile.</summary>
    /// <param name="storedRow">The stored table's row that is the tile.</param>
    /// <param name="tile">Its number from 0, for messages.</param>
    /// <param name="rows">Rows in the tile.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public async ValueTask LoadAsync(ReadOnlyMemory<byte> storedRow, long tile, int rows, CancellationToken cancellationToken)
    {
        _rows = rows;
        int width = CellWidth + (IsVariable ? StoredDescriptorWidth : 0);
        long length = (long)rows * width;
        if (length == 0)
        {
            return;
        }

        ReadOnlyMemory<byte> packed = await heap.ReadCellAsync(stored, storedRow, tile, cancellationToken).ConfigureAwait(false);
        Room(ref _cells, length, packed.Length);
        Decode(packed, _cells.AsSpan(0, (int)length), IsVariable ? TileAlgorithm.Gzip1 : algorithm);
    }

    /// <summary>Bytes of the array of a row; 0 for columns of fixed width.</summary>
    public long ArrayBytes(int row)
    {
        if (!IsVariable || CellWidth == 0)
        {
            return 0;
        }

        long count = Count(row);
        long packed = BinaryPrimitives.ReadInt64BigEndian(StoredDescriptor(row));

        // What cannot be is found when the array is read; until then it costs what it can be at most.
        return Math.Clamp(original.Code == 'X' ? (count + 7) / 8 : count * (Int128)original.ElementSize is var bytes && bytes > long.MaxValue ? long.MaxValue : (long)bytes, 0, Math.Max(0, packed) * GzipTile.MaxRatio);
    }

    /// <summary>Reads and decodes the array of a row.</summary>
    /// <param name="row">The row in the tile.</param>
    /// <param name="tableRow">The row in the table, for messages.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>Elements and bytes; good until the next call.</returns>
    public async ValueTask<(int Count, ReadOnlyMemory<byte> Bytes)> ArrayAsync(int row, long tableRow, CancellationToken cancellationToken)
    {
        long count = CellWidth == 0 ? 0 : Count(row);
        if (count == 0)
        {
            return default;
        }

        Int128 length = original.Code == 'X' ? ((Int128)count + 7) / 8 : (Int128)count * original.ElementSize;
        if (count < 0 || length > int.MaxValue)
        {
            throw new FitsException("FITS-TILE", $"An array of {count} elements is announced");
        }

        ReadOnlyMemory<byte> packed = await heap.ReadAsync(stored, StoredDescriptor(row), tableRow, cancellationToken).ConfigureAwait(false);
        if (packed.Length == length)
        {
            // What does not get smaller is left as it is.
            return ((int)count, packed);
        }

        Room(ref _array, (long)length, packed.Length);
        Decode(packed, _array.AsSpan(0, (int)length), algorithm);
        return ((int)count, _array.AsMemory(0, (int)length));
    }

    private long Count(int row)
    {
        ReadOnlySpan<byte> cell = Cells(row);
        return original.Descriptor == 'Q' ? BinaryPrimitives.ReadInt64BigEndian(cell) : BinaryPrimitives.ReadInt32BigEndian(cell);
    }

    private ReadOnlySpan<byte> StoredDescriptor(int row) => _cells.AsSpan((_rows * CellWidth) + (row * StoredDescriptorWidth), StoredDescriptorWidth);

    private void Decode(ReadOnlyMemory<byte> packed, Span<byte> target, TileAlgorithm how)
    {
        int shuffle = ShuffleWidth;
        switch (how)
        {
            case TileAlgorithm.None when packed.Length == target.Length:
                packed.Span.CopyTo(target);
                break;
            case TileAlgorithm.None:
                throw new FitsException("FITS-TILE", $"A tile that is not compressed has {packed.Length} bytes instead of {target.Length}");
            case TileAlgorithm.Rice1:
                Rice(packed.Span, target);
                break;
            case TileAlgorithm.Gzip2 when shuffle > 1:
                Room(ref _scratch, target.Length, packed.Length);
                GzipTile.Decode(packed, _scratch.AsSpan(0, target.Length));
                ByteShuffle.Unshuffle(_scratch.AsSpan(0, target.Length), target, shuffle);
                break;
            default:
                GzipTile.Decode(packed, target);
                break;
        }
    }

    // The decoder gives values in this machine's byte order, the columns' decoders take big-endian ones.
    private void Rice(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        switch (original.ElementSize)
        {
            case 1:
                RiceDecoder.Decode(packed, target);
                break;
            case 2:
                Span<ushort> halves = MemoryMarshal.Cast<byte, ushort>(target);
                RiceDecoder.Decode(packed, halves);
                BigEndian.Gather(target, 2, halves);
                break;
            default:
                Span<uint> words = MemoryMarshal.Cast<byte, uint>(target);
                RiceDecoder.Decode(packed, words);
                BigEndian.Gather(target, 4, words);
                break;
        }
    }

    // Memory is spent only on what the compressed bytes can possibly hold.
    private static void Room(ref byte[] buffer, long length, int packed)
    {
        if (length > (long)packed * GzipTile.MaxRatio || length > Array.MaxLength)
        {
            throw new FitsException("FITS-TILE", $"{packed} compressed bytes cannot hold the {length} that are announced");
        }

        if (buffer.Length < length)
        {
            buffer = new byte[(int)length];
        }
    }
}
