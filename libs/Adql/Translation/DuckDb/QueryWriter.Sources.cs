using Hven.Adql.Binding;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>What stands in FROM.</summary>
internal sealed partial class QueryWriter
{
    private void WriteSource(BoundSource source, RegionPlacement regions)
    {
        switch (source)
        {
            case BoundRelation relation when _matches.TryTemporary(relation) is { } temporary:
                WriteTemporary(relation, temporary, regions);
                break;
            case BoundTable table:
                WriteTable(table, regions.Find(table), _used.Write);
                break;
            case MatchPairs pairs:
                WritePairs(pairs, regions);
                break;
            case BoundDerivedTable derived:
                WriteDerived(derived);
                break;
            default:
                WriteJoin((BoundJoin)source, regions);
                break;
        }
    }

    private void WriteDerived(BoundDerivedTable derived)
    {
        if (derived.With is { } with)
        {
            _sql.Append($"{Name(with)} AS {ExpressionWriter.Alias(derived)}");
            return;
        }

        _sql.Append("(");
        WriteQuery(derived.Query);
        _sql.Append($") AS {ExpressionWriter.Alias(derived)}");
        WriteNames(derived.Columns);
    }

    /// <summary>Names the temporary table that stands for a relation; what fills it is written beside.</summary>
    private void WriteTemporary(BoundRelation relation, DuckDbTemporary temporary, RegionPlacement regions)
    {
        _sql.Append($"{temporary.Name} AS {ExpressionWriter.Alias(relation)}");
        if (_matches.TryWrite(temporary))
        {
            new QueryWriter(temporary.Text, _source, _options, _matches, _used, [], 0).FillTemporary(relation, temporary, regions, _with);
        }
    }

    private void FillTemporary(BoundRelation relation, DuckDbTemporary temporary, RegionPlacement regions, List<BoundWith> with)
    {
        if (relation is BoundDerivedTable)
        {
            WriteWith(with);
        }

        _sql.Append("SELECT ").Postpone(columns => _used.WriteNames(columns, relation));
        foreach ((string name, BoundExpression value) in temporary.Positions)
        {
            _sql.Append(", CAST(");
            _expressions.Write(value);
            _sql.Append(" AS DOUBLE) AS ").Name(name);
        }

        _sql.Append(" FROM ");
        if (relation is BoundTable table)
        {
            // The rows of the temporary table have numbers of their own.
            WriteTable(table, regions.Find(table), _used.WriteNames);
        }
        else
        {
            WriteDerived((BoundDerivedTable)relation);
        }
    }

    private void WritePairs(MatchPairs pairs, RegionPlacement regions)
    {
        DuckDbMatch match = pairs.Match;
        string alias = ExpressionWriter.Alias(match);
        string source = _matches.Source(match, Ask);
        if (pairs.Filter is null)
        {
            _sql.Append($"{source} AS {alias}");
            return;
        }

        _sql.Append($"(SELECT {alias}.* FROM {source} AS {alias}");
        foreach (BoundRelation relation in pairs.FilteredBy)
        {
            _sql.Append(" JOIN ");
            WriteSource(relation, regions);
            WriteCondition(" ON ", new BoundPairOf(match, relation));
        }

        WriteCondition(" WHERE ", pairs.Filter);
        _sql.Append($") AS {alias}");
    }

    private string Ask(DuckDbMatch match)
    {
        _options.Reads?.Add(match);
        return _options.Matching!.Source(match);
    }

    private void WriteTable(BoundTable table, BoundRegionPredicate? region, Action<SqlText, BoundRelation> columns)
    {
        string source = _source(table.Table);
        _options.Reads?.Add(new DuckDbRead(table, region is null ? null : RegionFilter.Clusters(region.Region), () => _used.NamesOf(table)));
        if (region is null && table.Sample is null)
        {
            _sql.Append($"{source} AS {ExpressionWriter.Alias(table)}");
            return;
        }

        // Each branch is bound column by column: of a wide table only those that the query names, which is known when all of it is written.
        _sql.Append("(");
        RegionFilter.Write(_sql, source, table, region?.Region, sql => columns(sql, table));
        _sql.Append($") AS {ExpressionWriter.Alias(table)}");
    }

    private void WriteJoin(BoundJoin join, RegionPlacement regions)
    {
        WriteSource(join.Left, regions);
        _sql.Append(join.Kind switch
        {
            BoundJoinKind.Left => " LEFT JOIN ",
            BoundJoinKind.Right => " RIGHT JOIN ",
            BoundJoinKind.Full => " FULL JOIN ",
            BoundJoinKind.Cross => " CROSS JOIN ",
            _ => " JOIN ",
        });
        bool isNested = join.Right is BoundJoin;
        _sql.Append(isNested ? "(" : string.Empty);
        WriteSource(join.Right, regions);
        _sql.Append(isNested ? ")" : string.Empty);
        WriteCondition(" ON ", join.On);
    }
}
