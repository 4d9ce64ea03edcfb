using System.Globalization;

namespace Hven.Tables.Csv;

/// <summary>
/// Refuses the character NUL, by which readers tell that a file is not one of text. Looking through what was written costs far less than looking at each
/// text, and only texts can hold it.
/// </summary>
internal static class CsvNul
{
    private const string Code = "CSV-NUL";

    /// <summary>Checks the names of columns.</summary>
    /// <exception cref="TableFormatException">A name holds NUL.</exception>
    public static void CheckNames(TableSchema schema)
    {
        if (schema.Columns.FirstOrDefault(column => column.Name.Contains('\0', StringComparison.Ordinal)) is { } column)
        {
            throw new TableFormatException(Code, $"The name of column '{column.Name.Replace("\0", "\\0", StringComparison.Ordinal)}' holds the character NUL, which no text file can.");
        }
    }

    /// <summary>Checks rows that were written.</summary>
    /// <param name="written">Their bytes.</param>
    /// <param name="batch">Where they come from.</param>
    /// <param name="rowsBefore">Rows of the table before the batch.</param>
    /// <exception cref="TableFormatException">A text holds NUL.</exception>
    public static void Check(ReadOnlySpan<byte> written, RecordBatch batch, long rowsBefore)
    {
        if (written.Contains((byte)0))
        {
            throw Fault(batch, rowsBefore);
        }
    }

    private static TableFormatException Fault(RecordBatch batch, long rowsBefore)
    {
        for (int row = 0; row < batch.RowCount; row++)
        {
            for (int column = 0; column < batch.Columns.Count; column++)
            {
                if (batch.Columns[column] is TextVector texts && !texts.IsNull(row) && texts[row].Contains((byte)0))
                {
                    string name = batch.Schema.Columns[column].Name;
                    return new(Code, string.Create(CultureInfo.InvariantCulture, $"Column {name}, row {rowsBefore + row + 1}: the text holds the character NUL, which no text file can."));
                }
            }
        }

        throw new InvalidOperationException("NUL was written, but no text holds it.");
    }
}
