using Hven.Adql.Binding;
using Hven.Tables;

namespace Hven.Query.Tap;

/// <summary>The rows of a table of TAP_SCHEMA, for an engine that has not this form of it.</summary>
internal sealed class TapSchemaReader(TapSchemaTable table) : ITableReader
{
    private bool _isRead;

    public TableSchema Schema { get; } = new([.. table.Description.Columns.Select(column => new Column(column.Name, column.Type == AdqlType.Varchar ? ElementType.String : ElementType.Int32))]);

    public long? RowCount => table.Rows.Count;

    public (long Read, long? Total) BytePosition => (0, null);

    public ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        batch.Clear();
        if (_isRead)
        {
            return new(false);
        }

        _isRead = true;
        foreach (IReadOnlyList<object?> row in table.Rows)
        {
            for (int column = 0; column < row.Count; column++)
            {
                switch (row[column], batch.Columns[column])
                {
                    case (string text, TextVector texts): texts.Append(text); break;
                    case (int number, PrimitiveVector<int> numbers): numbers.Append(number); break;
                    case (null, { } vector): vector.AppendNull(); break;
                    default: throw new InvalidOperationException($"{table.Description.Name} has a value of an unknown kind.");
                }
            }
        }

        return new(batch.RowCount > 0);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
