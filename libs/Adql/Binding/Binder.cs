using Hven.Adql.Syntax;

namespace Hven.Adql.Binding;

/// <summary>
/// Gives the names of a syntax tree their meaning and checks types. What cannot be bound becomes a
/// <see cref="BoundError"/>, which fits everywhere, so that one fault is reported once.
/// </summary>
internal sealed partial class Binder(IAdqlCatalog catalog, DiagnosticBag diagnostics, AdqlOptions options)
{
    // With a fault in the grammar, a FROM clause may have been lost, and its columns with it.
    private readonly bool _isDamaged = diagnostics.HasErrors;
    private readonly Stack<SubqueryFrame> _subqueries = new();
    private WithScope? _with;
    private int _relations;

    /// <summary>A subquery being bound: the level of the query around it, and what it refers to there.</summary>
    private sealed record SubqueryFrame(int OuterLevel, List<BoundColumn> OuterColumns);

    /// <summary>The WITH queries that can be named, innermost first.</summary>
    private sealed record WithScope(IdentifierSyntax Name, BoundWith Query, WithScope? Outer);

    public BoundQuery Bind(QuerySyntax query) => BindQuery(query, null);

    private BoundQuery BindQuery(QuerySyntax query, Scope? outer)
    {
        WithScope? around = _with;
        List<BoundWith> with = BindWith(query.With, outer);
        BodyResult body = BindBody(query.Body, outer);
        List<BoundOrder> order = BindOrderBy(query, body);
        _with = around;
        return new BoundQuery(with, body.Body, order, query.Offset, body.Columns) { TextGrowth = body.TextGrowth };
    }

    private List<BoundWith> BindWith(IReadOnlyList<WithSyntax> clauses, Scope? outer)
    {
        var bound = new List<BoundWith>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (WithSyntax clause in clauses)
        {
            if (!names.Add(clause.Name.Name))
            {
                diagnostics.Error(DiagnosticCodes.DuplicateName, clause.Name.Span, $"There are two WITH queries called {clause.Name.Name}.");
            }

            BoundQuery query = BindQuery(clause.Query, outer);
            var with = new BoundWith
            {
                Number = _relations++,
                Name = clause.Name.Name,
                Query = query,
                Columns = Rename(query.Columns, clause.Columns, clause.Name.Span),
            };
            bound.Add(with);
            _with = new WithScope(clause.Name, with, _with);
        }

        return bound;
    }

    /// <summary>Columns of a subquery under the names its user gives them.</summary>
    private IReadOnlyList<AdqlColumn> Rename(IReadOnlyList<AdqlColumn> columns, IReadOnlyList<IdentifierSyntax> names, SourceSpan span)
    {
        if (names.Count == 0)
        {
            return columns;
        }

        if (names.Count != columns.Count)
        {
            diagnostics.Error(
                DiagnosticCodes.ColumnCount, span, $"The query gives {columns.Count} columns, but {names.Count} names stand in parentheses.");
            return columns;
        }

        var unique = new OutputNames();
        return [.. columns.Select((column, i) => column with { Name = unique.Add(names[i].Name) })];
    }

    private sealed record BodyResult(
        BoundQueryBody Body, IReadOnlyList<AdqlColumn> Columns, IReadOnlyList<int> TextGrowth, Scope? Scope, bool IsGrouped);

    private BodyResult BindBody(QueryBodySyntax body, Scope? outer)
    {
        switch (body)
        {
            case SelectSyntax select:
                return BindSelect(select, outer);
            case NestedQuerySyntax nested:
                BoundQuery query = BindQuery(nested.Query, outer);
                return new BodyResult(new BoundNestedQuery(query), query.Columns, query.TextGrowth, null, false);
            default:
                return BindSetOperation((SetOperationSyntax)body, outer);
        }
    }

