namespace Hven.Adql.Syntax;

/// <summary>A query with what surrounds its SELECTs.</summary>
internal sealed record QuerySyntax(
    SourceSpan Span, IReadOnlyList<WithSyntax> With, QueryBodySyntax Body, IReadOnlyList<OrderSyntax> OrderBy, long? Offset)
{
    /// <summary>Height of the highest expression in it, subqueries included.</summary>
    public int Height { get; init; } = 1;

    /// <summary>The table that is to keep the rows; of the whole query alone.</summary>
    public AdqlInto? Into { get; init; }
}

/// <summary>A named query of the WITH clause.</summary>
internal sealed record WithSyntax(IdentifierSyntax Name, IReadOnlyList<IdentifierSyntax> Columns, QuerySyntax Query);

internal abstract record QueryBodySyntax(SourceSpan Span);

/// <summary>A query in parentheses as part of a set operation.</summary>
internal sealed record NestedQuerySyntax(SourceSpan Span, QuerySyntax Query) : QueryBodySyntax(Span);

internal enum SetOperator
{
    Union,
    Except,
    Intersect,
}

internal sealed record SetTermSyntax(SetOperator Operator, bool IsAll, QueryBodySyntax Body);

/// <summary>Operators of one precedence, worked off from left to right.</summary>
internal sealed record SetOperationSyntax(SourceSpan Span, QueryBodySyntax First, IReadOnlyList<SetTermSyntax> Rest) : QueryBodySyntax(Span);

internal sealed record SelectSyntax(
    SourceSpan Span,
    bool IsDistinct,
    long? Top,
    IReadOnlyList<SelectItemSyntax> Items,
    IReadOnlyList<TableSyntax> From,
    ExpressionSyntax? Where,
    IReadOnlyList<ExpressionSyntax> GroupBy,
    ExpressionSyntax? Having) : QueryBodySyntax(Span);

internal abstract record SelectItemSyntax(SourceSpan Span);

/// <summary><c>*</c>, or <c>t.*</c> with the parts of <c>t</c>.</summary>
internal sealed record StarItemSyntax(SourceSpan Span, IReadOnlyList<IdentifierSyntax> Qualifier) : SelectItemSyntax(Span);

internal sealed record ExpressionItemSyntax(SourceSpan Span, ExpressionSyntax Expression, IdentifierSyntax? Alias) : SelectItemSyntax(Span);

internal sealed record OrderSyntax(ExpressionSyntax Expression, bool IsDescending);

internal abstract record TableSyntax(SourceSpan Span);

/// <summary>A table by name: table, schema.table or catalog.schema.table.</summary>
internal sealed record NamedTableSyntax(SourceSpan Span, IReadOnlyList<IdentifierSyntax> Parts, IdentifierSyntax? Alias) : TableSyntax(Span)
{
    /// <summary>The percentage of TABLESAMPLE, an extension; null for all rows.</summary>
    public double? Sample { get; init; }
}

/// <summary>A subquery; its missing <paramref name="Alias"/> is reported by the parser.</summary>
internal sealed record DerivedTableSyntax(
    SourceSpan Span, QuerySyntax Query, IdentifierSyntax? Alias, IReadOnlyList<IdentifierSyntax> Columns) : TableSyntax(Span);

internal enum JoinSyntaxKind
{
    Inner,
    Left,
    Right,
    Full,
    Cross,
}

internal sealed record JoinSyntax(
    SourceSpan Span,
    JoinSyntaxKind Kind,
    bool IsNatural,
    TableSyntax Left,
    TableSyntax Right,
    ExpressionSyntax? On,
    IReadOnlyList<IdentifierSyntax> Using) : TableSyntax(Span);

/// <summary>Stands where no table could be read; already reported.</summary>
internal sealed record ErrorTableSyntax(SourceSpan Span) : TableSyntax(Span);
