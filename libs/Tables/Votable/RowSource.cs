namespace Hven.Tables.Votable;

/// <summary>The rows of one table, however they are written.</summary>
internal abstract class RowSource
{
    /// <summary>Rows met so far, bad ones included; <see langword="null"/> where they are not counted.</summary>
    public virtual long? RowCount => null;

    /// <summary>Adds rows to an empty batch.</summary>
    /// <returns>False when there are no more rows; the batch may still have got some.</returns>
    public abstract ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken);

    /// <summary>Lets go of what the rows hold on to.</summary>
    public virtual ValueTask CloseAsync() => ValueTask.CompletedTask;
}

/// <summary>Rows that are not read, for a reason.</summary>
internal sealed class RefusedRows(TableFormatException fault) : RowSource
{
    public override ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken) =>
        throw new TableFormatException(fault.Code, fault.Message, fault);
}
