using System.Buffers.Binary;
using Hven.Fits;
using Hven.Fits.Columns;

namespace Hven.Tables.FitsTable;

/// <summary>
/// Reads the arrays of variable length (FITS 4.0, section 7.3.5) that the rows of a block point to. Arrays that lie close together, which is what
/// writers make, come with one read.
/// </summary>
internal sealed class HeapSource(TableLayout layout, StoredBytes bytes)
{
    private const int MaxGap = 1 << 16;
    private const int Piece = 1 << 20;

    private byte[] _buffer = [];

    /// <summary>Elements and place in the heap of one cell, checked against the heap.</summary>
    /// <param name="field">The column.</param>
    /// <param name="cell">The descriptor's bytes.</param>
    /// <param name="row">Row number from 0, for messages.</param>
    public (int Count, long Offset, int Bytes) Describe(BinaryField field, ReadOnlySpan<byte> cell, long row)
    {
        if (field.Repeat == 0)
        {
            return default;
        }

        bool wide = field.Descriptor == 'Q';
        long count = wide ? BinaryPrimitives.ReadInt64BigEndian(cell) : BinaryPrimitives.ReadInt32BigEndian(cell);
        long offset = wide ? BinaryPrimitives.ReadInt64BigEndian(cell[8..]) : BinaryPrimitives.ReadInt32BigEndian(cell[4..]);
        Int128 length = field.Code == 'X' ? ((Int128)count + 7) / 8 : (Int128)count * field.ElementSize;
        if (count == 0)
        {
            return default;
        }

        if (count < 0 || offset < 0 || offset + length > layout.HeapLength)
        {
            throw new FitsException(
                "FITS-HEAP",
                $"Row {row + 1} of column '{field.Name}' points to {count} elements at byte {offset} of a heap of {layout.HeapLength} bytes",
                layout.Hdu.Index,
                layout.Hdu.DataOffset + (row * layout.RowWidth) + field.ByteOffset,
                field.Name);
        }

        return length <= Array.MaxLength / 2 && count <= int.MaxValue
            ? ((int)count, offset, (int)length)
            : throw new FitsException("FITS-HEAP", $"Row {row + 1} of column '{field.Name}' has {count} elements, more than a cell can hold here", layout.Hdu.Index, card: field.Name);
    }

