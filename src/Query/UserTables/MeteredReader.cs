using Hven.Platform.Jobs;
using Hven.Tables;

namespace Hven.Query.UserTables;

/// <summary>Rows that a job tells of as they come.</summary>
internal sealed class MeteredReader(ITableReader inner, JobMeter meter) : ITableReader
{
    public TableSchema Schema => inner.Schema;

    public long? RowCount => inner.RowCount;

    public (long Read, long? Total) BytePosition => inner.BytePosition;

    public async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        bool more = await inner.ReadAsync(batch, cancellationToken);
        meter.Rows += batch.RowCount;
        (long read, long? total) = inner.BytePosition;
        meter.Fraction = total > 0 ? Math.Min(1, (double)read / total.Value) : null;
        return more;
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
