namespace Hven.Tables;

/// <summary>
/// Writes one table to a stream: <see cref="WriteAsync"/> any number of times, then <see cref="EndAsync"/> once. The head of the document is written
/// by the first of these calls. Disposing without <see cref="EndAsync"/> leaves a document that readers recognise as cut off.
/// </summary>
public abstract class TableWriter : IAsyncDisposable
{
    /// <summary>
    /// Bytes that the writer keeps aside, in memory or in a temporary file, and passes on in <see cref="EndAsync"/>; 0 for a format that is written as
    /// its rows come.
    /// </summary>
    public virtual long BytesAside => 0;

    /// <summary>Writes the rows of a batch; the batch may be reused as soon as the call returns.</summary>
    /// <param name="batch">Rows of the schema that the writer was made for.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    public abstract ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken);

    /// <summary>Writes what closes the document. Does not close the stream.</summary>
    /// <param name="end">How the table ended.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    public abstract ValueTask EndAsync(TableEnd end, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>How a table ended, for formats that can say so (VOTable INFO QUERY_STATUS, DALI 1.1 section 4.4.1; JSON).</summary>
/// <param name="Overflow">Whether rows were left out because a limit was met.</param>
/// <param name="Error">The failure that ended the table before its last row, or <see langword="null"/>.</param>
public readonly record struct TableEnd(bool Overflow = false, string? Error = null);
