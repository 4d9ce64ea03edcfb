using Hven.Adql.Syntax;

namespace Hven.Adql.Parsing;

internal sealed partial class Parser
{
    private enum Level
    {
        Or,
        And,
        Not,
        Predicate,

        /// <summary>|| and the operators on bits.</summary>
        Concatenate,
        Add,
        Multiply,
    }

    private ExpressionSyntax ParseExpression(Level level = Level.Or)
    {
        if (!TryEnter())
        {
            return new ErrorSyntax(Current.Span);
        }

        ExpressionSyntax expression = level <= Level.Not && Current.Is(Keyword.Not) ? ParseNot() : ParseSigned();
        expression = ParseOperators(expression, level);
        _depth--;
        return expression;
    }

    private ExpressionSyntax ParseNot()
    {
        SourceSpan start = Take().Span;
        ExpressionSyntax operand = ParseExpression(Level.Not);
        return Measure(new NotSyntax(start.To(Previous), operand), operand);
    }

    private ExpressionSyntax ParseOperators(ExpressionSyntax left, Level level)
    {
        while (true)
        {
            if (level <= Level.Multiply && Operator(TokenKind.Star, TokenKind.Slash))
            {
                left = ParseBinary(left, Level.Multiply);
            }
            else if (level <= Level.Multiply && Current.Kind == TokenKind.Percent)
            {
                left = ParseRemainder(left);
            }
            else if (level <= Level.Add && Operator(TokenKind.Plus, TokenKind.Minus))
            {
                left = ParseBinary(left, Level.Add);
            }
            else if (level <= Level.Concatenate && Current.Kind is >= TokenKind.Concatenate and <= TokenKind.Circumflex)
            {
                left = ParseBinary(left, Level.Concatenate);
            }
            else if (level <= Level.Predicate && TryParsePredicate(ref left))
            {
            }
            else if (level <= Level.And && Current.Is(Keyword.And))
            {
                left = ParseLogical(left, isAnd: true);
            }
            else if (level <= Level.Or && Current.Is(Keyword.Or))
            {
                left = ParseLogical(left, isAnd: false);
            }
            else
            {
                return left;
            }
        }
    }

    private bool Operator(TokenKind first, TokenKind second) => Current.Kind == first || Current.Kind == second;

    private ExpressionSyntax ParseBinary(ExpressionSyntax left, Level level)
    {
        Token sign = Take();
        BinaryOperator op = sign.Kind switch
        {
            TokenKind.Star => BinaryOperator.Multiply,
            TokenKind.Slash => BinaryOperator.Divide,
            TokenKind.Plus => BinaryOperator.Add,
            TokenKind.Minus => BinaryOperator.Subtract,
            TokenKind.Concatenate => BinaryOperator.Concatenate,
            TokenKind.Ampersand => BinaryOperator.BitAnd,
            TokenKind.VerticalBar => BinaryOperator.BitOr,
            TokenKind.Circumflex => BinaryOperator.BitXor,
            TokenKind.Equal => BinaryOperator.Equal,
            TokenKind.NotEqual => BinaryOperator.NotEqual,
            TokenKind.Less => BinaryOperator.Less,
            TokenKind.LessOrEqual => BinaryOperator.LessOrEqual,
            TokenKind.Greater => BinaryOperator.Greater,
            _ => BinaryOperator.GreaterOrEqual,
        };
        ExpressionSyntax right = ParseExpression(level + 1);
        ExpressionSyntax binary = Measure(new BinarySyntax(left.Span.To(Previous), op, sign.Span, left, right), left, right);
        return binary is BinarySyntax { Operator: BinaryOperator.Equal } comparison ? ReadComparison(comparison) : binary;
    }

    private ExpressionSyntax ParseLogical(ExpressionSyntax left, bool isAnd)
    {
        Keyword keyword = isAnd ? Keyword.And : Keyword.Or;
        var operands = new List<ExpressionSyntax> { left };
        int height = left.Height;
        while (TryTake(keyword))
        {
            if (++_conditions >= _options.MaximumConditions)
            {
                _diagnostics.Error(
                    DiagnosticCodes.LimitExceeded,
                    Current.Span,
                    $"A text may put together at most {_options.MaximumConditions} conditions by AND and OR. Write values as a list, x IN (1, 2, 3), or upload them as a table.");
                _reportedAt = _index = _tokens.Count - 1;
                break;
            }

            ExpressionSyntax operand = ParseExpression(isAnd ? Level.Not : Level.And);
            height = Math.Max(height, operand.Height);
            operands.Add(operand);
        }

        return Measure(new LogicalSyntax(left.Span.To(Previous), isAnd, operands), height);
    }

