using Hven.Adql.Syntax;

namespace Hven.Adql.Binding;

internal sealed partial class Binder
{
    private BodyResult BindSelect(SelectSyntax select, Scope? outer)
    {
        FromResult? from = BindFrom(select.From, outer);
        var scope = new Scope(outer, from?.Columns ?? [], from?.Tables ?? []);
        BoundExpression? where = select.Where is null ? null : BindCondition(select.Where, new ExpressionContext(scope, "WHERE"), "WHERE");
        List<OutputItem> items = BindItems(select, scope);
        List<BoundExpression> groupBy = BindGroupBy(select, scope, items);
        BoundExpression? having = select.Having is null ? null : BindCondition(select.Having, new ExpressionContext(scope, null), "HAVING");
        bool isGrouped = groupBy.Count > 0 || having is not null || items.Exists(item => HasAggregate(item.Expression));
        if (isGrouped && !groupBy.Exists(term => term is BoundError))
        {
            foreach (OutputItem item in items)
            {
                CheckGrouped(item.Expression, groupBy, scope);
            }

            if (having is not null)
            {
                CheckGrouped(having, groupBy, scope);
            }
        }

        IReadOnlyList<AdqlColumn> columns = OutputColumns(items);
        var bound = new BoundSelect(
            select.IsDistinct, select.Top, [.. items.Select(i => i.Expression)], from?.Source, where, groupBy, having);
        int[] growth = [.. items.Select(i => i.Expression.Type.IsText() ? i.Expression.TextGrowth : 1)];
        return new BodyResult(RegionRecognizer.Rewrite(bound), columns, growth, scope, isGrouped);
    }

    private readonly record struct OutputItem(BoundExpression Expression, string Name);

    private List<OutputItem> BindItems(SelectSyntax select, Scope scope)
    {
        var items = new List<OutputItem>();
        foreach (SelectItemSyntax item in select.Items)
        {
            if (item is StarItemSyntax star)
            {
                ExpandStar(star, scope, items);
            }
            else
            {
                var written = (ExpressionItemSyntax)item;
                BoundExpression expression = BindExpression(written.Expression, new ExpressionContext(scope, null));
                items.Add(new OutputItem(expression, written.Alias?.Name ?? (expression is BoundColumn named ? named.Column.Name : DefaultName(written.Expression, items.Count))));
            }

            if (items.Count > options.MaximumColumns)
            {
                diagnostics.Error(DiagnosticCodes.LimitExceeded, item.Span, $"A SELECT can have at most {options.MaximumColumns} columns.");
                items.RemoveRange(options.MaximumColumns, items.Count - options.MaximumColumns);
                break;
            }
        }

        return items;
    }

    private static string DefaultName(ExpressionSyntax expression, int index) => expression switch
    {
        NameSyntax name => name.Column.Name,
        CallSyntax call => call.Function.Name.ToLowerInvariant(),
        _ => $"column{index + 1}",
    };

    private void ExpandStar(StarItemSyntax star, Scope scope, List<OutputItem> items)
    {
        if (star.Qualifier.Count == 0)
        {
            if (scope.Tables.Count == 0 && !_isDamaged)
            {
                diagnostics.Error(DiagnosticCodes.UnexpectedToken, star.Span, "* needs a FROM clause.");
            }

            items.AddRange(scope.Columns.Where(c => !c.IsHidden).Select(c => new OutputItem(c.Expression with { Span = star.Span }, c.Name)));
            return;
        }

        ScopeTable? table = FindQualifier(star.Qualifier, scope, out _);
        if (table is null)
        {
            ReportUnknownQualifier(star.Qualifier, scope, star.Span);
            return;
        }

        items.AddRange(table.Relation.Columns.Where(c => !c.Hidden).Select(c => new OutputItem(new BoundColumn(table.Relation, c) { Span = star.Span }, c.Name)));
    }

    private List<BoundExpression> BindGroupBy(SelectSyntax select, Scope scope, List<OutputItem> items)
    {
        var terms = new List<BoundExpression>();
        foreach (ExpressionSyntax term in select.GroupBy)
        {
            if (term is LiteralSyntax { Value: long position })
            {
                if (position >= 1 && position <= items.Count)
                {
                    terms.Add(items[(int)position - 1].Expression);
                    continue;
                }

                diagnostics.Error(
                    DiagnosticCodes.ValueOutOfRange, term.Span, $"GROUP BY {position} means a column of the result; there are {items.Count}.");
                terms.Add(new BoundError());
            }
            else if (term is NameSyntax { Parts.Count: 1 } name && scope.Find(name.Column).Count == 0
                && items.FindIndex(item => name.Column.Matches(item.Name)) is >= 0 and int index)
            {
                // The alias of a selected expression: an extension that saves writing it twice.
                terms.Add(items[index].Expression);
            }
            else
            {
                terms.Add(BindScalar(term, new ExpressionContext(scope, "GROUP BY")));
            }
        }

        foreach (BoundExpression term in terms.Where(HasAggregate))
        {
            diagnostics.Error(DiagnosticCodes.MisplacedAggregate, term.Span, "GROUP BY comes before aggregates are taken; it cannot use one.");
        }

        return terms;
    }

    private static bool HasAggregate(BoundExpression expression) => expression.Any(e => e is BoundAggregate);

    /// <summary>Reports columns that have no single value in a group.</summary>
    private void CheckGrouped(BoundExpression expression, IReadOnlyList<BoundExpression> groupBy, Scope scope)
    {
        if (expression is BoundAggregate || groupBy.Any(expression.IsSameAs))
        {
            return;
        }

        if (expression is BoundColumn column && scope.Tables.Any(t => ReferenceEquals(t.Relation, column.Source)))
        {
            diagnostics.Error(
                DiagnosticCodes.NotGrouped,
                column.Span,
                $"{column.Column.Name} has many values in a group; put it into GROUP BY or into an aggregate such as MIN({column.Column.Name}).");
            return;
        }

        foreach (BoundExpression child in expression.Children)
        {
            CheckGrouped(child, groupBy, scope);
        }
    }

    private static AdqlColumn[] OutputColumns(List<OutputItem> items)
    {
        var names = new OutputNames();
        return [.. items.Select(item => OutputColumn.Describe(item.Expression, names.Add(item.Name)))];
    }
}
