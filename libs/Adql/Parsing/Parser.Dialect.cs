using System.Globalization;
using Hven.Adql.Syntax;

namespace Hven.Adql.Parsing;

/// <summary>What is not ADQL but can be read as ADQL: limits of rows, tables and operators. Standard nodes come out, and edits of the text.</summary>
internal sealed partial class Parser
{
    private int _namedSubqueries;

    /// <summary>Whether other dialects are understood.</summary>
    private bool IsLenient => _options.Dialect == AdqlDialect.CommonSql;

    private static bool IsWord(Token token, string word) => token.Kind == TokenKind.Name && token.Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private bool TryTakeWord(string word)
    {
        if (!IsWord(Current, word))
        {
            return false;
        }

        _index++;
        return true;
    }

    /// <summary>Whether a word that ADQL does not know ends the clause before it.</summary>
    private bool IsDialectClause =>
        IsLenient && Current.Kind == TokenKind.Name
            && ((IsWord(Current, "FETCH") && (IsWord(Next, "FIRST") || IsWord(Next, "NEXT")))
                || (IsWord(Current, "MINUS") && (Next.Is(Keyword.Select) || Next.Kind == TokenKind.LeftParenthesis))
                || (IsWord(Current, "LIMIT") && Next.Kind == TokenKind.Integer));

    private void Reads(SourceSpan span, string how) => _diagnostics.Notice(DiagnosticCodes.Dialect, span, $"{how} in ADQL.");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>LIMIT, OFFSET ... ROWS and FETCH FIRST behind a query, in any order.</summary>
    private (long? Limit, long? Offset, SourceSpan Span) ParseRowLimit(long? offset)
    {
        long? limit = null;
        SourceSpan span = Current.Span;
        while (IsLenient && Current.Kind is TokenKind.Name or TokenKind.Keyword)
        {
            SourceSpan start = Current.Span;
            if (limit is null && IsWord(Current, "LIMIT") && Next.Kind == TokenKind.Integer)
            {
                Take();
                limit = (long)Take().Value!;
                if (TryTake(TokenKind.Comma))
                {
                    // MySQL: rows to skip, then rows.
                    (offset, limit) = (limit, ParseCount("the number of rows") ?? limit);
                    _edits.Before(start.Offset, $"OFFSET {Text(offset.Value)}");
                }
            }
            else if (limit is null && IsWord(Current, "FETCH"))
            {
                limit = ParseFetch();
            }
            else if (offset is null && Current.Is(Keyword.Offset))
            {
                Take();
                offset = ParseCount("the number of rows to skip");
                TakeRowsWord();
                continue;
            }
            else
            {
                break;
            }

            span = start.To(Previous);
            _edits.Replace(start.Offset, Previous.End, string.Empty);
        }

        return (limit, offset, span);
    }

    private long? ParseFetch()
    {
        Take();
        Take();
        long? limit = Current.Kind == TokenKind.Integer ? ParseCount("the number of rows") : 1;
        if (!TryTakeWord("ROWS") && !TryTakeWord("ROW"))
        {
            Unexpected("ROWS", "ROWS");
        }

        if (!TryTakeWord("ONLY"))
        {
            Unexpected("ONLY", "ONLY");
        }

        return limit;
    }

    /// <summary>ROWS behind OFFSET n, which ADQL does not have.</summary>
    private void TakeRowsWord()
    {
        if (IsLenient && (IsWord(Current, "ROWS") || IsWord(Current, "ROW")))
        {
            Token rows = Take();
            _edits.Replace(Previous.Offset, rows.Span.End, string.Empty);
        }
    }

    /// <summary>A query with a limit behind it as one with TOP.</summary>
    private (QueryBodySyntax Body, List<OrderSyntax> Order) LimitRows(QueryBodySyntax body, List<OrderSyntax> order, long limit, SourceSpan span)
    {
        if (body is SelectSyntax select)
        {
            if (select.Top is not null)
            {
                _diagnostics.Error(DiagnosticCodes.UnexpectedToken, span, "The rows are limited twice, by TOP and behind the query; one of them has to go.");
                return (body, order);
            }

            Reads(span, $"This reads SELECT TOP {Text(limit)}");
            _edits.After(SelectHead(select), $" TOP {Text(limit)}");
            return (select with { Top = limit }, order);
        }

        Reads(span, $"This reads SELECT TOP {Text(limit)} * FROM (...)");
        IdentifierSyntax name = NameOfSubquery(body.Span);
        _edits.Before(body.Span.Offset, $"SELECT TOP {Text(limit)} * FROM (");
        _edits.After(body.Span.End, $") AS {name.Name}");
        QuerySyntax inner = new(body.Span, [], body, [], null) { Height = _height + 1 };
        return (EmptySelect(body.Span) with { Top = limit, Items = [new StarItemSyntax(body.Span, [])], From = [new DerivedTableSyntax(body.Span, inner, name, [])] }, order);
    }

    /// <summary>Where TOP belongs: behind SELECT, or its DISTINCT or ALL.</summary>
    private int SelectHead(SelectSyntax select)
    {
        int index = _tokens.FindIndex(token => token.Span.Offset == select.Span.Offset);
        return _tokens[_tokens[index + 1].Keyword is Keyword.Distinct or Keyword.All ? index + 1 : index].Span.End;
    }

    private IdentifierSyntax NameOfSubquery(SourceSpan span) => new(span, $"subquery{++_namedSubqueries}", false);

