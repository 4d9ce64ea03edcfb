using Hven.Adql.Binding;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>Writes queries and what they are built of down to FROM; expressions are left to <see cref="ExpressionWriter"/>.</summary>
internal sealed class QueryWriter
{
    private readonly SqlText _sql;
    private readonly Func<AdqlTable, string> _source;
    private readonly DuckDbOptions _options;
    private readonly MatchRegistry _matches;
    private readonly UsedColumns _used;
    private readonly ExpressionWriter _expressions;
    private readonly List<BoundWith> _with;
    private int _depth;

    public QueryWriter(SqlText sql, Func<AdqlTable, string> source, DuckDbOptions options)
        : this(sql, source, options, new MatchRegistry(), new UsedColumns(), [], 0)
    {
    }

    private QueryWriter(SqlText sql, Func<AdqlTable, string> source, DuckDbOptions options, MatchRegistry matches, UsedColumns used, List<BoundWith> with, int depth)
    {
        (_sql, _source, _options, _matches, _used, _with, _depth) = (sql, source, options, matches, used, with, depth);
        _expressions = new ExpressionWriter(sql, this, matches, used);
    }

    /// <summary>Writes a query within an expression, which may name columns of the queries around it.</summary>
    public void WriteInner(BoundQuery query)
    {
        _depth++;
        WriteQuery(query);
        _depth--;
    }

    public void WriteQuery(BoundQuery query, long? limit = null)
    {
        int around = _with.Count;
        WriteWith(query.With);
        long? top = null;
        if (query.Body is BoundSelect select)
        {
            WriteSelect(select, query.Columns);
            top = select.Top;
        }
        else
        {
            WriteBody(query.Body, query.Columns);
        }

        WriteOrder(query.OrderBy);
        if ((top ?? limit) is not null)
        {
            _sql.Append(" LIMIT ").Literal(Math.Min(top ?? long.MaxValue, limit ?? long.MaxValue));
        }

        if (query.Offset is { } offset)
        {
            _sql.Append(" OFFSET ").Literal(offset);
        }

        _with.RemoveRange(around, _with.Count - around);
    }

    /// <summary>How a WITH query is called: not by the user's name, which may be that of a table.</summary>
    private static string Name(BoundWith with) => $"w{with.Number}";

    private void WriteWith(IReadOnlyList<BoundWith> queries)
    {
        for (int i = 0; i < queries.Count; i++)
        {
            _sql.Append(i == 0 ? "WITH " : ", ").Append(Name(queries[i]));
            WriteNames(queries[i].Columns);
            _sql.Append(" AS (");
            WriteQuery(queries[i].Query);
            _sql.Append(")");
            _with.Add(queries[i]);
        }

        _sql.Append(queries.Count > 0 ? " " : string.Empty);
    }

    private void WriteNames(IReadOnlyList<AdqlColumn> columns)
    {
        _sql.Append("(");
        for (int i = 0; i < columns.Count; i++)
        {
            _sql.Append(i == 0 ? string.Empty : ", ").Name(columns[i].Name);
        }

        _sql.Append(")");
    }

    private void WriteOrder(IReadOnlyList<BoundOrder> order)
    {
        for (int i = 0; i < order.Count; i++)
        {
            _sql.Append(i == 0 ? " ORDER BY " : ", ");
            if (order[i].OutputIndex is { } index)
            {
                _sql.Literal(index + 1L);
            }
            else
            {
                _expressions.WriteKey(order[i].Expression!);
            }

            _sql.Append(order[i].IsDescending ? " DESC NULLS LAST" : " ASC NULLS LAST");
        }
    }

    /// <summary>An operand of a set operation, or a set operation; every operand stands in parentheses.</summary>
    private void WriteBody(BoundQueryBody body, IReadOnlyList<AdqlColumn> columns)
    {
        switch (body)
        {
            case BoundNestedQuery nested:
                WriteCast(nested.Query, columns);
                break;
            case BoundSetOperation operation:
                WriteOperand(operation.First, columns);
                foreach (BoundSetTerm term in operation.Rest)
                {
                    _sql.Append(term.Operator switch
                    {
                        BoundSetOperator.Union => " UNION ",
                        BoundSetOperator.Except => " EXCEPT ",
                        _ => " INTERSECT ",
                    }).Append(term.IsAll ? "ALL " : string.Empty);
                    WriteOperand(term.Body, columns);
                }

                break;
            default:
                var select = (BoundSelect)body;
                WriteSelect(select, columns);
                if (select.Top is { } top)
                {
                    _sql.Append(" LIMIT ").Literal(top);
                }

                break;
        }
    }

    private void WriteOperand(BoundQueryBody body, IReadOnlyList<AdqlColumn> columns)
    {
        _sql.Append("(");
        WriteBody(body, columns);
        _sql.Append(")");
    }

    /// <summary>A query in parentheses, its columns brought to the types of the whole set operation.</summary>
    private void WriteCast(BoundQuery query, IReadOnlyList<AdqlColumn> columns)
    {
        if (query.Columns.Select(c => c.Type).SequenceEqual(columns.Select(c => c.Type)))
        {
            _sql.Append("(");
            WriteQuery(query);
            _sql.Append(")");
            return;
        }

        _sql.Append("SELECT ");
        for (int i = 0; i < columns.Count; i++)
        {
            _sql.Append(i == 0 ? "CAST(" : ", CAST(").Name(query.Columns[i].Name)
                .Append($" AS {ExpressionWriter.TypeName(columns[i].Type)}) AS ").Name(columns[i].Name);
        }

        _sql.Append(" FROM (");
        WriteQuery(query);
        _sql.Append(")");
    }

    private void WriteSelect(BoundSelect select, IReadOnlyList<AdqlColumn> columns)
    {
        if (_options.Matching is { } matching)
        {
            select = _matches.Plan(select, () => MatchPlanner.Plan(select, matching.Holds, _matches, _depth > 0));
        }

        if (_options.Reads is { TriesAllPairs: false } reads)
        {
            reads.TriesAllPairs = PositionMatch.IsAskedFor(select);
        }

        _sql.Append(select.IsDistinct ? "SELECT DISTINCT " : "SELECT ");
        for (int i = 0; i < select.Items.Count; i++)
        {
            _sql.Append(i == 0 ? string.Empty : ", ");
            _expressions.WriteItem(select.Items[i], columns[i].Type);
            _sql.Append(" AS ").Name(columns[i].Name);
        }

        if (select.From is not null)
        {
            _sql.Append(" FROM ");
            WriteSource(select.From, RegionPlacement.Of(select));
        }

        WriteCondition(" WHERE ", select.Where);
        for (int i = 0; i < select.GroupBy.Count; i++)
        {
            _sql.Append(i == 0 ? " GROUP BY " : ", ");
            _expressions.WriteKey(select.GroupBy[i]);
        }

        WriteCondition(" HAVING ", select.Having);
    }

    private void WriteCondition(string clause, BoundExpression? condition)
    {
        if (condition is not null)
        {
            _sql.Append(clause);
            _expressions.Write(condition);
        }
    }

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