    /// <summary>Appends the arrays of one column for some rows.</summary>
    /// <param name="column">The column.</param>
    /// <param name="rows">Bytes of whole rows.</param>
    /// <param name="count">How many.</param>
    /// <param name="firstRow">Number of the first from 0, for messages.</param>
    /// <param name="target">The column's vector.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public async ValueTask AppendAsync(
        FitsColumn column, ReadOnlyMemory<byte> rows, int count, long firstRow, ColumnVector target, CancellationToken cancellationToken)
    {
        BinaryField field = column.Variable!;
        for (int row = 0; row < count;)
        {
            // The run of rows whose arrays follow each other in the heap, nearly without gaps.
            var first = Describe(field, Cell(field, rows, row), firstRow + row);
            long end = first.Offset + first.Bytes;
            int next = row + 1;
            for (; next < count; next++)
            {
                var cell = Describe(field, Cell(field, rows, next), firstRow + next);
                if (cell.Bytes > 0 && end == 0)
                {
                    first = cell;
                    end = cell.Offset;
                }

                if (cell.Bytes > 0 && (cell.Offset < first.Offset || cell.Offset > end + MaxGap || cell.Offset + cell.Bytes - first.Offset > 16 * Piece))
                {
                    break;
                }

                end = Math.Max(end, cell.Offset + cell.Bytes);
            }

            int length = (int)(end - first.Offset);
            await FillAsync(field, first.Offset, length, firstRow + row, cancellationToken).ConfigureAwait(false);
            for (; row < next; row++)
            {
                var cell = Describe(field, Cell(field, rows, row), firstRow + row);
                AppendCell(column, cell.Count, cell.Bytes == 0 ? default : _buffer.AsSpan((int)(cell.Offset - first.Offset), cell.Bytes), target);
            }
        }
    }

    /// <summary>Reads the array that a cell of a row points to.</summary>
    /// <param name="field">The column.</param>
    /// <param name="rowBytes">The bytes of the row.</param>
    /// <param name="row">Row number from 0, for messages.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The bytes; good until the next call.</returns>
    public ValueTask<ReadOnlyMemory<byte>> ReadCellAsync(BinaryField field, ReadOnlyMemory<byte> rowBytes, long row, CancellationToken cancellationToken)
    {
        var cell = Describe(field, Cell(field, rowBytes, 0), row);
        return ReadAsync(field, cell.Offset, cell.Bytes, row, cancellationToken);
    }

    /// <summary>Reads the bytes that a descriptor of 64-bit numbers points to, whatever the form of its column.</summary>
    /// <param name="field">The column.</param>
    /// <param name="descriptor">Bytes and place in the heap.</param>
    /// <param name="row">Row number from 0, for messages.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The bytes; good until the next call.</returns>
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(BinaryField field, ReadOnlySpan<byte> descriptor, long row, CancellationToken cancellationToken)
    {
        var cell = Describe(field with { Descriptor = 'Q', Code = 'B' }, descriptor, row);
        return ReadAsync(field, cell.Offset, cell.Bytes, row, cancellationToken);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(BinaryField field, long offset, int length, long row, CancellationToken cancellationToken)
    {
        await FillAsync(field, offset, length, row, cancellationToken).ConfigureAwait(false);
        return _buffer.AsMemory(0, length);
    }

    private ReadOnlySpan<byte> Cell(BinaryField field, ReadOnlyMemory<byte> rows, int row) =>
        rows.Span.Slice((row * layout.RowWidth) + field.ByteOffset, field.ByteWidth);

    /// <summary>Appends one cell.</summary>
    public static void AppendCell(FitsColumn column, int count, ReadOnlySpan<byte> array, ColumnVector target)
    {
        if (target is TextVector texts)
        {
            ((TextDecoder)column.Decoder).AppendOne(array, texts);
            return;
        }

        ListVector list = (ListVector)target;
        BinaryField field = column.Variable!;
        int size = field.Code == 'A' ? field.StringWidth : field.Code == 'X' ? 0 : field.ElementSize;
        int elements = field.Code == 'A' ? count / size : count;
        int step = column.Column.Shape!.Lengths.SkipLast(1).Aggregate(1, (product, length) => product * length);
        int whole = elements - (elements % step);
        if (whole < elements || (field.Code == 'A' && count % size != 0))
        {
            column.Decoder.Remark ??= ("FITS-ARRAY", $"Arrays have elements beyond the shape that TDIM{field.Number} gives them; these are left out");
        }

        if (whole > 0)
        {
            column.Decoder.Append(array, size, whole, list.Items);
        }

        list.EndRow();
    }

    private async ValueTask FillAsync(BinaryField field, long offset, int length, long row, CancellationToken cancellationToken)
    {
        long position = layout.Hdu.DataOffset + layout.HeapOffset + offset;
        for (int filled = 0; filled < length;)
        {
            // The buffer grows with the bytes that are really there, not with what a descriptor claims.
            int wanted = Math.Min(Piece, length - filled);
            if (_buffer.Length < filled + wanted)
            {
                Array.Resize(ref _buffer, Math.Max(filled + wanted, (int)Math.Min(_buffer.Length * 2L, length)));
            }

            int got = await bytes.ReadAtAsync(position + filled, _buffer.AsMemory(filled, wanted), cancellationToken).ConfigureAwait(false);
            filled += got;
            if (got < wanted)
            {
                throw new FitsException(
                    "FITS-TRUNCATED", $"The file ends inside the heap, in the array of row {row + 1} or after, column '{field.Name}'", layout.Hdu.Index, position + filled);
            }
        }
    }
}
