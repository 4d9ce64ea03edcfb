namespace Hven.Tables.Transform;

/// <summary>
/// A writer in front of another that gives columns other types and puts a number where there is no value, whatever the format. What would change a
/// value is refused, with the column and the row: integers out of range, fractions in integers, integers that a float does not hold, floats that
/// become infinite; binary64 is rounded to binary32 where that type is asked for. Not safe for concurrent use.
/// </summary>
public sealed class TransformingWriter : TableWriter
{
    private readonly TableWriter _inner;
    private readonly ColumnTransform[] _transforms;
    private readonly RecordBatch _batch;
    private long _rows;

    /// <summary>Makes a writer.</summary>
    /// <param name="schema">The columns of the batches that come in.</param>
    /// <param name="options">What to change.</param>
    /// <param name="open">Makes the writer behind, for the changed columns.</param>
    /// <exception cref="TableFormatException">A column cannot have the type, or cannot hold the number that stands for no value.</exception>
    public TransformingWriter(TableSchema schema, TransformOptions options, Func<TableSchema, TableWriter> open)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(open);
        _transforms = [.. schema.Columns.Select(column => ColumnTransform.For(column, options))];
        _batch = new RecordBatch(schema with { Columns = [.. _transforms.Select(transform => transform.Column)] });
        _inner = open(_batch.Schema);
    }

    /// <inheritdoc/>
    public override long BytesAside => _inner.BytesAside;

    /// <inheritdoc/>
    /// <exception cref="TableFormatException">A value does not fit its column's new type.</exception>
    public override async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _batch.Clear();
        for (int column = 0; column < _transforms.Length; column++)
        {
            _transforms[column].Apply(batch.Columns[column], _batch.Columns[column], _rows);
        }

        _rows += batch.RowCount;
        await _inner.WriteAsync(_batch, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask EndAsync(TableEnd end, CancellationToken cancellationToken) => _inner.EndAsync(end, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
