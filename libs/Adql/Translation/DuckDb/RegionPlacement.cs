using Hven.Adql.Binding;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>
/// Decides which tables of a SELECT may be cut down to a region before anything else happens to their rows. The exact condition
/// stays where it is, so this is about speed only, but must not take rows that an outer join would show without a partner.
/// </summary>
internal sealed class RegionPlacement
{
    private readonly Dictionary<BoundTable, BoundRegionPredicate> _regions = [];

    public static RegionPlacement Of(BoundSelect select)
    {
        var placement = new RegionPlacement();

        // A row made of nulls by an outer join fails a condition of WHERE, so every table may be cut down by those.
        placement.Collect(select.Where, _ => true);
        placement.CollectJoins(select.From);
        return placement;
    }

    public BoundRegionPredicate? Find(BoundTable table) => _regions.GetValueOrDefault(table);

    private void CollectJoins(BoundSource? source)
    {
        if (source is not BoundJoin join)
        {
            return;
        }

        CollectJoins(join.Left);
        CollectJoins(join.Right);

        // ON does not remove rows of a side that is kept whole.
        bool mayCutLeft = join.Kind is BoundJoinKind.Inner or BoundJoinKind.Right;
        bool mayCutRight = join.Kind is BoundJoinKind.Inner or BoundJoinKind.Left;
        Collect(join.On, table => (mayCutLeft && Sources.Holds(join.Left, table)) || (mayCutRight && Sources.Holds(join.Right, table)));
    }

    private void Collect(BoundExpression? condition, Func<BoundTable, bool> mayCut)
    {
        switch (condition)
        {
            case BoundCall { Function: BoundFunction.And } and:
                foreach (BoundExpression argument in and.Arguments)
                {
                    Collect(argument, mayCut);
                }

                break;
            case BoundRegionPredicate region when mayCut(region.Source) && IsSmaller(region):
                _regions[region.Source] = region;
                break;
        }
    }

    /// <summary>Of several regions on one table the one with the least extent in declination serves best.</summary>
    private bool IsSmaller(BoundRegionPredicate region) =>
        !_regions.TryGetValue(region.Source, out BoundRegionPredicate? known)
        || region.Region.Bounds.DecMax - region.Region.Bounds.DecMin < known.Region.Bounds.DecMax - known.Region.Bounds.DecMin;
}
