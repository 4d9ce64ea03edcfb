namespace Hven.Query;

/// <summary>How a query would be answered, and what would be read for it: estimates, made without reading rows.</summary>
/// <param name="Way">What answers it.</param>
/// <param name="Reads">The tables it reads.</param>
/// <param name="Matches">Its joins by position.</param>
/// <param name="TriesAllPairs">Whether it works out distances for all pairs of rows of two tables.</param>
public sealed record QueryPlan(PlanWay Way, IReadOnlyList<PlannedRead> Reads, IReadOnlyList<PlannedMatch> Matches, bool TriesAllPairs)
{
    /// <summary>The largest combination of tables that nothing ties together; null when there is none.</summary>
    public PlannedProduct? Product { get; init; }

    /// <summary>Rows that are looked at, those of pairs among them.</summary>
    public long Rows => Reads.Sum(read => read.Rows) + Matches.Sum(match => match.Pairs ?? 0);

    /// <summary>Bytes of their columns, in memory.</summary>
    public long Bytes => Reads.Sum(read => read.Bytes);
}

/// <summary>What answers a query.</summary>
public enum PlanWay
{
    /// <summary>Mapped columns, by position or identifier, without the SQL engine.</summary>
    Columns,

    /// <summary>The SQL engine.</summary>
    Engine,
}

/// <summary>How the rows of a table are found.</summary>
public enum ReadWay
{
    /// <summary>All of them are read.</summary>
    All,

    /// <summary>Those near a region, by the order of the sky.</summary>
    Region,

    /// <summary>Those nearest to a position, by the order of the sky.</summary>
    Nearest,

    /// <summary>Those of identifiers, by their index.</summary>
    Identifier,

    /// <summary>As many as are asked for, whichever.</summary>
    First,
}

/// <summary>One table that a query reads.</summary>
/// <param name="Table">Name with its schema, as in queries.</param>
/// <param name="Way">How its rows are found.</param>
/// <param name="Rows">Rows that are looked at.</param>
/// <param name="TableRows">Rows of the table.</param>
/// <param name="Columns">Columns that are read.</param>
/// <param name="Bytes">Bytes of these in memory.</param>
public sealed record PlannedRead(string Table, ReadWay Way, long Rows, long TableRows, int Columns, long Bytes)
{
    /// <summary>Partitions of the catalogue that these rows lie in; null when it is not partitioned.</summary>
    public int? Partitions { get; init; }

    /// <summary>Partitions of the catalogue.</summary>
    public int? TablePartitions { get; init; }

    /// <summary>Row groups of the engine's file that these rows lie in; null when it has none.</summary>
    public long? RowGroups { get; init; }

    /// <summary>Row groups of the engine's file.</summary>
    public long? TableRowGroups { get; init; }
}

/// <summary>Tables of which each row meets each of the others.</summary>
/// <param name="Tables">Their names with schemas, as in queries.</param>
/// <param name="Rows">Combinations of their rows, as far as their numbers are known.</param>
public sealed record PlannedProduct(IReadOnlyList<string> Tables, double Rows);

/// <summary>A join by position.</summary>
/// <param name="Left">One side: a table, or null for a subquery or an upload.</param>
/// <param name="Right">The other side.</param>
/// <param name="RadiusDegrees">Largest distance.</param>
/// <param name="LeftRows">Rows of the left side; null when that shows only when it runs.</param>
/// <param name="RightRows">Rows of the right side.</param>
/// <param name="Pairs">About how many pairs there are; null when that shows only when it runs.</param>
public sealed record PlannedMatch(string? Left, string? Right, double RadiusDegrees, long? LeftRows, long? RightRows, long? Pairs);

/// <summary>Rows whose number was estimated before they were looked at, so that the estimate can be held against the truth.</summary>
public interface IEstimatedReader
{
    /// <summary>Rows that were to be looked at; null when nothing could be said.</summary>
    long? EstimatedRows { get; }

    /// <summary>Rows that were looked at so far.</summary>
    long RowsLookedAt { get; }
}