    private BodyResult BindSetOperation(SetOperationSyntax operation, Scope? outer)
    {
        BodyResult first = BindBody(operation.First, outer);
        var columns = first.Columns.ToArray();
        int[] growth = [.. first.TextGrowth];
        var rest = new List<BoundSetTerm>();
        foreach (SetTermSyntax term in operation.Rest)
        {
            BodyResult next = BindBody(term.Body, outer);
            rest.Add(new BoundSetTerm((BoundSetOperator)term.Operator, term.IsAll, next.Body));
            if (next.Columns.Count != columns.Length)
            {
                diagnostics.Error(
                    DiagnosticCodes.ColumnCount,
                    term.Body.Span,
                    $"This query has {next.Columns.Count} columns, the one before {term.Operator.ToString().ToUpperInvariant()} has {columns.Length}.");
                continue;
            }

            for (int i = 0; i < columns.Length; i++)
            {
                columns[i] = UnifyColumns(columns[i], next.Columns[i], term, i);
                growth[i] = Math.Max(growth[i], next.TextGrowth[i]);
            }
        }

        return new BodyResult(new BoundSetOperation(first.Body, rest), columns, growth, null, false);
    }

    private AdqlColumn UnifyColumns(AdqlColumn first, AdqlColumn next, SetTermSyntax term, int index)
    {
        if (!AdqlTypes.Fits(first.Type, next.Type) || first.ArraySize != next.ArraySize)
        {
            diagnostics.Error(
                DiagnosticCodes.TypeMismatch,
                term.Body.Span,
                $"Column {index + 1} is {next.Type.Describe()} here and {first.Type.Describe()} in the query before {term.Operator.ToString().ToUpperInvariant()}.");
            return first;
        }

        // What the two disagree on is not known of their union.
        return first with
        {
            Type = AdqlTypes.Unify(first.Type, next.Type),
            Unit = first.Unit == next.Unit ? first.Unit : null,
            Ucd = first.Ucd == next.Ucd ? first.Ucd : null,
            Utype = first.Utype == next.Utype ? first.Utype : null,
            Xtype = first.Xtype == next.Xtype ? first.Xtype : null,
            Description = first.Description == next.Description ? first.Description : null,
        };
    }

    private List<BoundOrder> BindOrderBy(QuerySyntax query, BodyResult body)
    {
        var terms = new List<BoundOrder>();
        foreach (OrderSyntax order in query.OrderBy)
        {
            if (BindOrder(order, body) is { } term)
            {
                terms.Add(term);
            }
        }

        return terms;
    }

    private BoundOrder? BindOrder(OrderSyntax order, BodyResult body)
    {
        if (order.Expression is LiteralSyntax { Value: long position })
        {
            if (position < 1 || position > body.Columns.Count)
            {
                diagnostics.Error(
                    DiagnosticCodes.ValueOutOfRange, order.Expression.Span, $"ORDER BY {position} means a column of the result; there are {body.Columns.Count}.");
                return null;
            }

            return new BoundOrder((int)position - 1, null, order.IsDescending);
        }

        if (order.Expression is NameSyntax { Parts.Count: 1 } name)
        {
            for (int i = 0; i < body.Columns.Count; i++)
            {
                if (name.Column.Matches(body.Columns[i].Name))
                {
                    return new BoundOrder(i, null, order.IsDescending);
                }
            }
        }

        return BindOrderExpression(order, body);
    }

    private BoundOrder? BindOrderExpression(OrderSyntax order, BodyResult body)
    {
        if (body.Body is not BoundSelect select)
        {
            IReadOnlyList<string> names = [.. body.Columns.Select(c => c.Name)];
            diagnostics.Error(
                DiagnosticCodes.UnknownColumn,
                order.Expression.Span,
                "Behind UNION, EXCEPT and INTERSECT, ORDER BY takes names and numbers of result columns.",
                order.Expression is NameSyntax wrong ? NearestNames.Of(wrong.Column.Name, names) : []);
            return null;
        }

        var context = new ExpressionContext(body.Scope!, body.IsGrouped ? null : "ORDER BY of a query without groups");
        BoundExpression expression = BindScalar(order.Expression, context);
        for (int i = 0; i < select.Items.Count; i++)
        {
            if (select.Items[i].IsSameAs(expression))
            {
                return new BoundOrder(i, null, order.IsDescending);
            }
        }

        if (select.IsDistinct)
        {
            diagnostics.Error(
                DiagnosticCodes.NotGrouped, order.Expression.Span, "With DISTINCT, ORDER BY can only use what is selected: other values are not unique to a row.");
        }

        if (body.IsGrouped)
        {
            CheckGrouped(expression, select.GroupBy, body.Scope!);
        }

        return new BoundOrder(null, expression, order.IsDescending);
    }
}
