using Hven.Adql.Binding;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>
/// Rewrites the FROM clause of a SELECT so that a condition on the distance of two relations becomes a join by the pairs that the engine finds. Where
/// all that is asked of a table comes with the pairs, the table itself is not read.
/// </summary>
internal sealed class MatchPlanner
{
    private readonly BoundSelect _select;
    private readonly Func<AdqlTable, AdqlColumn, bool> _holds;
    private readonly MatchRegistry _registry;
    private readonly RegionPlacement _regions;
    private readonly bool _mayHoldOuterColumns;

    private MatchPlanner(BoundSelect select, Func<AdqlTable, AdqlColumn, bool> holds, MatchRegistry registry, bool mayHoldOuterColumns) =>
        (_select, _holds, _registry, _regions, _mayHoldOuterColumns) = (select, holds, registry, RegionPlacement.Of(select), mayHoldOuterColumns);

    /// <summary>The SELECT with its matches.</summary>
    /// <param name="select">The SELECT.</param>
    /// <param name="holds">Whether the engine can give the values of a column by row.</param>
    /// <param name="registry">Takes the matches.</param>
    /// <param name="mayHoldOuterColumns">Whether it stands within an expression, so that subqueries in it may depend on a row outside.</param>
    public static BoundSelect Plan(BoundSelect select, Func<AdqlTable, AdqlColumn, bool> holds, MatchRegistry registry, bool mayHoldOuterColumns)
    {
        select = MatchSinking.Sink(select);
        return select.From is null ? select : select with { From = new MatchPlanner(select, holds, registry, mayHoldOuterColumns).Rewrite(select.From) };
    }

    private BoundSource Rewrite(BoundSource source)
    {
        if (source is not BoundJoin join)
        {
            return source;
        }

        BoundSource left = Rewrite(join.Left);
        BoundSource right = Rewrite(join.Right);
        List<BoundExpression> conditions = Conditions.Of(join.On);
        for (int index = 0; index < conditions.Count; index++)
        {
            if (PositionMatch.TryRecognize(conditions[index]) is not { } match || Orient(match, join) is not { } pair)
            {
                continue;
            }

            List<BoundExpression> rest = [.. conditions.Where((_, other) => other != index)];
            if (join.Kind == BoundJoinKind.Full && !MayFilterPairs(rest, pair))
            {
                continue;
            }

            if (TrySide(pair.Left) && TrySide(pair.Right))
            {
                int number = _registry.NextMatch();
                DuckDbMatch pairs = new(number, MakeSide(pair.Left, number), MakeSide(pair.Right, number), match.Radius, match.IsStrict);
                return Join(join.Kind, left, right, pairs, Conditions.And(rest));
            }
        }

        return new BoundJoin { Kind = join.Kind, Left = left, Right = right, On = join.On };
    }

    /// <summary>The positions of a match by the side of the join that they lie on.</summary>
    private static (RelationPosition Left, RelationPosition Right)? Orient(PositionMatch match, BoundJoin join) =>
        Sources.Holds(join.Left, match.First.Relation) && Sources.Holds(join.Right, match.Second.Relation) ? (match.First, match.Second)
        : Sources.Holds(join.Left, match.Second.Relation) && Sources.Holds(join.Right, match.First.Relation) ? (match.Second, match.First)
        : null;

    private BoundSource Join(BoundJoinKind kind, BoundSource left, BoundSource right, DuckDbMatch match, BoundExpression? rest)
    {
        switch (kind)
        {
            case BoundJoinKind.Left:
                return Join(kind, left, WithPairs(right, match, match.Right), Conditions.And(PairOf(match, match.Left), rest));
            case BoundJoinKind.Right:
                return Join(kind, WithPairs(left, match, match.Left), right, Conditions.And(PairOf(match, match.Right), rest));
            case BoundJoinKind.Full:
                MatchPairs pairs = new() { Match = match, Filter = rest, FilteredBy = rest is null ? [] : [match.Left.Relation, match.Right.Relation] };
                return Join(kind, Join(BoundJoinKind.Left, left, pairs, PairOf(match, match.Left)), right, PairOf(match, match.Right));
            default:
                bool isLeftGiven = TryGive(left, match, match.Left);
                bool isRightGiven = TryGive(right, match, match.Right);
                if (isLeftGiven && isRightGiven)
                {
                    return new MatchPairs { Match = match, Filter = rest };
                }

                MatchPairs all = new() { Match = match };
                return isRightGiven ? Join(BoundJoinKind.Inner, left, all, Conditions.And(PairOf(match, match.Left), rest))
                    : isLeftGiven ? Join(BoundJoinKind.Inner, right, all, Conditions.And(PairOf(match, match.Right), rest))
                    : Join(BoundJoinKind.Inner, Join(BoundJoinKind.Inner, left, all, PairOf(match, match.Left)), right, Conditions.And(PairOf(match, match.Right), rest));
        }
    }

