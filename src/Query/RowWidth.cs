using Hven.Tables;

namespace Hven.Query;

/// <summary>How much memory rows take, roughly: the measure by which batches, runs and row groups are cut, so that wide rows take no more than narrow ones.</summary>
public static class RowWidth
{
    /// <summary>Bytes of one row in memory.</summary>
    public static long EstimateBytes(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.Columns.Sum(column => column.Shape is { } shape
            ? 4L + (8 * Math.Max(shape.ElementCount, 8))
            : column.Type is ElementType.String ? 24 : 8);
    }

    /// <summary>Bytes that the values of a batch take.</summary>
    public static long BytesOf(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.Columns.Sum(BytesOf);
    }

    /// <summary>Rows that fit into a number of bytes.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="bytes">Memory for them.</param>
    /// <param name="least">Rows at least, however wide.</param>
    /// <param name="most">Rows at most, however narrow.</param>
    public static int RowsWithin(TableSchema schema, long bytes, int least, int most) =>
        (int)Math.Clamp(bytes / Math.Max(1, EstimateBytes(schema)), least, most);

    private static long BytesOf(ColumnVector column) => column switch
    {
        TextVector text => text.Data.Length + (4L * text.Length),
        ListVector list => BytesOf(list.Items) + (4L * list.Length),
        _ => 8L * column.Length,
    };
}
