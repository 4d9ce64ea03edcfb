namespace Hven.Adql.Binding;

/// <summary>
/// How often engines repeat an expression while they plan. DuckDB turns NULLIF into a CASE that holds its argument twice, and
/// repeats the operand of CASE for each WHEN; nested a few dozen times, planning would never end.
/// </summary>
internal static class EngineCopies
{
    /// <summary>Most copies let through; a query by hand has four at the utmost.</summary>
    public const int Most = 256;

    /// <summary>Copies made of the expression's innermost parts, at most <see cref="Most"/> + 1.</summary>
    public static int Of(BoundExpression expression)
    {
        int most = 1;
        foreach (BoundExpression child in expression.Children)
        {
            most = Math.Max(most, Math.Min(Most + 1, Of(child) * Factor(expression)));
        }

        return most;
    }

    /// <summary>How many copies of its arguments one node makes.</summary>
    public static int Factor(BoundExpression expression) => expression switch
    {
        BoundCase { Operand: not null, Branches.Count: var count } => Math.Min(Most + 1, count / 2),
        BoundCall { Function: BoundFunction.NullIf or BoundFunction.Sqrt or BoundFunction.Log or BoundFunction.Log10 or BoundFunction.Between } => 2,
        BoundCall { Function: BoundFunction.Asin or BoundFunction.Acos or BoundFunction.Distance } => 4,
        BoundCall { Function: BoundFunction.Contains or BoundFunction.Intersects } => 4,
        BoundCall { Function: BoundFunction.Coordinate, Arguments: [not BoundColumn, ..] } => 3,
        _ => 1,
    };
}
