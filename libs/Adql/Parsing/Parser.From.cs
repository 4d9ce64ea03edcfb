using Hven.Adql.Syntax;

namespace Hven.Adql.Parsing;

internal sealed partial class Parser
{
    private List<TableSyntax> ParseFrom()
    {
        SourceSpan start = Current.Span;
        if (!TryTake(Keyword.From))
        {
            return [];
        }

        var tables = new List<TableSyntax>();
        do
        {
            tables.Add(ParseJoins());
        }
        while (TryTake(TokenKind.Comma));
        EndClause("',', JOIN or WHERE", Keyword.Where);
        return WithoutDual(tables, start);
    }

    private TableSyntax ParseJoins() => ParseJoinsAfter(ParseTable());

    private TableSyntax ParseJoinsAfter(TableSyntax left)
    {
        while (ParseJoinOperator() is { } join)
        {
            TableSyntax right = ParseTable();
            ExpressionSyntax? on = null;
            List<IdentifierSyntax> columns = [];
            SourceSpan conditionSpan = Current.Span;
            if (TryTake(Keyword.On))
            {
                on = ParseExpression();
            }
            else if (TryTake(Keyword.Using))
            {
                Expect(TokenKind.LeftParenthesis, "(", "after USING");
                columns = ParseColumnNames();
            }
            else if (!join.IsNatural && join.Kind != JoinSyntaxKind.Cross)
            {
                Unexpected("ON or USING", "ON", "USING");
            }

            if ((on is not null || columns.Count > 0) && (join.IsNatural || join.Kind == JoinSyntaxKind.Cross))
            {
                _diagnostics.Error(
                    DiagnosticCodes.UnexpectedToken,
                    conditionSpan.To(Previous),
                    $"A {(join.IsNatural ? "NATURAL" : "CROSS")} JOIN takes neither ON nor USING.");
            }

            left = new JoinSyntax(left.Span.To(Previous), join.Kind, join.IsNatural, left, right, on, columns);
        }

        return left;
    }

    private (JoinSyntaxKind Kind, bool IsNatural)? ParseJoinOperator()
    {
        bool isNatural = TryTake(Keyword.Natural);
        JoinSyntaxKind kind = Current.Keyword switch
        {
            Keyword.Left => JoinSyntaxKind.Left,
            Keyword.Right => JoinSyntaxKind.Right,
            Keyword.Full => JoinSyntaxKind.Full,
            Keyword.Cross => JoinSyntaxKind.Cross,
            _ => JoinSyntaxKind.Inner,
        };
        bool isExplicit = Current.Keyword is Keyword.Left or Keyword.Right or Keyword.Full or Keyword.Cross or Keyword.Inner;
        if (isExplicit)
        {
            Take();
            if (kind is JoinSyntaxKind.Left or JoinSyntaxKind.Right or JoinSyntaxKind.Full)
            {
                TryTake(Keyword.Outer);
            }
        }

        if (TryTake(Keyword.Join))
        {
            return (kind, isNatural);
        }

        if (isExplicit || isNatural)
        {
            Unexpected("JOIN", "JOIN");
            return (kind, isNatural);
        }

        return null;
    }

    private TableSyntax ParseTable()
    {
        SourceSpan start = Current.Span;
        if (++_tables > _options.MaximumTables)
        {
            _diagnostics.Error(DiagnosticCodes.LimitExceeded, start, $"A query may name at most {_options.MaximumTables} tables and subqueries.");
            _reportedAt = _index = _tokens.Count - 1;
            return new ErrorTableSyntax(start);
        }

        if (Current.Kind == TokenKind.LeftParenthesis)
        {
            return ParseParenthesizedTable();
        }

        if (Current.Kind is not (TokenKind.Name or TokenKind.DelimitedName))
        {
            Unexpected("a table name or a subquery in parentheses");
            return new ErrorTableSyntax(start);
        }

        var parts = new List<IdentifierSyntax> { ParseIdentifier("a table name")! };
        while (TryTake(TokenKind.Dot))
        {
            if (ParseIdentifier("a table name") is not { } part)
            {
                return new ErrorTableSyntax(start.To(Previous));
            }

            parts.Add(part);
        }

        SourceSpan span = start.To(Previous);
        if (Current.Kind == TokenKind.LeftParenthesis)
        {
            _diagnostics.Error(
                DiagnosticCodes.UnknownFunction, span, $"'{Shorten(parts[^1].Name)}' is called like a function; FROM takes tables and subqueries only.");
            SkipParentheses();
            ParseAlias();
            return new ErrorTableSyntax(span);
        }

        double? sample = ParseSample();
        IdentifierSyntax? alias = ParseAlias();
        return new NamedTableSyntax(span, parts, alias) { Sample = sample ?? ParseSample() };
    }

