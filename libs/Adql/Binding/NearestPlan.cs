using Hven.Sky;

namespace Hven.Adql.Binding;

/// <summary>
/// A query for the rows of one table that are nearest to a position: <c>SELECT TOP n ... ORDER BY DISTANCE(...)</c>. Where a circle around the position is known to
/// hold enough rows, the query has the same result within it.
/// </summary>
public sealed class NearestPlan
{
    private readonly BoundQuery _query;
    private readonly BoundSelect _select;
    private readonly BoundTable _source;
    private readonly BoundCall _distance;
    private readonly IReadOnlyList<SimplePredicate> _predicates;

    private NearestPlan(BoundQuery query, BoundSelect select, BoundTable source, BoundCall distance, SkyCoord center, IReadOnlyList<SimplePredicate> predicates, long rows) =>
        (_query, _select, _source, _distance, Center, _predicates, Rows) = (query, select, source, distance, center, predicates, rows);

    /// <summary>The table.</summary>
    public AdqlTable Table => _source.Table;

    /// <summary>The position.</summary>
    public SkyCoord Center { get; }

    /// <summary>How many of the nearest rows are wanted, those that are skipped among them.</summary>
    public long Rows { get; }

    /// <summary>Counts the rows within a radius that fulfil the query's conditions.</summary>
    public LookupPlan CountWithin(Angle radius) => new(Table, [new LookupOutput("n", null)], new Circle(Center, radius), false, _predicates, null, IsCount: true);

    /// <summary>The query over the rows within a radius alone.</summary>
    public BoundQuery Within(Angle radius)
    {
        var test = new BoundCall(BoundFunction.LessOrEqual, [_distance, BoundLiteral.Double(radius.Degrees)], AdqlType.Boolean);
        var region = new BoundRegionPredicate(_source, new Circle(Center, radius), false, test);
        return _query with { Body = _select with { Where = Conditions.And(_select.Where, region) } };
    }

    /// <summary>The plan of a query; null when it is not of this kind.</summary>
    /// <param name="query">The query.</param>
    /// <param name="rowLimit">Rows that are delivered at most.</param>
    internal static NearestPlan? TryPlan(BoundQuery query, long rowLimit)
    {
        if (query is not { With.Count: 0, OrderBy: [{ IsDescending: false } first, ..], Body: BoundSelect select }
            || select is not { IsDistinct: false, GroupBy.Count: 0, Having: null, From: BoundTable { Sample: null, Table.SkyIndex: not null } source }
            || select.Items.Any(item => item.Any(e => e is BoundAggregate)))
        {
            return null;
        }

        BoundExpression key = first.OutputIndex is { } index ? select.Items[index] : first.Expression!;
        long rows = Math.Min(select.Top ?? rowLimit, rowLimit);
        rows = query.Offset is { } offset ? (long)Math.Min(long.MaxValue, (decimal)rows + offset) : rows;
        return key is BoundCall { Function: BoundFunction.Distance } distance
            && CenterOf(distance, source) is { } center
            && LookupPlanner.TryPredicates(Conditions.Of(select.Where)) is { } predicates
            ? new(query, select, source, distance, center, predicates, rows)
            : null;
    }

    private static SkyCoord? CenterOf(BoundCall distance, BoundTable source)
    {
        IReadOnlyList<BoundExpression> a = distance.Arguments;
        return ReferenceEquals(RegionRecognizer.IndexedTable(a[0], a[1]), source) ? ConstantRegion.TryPosition(a[2], a[3])
            : ReferenceEquals(RegionRecognizer.IndexedTable(a[2], a[3]), source) ? ConstantRegion.TryPosition(a[0], a[1])
            : null;
    }
}
