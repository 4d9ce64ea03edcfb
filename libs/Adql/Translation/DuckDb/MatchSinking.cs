using Hven.Adql.Binding;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>
/// Takes conditions on the distance of two relations from WHERE to the join that brings them together, as <c>FROM a, b WHERE DISTANCE(...) &lt; r</c> is
/// meant. Such a condition is never true for a row that an outer join has made up with nulls, so outer joins on the way keep fewer sides.
/// </summary>
internal static class MatchSinking
{
    public static BoundSelect Sink(BoundSelect select)
    {
        if (select.From is not BoundJoin || select.Where is null)
        {
            return select;
        }

        BoundSource from = select.From;
        List<BoundExpression> conditions = Conditions.Of(select.Where);
        for (int index = conditions.Count - 1; index >= 0; index--)
        {
            if (PositionMatch.TryRecognize(conditions[index]) is { } match && Sources.Holds(from, match.First.Relation) && Sources.Holds(from, match.Second.Relation))
            {
                from = Sink(from, match, conditions[index]);
                conditions.RemoveAt(index);
            }
        }

        return select with { From = from, Where = Conditions.And(conditions) };
    }

    private static BoundJoin Sink(BoundSource source, PositionMatch match, BoundExpression condition)
    {
        var join = (BoundJoin)source;
        bool isFirstLeft = Sources.Holds(join.Left, match.First.Relation);
        bool isSecondLeft = Sources.Holds(join.Left, match.Second.Relation);
        bool keepsLeft = join.Kind is BoundJoinKind.Left or BoundJoinKind.Full;
        bool keepsRight = join.Kind is BoundJoinKind.Right or BoundJoinKind.Full;
        if (isFirstLeft && isSecondLeft)
        {
            // Rows of the right without partner have nulls on the left.
            return Make(keepsLeft, false, Sink(join.Left, match, condition), join.Right, join.On);
        }

        return isFirstLeft || isSecondLeft
            ? Make(false, false, join.Left, join.Right, Conditions.And(join.On, condition))
            : Make(false, keepsRight, join.Left, Sink(join.Right, match, condition), join.On);
    }

    private static BoundJoin Make(bool keepsLeft, bool keepsRight, BoundSource left, BoundSource right, BoundExpression? on) => new()
    {
        Kind = (keepsLeft, keepsRight, on) switch
        {
            (true, _, _) => BoundJoinKind.Left,
            (_, true, _) => BoundJoinKind.Right,
            (_, _, null) => BoundJoinKind.Cross,
            _ => BoundJoinKind.Inner,
        },
        Left = left,
        Right = right,
        On = on,
    };
}

/// <summary>What a tree of joins holds.</summary>
internal static class Sources
{
    public static bool Holds(BoundSource source, BoundRelation relation) =>
        ReferenceEquals(source, relation) || (source is BoundJoin join && (Holds(join.Left, relation) || Holds(join.Right, relation)));
}
