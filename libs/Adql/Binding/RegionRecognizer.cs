using Hven.Sky;

namespace Hven.Adql.Binding;

/// <summary>Finds the conditions on a table's position that its sky index can answer, among those joined by AND.</summary>
internal static class RegionRecognizer
{
    public static BoundSelect Rewrite(BoundSelect select) => select with
    {
        From = select.From is null ? null : Rewrite(select.From),
        Where = select.Where is null ? null : Rewrite(select.Where),
    };

    private static BoundSource Rewrite(BoundSource source) => source is BoundJoin join
        ? new BoundJoin
        {
            Kind = join.Kind,
            Left = Rewrite(join.Left),
            Right = Rewrite(join.Right),
            On = join.On is null ? null : Rewrite(join.On),
        }
        : source;

    private static BoundExpression Rewrite(BoundExpression condition)
    {
        if (condition is not BoundCall { Function: BoundFunction.And } and)
        {
            return TryRecognize(condition) ?? TryUnion(condition) ?? condition;
        }

        BoundExpression[] conditions = [.. and.Arguments.Select(Rewrite)];
        return and with { Arguments = conditions };
    }

    /// <summary>Regions of one table that are joined by OR are one region.</summary>
    private static BoundRegionPredicate? TryUnion(BoundExpression condition)
    {
        if (condition is not BoundCall { Function: BoundFunction.Or, Arguments.Count: <= MostParts } or)
        {
            return null;
        }

        var parts = new List<Region>();
        BoundTable? table = null;
        foreach (BoundExpression argument in or.Arguments)
        {
            if (TryRecognize(argument) is not { IsStrict: false } part || (table is not null && !ReferenceEquals(table, part.Source)))
            {
                return null;
            }

            table = part.Source;
            parts.Add(part.Region);
        }

        return new BoundRegionPredicate(table!, new Union(parts), false, condition) { Span = condition.Span };
    }

    // Each part is tested for each row that the cover lets through.
    private const int MostParts = 100;

    private static BoundRegionPredicate? TryRecognize(BoundExpression condition) => condition switch
    {
        BoundCall { Function: BoundFunction.Equal, Arguments: [BoundLiteral { Value: 1L }, BoundCall { Function: BoundFunction.Contains } contains] } =>
            FromContains(contains, condition),
        BoundCall { Function: BoundFunction.Equal, Arguments: [BoundCall { Function: BoundFunction.Contains } contains, BoundLiteral { Value: 1L }] } =>
            FromContains(contains, condition),
        BoundCall
        {
            Function: BoundFunction.Less or BoundFunction.LessOrEqual,
            Arguments: [BoundCall { Function: BoundFunction.Distance } distance, var radius]
        } less => FromDistance(distance, radius, less.Function == BoundFunction.Less, condition),
        BoundCall
        {
            Function: BoundFunction.Greater or BoundFunction.GreaterOrEqual,
            Arguments: [var radius, BoundCall { Function: BoundFunction.Distance } distance]
        } greater => FromDistance(distance, radius, greater.Function == BoundFunction.Greater, condition),
        _ => null,
    };

    private static BoundRegionPredicate? FromContains(BoundCall contains, BoundExpression test)
    {
        return contains.Arguments[0] is BoundPoint point
            && IndexedTable(point.Longitude, point.Latitude) is { } table
            && ConstantRegion.TryCreate(contains.Arguments[1], out _) is { } region
            ? new BoundRegionPredicate(table, region, false, test) { Span = test.Span }
            : null;
    }

    private static BoundRegionPredicate? FromDistance(BoundCall distance, BoundExpression limit, bool isStrict, BoundExpression test)
    {
        if (Constant.TryNumber(limit) is not (>= 0 and <= 180 and var radius) || (isStrict && radius == 0))
        {
            return null;
        }

        IReadOnlyList<BoundExpression> a = distance.Arguments;
        (BoundTable? table, SkyCoord? center) = IndexedTable(a[0], a[1]) is { } first
            ? (first, ConstantRegion.TryPosition(a[2], a[3]))
            : (IndexedTable(a[2], a[3]), ConstantRegion.TryPosition(a[0], a[1]));
        return table is not null && center is { } position
            ? new BoundRegionPredicate(table, new Circle(position, Angle.FromDegrees(radius)), isStrict, test) { Span = test.Span }
            : null;
    }

    /// <summary>The table whose sky index the two columns are; null when they are not.</summary>
    internal static BoundTable? IndexedTable(BoundExpression longitude, BoundExpression latitude) =>
        longitude is BoundColumn { Source: BoundTable { Table.SkyIndex: { } index } table } ra
            && latitude is BoundColumn dec && ReferenceEquals(dec.Source, table)
            && ra.Column.Name.Equals(index.RaColumn, StringComparison.OrdinalIgnoreCase)
            && dec.Column.Name.Equals(index.DecColumn, StringComparison.OrdinalIgnoreCase)
            ? table
            : null;
}