    /// <summary>TABLESAMPLE(percent), which is no word of ADQL: a table may have it as its alias.</summary>
    private double? ParseSample()
    {
        if (IsDialectSample)
        {
            TakeDialectSample();
        }
        else if (IsSample)
        {
            Take();
        }
        else
        {
            return null;
        }

        Take();
        double? percent = Current.Value is long whole ? whole : Current.Value as double?;
        SourceSpan span = Current.Span;
        if (percent is null)
        {
            Unexpected("the percentage of rows, a number without sign,");
        }
        else
        {
            Take();
        }

        if (percent > 100)
        {
            _diagnostics.Error(DiagnosticCodes.ValueOutOfRange, span, "TABLESAMPLE takes a percentage of the rows, 0 to 100.");
        }

        CloseParenthesis();
        return percent ?? 100;
    }

    private bool IsSample =>
        Current.Kind == TokenKind.Name && Next.Kind == TokenKind.LeftParenthesis && Current.Text.Equals("TABLESAMPLE", StringComparison.OrdinalIgnoreCase);

    private void SkipParentheses()
    {
        int open = 0;
        do
        {
            open += Current.Kind switch
            {
                TokenKind.LeftParenthesis => 1,
                TokenKind.RightParenthesis => -1,
                _ => 0,
            };
            Take();
        }
        while (open > 0 && Current.Kind != TokenKind.End);
    }

    /// <summary>A subquery, or joins grouped by parentheses.</summary>
    private TableSyntax ParseParenthesizedTable()
    {
        SourceSpan start = Take().Span;
        if (!TryEnter())
        {
            return new ErrorTableSyntax(start);
        }

        int outerHeight = _height;
        _height = 0;
        TableSyntax inner;
        if (Current.Is(Keyword.Select) || Current.Is(Keyword.With))
        {
            QuerySyntax query = ParseQuery();
            inner = new DerivedTableSyntax(query.Span, query, null, []);
        }
        else
        {
            inner = ParseInnerTable(start);
        }

        _height = Math.Max(_height, outerHeight);
        _depth--;
        CloseParenthesis();
        return inner is DerivedTableSyntax { Alias: null } derived ? NameDerivedTable(start, derived) : inner;
    }

    private TableSyntax ParseInnerTable(SourceSpan start)
    {
        bool isNested = Current.Kind == TokenKind.LeftParenthesis;
        int open = _index;
        if (isNested && FirstBehindParentheses() is Keyword.Select or Keyword.With && ClosesIntoSetOperator(open))
        {
            QuerySyntax query = ParseQuery();
            return new DerivedTableSyntax(start.To(Previous), query, null, []);
        }

        return ParseJoins();
    }

    private Keyword FirstBehindParentheses()
    {
        int index = _index;
        while (_tokens[index].Kind == TokenKind.LeftParenthesis && index - _index <= _options.MaximumDepth)
        {
            index++;
        }

        return _tokens[index].Keyword;
    }

    /// <summary>Whether the parenthesis that opens here closes before UNION, EXCEPT, INTERSECT, ORDER or ')': a query, not a join.</summary>
    private bool ClosesIntoSetOperator(int index)
    {
        int open = 0;
        for (; _tokens[index].Kind != TokenKind.End; index++)
        {
            open += _tokens[index].Kind switch
            {
                TokenKind.LeftParenthesis => 1,
                TokenKind.RightParenthesis => -1,
                _ => 0,
            };
            if (open == 0)
            {
                Token next = _tokens[index + 1];
                return IsClauseStart(next) || next.Kind == TokenKind.RightParenthesis;
            }
        }

        return false;
    }

    private DerivedTableSyntax NameDerivedTable(SourceSpan start, DerivedTableSyntax derived)
    {
        SourceSpan span = start.To(Previous);
        IdentifierSyntax? alias = ParseAlias() ?? (_depth == 0 | Current.Kind != TokenKind.RightParenthesis ? NameUnnamed(span) : null);
        List<IdentifierSyntax> columns = alias is not null && TryTake(TokenKind.LeftParenthesis) ? ParseColumnNames() : [];
        if (alias is null && _depth == 0 | Current.Kind != TokenKind.RightParenthesis)
        {
            Unexpected("a name for the subquery, as in (SELECT ...) AS t,");
        }

        return new DerivedTableSyntax(span, derived.Query, alias, columns);
    }
}
