namespace Hven.Tables;

/// <summary>A stream of rows out of a file of some format.</summary>
public interface ITableReader : IAsyncDisposable
{
    /// <summary>The columns, known before the first row is read.</summary>
    TableSchema Schema { get; }

    /// <summary>Rows in all, when the format tells beforehand.</summary>
    long? RowCount { get; }

    /// <summary>Bytes of the source read so far and in all, for progress; the total is <see langword="null"/> when the source has no length.</summary>
    (long Read, long? Total) BytePosition { get; }

    /// <summary>Clears <paramref name="batch"/> and fills it with the next rows.</summary>
    /// <param name="batch">A batch made for <see cref="Schema"/>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns><see langword="false"/> when there are no more rows; the batch is then empty.</returns>
    /// <exception cref="TableFormatException">The file is damaged or is not of the format.</exception>
    ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken);
}

/// <summary>A row that could not be read. Readers of text formats report it and go on with the next.</summary>
/// <param name="Row">Row number in the source, from 1, counting data rows only.</param>
/// <param name="Position">Where in the source, for instance <c>line 17</c> or <c>byte 11520</c>.</param>
/// <param name="Column">The column's name when one is to blame.</param>
/// <param name="Reason">What was wrong with which value.</param>
/// <param name="Text">The row as it stands in the source, cut at 4096 characters.</param>
public sealed record RowReject(long Row, string Position, string? Column, string Reason, string Text);
