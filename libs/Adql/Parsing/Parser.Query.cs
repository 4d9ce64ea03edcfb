using Hven.Adql.Syntax;

namespace Hven.Adql.Parsing;

internal sealed partial class Parser
{
    /// <summary>[WITH ...] select [UNION|EXCEPT|INTERSECT ...] [ORDER BY ...] [OFFSET n].</summary>
    private QuerySyntax ParseQuery()
    {
        SourceSpan start = Current.Span;
        int outerHeight = _height;
        _height = 0;
        List<WithSyntax> with = ParseWith();
        QueryBodySyntax body = ParseSetOperations(ParseSetTerm());
        return FinishQuery(start, with, body, outerHeight);
    }

    private QuerySyntax FinishQuery(SourceSpan start, List<WithSyntax> with, QueryBodySyntax body, int outerHeight)
    {
        List<OrderSyntax> order = ParseOrderBy();
        WarnOfSortedRownum(body, order);
        long? offset = null;
        if (TryTake(Keyword.Offset))
        {
            offset = ParseCount("the number of rows to skip");
            TakeRowsWord();
        }

        (long? limit, offset, SourceSpan limitSpan) = ParseRowLimit(offset);
        if (limit is { } most)
        {
            (body, order) = LimitRows(body, order, most, limitSpan);
        }

        RejectLimit();
        int height = _height + 1;
        _height = Math.Max(outerHeight, height);
        return new QuerySyntax(start.To(Previous), with, body, order, offset) { Height = height };
    }

    private void RejectLimit()
    {
        if (Current.Kind == TokenKind.Name && Current.Text.Equals("LIMIT", StringComparison.OrdinalIgnoreCase))
        {
            _reportedAt = _index;
            _diagnostics.Error(
                DiagnosticCodes.UnexpectedToken, Current.Span, "ADQL has no LIMIT; write SELECT TOP n ... for the first n rows.", ["TOP"]);
            Take();
            TryTake(TokenKind.Minus);
            TryTake(TokenKind.Integer);

            _reportedAt = _index;
        }
    }

    private List<WithSyntax> ParseWith()
    {
        var with = new List<WithSyntax>();
        if (!TryTake(Keyword.With))
        {
            return with;
        }

        do
        {
            if (ParseIdentifier("the name of a WITH query") is not { } name)
            {
                SkipToClause();
                break;
            }

            List<IdentifierSyntax> columns = TryTake(TokenKind.LeftParenthesis) ? ParseColumnNames() : [];
            Expect(Keyword.As, "between the name and its query");
            if (ParseParenthesizedQuery("the query of the WITH clause") is { } query)
            {
                with.Add(new WithSyntax(name, columns, query));
            }
        }
        while (TryTake(TokenKind.Comma));
        return with;
    }

    private List<IdentifierSyntax> ParseColumnNames()
    {
        List<IdentifierSyntax> names = ParseIdentifierList("a column name");
        Expect(TokenKind.RightParenthesis, ")", "after the column names");
        return names;
    }

    private QuerySyntax? ParseParenthesizedQuery(string what)
    {
        if (!Expect(TokenKind.LeftParenthesis, "(", $"before {what}"))
        {
            return null;
        }

        QuerySyntax? query = ParseQueryInside();
        CloseParenthesis();
        return query;
    }

    /// <summary>A query one level down; null when that is too deep.</summary>
    private QuerySyntax? ParseQueryInside()
    {
        if (!TryEnter())
        {
            return null;
        }

        QuerySyntax query = ParseQuery();
        _depth--;
        return query;
    }

    private void CloseParenthesis()
    {
        if (!Expect(TokenKind.RightParenthesis, ")", "to close the parenthesis"))
        {
            SkipToClause();
            TryTake(TokenKind.RightParenthesis);
        }
    }

    /// <summary>UNION and EXCEPT bind equally, INTERSECT binds tighter.</summary>
    private QueryBodySyntax ParseSetOperations(QueryBodySyntax first)
    {
        first = ParseIntersections(first);
        var rest = new List<SetTermSyntax>();
        TakeMinus();
        while (Current.Is(Keyword.Union) || Current.Is(Keyword.Except))
        {
            SetOperator op = Take().Is(Keyword.Union) ? SetOperator.Union : SetOperator.Except;
            bool isAll = TakeSetQuantifier();
            rest.Add(new SetTermSyntax(op, isAll, ParseIntersections(ParseLaterTerm())));
            TakeMinus();
        }

        return rest.Count == 0 ? first : new SetOperationSyntax(first.Span.To(Previous), first, rest);
    }

