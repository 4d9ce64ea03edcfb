namespace Hven.Adql.Binding;

/// <summary>Which relations of a SELECT its conditions tie together. Relations that nothing ties are combined each row with each.</summary>
internal static class JoinGroups
{
    /// <summary>The groups of tied relations; one group when none are combined freely.</summary>
    public static IReadOnlyList<IReadOnlyList<BoundRelation>> Of(BoundSelect select)
    {
        var groups = new List<HashSet<BoundRelation>>();
        var conditions = new List<BoundExpression>();
        Collect(select.From, groups, conditions);
        conditions.AddRange(Conditions.Of(select.Where));
        foreach (BoundExpression condition in conditions)
        {
            if (groups.Count < 2)
            {
                break;
            }

            Tie(condition, groups);
        }

        return [.. groups.Select(group => group.ToArray())];
    }

    private static void Collect(BoundSource? source, List<HashSet<BoundRelation>> groups, List<BoundExpression> conditions)
    {
        switch (source)
        {
            case BoundRelation relation:
                groups.Add([relation]);
                break;
            case BoundJoin join:
                Collect(join.Left, groups, conditions);
                Collect(join.Right, groups, conditions);
                conditions.AddRange(Conditions.Of(join.On));
                break;
        }
    }

    /// <summary>An equality finds its partners by hashing, a match by the order of the sky. Other conditions are tried on every combination.</summary>
    private static void Tie(BoundExpression condition, List<HashSet<BoundRelation>> groups)
    {
        if (PositionMatch.TryRecognize(condition) is { } match)
        {
            Merge(groups, [match.First.Relation, match.Second.Relation]);
        }
        else if (condition is BoundCall { Function: BoundFunction.Equal, Arguments: [var left, var right] })
        {
            HashSet<BoundRelation> ofLeft = Relations(left);
            HashSet<BoundRelation> ofRight = Relations(right);
            if (ofLeft.Count > 0 && ofRight.Count > 0 && !ofLeft.Overlaps(ofRight))
            {
                Merge(groups, [.. ofLeft, .. ofRight]);
            }
        }
    }

    private static HashSet<BoundRelation> Relations(BoundExpression expression)
    {
        var relations = new HashSet<BoundRelation>();
        expression.Any(e =>
        {
            if (e is BoundColumn column)
            {
                relations.Add(column.Source);
            }

            return false;
        });
        return relations;
    }

    private static void Merge(List<HashSet<BoundRelation>> groups, HashSet<BoundRelation> tied)
    {
        HashSet<BoundRelation>[] touched = [.. groups.Where(group => group.Overlaps(tied))];
        foreach (HashSet<BoundRelation> other in touched.Skip(1))
        {
            touched[0].UnionWith(other);
            groups.Remove(other);
        }
    }
}
