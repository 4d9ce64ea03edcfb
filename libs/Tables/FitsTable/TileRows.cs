using Hven.Fits;
using Hven.Fits.Columns;

namespace Hven.Tables.FitsTable;

/// <summary>Rows out of the tiles of a compressed table (FITS 4.0, section 10.3), a tile at a time and of it only the columns that are wanted.</summary>
internal sealed class TileRows : ITableSource
{
    private readonly CompressedTableLayout _layout;
    private readonly StoredBytes _bytes;
    private readonly Dictionary<FitsColumn, TileColumn> _columns;
    private byte[] _storedRow = [];
    private int _rows;
    private int _taken;

    public TileRows(CompressedTableLayout layout, StoredBytes bytes, IEnumerable<FitsColumn> columns)
    {
        _layout = layout;
        _bytes = bytes;
        HeapSource heap = new(layout.Stored, bytes);
        _columns = new Dictionary<FitsColumn, TileColumn>(ReferenceEqualityComparer.Instance);
        foreach (FitsColumn column in columns)
        {
            int index = column.Field.Number - 1;
            _columns[column] = new TileColumn((BinaryField)column.Field, (BinaryField)layout.Stored.Fields[index], layout.Algorithms[index], heap);
        }
    }

    public long Row { get; private set; }

    public async ValueTask<int> ReadyAsync(CancellationToken cancellationToken)
    {
        if (_taken < _rows)
        {
            return _rows - _taken;
        }

        long left = _layout.Table.RowCount - Row;
        if (left <= 0)
        {
            return 0;
        }

        await _bytes.PutAsideAsync(cancellationToken).ConfigureAwait(false);
        long tile = Row / _layout.TileRows;
        int rows = (int)Math.Min(Math.Min(left, _layout.TileRows), Array.MaxLength);
        await ReadStoredRowAsync(tile, cancellationToken).ConfigureAwait(false);
        foreach (TileColumn column in _columns.Values)
        {
            try
            {
                await column.LoadAsync(_storedRow, tile, rows, cancellationToken).ConfigureAwait(false);
            }
            catch (FitsException exception) when (exception.Code is "FITS-GZIP" or "FITS-RICE" or "FITS-TILE")
            {
                throw Placed(exception, column.Field, $"tile {tile + 1}");
            }
        }

        _taken = 0;
        return _rows = rows;
    }

    public int Affordable(int rows, ref long budget, bool isFirst)
    {
        for (int row = 0; row < rows; row++)
        {
            long bytes = _layout.Table.RowWidth;
            foreach (TileColumn column in _columns.Values)
            {
                bytes += column.ArrayBytes(_taken + row);
            }

            if (bytes > budget && (row > 0 || !isFirst))
            {
                return row;
            }

            budget -= bytes;
        }

        return rows;
    }

    public async ValueTask AppendAsync(FitsColumn column, int rows, ColumnVector target, CancellationToken cancellationToken)
    {
        TileColumn tile = _columns[column];
        if (column.Variable is null)
        {
            column.Append(tile.Cells(_taken), tile.CellWidth, rows, target);
            return;
        }

        for (int row = 0; row < rows; row++)
        {
            try
            {
                (int count, ReadOnlyMemory<byte> array) = await tile.ArrayAsync(_taken + row, Row + row, cancellationToken).ConfigureAwait(false);
                HeapSource.AppendCell(column, count, array.Span, target);
            }
            catch (FitsException exception) when (exception.Code is "FITS-GZIP" or "FITS-RICE" or "FITS-TILE")
            {
                throw Placed(exception, tile.Field, $"row {Row + row + 1}");
            }
        }
    }

    public void Advance(int rows)
    {
        _taken += rows;
        Row += rows;
    }

    public ValueTask DisposeAsync() => _bytes.DisposeAsync();

    private FitsException Placed(FitsException exception, TableField field, string place) =>
        new(exception.Code, $"{exception.Message}, in {place}", _layout.Stored.Hdu.Index, _layout.Stored.Hdu.DataOffset + (Row / _layout.TileRows * _layout.Stored.RowWidth), field.Name, exception);

    private async ValueTask ReadStoredRowAsync(long tile, CancellationToken cancellationToken)
    {
        // Columns are descriptors of 8 or 16 bytes, so a row of more than 999 of them was refused with the header.
        int width = _layout.Stored.RowWidth;
        if (_storedRow.Length < width)
        {
            _storedRow = new byte[width];
        }

        long start = _layout.Stored.Hdu.DataOffset + (tile * width);
        int got = await _bytes.ReadAtAsync(start, _storedRow.AsMemory(0, width), cancellationToken).ConfigureAwait(false);
        if (got < width)
        {
            throw new FitsException("FITS-TRUNCATED", $"The file ends inside tile {tile + 1}", _layout.Stored.Hdu.Index, start + got);
        }
    }
}
