using Hven.Platform.Http;
using Hven.Tables;

namespace Hven.Query.UserTables;

/// <summary>Rows for a table, which is all of them or nothing: more than a bound are refused, never cut off.</summary>
internal sealed class BoundedReader(ITableReader inner, long most) : ITableReader
{
    private long _rows;

    public TableSchema Schema => inner.Schema;

    public long? RowCount => inner.RowCount;

    public (long Read, long? Total) BytePosition => inner.BytePosition;

    public async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        bool more = await inner.ReadAsync(batch, cancellationToken);
        _rows += batch.RowCount;
        return _rows <= most ? more : throw new ServiceException("rows", 400, $"There are more than {most} rows, which is what one table may be made of here. Ask for less at a time, and append.");
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