    private QueryBodySyntax ParseIntersections(QueryBodySyntax first)
    {
        var rest = new List<SetTermSyntax>();
        while (TryTake(Keyword.Intersect))
        {
            bool isAll = TakeSetQuantifier();
            rest.Add(new SetTermSyntax(SetOperator.Intersect, isAll, ParseLaterTerm()));
        }

        return rest.Count == 0 ? first : new SetOperationSyntax(first.Span.To(Previous), first, rest);
    }

    private bool TakeSetQuantifier()
    {
        bool isAll = TryTake(Keyword.All);
        if (!isAll)
        {
            TryTake(Keyword.Distinct);
        }

        return isAll;
    }

    private bool IsSetOperator => Current.Keyword is Keyword.Union or Keyword.Except or Keyword.Intersect;

    private QueryBodySyntax ParseLaterTerm()
    {
        bool outer = _isLaterArm;
        _isLaterArm = true;
        QueryBodySyntax term = ParseSetTerm();
        _isLaterArm = outer;
        return term;
    }

    private QueryBodySyntax ParseSetTerm()
    {
        if (Current.Kind != TokenKind.LeftParenthesis)
        {
            return ParseSelect();
        }

        SourceSpan start = Take().Span;
        QuerySyntax? query = ParseQueryInside();
        CloseParenthesis();
        return query is null ? EmptySelect(start) : new NestedQuerySyntax(start.To(Previous), query);
    }

    private static SelectSyntax EmptySelect(SourceSpan span) => new(span, false, null, [], [], null, [], null);

    private SelectSyntax ParseSelect()
    {
        SourceSpan start = Current.Span;
        if (++_selects > _options.MaximumSelects)
        {
            _diagnostics.Error(DiagnosticCodes.LimitExceeded, start, $"A text may hold at most {_options.MaximumSelects} SELECTs.");
            _reportedAt = _index = _tokens.Count - 1;
            return EmptySelect(start);
        }

        if (!Expect(Keyword.Select, "to begin a query"))
        {
            SkipToClause();
            return EmptySelect(start);
        }

        bool isDistinct = TryTake(Keyword.Distinct);
        if (!isDistinct)
        {
            TryTake(Keyword.All);
        }

        long? top = TryTake(Keyword.Top) ? ParseTop() : null;
        List<SelectItemSyntax> items = ParseSelectItems();
        List<TableSyntax> from = ParseFrom();
        SourceSpan whereSpan = Current.Span;
        ExpressionSyntax? where = TryTake(Keyword.Where) ? ParseClause() : null;
        SourceSpan whereEnd = Previous;
        List<ExpressionSyntax> groupBy = ParseGroupBy();
        ExpressionSyntax? having = TryTake(Keyword.Having) ? ParseClause() : null;
        var select = new SelectSyntax(start.To(Previous), isDistinct, top, items, from, where, groupBy, having);
        return where is null ? select : LimitByRownum(select, whereSpan.To(whereEnd));
    }

    private long? ParseCount(string what)
    {
        if (Current.Kind == TokenKind.Integer)
        {
            return (long)Take().Value!;
        }

        Unexpected($"{what}, a whole number without sign,");
        if (Current.Kind is TokenKind.Minus or TokenKind.Real)
        {
            Take();
            TryTake(TokenKind.Integer);
        }

        return null;
    }

    private List<SelectItemSyntax> ParseSelectItems()
    {
        var items = new List<SelectItemSyntax>();
        do
        {
            items.Add(ParseSelectItem());
        }
        while (TryTake(TokenKind.Comma));
        ParseInto();
        EndClause("',' or FROM", Keyword.From);
        return items;
    }

    /// <summary>Whether INTO stands here and names a table: it is no word of ADQL, so that a column may be called so.</summary>
    private bool IsInto => Current.Kind == TokenKind.Name && Current.Text.Equals("INTO", StringComparison.OrdinalIgnoreCase) && Next.Kind is TokenKind.Name or TokenKind.DelimitedName;

