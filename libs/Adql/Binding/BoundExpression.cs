namespace Hven.Adql.Binding;

/// <summary>A node of the expression tree whose names are resolved and whose types are checked.</summary>
/// <param name="Type">Type of its value.</param>
public abstract record BoundExpression(AdqlType Type)
{
    /// <summary>Expressions it is made of, without those of subqueries.</summary>
    public virtual IReadOnlyList<BoundExpression> Children => [];

    /// <summary>Where it stands in the query text.</summary>
    public SourceSpan Span { get; init; }

    /// <summary>How many columns' texts its text may be put together from.</summary>
    internal virtual int TextGrowth => 1;

    /// <summary>VOTable arraysize where the value is an array of its type, which can only be selected; null for single values, texts and geometries.</summary>
    internal virtual string? ArraySize => null;

    /// <summary>What makes two nodes of one class with the same children the same expression.</summary>
    internal abstract object? Shape { get; }

    /// <summary>Whether both always have the same value in one row.</summary>
    internal bool IsSameAs(BoundExpression other)
    {
        if (GetType() != other.GetType() || !Equals(Shape, other.Shape) || Children.Count != other.Children.Count)
        {
            return false;
        }

        for (int i = 0; i < Children.Count; i++)
        {
            if (!Children[i].IsSameAs(other.Children[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the node or one below it fulfils the condition.</summary>
    internal bool Any(Func<BoundExpression, bool> condition)
    {
        if (condition(this))
        {
            return true;
        }

        foreach (BoundExpression child in Children)
        {
            if (child.Any(condition))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A constant.</summary>
/// <param name="Value">Null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/> or <see cref="string"/>.</param>
/// <param name="Type">Type of the constant.</param>
public sealed record BoundLiteral(object? Value, AdqlType Type) : BoundExpression(Type)
{
    internal override object? Shape => Value;

    internal static BoundLiteral Integer(long value) =>
        new(value, value is >= int.MinValue and <= int.MaxValue ? AdqlType.Integer : AdqlType.BigInt);

    internal static BoundLiteral Double(double value) => new(value, AdqlType.Double);

    internal static BoundLiteral Text(string value) => new(value, AdqlType.Varchar);
}

/// <summary>A column of a table or subquery in the FROM clause.</summary>
/// <param name="Source">The table or subquery.</param>
/// <param name="Column">Its column.</param>
public sealed record BoundColumn(BoundRelation Source, AdqlColumn Column) : BoundExpression(Column.ValueType)
{
    internal override object Shape => (Source, Column.Name);

    internal override string? ArraySize => Type.IsText() || Type.IsRegion() ? null : Column.ArraySize;

    internal override int TextGrowth => Source.TextGrowth(Column);
}

/// <summary>An operator or scalar function with its arguments.</summary>
/// <param name="Function">Which one.</param>
/// <param name="Arguments">Its arguments, of the number and types it takes.</param>
/// <param name="Type">Type of the result.</param>
public sealed record BoundCall(BoundFunction Function, IReadOnlyList<BoundExpression> Arguments, AdqlType Type) : BoundExpression(Type)
{
    /// <inheritdoc/>
    public override IReadOnlyList<BoundExpression> Children => Arguments;

    internal override object Shape => Function;

    internal override string? ArraySize => Function == BoundFunction.EpochPropagation ? "6" : null;

    internal override int TextGrowth
    {
        get
        {
            int growth = 0;
            foreach (BoundExpression argument in Arguments)
            {
                growth = Function == BoundFunction.Concatenate
                    ? (int)Math.Min(int.MaxValue, (long)growth + argument.TextGrowth)
                    : Math.Max(growth, argument.TextGrowth);
            }

            return Math.Max(1, growth);
        }
    }
}

/// <summary>CASE: conditions and results in turn, then the result when no condition holds.</summary>
/// <param name="Operand">What the conditions are compared with; null when they are conditions by themselves.</param>
/// <param name="Branches">Condition, result, condition, result, and so on.</param>
/// <param name="Otherwise">The result otherwise; null stands for NULL.</param>
/// <param name="Type">Type that all results fit.</param>
public sealed record BoundCase(
    BoundExpression? Operand, IReadOnlyList<BoundExpression> Branches, BoundExpression? Otherwise, AdqlType Type) : BoundExpression(Type)
{
    /// <inheritdoc/>
    public override IReadOnlyList<BoundExpression> Children { get; } =
        [.. Operand is null ? [] : (BoundExpression[])[Operand], .. Branches, .. Otherwise is null ? [] : (BoundExpression[])[Otherwise]];

    internal override object Shape => (Operand is null, Otherwise is null);

    internal override int TextGrowth => Children.Max(child => child.TextGrowth);
}

/// <summary>A value made into another type.</summary>
/// <param name="Operand">The value.</param>
/// <param name="Type">The other type.</param>
/// <param name="Length">Most characters, for text; null when unbounded.</param>
public sealed record BoundCast(BoundExpression Operand, AdqlType Type, int? Length) : BoundExpression(Type)
{
    /// <inheritdoc/>
    public override IReadOnlyList<BoundExpression> Children => [Operand];

    internal override object Shape => (Type, Length);

    internal override int TextGrowth => Operand.TextGrowth;
}

/// <summary>The aggregate functions.</summary>
public enum AggregateFunction
{
    /// <summary>Number of rows, or of values that are not null.</summary>
    Count,

    /// <summary>Sum; of integers, as 64-bit integer.</summary>
    Sum,

    /// <summary>Mean, in double precision.</summary>
    Avg,

    /// <summary>Smallest value.</summary>
    Min,

    /// <summary>Largest value.</summary>
    Max,

    /// <summary>Sample standard deviation, an extension.</summary>
    StdDev,

    /// <summary>Sample variance, an extension.</summary>
    Variance,

    /// <summary>Texts in their order, put together; the constant is the delimiter.</summary>
    StringAgg,

    /// <summary>Counts below, in bins of one width, and above; the constants are the limits and the number of bins.</summary>
    Histogram,
}

/// <summary>An aggregate over the rows of a group.</summary>
/// <param name="Function">Which one.</param>
/// <param name="Argument">What it is taken of; null for COUNT(*).</param>
/// <param name="IsDistinct">Whether equal values count once.</param>
/// <param name="Type">Type of the result.</param>
public sealed record BoundAggregate(AggregateFunction Function, BoundExpression? Argument, bool IsDistinct, AdqlType Type)
    : BoundExpression(Type)
{
    /// <summary>What the function is told besides: a delimiter, or limits and number of bins.</summary>
    public IReadOnlyList<BoundLiteral> Constants { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<BoundExpression> Children => Argument is null ? [] : [Argument, .. Constants];

    internal override object Shape => (Function, IsDistinct);

    internal override string? ArraySize => Function == AggregateFunction.Histogram ? $"{(long)Constants[2].Value! + 2}" : null;

    internal override int TextGrowth => Argument?.TextGrowth ?? 1;
}

/// <summary>How the rows of a subquery become a value.</summary>
public enum SubqueryUse
{
    /// <summary>The value of its only row.</summary>
    Scalar,

    /// <summary>Whether it has rows.</summary>
    Exists,

    /// <summary>Whether the operand is among its rows.</summary>
    In,
}

/// <summary>A subquery in an expression.</summary>
/// <param name="Use">How its rows become a value.</param>
/// <param name="Operand">What IN looks for; null otherwise.</param>
/// <param name="Query">The subquery.</param>
/// <param name="OuterColumns">Columns of the queries around that it refers to.</param>
/// <param name="Type">Type of the value.</param>
public sealed record BoundSubquery(
    SubqueryUse Use, BoundExpression? Operand, BoundQuery Query, IReadOnlyList<BoundColumn> OuterColumns, AdqlType Type)
    : BoundExpression(Type)
{
    /// <inheritdoc/>
    public override IReadOnlyList<BoundExpression> Children => Operand is null ? OuterColumns : [Operand, .. OuterColumns];

    internal override object Shape => Query;

    internal override int TextGrowth => Use == SubqueryUse.Scalar ? Query.TextGrowth[0] : 1;
}

/// <summary>Stands for what could not be bound; already reported. Fits every type, to spare further findings.</summary>
internal sealed record BoundError() : BoundExpression(AdqlType.Null)
{
    internal override object? Shape => null;
}
