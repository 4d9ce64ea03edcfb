namespace Hven.Adql.Binding;

// Classes, not records: two mentions of one table are two sources, equal only to themselves.

/// <summary>What a FROM clause reads: a relation or a join.</summary>
public abstract class BoundSource
{
}

/// <summary>A table or subquery with a name in the query.</summary>
public abstract class BoundRelation : BoundSource
{
    /// <summary>Number of the relation, unlike that of every other one in the text.</summary>
    public required int Number { get; init; }

    /// <summary>Columns the query can name.</summary>
    public abstract IReadOnlyList<AdqlColumn> Columns { get; }

    internal virtual int TextGrowth(AdqlColumn column) => 1;
}

/// <summary>A table of the catalogue.</summary>
public sealed class BoundTable : BoundRelation
{
    /// <summary>The table.</summary>
    public required AdqlTable Table { get; init; }

    /// <summary>The percentage of its rows that TABLESAMPLE asks for, the same ones each time where the table has a sky index; null for all.</summary>
    public double? Sample { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<AdqlColumn> Columns => Table.Columns;
}

/// <summary>A subquery in FROM, or a use of a WITH query.</summary>
public sealed class BoundDerivedTable : BoundRelation
{
    private readonly Dictionary<string, int> _growth = [];

    internal BoundDerivedTable(BoundQuery query, BoundWith? with, IReadOnlyList<AdqlColumn> columns)
    {
        Query = query;
        With = with;
        Columns = columns;
        for (int i = 0; i < columns.Count; i++)
        {
            _growth.TryAdd(columns[i].Name, query.TextGrowth[i]);
        }
    }

    /// <summary>The subquery.</summary>
    public BoundQuery Query { get; }

    /// <summary>The WITH query it uses; null for a subquery in FROM.</summary>
    public BoundWith? With { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<AdqlColumn> Columns { get; }

    internal override int TextGrowth(AdqlColumn column) => _growth.GetValueOrDefault(column.Name, 1);
}

/// <summary>How two sources are joined.</summary>
public enum BoundJoinKind
{
    /// <summary>Pairs that fulfil the condition.</summary>
    Inner,

    /// <summary>Also rows of the left without partner.</summary>
    Left,

    /// <summary>Also rows of the right without partner.</summary>
    Right,

    /// <summary>Also rows of both without partner.</summary>
    Full,

    /// <summary>All pairs.</summary>
    Cross,
}

/// <summary>A join of two sources.</summary>
public sealed class BoundJoin : BoundSource
{
    /// <summary>Which rows it keeps.</summary>
    public required BoundJoinKind Kind { get; init; }

    /// <summary>Left source.</summary>
    public required BoundSource Left { get; init; }

    /// <summary>Right source.</summary>
    public required BoundSource Right { get; init; }

    /// <summary>Its condition, USING and NATURAL written out; null for all pairs.</summary>
    public required BoundExpression? On { get; init; }
}
