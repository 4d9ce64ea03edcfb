namespace Hven.Adql.Binding;

/// <summary>Recognises queries that are a <see cref="LookupPlan"/>.</summary>
internal static class LookupPlanner
{
    public static LookupPlan? TryPlan(BoundQuery query)
    {
        if (query is not { OrderBy.Count: 0, Offset: null or 0, Body: BoundSelect select }
            || select is not { IsDistinct: false, GroupBy.Count: 0, Having: null, From: BoundTable { Table.SkyIndex: not null, Sample: null } source })
        {
            return null;
        }

        bool isCount = select.Items is [BoundAggregate { Function: AggregateFunction.Count, Argument: null }];
        if (isCount && select.Top == 0)
        {
            return null;
        }

        var outputs = new List<LookupOutput>(select.Items.Count);
        for (int i = 0; i < select.Items.Count; i++)
        {
            AdqlColumn? column = (select.Items[i] as BoundColumn)?.Column;
            if (column is null && !isCount)
            {
                return null;
            }

            outputs.Add(new LookupOutput(query.Columns[i].Name, column));
        }

        return TryConditions(Conditions.Of(select.Where), out BoundRegionPredicate? region, out List<SimplePredicate> predicates)
            ? new LookupPlan(
                source.Table, outputs, region?.Region, region?.IsStrict ?? false, predicates, isCount ? null : select.Top, isCount)
            : null;
    }

    /// <summary>Conditions as comparisons of columns with constants; null when one of them is something else.</summary>
    internal static List<SimplePredicate>? TryPredicates(List<BoundExpression> conditions) =>
        TryConditions(conditions, out BoundRegionPredicate? region, out List<SimplePredicate> predicates) && region is null ? predicates : null;

    private static bool TryConditions(List<BoundExpression> conditions, out BoundRegionPredicate? region, out List<SimplePredicate> predicates)
    {
        region = null;
        predicates = [];
        foreach (BoundExpression condition in conditions)
        {
            if (condition is BoundRegionPredicate found && region is null)
            {
                region = found;
            }
            else if (TryPredicate(condition) is { } predicate)
            {
                predicates.Add(predicate);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static SimplePredicate? TryPredicate(BoundExpression condition) => condition switch
    {
        BoundCall { Function: BoundFunction.Not, Arguments: [BoundCall { Function: BoundFunction.IsNull, Arguments: [BoundColumn column] }] } =>
            new SimplePredicate(column.Column, SimpleOperator.IsNotNull, []),
        BoundCall { Function: BoundFunction.IsNull, Arguments: [BoundColumn column] } =>
            new SimplePredicate(column.Column, SimpleOperator.IsNull, []),
        BoundCall { Function: BoundFunction.Between, Arguments: [BoundColumn column, ..] } between =>
            WithValues(column, SimpleOperator.Between, between.Arguments.Skip(1)),
        BoundCall { Function: BoundFunction.In, Arguments: [BoundColumn column, ..] } @in =>
            WithValues(column, SimpleOperator.In, @in.Arguments.Skip(1)),
        BoundCall { Function: >= BoundFunction.Equal and <= BoundFunction.GreaterOrEqual, Arguments: [BoundColumn column, var value] } call =>
            WithValues(column, Operator(call.Function), [value]),
        BoundCall { Function: >= BoundFunction.Equal and <= BoundFunction.GreaterOrEqual, Arguments: [var value, BoundColumn column] } call =>
            WithValues(column, Mirrored(Operator(call.Function)), [value]),
        _ => null,
    };

    private static SimplePredicate? WithValues(BoundColumn column, SimpleOperator op, IEnumerable<BoundExpression> values)
    {
        var literals = new List<BoundLiteral>();
        foreach (BoundExpression value in values)
        {
            if (Constant.TryFold(value) is not { Value: not null } literal)
            {
                return null;
            }

            literals.Add(literal);
        }

        return new SimplePredicate(column.Column, op, literals);
    }

    private static SimpleOperator Operator(BoundFunction function) => SimpleOperator.Equal + (function - BoundFunction.Equal);

    private static SimpleOperator Mirrored(SimpleOperator op) => op switch
    {
        SimpleOperator.Less => SimpleOperator.Greater,
        SimpleOperator.LessOrEqual => SimpleOperator.GreaterOrEqual,
        SimpleOperator.Greater => SimpleOperator.Less,
        SimpleOperator.GreaterOrEqual => SimpleOperator.LessOrEqual,
        _ => op,
    };
}
