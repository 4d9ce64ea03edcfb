namespace Hven.Tables.FitsTable;

/// <summary>Where the rows of a table HDU come from: as they lie in the file, or out of compressed tiles.</summary>
internal interface ITableSource : IAsyncDisposable
{
    /// <summary>Number of the next row, from 0.</summary>
    long Row { get; }

    /// <summary>Makes sure that rows are at hand unless the table has ended.</summary>
    /// <returns>Rows at hand; 0 at the end.</returns>
    ValueTask<int> ReadyAsync(CancellationToken cancellationToken);

    /// <summary>How many of the rows at hand a budget of bytes allows, and what they take of it.</summary>
    /// <param name="rows">Rows wanted, not more than are at hand.</param>
    /// <param name="budget">Bytes left; lowered.</param>
    /// <param name="isFirst">Whether one row is to be taken even if it is too large.</param>
    int Affordable(int rows, ref long budget, bool isFirst);

    /// <summary>Appends the cells of one column for the next rows.</summary>
    ValueTask AppendAsync(FitsColumn column, int rows, ColumnVector target, CancellationToken cancellationToken);

    /// <summary>Goes on behind rows that are taken.</summary>
    void Advance(int rows);
}
