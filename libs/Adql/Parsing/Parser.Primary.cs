using Hven.Adql.Syntax;

namespace Hven.Adql.Parsing;

internal sealed partial class Parser
{
    private ExpressionSyntax ParsePrimary()
    {
        Token token = Current;
        switch (token.Kind)
        {
            case TokenKind.Integer or TokenKind.Real or TokenKind.String:
                return new LiteralSyntax(token.Span, Take().Value);
            case TokenKind.LeftParenthesis:
                return ParseParenthesis();
            case TokenKind.Name or TokenKind.DelimitedName:
                return ParseNameOrCall();
            case TokenKind.Keyword:
                return ParseKeyword(token);
            default:
                return Missing();
        }
    }

    private ErrorSyntax Missing()
    {
        Unexpected("an expression");
        var error = new ErrorSyntax(Current.Span);
        if (Current.Kind is TokenKind.Invalid)
        {
            Take();
        }

        return error;
    }

    private ExpressionSyntax ParseKeyword(Token token)
    {
        switch (token.Keyword)
        {
            case Keyword.Null:
                return new LiteralSyntax(Take().Span, null);
            case Keyword.True or Keyword.False:
                return new LiteralSyntax(Take().Span, token.Is(Keyword.True));
            case Keyword.Exists:
                return ParseExists();
            case Keyword.Case:
                return ParseCase();
            case Keyword.Cast:
                return ParseCast();
            case Keyword.Left or Keyword.Right when Next.Kind == TokenKind.LeftParenthesis:
                return ParseNameOrCall();
            case Keyword.Select:
                Unexpected("an expression (a subquery needs parentheses around it)");
                return new ErrorSyntax(token.Span);
            default:
                return Missing();
        }
    }

    private ExpressionSyntax ParseParenthesis()
    {
        SourceSpan start = Take().Span;
        ExpressionSyntax inner;
        if (Current.Is(Keyword.Select) || Current.Is(Keyword.With))
        {
            QuerySyntax? query = ParseQueryInside();
            inner = query is null ? new ErrorSyntax(start) : Measure(new SubquerySyntax(query.Span, query), query.Height);
        }
        else
        {
            inner = ParseExpression();
        }

        // ((SELECT ...) UNION (SELECT ...)): only now it shows that the inner parenthesis was a query of a set operation.
        if (inner is SubquerySyntax first && IsSetOperator)
        {
            QueryBodySyntax body = ParseSetOperations(new NestedQuerySyntax(first.Span, first.Query));
            QuerySyntax query = FinishQuery(start, [], body, _height);
            inner = Measure(new SubquerySyntax(query.Span, query), query.Height);
        }

        CloseParenthesis();
        return inner with { Span = start.To(Previous) };
    }

    private ExpressionSyntax ParseExists()
    {
        SourceSpan start = Take().Span;
        QuerySyntax? query = ParseParenthesizedQuery("the query of EXISTS");
        return query is null
            ? new ErrorSyntax(start.To(Previous))
            : Measure(new ExistsSyntax(start.To(Previous), query), query.Height);
    }

    private ExpressionSyntax ParseCase()
    {
        SourceSpan start = Take().Span;
        ExpressionSyntax? operand = Current.Is(Keyword.When) ? null : ParseExpression();
        int height = operand?.Height ?? 0;
        var branches = new List<WhenSyntax>();
        while (TryTake(Keyword.When))
        {
            ExpressionSyntax condition = ParseExpression();
            Expect(Keyword.Then, "after the condition of WHEN");
            ExpressionSyntax result = ParseExpression();
            height = Math.Max(height, Math.Max(condition.Height, result.Height));
            branches.Add(new WhenSyntax(condition, result));
        }

        if (branches.Count == 0)
        {
            Unexpected("WHEN", "WHEN");
        }

        ExpressionSyntax? otherwise = TryTake(Keyword.Else) ? ParseExpression() : null;
        Expect(Keyword.End, "to close CASE");
        return Measure(new CaseSyntax(start.To(Previous), operand, branches, otherwise), Math.Max(height, otherwise?.Height ?? 0));
    }

