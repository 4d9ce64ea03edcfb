namespace Hven.Tables.Csv;

/// <summary>Work that is done column by column on a block of records, by all cores when there is enough of it.</summary>
internal static class CsvColumnWork
{
    // Below this many cells, some tenths of a millisecond, handing work to other threads costs more than it saves.
    private const int FewCells = 4096;

    /// <summary>Does the work of every column once, in any order.</summary>
    /// <param name="columns">How many columns.</param>
    /// <param name="records">How many records each has.</param>
    /// <param name="work">Takes the index of a column; touches nothing that another column's work writes.</param>
    public static void ForEach(int columns, int records, Action<int> work)
    {
        if ((long)columns * records >= FewCells && columns > 1)
        {
            Parallel.For(0, columns, work);
            return;
        }

        for (int column = 0; column < columns; column++)
        {
            work(column);
        }
    }
}
