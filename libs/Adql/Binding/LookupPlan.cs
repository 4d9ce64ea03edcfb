using Hven.Sky;

namespace Hven.Adql.Binding;

/// <summary>
/// A query of the simplest kind: rows of one table in any order, picked by a region and by comparisons of columns with constants.
/// A position index can answer it without an SQL engine.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Outputs">Columns of the result; the one count when <paramref name="IsCount"/>.</param>
/// <param name="Region">Where the position must lie; null for everywhere.</param>
/// <param name="IsStrict">Whether the border of the region is left out.</param>
/// <param name="Predicates">Further conditions, all of which must hold.</param>
/// <param name="Top">Most rows; null for all.</param>
/// <param name="IsCount">Whether the result is the number of rows instead of the rows.</param>
public sealed record LookupPlan(
    AdqlTable Table,
    IReadOnlyList<LookupOutput> Outputs,
    Region? Region,
    bool IsStrict,
    IReadOnlyList<SimplePredicate> Predicates,
    long? Top,
    bool IsCount);

/// <summary>A column of a lookup's result.</summary>
/// <param name="Name">Name in the result.</param>
/// <param name="Source">Column of the table; null for the count.</param>
public sealed record LookupOutput(string Name, AdqlColumn? Source);

/// <summary>How a column is compared with constants. Each is false for a null, but for <see cref="IsNull"/>.</summary>
public enum SimpleOperator
{
    /// <summary>Equal to the value.</summary>
    Equal,

    /// <summary>Other than the value.</summary>
    NotEqual,

    /// <summary>Below the value.</summary>
    Less,

    /// <summary>Not above the value.</summary>
    LessOrEqual,

    /// <summary>Above the value.</summary>
    Greater,

    /// <summary>Not below the value.</summary>
    GreaterOrEqual,

    /// <summary>Not below the first and not above the second value.</summary>
    Between,

    /// <summary>Equal to one of the values.</summary>
    In,

    /// <summary>Null.</summary>
    IsNull,

    /// <summary>Not null.</summary>
    IsNotNull,
}

/// <summary>A comparison of a column with constants.</summary>
/// <param name="Column">The column.</param>
/// <param name="Operator">How it is compared.</param>
/// <param name="Values">The constants, none of them null: 0 for IsNull and IsNotNull, 2 for Between, any number for In, else 1.</param>
public sealed record SimplePredicate(AdqlColumn Column, SimpleOperator Operator, IReadOnlyList<BoundLiteral> Values);