    private ExpressionSyntax ParseCast()
    {
        SourceSpan start = Take().Span;
        Expect(TokenKind.LeftParenthesis, "(", "after CAST");
        ExpressionSyntax operand = ParseExpression();
        Expect(Keyword.As, "between the value and the type");
        SourceSpan typeSpan = Current.Span;
        if (ParseIdentifier("the name of a type") is not { } type)
        {
            CloseParenthesis();
            return new ErrorSyntax(start.To(Previous));
        }

        string name = type.Name;
        if (name.Equals("DOUBLE", StringComparison.OrdinalIgnoreCase)
            && Current.Kind == TokenKind.Name && Current.Text.Equals("PRECISION", StringComparison.OrdinalIgnoreCase))
        {
            Take();
        }

        typeSpan = typeSpan.To(Previous);
        int? length = null;
        if (TryTake(TokenKind.LeftParenthesis))
        {
            if (ParseCount("the length of the type") is { } count)
            {
                length = (int)Math.Min(count, int.MaxValue);
            }

            Expect(TokenKind.RightParenthesis, ")", "after the length of the type");
        }

        CloseParenthesis();
        return Measure(new CastSyntax(start.To(Previous), operand, name, typeSpan, length), operand);
    }

    private ExpressionSyntax ParseNameOrCall()
    {
        Token first = Take();
        var name = new IdentifierSyntax(first.Span, first.Text, first.Kind == TokenKind.DelimitedName);
        if (Current.Kind == TokenKind.LeftParenthesis)
        {
            return ParseCall(name);
        }

        var parts = new List<IdentifierSyntax> { name };
        while (TryTake(TokenKind.Dot))
        {
            if (Current.Kind == TokenKind.Keyword)
            {
                // Behind a dot nothing but a name can stand, so a reserved word needs no quotes.
                Token word = Take();
                parts.Add(new IdentifierSyntax(word.Span, word.Text, false));
            }
            else if (ParseIdentifier("a column name") is { } part)
            {
                parts.Add(part);
            }
            else
            {
                return new ErrorSyntax(first.Span.To(Previous));
            }
        }

        SourceSpan span = first.Span.To(Previous);
        if (Current.Kind == TokenKind.LeftParenthesis && parts.Count > 1)
        {
            var qualified = new IdentifierSyntax(span, string.Join('.', parts.Select(p => p.Name)), false);
            return ParseCall(qualified);
        }

        return new NameSyntax(span, parts);
    }

    private ExpressionSyntax ParseCall(IdentifierSyntax function)
    {
        SourceSpan open = Take().Span;
        var commas = new List<SourceSpan>();
        bool isStar = false;
        bool isDistinct = false;
        int height = 0;
        var arguments = new List<ExpressionSyntax>();
        if (Current.Kind == TokenKind.Star)
        {
            Take();
            isStar = true;
        }
        else if (Current.Kind != TokenKind.RightParenthesis)
        {
            isDistinct = TryTake(Keyword.Distinct);
            if (!isDistinct)
            {
                TryTake(Keyword.All);
            }

            do
            {
                ExpressionSyntax argument = ParseExpression();
                height = Math.Max(height, argument.Height);
                arguments.Add(argument);
                if (Current.Kind == TokenKind.Comma)
                {
                    commas.Add(Current.Span);
                }
            }
            while (TryTake(TokenKind.Comma));
        }

        bool isClosed = Current.Kind == TokenKind.RightParenthesis;
        CloseParenthesis();
        var call = new CallSyntax(function.Span.To(Previous), function, arguments, isStar, isDistinct);
        return Measure(call, height) is CallSyntax measured && IsLenient && isClosed ? ReadCall(new WrittenCall(measured, open, commas, Previous)) : Measure(call, height);
    }
}
