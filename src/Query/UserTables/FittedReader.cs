using Hven.Platform.Http;
using Hven.Tables;

namespace Hven.Query.UserTables;

/// <summary>Rows of a file in the columns that are wanted: some of them, in another order, of other types, or null where the file has none.</summary>
internal sealed class FittedReader : ITableReader
{
    private readonly ITableReader _inner;
    private readonly int[] _sources;
    private readonly RecordBatch _batch;
    private int[] _all = [];
    private long _rows;

    /// <summary>Fits a reader.</summary>
    /// <param name="inner">The rows; disposed of with this.</param>
    /// <param name="columns">The columns that are wanted, each with the index of its source, or -1 for nulls.</param>
    public FittedReader(ITableReader inner, IReadOnlyList<(Column Column, int Source)> columns)
    {
        _inner = inner;
        _sources = [.. columns.Select(one => one.Source)];
        _batch = new(inner.Schema);
        Schema = new([.. columns.Select(one => one.Column)]);
    }

    public TableSchema Schema { get; }

    public long? RowCount => _inner.RowCount;

    public (long Read, long? Total) BytePosition => _inner.BytePosition;

    public async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        batch.Clear();
        if (!await _inner.ReadAsync(_batch, cancellationToken))
        {
            return false;
        }

        int count = _batch.RowCount;
        _all = _all.Length == count ? _all : [.. Enumerable.Range(0, count)];
        for (int column = 0; column < _sources.Length; column++)
        {
            Fill(batch.Columns[column], column, count);
        }

        _rows += count;
        return true;
    }

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private void Fill(ColumnVector target, int column, int count)
    {
        if (_sources[column] < 0)
        {
            for (int row = 0; row < count; row++)
            {
                target.AppendNull();
            }

            return;
        }

        ColumnVector source = _batch.Columns[_sources[column]];
        if (_inner.Schema.Columns[_sources[column]] is var from && from.Type == Schema.Columns[column].Type && Equals(from.Shape, Schema.Columns[column].Shape))
        {
            target.AppendRows(source, _all);
            return;
        }

        for (int row = 0; row < count; row++)
        {
            if (!CellCast.TryAppend(source, row, target))
            {
                throw new ServiceException("table-value", 400, $"Row {_rows + row + 1}, column {from.Name}: {CellCast.Text(source, row)} is no value of the type {Schema.Columns[column].Type.ToString().ToLowerInvariant()}. Nothing was changed.");
            }
        }
    }
}

/// <summary>Rows of two readers of equal columns, one after the other.</summary>
internal sealed class ChainedReader(ITableReader first, ITableReader second) : ITableReader
{
    private bool _isSecond;

    public TableSchema Schema => first.Schema;

    public long? RowCount => first.RowCount + second.RowCount;

    public (long Read, long? Total) BytePosition => (first.BytePosition.Read + second.BytePosition.Read, first.BytePosition.Total + second.BytePosition.Total);

    public async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        if (!_isSecond && await first.ReadAsync(batch, cancellationToken))
        {
            return true;
        }

        _isSecond = true;
        return await second.ReadAsync(batch, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
    }
}
