using Hven.Fits;
using Hven.Fits.Columns;

namespace Hven.Tables.FitsTable;

/// <summary>Rows as they lie in the file, a block of them at a time, and the arrays in the heap behind them.</summary>
internal sealed class PlainRows : ITableSource
{
    private const int BlockBytes = 1 << 18;

    // Columns take turns over this much of a block, so that the rows' cache lines are still at hand for the next column.
    private const int TurnBytes = 24 << 10;

    private readonly TableLayout _layout;
    private readonly StoredBytes _bytes;
    private readonly BinaryField[] _arrays;
    private readonly HeapSource? _heap;
    private byte[] _block = [];
    private int _blockRows;
    private int _taken;

    /// <param name="layout">The table.</param>
    /// <param name="bytes">Its data.</param>
    /// <param name="columns">The columns that are wanted.</param>
    public PlainRows(TableLayout layout, StoredBytes bytes, IEnumerable<FitsColumn> columns)
    {
        _layout = layout;
        _bytes = bytes;
        _arrays = [.. columns.Select(column => column.Variable).OfType<BinaryField>()];
        _heap = _arrays.Length > 0 ? new HeapSource(layout, bytes) : null;
    }

    public long Row { get; private set; }

    public async ValueTask<int> ReadyAsync(CancellationToken cancellationToken)
    {
        if (_taken < _blockRows)
        {
            return RowsOfTurn();
        }

        long left = _layout.RowCount - Row;
        if (left <= 0)
        {
            return 0;
        }

        if (_heap is not null)
        {
            await _bytes.PutAsideAsync(cancellationToken).ConfigureAwait(false);
        }

        int width = _layout.RowWidth;
        int rows = (int)Math.Min(left, width == 0 ? RecordBatch.DefaultRowCount : Math.Max(1, BlockBytes / width));
        int got = await FillAsync(rows * width, cancellationToken).ConfigureAwait(false);
        _taken = 0;
        _blockRows = width == 0 ? rows : got / width;
        return _blockRows > 0
            ? RowsOfTurn()
            : throw new FitsException(
                "FITS-TRUNCATED", $"The file ends inside row {Row + 1} of {_layout.RowCount}", _layout.Hdu.Index, _layout.Hdu.DataOffset + (Row * width) + got);
    }

    private int RowsOfTurn() => Math.Min(_blockRows - _taken, Math.Max(64, TurnBytes / Math.Max(1, _layout.RowWidth)));

    public int Affordable(int rows, ref long budget, bool isFirst)
    {
        if (_heap is null)
        {
            int most = (int)Math.Max(isFirst ? 1 : 0, Math.Min(rows, budget / Math.Max(1, _layout.RowWidth)));
            budget -= (long)most * _layout.RowWidth;
            return most;
        }

        for (int row = 0; row < rows; row++)
        {
            long bytes = _layout.RowWidth;
            foreach (BinaryField field in _arrays)
            {
                ReadOnlySpan<byte> cell = _block.AsSpan(((_taken + row) * _layout.RowWidth) + field.ByteOffset, field.ByteWidth);
                bytes += _heap.Describe(field, cell, Row + row).Bytes;
            }

            // A row that is too large by itself is taken when it is the batch's first.
            if (bytes > budget && (row > 0 || !isFirst))
            {
                return row;
            }

            budget -= bytes;
        }

        return rows;
    }

    public ValueTask AppendAsync(FitsColumn column, int rows, ColumnVector target, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = _block.AsMemory(_taken * _layout.RowWidth, rows * _layout.RowWidth);
        if (column.Variable is not null)
        {
            return _heap!.AppendAsync(column, bytes, rows, Row, target, cancellationToken);
        }

        column.Append(bytes.Span[Math.Min(column.ByteOffset, bytes.Length)..], _layout.RowWidth, rows, target);
        return ValueTask.CompletedTask;
    }

    public void Advance(int rows)
    {
        _taken += rows;
        Row += rows;
    }

    public ValueTask DisposeAsync() => _bytes.DisposeAsync();

    private async ValueTask<int> FillAsync(int wanted, CancellationToken cancellationToken)
    {
        long start = _layout.Hdu.DataOffset + (Row * _layout.RowWidth);
        int got = 0;
        while (got < wanted)
        {
            // A long row is read in pieces: memory grows with the bytes that are there, not with what NAXIS1 claims.
            int piece = Math.Min(wanted - got, 4 * BlockBytes);
            if (_block.Length < got + piece)
            {
                Array.Resize(ref _block, Math.Max(got + piece, (int)Math.Min(_block.Length * 2L, wanted)));
            }

            int read = await _bytes.ReadAtAsync(start + got, _block.AsMemory(got, piece), cancellationToken).ConfigureAwait(false);
            got += read;
            if (read < piece)
            {
                break;
            }
        }

        return got;
    }
}
