using Hven.Adql.Binding;
using Hven.Sky;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>What a translated query reads: for estimates of its cost.</summary>
public sealed class DuckDbReads
{
    private readonly List<DuckDbRead> _tables = [];
    private readonly List<DuckDbMatch> _matches = [];

    /// <summary>The tables that the SQL reads, each mention by itself; those that come with the pairs of a match are not among them.</summary>
    public IReadOnlyList<DuckDbRead> Tables => _tables;

    /// <summary>The joins by position.</summary>
    public IReadOnlyList<DuckDbMatch> Matches => _matches;

    /// <summary>Whether distances between two relations are worked out for all pairs of their rows, since no match could be made of the condition.</summary>
    public bool TriesAllPairs { get; internal set; }

    internal void Add(DuckDbRead read) => _tables.Add(read);

    internal void Add(DuckDbMatch match) => _matches.Add(match);
}

/// <summary>One table that a query reads.</summary>
public sealed class DuckDbRead
{
    private readonly Func<IReadOnlyList<string>> _columns;

    internal DuckDbRead(BoundTable table, IReadOnlyList<PixelRange>? ranges, Func<IReadOnlyList<string>> columns) =>
        (Table, SamplePercent, Ranges, _columns) = (table.Table, table.Sample, ranges, columns);

    /// <summary>The table.</summary>
    public AdqlTable Table { get; }

    /// <summary>How much of the rows are taken; null for all.</summary>
    public double? SamplePercent { get; }

    /// <summary>The pixels of order 29 that are read; null for all.</summary>
    public IReadOnlyList<PixelRange>? Ranges { get; }

    /// <summary>The columns that are read, known once the whole query is translated.</summary>
    public IReadOnlyList<string> Columns => _columns();
}
