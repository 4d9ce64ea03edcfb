using Hven.Adql.Binding;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>Writes queries and what they are built of down to FROM; expressions are left to <see cref="ExpressionWriter"/>.</summary>
internal sealed partial class QueryWriter
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
        if (_options.Reads is { } estimated && JoinGroups.Of(select) is { Count: > 1 } groups)
        {
            estimated.Add(groups);
        }

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
}