    /// <summary>INTO table: where the rows are to be kept.</summary>
    private void ParseInto()
    {
        if (!IsInto)
        {
            return;
        }

        SourceSpan start = Take().Span;
        List<IdentifierSyntax> parts = [];
        do
        {
            if (ParseIdentifier("the name of the table that takes the rows") is not { } part)
            {
                return;
            }

            parts.Add(part);
        }
        while (TryTake(TokenKind.Dot));
        SourceSpan span = start.To(Previous);
        if (_depth > 0 || _isLaterArm)
        {
            _diagnostics.Error(DiagnosticCodes.Unsupported, span, "INTO stands in the first SELECT of the whole query, behind its columns: it tells where the rows of all of it are kept.");
        }
        else if (parts.Count != 2)
        {
            _diagnostics.Error(DiagnosticCodes.Unsupported, span, "INTO takes a table of your own, with its schema: INTO mydb.name.");
        }
        else
        {
            _into = new AdqlInto(parts[0].Name, parts[1].Name, span);
        }
    }

    private SelectItemSyntax ParseSelectItem()
    {
        if (Current.Kind == TokenKind.Star)
        {
            return new StarItemSyntax(Take().Span, []);
        }

        if (TryParseQualifiedStar() is { } star)
        {
            return star;
        }

        ExpressionSyntax expression = ParseExpression();
        IdentifierSyntax? alias = ParseAlias();
        return new ExpressionItemSyntax(expression.Span.To(Previous), expression, alias);
    }

    private StarItemSyntax? TryParseQualifiedStar()
    {
        int ahead = _index;
        while (_tokens[ahead].Kind is TokenKind.Name or TokenKind.DelimitedName && _tokens[ahead + 1].Kind == TokenKind.Dot)
        {
            ahead += 2;
        }

        if (ahead == _index || _tokens[ahead].Kind != TokenKind.Star)
        {
            return null;
        }

        SourceSpan start = Current.Span;
        var qualifier = new List<IdentifierSyntax>();
        while (_index < ahead)
        {
            qualifier.Add(ParseIdentifier("a table name")!);
            Take();
        }

        return new StarItemSyntax(start.To(Take().Span), qualifier);
    }

    private IdentifierSyntax? ParseAlias()
    {
        if (TryTake(Keyword.As))
        {
            return ParseIdentifier("a name");
        }

        bool isLimit = Current.Kind == TokenKind.Name && Current.Text.Equals("LIMIT", StringComparison.OrdinalIgnoreCase)
            && Next.Kind is TokenKind.Integer or TokenKind.Minus;
        return Current.Kind is TokenKind.Name or TokenKind.DelimitedName && !isLimit && !IsInto && !IsSample && !IsDialectSample && !IsDialectClause ? ParseIdentifier("a name") : null;
    }

    /// <summary>An expression that fills a clause: what follows it must begin another clause.</summary>
    private ExpressionSyntax ParseClause()
    {
        ExpressionSyntax expression = ParseExpression();
        EndClause("AND, OR or the end of the condition");
        return expression;
    }

    private void EndClause(string wanted, params ReadOnlySpan<Keyword> suggestions)
    {
        bool isLimit = Current.Kind == TokenKind.Name && Current.Text.Equals("LIMIT", StringComparison.OrdinalIgnoreCase);
        if (IsClauseStart(Current) || isLimit || IsDialectClause || Current.Kind is TokenKind.End or TokenKind.RightParenthesis or TokenKind.Semicolon)
        {
            return;
        }

        string[] words = new string[suggestions.Length];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = Keywords.Name(suggestions[i]);
        }

        Unexpected(wanted, words);
        SkipToClause();
    }

    private List<ExpressionSyntax> ParseGroupBy()
    {
        if (!TryTake(Keyword.Group))
        {
            return [];
        }

        Expect(Keyword.By, "after GROUP");
        var terms = new List<ExpressionSyntax>();
        do
        {
            terms.Add(ParseExpression());
        }
        while (TryTake(TokenKind.Comma));
        EndClause("',' or the end of GROUP BY");
        return terms;
    }

    private List<OrderSyntax> ParseOrderBy()
    {
        if (!TryTake(Keyword.Order))
        {
            return [];
        }

        Expect(Keyword.By, "after ORDER");
        var terms = new List<OrderSyntax>();
        do
        {
            ExpressionSyntax expression = ParseExpression();
            bool isDescending = TryTake(Keyword.Desc);
            if (!isDescending)
            {
                TryTake(Keyword.Asc);
            }

            TakeNullOrder();

            terms.Add(new OrderSyntax(expression, isDescending));
        }
        while (TryTake(TokenKind.Comma));
        EndClause("',', ASC, DESC or the end of ORDER BY");
        return terms;
    }
}
