namespace Hven.Adql.Syntax;

/// <summary>A node of the expression tree as written, before names have meaning.</summary>
internal abstract record ExpressionSyntax(SourceSpan Span)
{
    /// <summary>Longest way down to a leaf. The parser bounds it, so that every later walk may recurse.</summary>
    public int Height { get; init; } = 1;
}

/// <summary>Stands where no expression could be read; already reported.</summary>
internal sealed record ErrorSyntax(SourceSpan Span) : ExpressionSyntax(Span);

/// <summary>A name; <paramref name="IsDelimited"/> names keep their case.</summary>
internal sealed record IdentifierSyntax(SourceSpan Span, string Name, bool IsDelimited)
{
    public bool Matches(string name) =>
        string.Equals(Name, name, IsDelimited ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
}

/// <summary>A literal: null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/> or <see cref="string"/>.</summary>
internal sealed record LiteralSyntax(SourceSpan Span, object? Value) : ExpressionSyntax(Span);

/// <summary>A column, with up to three qualifiers in front.</summary>
internal sealed record NameSyntax(SourceSpan Span, IReadOnlyList<IdentifierSyntax> Parts) : ExpressionSyntax(Span)
{
    public IdentifierSyntax Column => Parts[^1];
}

internal enum BinaryOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Concatenate,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    BitAnd,
    BitOr,
    BitXor,
}

internal sealed record BinarySyntax(
    SourceSpan Span, BinaryOperator Operator, SourceSpan OperatorSpan, ExpressionSyntax Left, ExpressionSyntax Right)
    : ExpressionSyntax(Span);

internal sealed record SignSyntax(SourceSpan Span, bool IsNegative, ExpressionSyntax Operand) : ExpressionSyntax(Span)
{
    /// <summary>Whether the sign is ~, the complement of bits.</summary>
    public bool IsComplement { get; init; }
}

internal sealed record NotSyntax(SourceSpan Span, ExpressionSyntax Operand) : ExpressionSyntax(Span);

/// <summary>A chain of AND or of OR, kept flat: people paste thousands of terms.</summary>
internal sealed record LogicalSyntax(SourceSpan Span, bool IsAnd, IReadOnlyList<ExpressionSyntax> Operands) : ExpressionSyntax(Span);

internal sealed record BetweenSyntax(
    SourceSpan Span, ExpressionSyntax Operand, ExpressionSyntax Low, ExpressionSyntax High, bool IsNegated) : ExpressionSyntax(Span);

internal sealed record InListSyntax(
    SourceSpan Span, ExpressionSyntax Operand, IReadOnlyList<ExpressionSyntax> Items, bool IsNegated) : ExpressionSyntax(Span);

internal sealed record InQuerySyntax(SourceSpan Span, ExpressionSyntax Operand, QuerySyntax Query, bool IsNegated) : ExpressionSyntax(Span);

internal sealed record LikeSyntax(
    SourceSpan Span, ExpressionSyntax Operand, ExpressionSyntax Pattern, bool IgnoresCase, bool IsNegated) : ExpressionSyntax(Span);

internal sealed record IsNullSyntax(SourceSpan Span, ExpressionSyntax Operand, bool IsNegated) : ExpressionSyntax(Span);

internal sealed record ExistsSyntax(SourceSpan Span, QuerySyntax Query) : ExpressionSyntax(Span);

internal sealed record SubquerySyntax(SourceSpan Span, QuerySyntax Query) : ExpressionSyntax(Span);

internal sealed record WhenSyntax(ExpressionSyntax Condition, ExpressionSyntax Result);

/// <summary>CASE, an extension; <paramref name="Operand"/> is null in the form with conditions.</summary>
internal sealed record CaseSyntax(
    SourceSpan Span, ExpressionSyntax? Operand, IReadOnlyList<WhenSyntax> Branches, ExpressionSyntax? Otherwise) : ExpressionSyntax(Span);

/// <summary>A function call; <paramref name="IsStar"/> is COUNT(*).</summary>
internal sealed record CallSyntax(
    SourceSpan Span, IdentifierSyntax Function, IReadOnlyList<ExpressionSyntax> Arguments, bool IsStar, bool IsDistinct)
    : ExpressionSyntax(Span);

internal sealed record CastSyntax(SourceSpan Span, ExpressionSyntax Operand, string TypeName, SourceSpan TypeSpan, int? TypeLength)
    : ExpressionSyntax(Span);