    private bool TryParsePredicate(ref ExpressionSyntax left)
    {
        if (Current.Kind is >= TokenKind.Equal and <= TokenKind.GreaterOrEqual)
        {
            left = ParseBinary(left, Level.Predicate);
            return true;
        }

        bool isNegated = Current.Is(Keyword.Not) && Next.Keyword is Keyword.Between or Keyword.In or Keyword.Like or Keyword.ILike;
        Keyword keyword = isNegated ? Next.Keyword : Current.Keyword;
        if (keyword is not (Keyword.Between or Keyword.In or Keyword.Like or Keyword.ILike or Keyword.Is))
        {
            return false;
        }

        _index += isNegated ? 2 : 1;
        left = keyword switch
        {
            Keyword.Between => ParseBetween(left, isNegated),
            Keyword.In => ParseIn(left, isNegated),
            Keyword.Is => ParseIsNull(left),
            _ => ParseLike(left, keyword == Keyword.ILike, isNegated),
        };
        return true;
    }

    private ExpressionSyntax ParseBetween(ExpressionSyntax left, bool isNegated)
    {
        ExpressionSyntax low = ParseExpression(Level.Concatenate);
        Expect(Keyword.And, "between the two bounds of BETWEEN");
        ExpressionSyntax high = ParseExpression(Level.Concatenate);
        return Measure(new BetweenSyntax(left.Span.To(Previous), left, low, high, isNegated), left, low, high);
    }

    private ExpressionSyntax ParseIn(ExpressionSyntax left, bool isNegated)
    {
        if (!Expect(TokenKind.LeftParenthesis, "(", "after IN"))
        {
            return new ErrorSyntax(left.Span.To(Previous));
        }

        if (Current.Is(Keyword.Select) || Current.Is(Keyword.With))
        {
            QuerySyntax? query = ParseQueryInside();
            CloseParenthesis();
            return query is null
                ? new ErrorSyntax(left.Span)
                : Measure(new InQuerySyntax(left.Span.To(Previous), left, query, isNegated), Math.Max(left.Height, query.Height));
        }

        var items = new List<ExpressionSyntax>();
        int height = left.Height;
        do
        {
            ExpressionSyntax item = ParseExpression();
            height = Math.Max(height, item.Height);
            items.Add(item);
        }
        while (TryTake(TokenKind.Comma));
        CloseParenthesis();
        return Measure(new InListSyntax(left.Span.To(Previous), left, items, isNegated), height);
    }

    private ExpressionSyntax ParseIsNull(ExpressionSyntax left)
    {
        bool isNegated = TryTake(Keyword.Not);
        Expect(Keyword.Null, isNegated ? "after IS NOT" : "after IS");
        return Measure(new IsNullSyntax(left.Span.To(Previous), left, isNegated), left);
    }

    private ExpressionSyntax ParseLike(ExpressionSyntax left, bool ignoresCase, bool isNegated)
    {
        ExpressionSyntax pattern = ParseExpression(Level.Concatenate);
        return Measure(new LikeSyntax(left.Span.To(Previous), left, pattern, ignoresCase, isNegated), left, pattern);
    }

    private ExpressionSyntax ParseSigned()
    {
        if (Current.Kind is not (TokenKind.Plus or TokenKind.Minus or TokenKind.Tilde))
        {
            return ParseCastsBehind(ParsePrimary());
        }

        Token sign = Take();
        if (sign.Kind == TokenKind.Minus && Current.IsTwoToThe63 && Next.Kind != TokenKind.DoubleColon)
        {
            // The least BIGINT, whose digits alone are beyond 64 bits.
            return new LiteralSyntax(sign.Span.To(Take().Span), long.MinValue);
        }

        if (!TryEnter())
        {
            return new ErrorSyntax(sign.Span);
        }

        ExpressionSyntax operand = ParseSigned();
        _depth--;
        return Measure(
            new SignSyntax(sign.Span.To(Previous), sign.Kind == TokenKind.Minus, operand) { IsComplement = sign.Kind == TokenKind.Tilde }, operand);
    }

    /// <summary>Sets the height of a new node, and refuses it when it is too high for the walks that follow.</summary>
    private ExpressionSyntax Measure(ExpressionSyntax node, params ReadOnlySpan<ExpressionSyntax?> children)
    {
        int height = 0;
        foreach (ExpressionSyntax? child in children)
        {
            height = Math.Max(height, child?.Height ?? 0);
        }

        return Measure(node, height);
    }

    private ExpressionSyntax Measure(ExpressionSyntax node, int childHeight)
    {
        _height = Math.Max(_height, childHeight + 1);
        ExpressionSyntax measured = node with { Height = childHeight + 1 };
        if (childHeight + 1 > _options.MaximumDepth)
        {
            if (_reportedAt != _tokens.Count - 1)
            {
                ReportDepth(node.Span);
            }

            measured = new ErrorSyntax(node.Span);
        }

        return measured;
    }
}
