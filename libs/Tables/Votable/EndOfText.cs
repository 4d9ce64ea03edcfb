namespace Hven.Tables.Votable;

/// <summary>Keeps NUL out of binary texts, where it ends a text before its length (VOTable 1.5, section 6), so that readers would lose the rest.</summary>
internal static class EndOfText
{
    /// <summary>Looks through the texts of some rows.</summary>
    /// <param name="field">The column.</param>
    /// <param name="vector">Its cells, or those of any type.</param>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="before">Rows of the table that were written before.</param>
    /// <exception cref="TableFormatException">A text holds NUL.</exception>
    public static void Check(OutputField field, ColumnVector vector, int start, int count, long before)
    {
        ListVector? list = vector as ListVector;
        if ((list?.Items ?? vector) is not TextVector texts)
        {
            return;
        }

        int First(int row) => texts.Offsets[list is null ? row : list.Offsets[row]];
        int at = texts.Data[First(start)..First(start + count)].IndexOf((byte)0);
        if (at < 0)
        {
            return;
        }

        at += First(start);
        int row = start;
        while (First(row + 1) <= at)
        {
            row++;
        }

        throw new TableFormatException(
            "VOT-NUL", $"Column '{field.Column.Name}', row {before + row - start + 1}: a text holds the character NUL, which ends texts in BINARY and BINARY2; write TABLEDATA, where it becomes U+FFFD");
    }
}
