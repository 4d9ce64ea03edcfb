namespace Hven.Tables;

/// <summary>Some rows of a table, column by column. Made once, filled by a reader and emptied by a writer again and again.</summary>
public sealed class RecordBatch
{
    /// <summary>Rows that readers put into a batch unless told otherwise.</summary>
    public const int DefaultRowCount = 16384;

    /// <summary>Makes an empty batch for the columns of <paramref name="schema"/>.</summary>
    /// <param name="schema">The columns.</param>
    public RecordBatch(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        Columns = [.. schema.Columns.Select(ColumnVector.For)];
    }

    /// <summary>The columns' descriptions.</summary>
    public TableSchema Schema { get; }

    /// <summary>The columns' values; all of one length whenever a batch is handed over.</summary>
    public IReadOnlyList<ColumnVector> Columns { get; }

    /// <summary>Rows held.</summary>
    public int RowCount => Columns.Count == 0 ? 0 : Columns[0].Length;

    /// <summary>Forgets all rows from <paramref name="rowCount"/> on.</summary>
    /// <param name="rowCount">Rows to keep; 0 to <see cref="RowCount"/>.</param>
    public void Truncate(int rowCount)
    {
        foreach (ColumnVector column in Columns)
        {
            column.Truncate(rowCount);
        }
    }

    /// <summary>Forgets all rows; keeps the memory.</summary>
    public void Clear()
    {
        foreach (ColumnVector column in Columns)
        {
            column.Clear();
        }
    }
}
