namespace Hven.Adql.Binding;

/// <summary>Conditions joined by AND, apart and put together.</summary>
internal static class Conditions
{
    /// <summary>The conditions that all must hold; none for null.</summary>
    public static List<BoundExpression> Of(BoundExpression? condition)
    {
        var conditions = new List<BoundExpression>();
        Collect(condition, conditions);
        return conditions;
    }

    /// <summary>One condition for all; null for none.</summary>
    public static BoundExpression? And(params IReadOnlyList<BoundExpression?> conditions)
    {
        BoundExpression[] all = [.. conditions.OfType<BoundExpression>()];
        return all.Length switch
        {
            0 => null,
            1 => all[0],
            _ => new BoundCall(BoundFunction.And, all, AdqlType.Boolean),
        };
    }

    private static void Collect(BoundExpression? condition, List<BoundExpression> conditions)
    {
        switch (condition)
        {
            case null or BoundLiteral { Value: true }:
                break;
            case BoundCall { Function: BoundFunction.And } and:
                foreach (BoundExpression argument in and.Arguments)
                {
                    Collect(argument, conditions);
                }

                break;
            default:
                conditions.Add(condition);
                break;
        }
    }
}
