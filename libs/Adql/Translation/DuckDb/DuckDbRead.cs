using Hven.Adql.Binding;
using Hven.Sky;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>What a translated query reads: for estimates of its cost.</summary>
public sealed class DuckDbReads
{
    private readonly List<DuckDbRead> _tables = [];
    private readonly List<DuckDbMatch> _matches = [];
    private readonly List<IReadOnlyList<IReadOnlyList<BoundRelation>>> _products = [];

    /// <summary>The tables that the SQL reads, each mention by itself; those that come with the pairs of a match are not among them.</summary>
    public IReadOnlyList<DuckDbRead> Tables => _tables;

    /// <summary>The joins by position.</summary>
    public IReadOnlyList<DuckDbMatch> Matches => _matches;

    /// <summary>Whether distances between two relations are worked out for all pairs of their rows, since no match could be made of the condition.</summary>
    public bool TriesAllPairs { get; internal set; }

    /// <summary>
    /// For each SELECT that combines relations freely, its groups of relations: within a group, equalities or matches tie them; between two groups nothing
    /// does, so that each row of the one meets each of the other.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<BoundRelation>>> Products => _products;

    internal void Add(IReadOnlyList<IReadOnlyList<BoundRelation>> groups) => _products.Add(groups);

    internal void Add(DuckDbRead read) => _tables.Add(read);

    internal void Add(DuckDbMatch match) => _matches.Add(match);
}

/// <summary>One table that a query reads.</summary>
public sealed class DuckDbRead
{
    private readonly Func<IReadOnlyList<string>> _columns;

    internal DuckDbRead(BoundTable table, IReadOnlyList<PixelRange>? ranges, Func<IReadOnlyList<string>> columns) =>
        (Relation, Table, SamplePercent, Ranges, _columns) = (table, table.Table, table.Sample, ranges, columns);

    /// <summary>The mention of the table.</summary>
    public BoundRelation Relation { get; }

    /// <summary>The table.</summary>
    public AdqlTable Table { get; }

    /// <summary>How much of the rows are taken; null for all.</summary>
    public double? SamplePercent { get; }

    /// <summary>The pixels of order 29 that are read; null for all.</summary>
    public IReadOnlyList<PixelRange>? Ranges { get; }

    /// <summary>The columns that are read, known once the whole query is translated.</summary>
    public IReadOnlyList<string> Columns => _columns();
}