    /// <summary>TOP (n), as SQL Server has it.</summary>
    private long? ParseTop()
    {
        SourceSpan start = Current.Span;
        if (!IsLenient || !TryTake(TokenKind.LeftParenthesis))
        {
            return ParseCount("the number of rows");
        }

        long? top = ParseCount("the number of rows");
        CloseParenthesis();
        Reads(start.To(Previous), "TOP takes its number without parentheses");
        _edits.Replace(start.Offset, Previous.End, $" {Text(top ?? 0)}");
        return top;
    }

    /// <summary>FROM dual, Oracle's table for SELECT without a table.</summary>
    private List<TableSyntax> WithoutDual(List<TableSyntax> tables, SourceSpan from)
    {
        if (!IsLenient || tables is not [NamedTableSyntax { Parts: [{ IsDelimited: false } name], Alias: null } dual] || !name.Matches("dual"))
        {
            return tables;
        }

        Reads(from.To(dual.Span), "A SELECT that reads no table has no FROM");
        _edits.Replace(from.Offset, dual.Span.End, string.Empty);
        return [];
    }

    /// <summary>SAMPLE(percent), as Oracle has it, with the same meaning as TABLESAMPLE.</summary>
    private bool IsDialectSample =>
        IsLenient && IsWord(Current, "SAMPLE") && (Next.Kind == TokenKind.LeftParenthesis || (IsWord(Next, "BLOCK") && _tokens[Math.Min(_index + 2, _tokens.Count - 1)].Kind == TokenKind.LeftParenthesis));

    private void TakeDialectSample()
    {
        SourceSpan start = Take().Span;
        TryTakeWord("BLOCK");
        Reads(start.To(Previous), "SAMPLE reads TABLESAMPLE");
        _edits.Replace(start.Offset, Previous.End, "TABLESAMPLE");
    }

    /// <summary>A subquery in FROM without a name gets one.</summary>
    private IdentifierSyntax? NameUnnamed(SourceSpan span)
    {
        if (!IsLenient)
        {
            return null;
        }

        IdentifierSyntax name = NameOfSubquery(span);
        Reads(span, $"A subquery in FROM has a name: AS {name.Name}");
        _edits.After(span.End, $" AS {name.Name}");
        return name;
    }

    /// <summary>NULLS LAST is what ADQL does here anyway.</summary>
    private void TakeNullOrder()
    {
        if (!IsLenient || !IsWord(Current, "NULLS"))
        {
            return;
        }

        int before = Previous.End;
        SourceSpan start = Take().Span;
        if (TryTakeWord("LAST"))
        {
            Reads(start.To(Previous), "Nulls come last without a word");
            _edits.Replace(before, Previous.End, string.Empty);
        }
        else
        {
            Unexpected("LAST (nulls come last in both directions; to have them first, order by CASE WHEN x IS NULL THEN 0 ELSE 1 END)", "LAST");
            Take();
        }
    }

    /// <summary>MINUS, Oracle's EXCEPT.</summary>
    private void TakeMinus()
    {
        if (IsDialectClause && IsWord(Current, "MINUS"))
        {
            Token minus = Current;
            Reads(minus.Span, "MINUS reads EXCEPT");
            _edits.Replace(minus.Span.Offset, minus.Span.End, "EXCEPT");
            _tokens[_index] = new Token(TokenKind.Keyword, Keyword.Except, minus.Span, "EXCEPT");
        }
    }

    /// <summary>a % b, the remainder.</summary>
    private ExpressionSyntax ParseRemainder(ExpressionSyntax left)
    {
        Token sign = Take();
        ExpressionSyntax right = ParseExpression(Level.Multiply + 1);
        Reads(sign.Span, "a % b reads MOD(a, b)");
        _edits.Before(left.Span.Offset, "MOD(");
        _edits.Replace(sign.Span.Offset, sign.Span.End, ",");
        _edits.After(right.Span.End, ")");
        return Measure(new CallSyntax(left.Span.To(Previous), new IdentifierSyntax(sign.Span, "MOD", false), [left, right], false, false), left, right);
    }

    /// <summary>x::type, the cast of PostgreSQL.</summary>
    private ExpressionSyntax ParseCastsBehind(ExpressionSyntax operand)
    {
        while (Current.Kind == TokenKind.DoubleColon)
        {
            Token sign = Take();
            SourceSpan typeSpan = Current.Span;
            if (ParseIdentifier("the name of a type") is not { } type)
            {
                return operand;
            }

            if (type.Matches("DOUBLE"))
            {
                TryTakeWord("PRECISION");
            }

            string name = type.Name.ToUpperInvariant() switch
            {
                "DOUBLE" or "FLOAT8" or "FLOAT" or "NUMERIC" or "DECIMAL" or "NUMBER" => "DOUBLE",
                "FLOAT4" => "REAL",
                "INT8" => "BIGINT",
                "INT" or "INT4" => "INTEGER",
                "INT2" => "SMALLINT",
                "TEXT" => "VARCHAR",
                _ => type.Name,
            };
            typeSpan = typeSpan.To(Previous);
            Reads(sign.Span.To(typeSpan), $"x::{type.Name} reads CAST(x AS {name})");
            _edits.Before(operand.Span.Offset, "CAST(");
            _edits.Replace(sign.Span.Offset, typeSpan.End, $" AS {name})");
            operand = Measure(new CastSyntax(operand.Span.To(Previous), operand, name, typeSpan, null), operand);
        }

        return operand;
    }
}
