using Hven.Adql.Syntax;

namespace Hven.Adql.Parsing;

internal sealed partial class Parser
{
    /// <summary>
    /// ROWNUM in WHERE, Oracle's limit of rows, as TOP. Oracle counts rows before it groups or sorts them: for a query that groups, a subquery counts them;
    /// for one that sorts, TOP takes the first ones instead, which is said.
    /// </summary>
    private SelectSyntax LimitByRownum(SelectSyntax select, SourceSpan where)
    {
        if (!IsLenient || select.Where is null)
        {
            return select;
        }

        IReadOnlyList<ExpressionSyntax> operands = select.Where is LogicalSyntax { IsAnd: true } and ? and.Operands : [select.Where];
        var kept = new List<ExpressionSyntax>();
        long? limit = null;
        for (int index = 0; index < operands.Count; index++)
        {
            if (RownumLimit(operands[index]) is not { } rows)
            {
                kept.Add(operands[index]);
                continue;
            }

            limit = Math.Min(rows, limit ?? rows);
            (int from, int to) = operands.Count == 1 ? (where.Offset, operands[0].Span.End)
                : kept.Count > 0 ? (operands[index - 1].Span.End, operands[index].Span.End)
                : index + 1 < operands.Count ? (operands[index].Span.Offset, operands[index + 1].Span.Offset)
                : (where.Offset, operands[index].Span.End);
            _edits.Replace(from, to, string.Empty);
        }

        if (limit is not { } most)
        {
            return select;
        }

        select = select with
        {
            Where = kept.Count switch
            {
                0 => null,
                1 => kept[0],
                _ => Measure(new LogicalSyntax(kept[0].Span.To(kept[^1].Span), true, kept), kept.Max(condition => condition.Height)),
            },
        };
        return LimitRows(select, most, where);
    }

    private SelectSyntax LimitRows(SelectSyntax select, long limit, SourceSpan where)
    {
        if (select.Top is not null)
        {
            _diagnostics.Error(DiagnosticCodes.UnexpectedToken, where, "The rows are limited twice, by TOP and by ROWNUM; one of them has to go.");
            return select;
        }

        // The order of a subquery's rows is theirs, so that a limit around it is one within.
        if (select is { Where: null, From: [DerivedTableSyntax { Query: { OrderBy.Count: > 0, Offset: null, Body: SelectSyntax { Top: null } inner } ordered } derived] })
        {
            Reads(where, $"ROWNUM around a sorted subquery reads SELECT TOP {Text(limit)} in it");
            _edits.After(SelectHead(inner), $" TOP {Text(limit)}");
            return select with { From = [derived with { Query = ordered with { Body = inner with { Top = limit } } }] };
        }

        if (!select.IsDistinct && select.GroupBy.Count == 0 && select.Having is null && !select.Items.Any(HasAggregate))
        {
            Reads(where, $"ROWNUM reads SELECT TOP {Text(limit)}");
            _edits.After(SelectHead(select), $" TOP {Text(limit)}");
            _rownums.Add(where);
            return select with { Top = limit };
        }

        if (select.From is not [NamedTableSyntax table])
        {
            _diagnostics.Error(
                DiagnosticCodes.Unsupported, where, "ROWNUM counts rows before they are grouped. Of several tables, write FROM (SELECT TOP n ... FROM ...) AS t instead.");
            return select;
        }

        IdentifierSyntax name = table.Alias ?? table.Parts[^1];
        int end = select.Where?.Span.End ?? table.Span.End;
        Reads(where, $"ROWNUM before grouping reads FROM (SELECT TOP {Text(limit)} * FROM ...)");
        _edits.Before(table.Span.Offset, $"(SELECT TOP {Text(limit)} * FROM ");
        _edits.After(end, $") AS {(name.IsDelimited ? AdqlName.Quote(name.Name) : name.Name)}");
        SelectSyntax counted = EmptySelect(table.Span) with { Top = limit, Items = [new StarItemSyntax(table.Span, [])], From = [table], Where = select.Where };
        QuerySyntax query = new(table.Span, [], counted, [], null) { Height = (select.Where?.Height ?? 0) + 1 };
        return select with { From = [new DerivedTableSyntax(table.Span, query, name, [])], Where = null };
    }

    // Places of ROWNUM whose SELECT may turn out to be sorted.
    private readonly List<SourceSpan> _rownums = [];

    private void WarnOfSortedRownum(QueryBodySyntax body, List<OrderSyntax> order)
    {
        if (order.Count > 0 && body is SelectSyntax && _rownums.Find(span => body.Span.Offset <= span.Offset && span.End <= body.Span.End) is { Line: > 0 } place)
        {
            _diagnostics.Warn(
                DiagnosticCodes.Dialect, place, "Oracle takes any rows up to ROWNUM and sorts those; this query sorts all rows and takes the first, which is what is mostly meant.");
        }

        _rownums.RemoveAll(span => body.Span.Offset <= span.Offset && span.End <= body.Span.End);
    }

    private static bool HasAggregate(SelectItemSyntax item) => item is ExpressionItemSyntax { Expression: var expression } && HasAggregate(expression);

    private static bool HasAggregate(ExpressionSyntax expression) => expression switch
    {
        CallSyntax call => Binding.FunctionCatalog.Aggregates.ContainsKey(call.Function.Name) || call.Arguments.Any(HasAggregate),
        BinarySyntax binary => HasAggregate(binary.Left) || HasAggregate(binary.Right),
        SignSyntax sign => HasAggregate(sign.Operand),
        CastSyntax cast => HasAggregate(cast.Operand),
        CaseSyntax @case => (@case.Operand is not null && HasAggregate(@case.Operand)) || @case.Branches.Any(branch => HasAggregate(branch.Condition) || HasAggregate(branch.Result))
            || (@case.Otherwise is not null && HasAggregate(@case.Otherwise)),
        _ => false,
    };

    /// <summary>The rows that a condition on ROWNUM lets through; null when it is no such condition.</summary>
    private static long? RownumLimit(ExpressionSyntax condition) => condition switch
    {
        BinarySyntax { Left: var left, Right: LiteralSyntax { Value: long rows } } comparison when IsRownum(left) => comparison.Operator switch
        {
            BinaryOperator.LessOrEqual => rows,
            BinaryOperator.Less => Math.Max(0, rows - 1),
            BinaryOperator.Equal when rows == 1 => 1,
            _ => null,
        },
        BinarySyntax { Left: LiteralSyntax { Value: long rows }, Right: var right } comparison when IsRownum(right) => comparison.Operator switch
        {
            BinaryOperator.GreaterOrEqual => rows,
            BinaryOperator.Greater => Math.Max(0, rows - 1),
            BinaryOperator.Equal when rows == 1 => 1,
            _ => null,
        },
        BetweenSyntax { IsNegated: false, Operand: var operand, Low: LiteralSyntax { Value: long and <= 1 }, High: LiteralSyntax { Value: long most } } when IsRownum(operand) => most,
        _ => null,
    };

    private static bool IsRownum(ExpressionSyntax expression) =>
        expression is NameSyntax { Parts: [{ IsDelimited: false } name] } && name.Matches("ROWNUM");
}