    /// <summary>The pairs with all columns of one side: its rows that have a partner.</summary>
    private BoundSource WithPairs(BoundSource source, DuckDbMatch match, DuckDbMatchSide side)
    {
        MatchPairs pairs = new() { Match = match };
        return TryGive(source, match, side) ? pairs : Join(BoundJoinKind.Inner, source, pairs, PairOf(match, side));
    }

    /// <summary>Whether the pairs give all that is asked of a table, so that they stand for it.</summary>
    private bool TryGive(BoundSource source, DuckDbMatch match, DuckDbMatchSide side)
    {
        bool canGive = side.Table is { } table && ReferenceEquals(source, side.Relation) && _registry.GiverOf(side.Relation) is null
            && side.Relation.Columns.All(column => _holds(table, column) || !IsSelected(side.Relation, column));
        if (canGive)
        {
            _registry.Give(side.Relation, match);
        }

        return canGive;
    }

    /// <summary>Whether a column that the engine may not hold is asked for: those are columns of arrays, which can only be selected.</summary>
    private bool IsSelected(BoundRelation relation, AdqlColumn column) =>
        _select.Items.Any(item => item.Any(e => e is BoundColumn used && ReferenceEquals(used.Source, relation) && used.Column.Name == column.Name));

    private static BoundJoin Join(BoundJoinKind kind, BoundSource left, BoundSource right, BoundExpression? on) => new() { Kind = kind, Left = left, Right = right, On = on };

    private static BoundPairOf PairOf(DuckDbMatch match, DuckDbMatchSide side) => new(match, side.Relation);

    /// <summary>Whether conditions can be taken to the pairs before rows without partner are added: they must not name anything else.</summary>
    private bool MayFilterPairs(List<BoundExpression> conditions, (RelationPosition Left, RelationPosition Right) pair) =>
        conditions.Count == 0
            || (_registry.GiverOf(pair.Left.Relation) is null && _registry.GiverOf(pair.Right.Relation) is null
                && !conditions.Exists(condition => condition.Any(e => e is BoundSubquery
                    || (e is BoundColumn column && !ReferenceEquals(column.Source, pair.Left.Relation) && !ReferenceEquals(column.Source, pair.Right.Relation)))));

    private bool IsHeld(RelationPosition position) =>
        position.IsIndexed && position.Relation is BoundTable { Sample: null, Table: { SkyIndex: { } index } table } relation
            && relation.Columns.Where(column => Is(column, index.RaColumn) || Is(column, index.DecColumn) || Is(column, index.HpxColumn)).All(column => _holds(table, column));

    private static bool Is(AdqlColumn column, string name) => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    // The rows of a subquery within a subquery may depend on a row outside of both. A column of this name would hide the number of the row.
    private bool TrySide(RelationPosition position) =>
        (position.Relation is BoundTable || (position.Relation is BoundDerivedTable && !_mayHoldOuterColumns))
            && !position.Relation.Columns.Any(column => Is(column, "rowid"));

    private DuckDbMatchSide MakeSide(RelationPosition position, int match)
    {
        BoundTable? table = position.Relation as BoundTable;
        if (IsHeld(position))
        {
            return new(position.Relation, table!.Table, _regions.Find(table)?.Region, null, match);
        }

        DuckDbTemporary temporary = _registry.Temporary(position.Relation);
        DuckDbMatchSide side = new(position.Relation, null, null, temporary, match);
        temporary.Add(side, position);
        return side;
    }
}
