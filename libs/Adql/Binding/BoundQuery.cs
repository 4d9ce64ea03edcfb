namespace Hven.Adql.Binding;

/// <summary>A query whose names are resolved and whose types are checked.</summary>
/// <param name="With">Its WITH queries, each after those it uses.</param>
/// <param name="Body">One SELECT or a set operation.</param>
/// <param name="OrderBy">Order of the rows; empty when there is none.</param>
/// <param name="Offset">Rows to skip; null for none.</param>
/// <param name="Columns">Columns of the result, with names that differ in more than case.</param>
public sealed record BoundQuery(
    IReadOnlyList<BoundWith> With,
    BoundQueryBody Body,
    IReadOnlyList<BoundOrder> OrderBy,
    long? Offset,
    IReadOnlyList<AdqlColumn> Columns)
{
    /// <summary>For each column, how many columns' texts a value may be put together from.</summary>
    internal IReadOnlyList<int> TextGrowth { get; init; } = [];

    /// <summary>The query as a plan a position index can work off by itself, or null when it is not of that simple kind.</summary>
    public LookupPlan? AsLookup() => LookupPlanner.TryPlan(this);

    /// <summary>The query as one for the rows nearest to a position, or null when it is none.</summary>
    /// <param name="rowLimit">Rows that are delivered at most, besides the query's own TOP.</param>
    public NearestPlan? AsNearest(long rowLimit) => NearestPlan.TryPlan(this, rowLimit);
}

/// <summary>A WITH query.</summary>
public sealed class BoundWith
{
    /// <summary>Number of the WITH query, unlike that of every other one in the text.</summary>
    public required int Number { get; init; }

    /// <summary>Name in the text.</summary>
    public required string Name { get; init; }

    /// <summary>The query.</summary>
    public required BoundQuery Query { get; init; }

    /// <summary>Columns of the query, renamed when the WITH clause names them.</summary>
    public required IReadOnlyList<AdqlColumn> Columns { get; init; }
}

/// <summary>One term of ORDER BY: a column of the result, or else an expression.</summary>
/// <param name="OutputIndex">Index of the column of the result, from 0; null for an expression.</param>
/// <param name="Expression">The expression; null for a column of the result.</param>
/// <param name="IsDescending">Whether large values come first. Nulls come last either way.</param>
public sealed record BoundOrder(int? OutputIndex, BoundExpression? Expression, bool IsDescending);

/// <summary>One SELECT, a set operation, or a query in parentheses.</summary>
public abstract record BoundQueryBody;

/// <summary>A query in parentheses within a set operation.</summary>
/// <param name="Query">The query.</param>
public sealed record BoundNestedQuery(BoundQuery Query) : BoundQueryBody;

/// <summary>The set operators.</summary>
public enum BoundSetOperator
{
    /// <summary>Rows of both.</summary>
    Union,

    /// <summary>Rows of the first that the second does not have.</summary>
    Except,

    /// <summary>Rows that both have.</summary>
    Intersect,
}

/// <summary>One operator of a set operation with its right operand.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="IsAll">Whether equal rows are kept.</param>
/// <param name="Body">The right operand.</param>
public sealed record BoundSetTerm(BoundSetOperator Operator, bool IsAll, BoundQueryBody Body);

/// <summary>A set operation, worked off from left to right.</summary>
/// <param name="First">First operand.</param>
/// <param name="Rest">Operators with the other operands.</param>
public sealed record BoundSetOperation(BoundQueryBody First, IReadOnlyList<BoundSetTerm> Rest) : BoundQueryBody;

/// <summary>One SELECT.</summary>
/// <param name="IsDistinct">Whether equal rows come once.</param>
/// <param name="Top">Most rows; null for all.</param>
/// <param name="Items">What is selected, as many as the columns of the result.</param>
/// <param name="From">What it reads; null when there is no FROM.</param>
/// <param name="Where">Condition on rows.</param>
/// <param name="GroupBy">What rows are grouped by; empty when they are not, or all form one group.</param>
/// <param name="Having">Condition on groups.</param>
public sealed record BoundSelect(
    bool IsDistinct,
    long? Top,
    IReadOnlyList<BoundExpression> Items,
    BoundSource? From,
    BoundExpression? Where,
    IReadOnlyList<BoundExpression> GroupBy,
    BoundExpression? Having) : BoundQueryBody;
