using Hven.Adql.Binding;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>Writes expressions. Everything that could bind otherwise than meant stands in parentheses.</summary>
internal sealed partial class ExpressionWriter(SqlText sql, QueryWriter queries, MatchRegistry matches, UsedColumns used)
{
    /// <summary>How a relation is called: by its number, so that no name of the user can clash.</summary>
    public static string Alias(BoundRelation relation) => $"t{relation.Number}";

    /// <summary>How the pairs of a match are called.</summary>
    public static string Alias(DuckDbMatch match) => $"m{match.Number}";

    public static string TypeName(AdqlType type) => type switch
    {
        AdqlType.Boolean => "BOOLEAN",
        AdqlType.UInt8 => "UTINYINT",
        AdqlType.SmallInt => "SMALLINT",
        AdqlType.Integer => "INTEGER",
        AdqlType.BigInt => "BIGINT",
        AdqlType.Real => "REAL",
        AdqlType.Double => "DOUBLE",
        AdqlType.Blob => "BLOB",
        AdqlType.Point or AdqlType.Circle or AdqlType.Polygon => "DOUBLE[]",
        _ => "VARCHAR",
    };

    /// <summary>A selected value, in the type its column is declared with.</summary>
    public void WriteItem(BoundExpression expression, AdqlType type)
    {
        // NULL has no type to DuckDB, and what is worked out of one can come as INTEGER.
        bool mayBeOther = expression is BoundCall && (type.IsText() || type.IsNumeric()) && expression.Any(part => part is BoundLiteral { Value: null });
        if (mayBeOther)
        {
            WriteCast(expression, TypeName(type));
        }
        else if (expression.Type == type || type is AdqlType.Null or AdqlType.Blob || (expression.Type.IsText() && type.IsText()))
        {
            Write(expression);
        }
        else
        {
            WriteCast(expression, TypeName(type));
        }
    }

    /// <summary>A term of GROUP BY or ORDER BY, where a bare whole number would mean a column's position.</summary>
    public void WriteKey(BoundExpression expression)
    {
        if (expression is BoundLiteral)
        {
            WriteCast(expression, TypeName(expression.Type));
        }
        else
        {
            Write(expression);
        }
    }

    public void Write(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundLiteral literal:
                WriteLiteral(literal);
                break;
            case BoundColumn column:
                WriteColumn(column);
                break;
            case BoundPairOf pair:
                WritePairOf(pair);
                break;
            case BoundCall call:
                WriteCall(call);
                break;
            case BoundCase @case:
                WriteCase(@case);
                break;
            case BoundCast cast:
                WriteCast(cast);
                break;
            case BoundAggregate aggregate:
                WriteAggregate(aggregate);
                break;
            case BoundSubquery subquery:
                WriteSubquery(subquery);
                break;
            case BoundRegionPredicate region:
                WriteRegionTest(region);
                break;
            case BoundUnitConversion conversion:
                sql.Append("(");
                WriteDouble(conversion.Operand);
                sql.Append(" * ").Literal(conversion.Factor).Append(")");
                break;
            default:
                WriteGeometry(expression);
                break;
        }
    }

    private void WriteColumn(BoundColumn column)
    {
        if (matches.GiverOf(column.Source) is { } match)
        {
            DuckDbMatchSide side = match.SideOf(column.Source);
            side.Use(column.Column);
            sql.Append($"{Alias(match)}.").Name(side.NameOf(column.Column));
            return;
        }

        used.Add(column);
        sql.Append($"{Alias(column.Source)}.").Name(column.Column.Name);
    }

    private void WritePairOf(BoundPairOf pair)
    {
        string row = pair.Match.SideOf(pair.Relation).RowName;
        sql.Append($"({Alias(pair.Match)}.").Name(row).Append(" = ");
        if (matches.GiverOf(pair.Relation) is { } giver)
        {
            sql.Append($"{Alias(giver)}.").Name(row).Append(")");
            return;
        }

        used.AddRow(pair.Relation);
        sql.Append($"{Alias(pair.Relation)}.rowid)");
    }

    private void WriteLiteral(BoundLiteral literal)
    {
        switch (literal.Value)
        {
            case null:
                sql.Append("NULL");
                break;
            case bool flag:
                sql.Append(flag ? "TRUE" : "FALSE");
                break;
            case long integer:
                sql.Literal(integer);
                break;
            case double real:
                sql.Literal(real);
                break;
            default:
                sql.Literal((string)literal.Value);
                break;
        }
    }

    private void WriteCast(BoundExpression expression, string type)
    {
        sql.Append("CAST(");
        Write(expression);
        sql.Append($" AS {type})");
    }

    /// <summary>A number in double precision.</summary>
    private void WriteDouble(BoundExpression expression) => WriteAs(expression, AdqlType.Double);

    /// <summary>A number in the type the arithmetic is done in.</summary>
    private void WriteAs(BoundExpression expression, AdqlType type)
    {
        if (expression.Type == type)
        {
            Write(expression);
        }
        else
        {
            WriteCast(expression, TypeName(type));
        }
    }

    private void WriteCast(BoundCast cast)
    {
        if (cast.Type.IsGeometry())
        {
            WriteParsed(cast);
            return;
        }

        if (cast.Type == AdqlType.Timestamp && cast.Operand.Type != AdqlType.Timestamp)
        {
            // Timestamps are text in ADQL, here and in the catalogues. The engine's own type only tells whether the text is one, and fails the query if not.
            sql.Append("list_transform([");
            WriteCast(cast.Operand, "VARCHAR");
            sql.Append("], lambda t: CASE WHEN CAST(t AS TIMESTAMP) IS NOT NULL THEN t END)[1]");
            return;
        }

        if (cast.Length is not null)
        {
            sql.Append("left(");
        }

        WriteCast(cast.Operand, TypeName(cast.Type));
        if (cast.Length is { } most)
        {
            sql.Append(", ").Literal(most).Append(")");
        }
    }

    /// <summary>A geometry from its DALI text; null where the text has not the right number of numbers.</summary>
    private void WriteParsed(BoundCast cast)
    {
        string count = cast.Type switch
        {
            AdqlType.Point => "len(g) = 2",
            AdqlType.Circle => "len(g) = 3",
            _ => "len(g) >= 6 AND len(g) % 2 = 0",
        };
        sql.Append($"list_transform([{DuckDbFunction.Parse}(");
        WriteCast(cast.Operand, "VARCHAR");
        sql.Append($")], lambda g: CASE WHEN {count} THEN g END)[1]");
    }

    private void WriteCase(BoundCase expression)
    {
        sql.Append("CASE");
        if (expression.Operand is not null)
        {
            sql.Append(" ");
            Write(expression.Operand);
        }

        for (int i = 0; i < expression.Branches.Count; i += 2)
        {
            sql.Append(" WHEN ");
            Write(expression.Branches[i]);
            sql.Append(" THEN ");
            WriteItem(expression.Branches[i + 1], expression.Type);
        }

        if (expression.Otherwise is not null)
        {
            sql.Append(" ELSE ");
            WriteItem(expression.Otherwise, expression.Type);
        }

        sql.Append(" END");
    }

    private void WriteAggregate(BoundAggregate aggregate)
    {
        switch (aggregate.Function)
        {
            case AggregateFunction.Histogram:
                WriteHistogram(aggregate);
                return;
            case AggregateFunction.StringAgg:
                WriteStringAgg(aggregate);
                return;
        }

        // DuckDB sums integers in 128 bits, which no VOTable type holds; the cast fails where 64 do not suffice.
        bool isIntegerSum = aggregate.Function == AggregateFunction.Sum && aggregate.Type == AdqlType.BigInt;
        sql.Append(isIntegerSum ? "CAST(" : string.Empty).Append(aggregate.Function switch
        {
            AggregateFunction.Count => "count(",
            AggregateFunction.Sum => "sum(",
            AggregateFunction.Avg => "avg(",
            AggregateFunction.Min => "min(",
            AggregateFunction.Max => "max(",
            AggregateFunction.StdDev => "stddev_samp(",
            _ => "var_samp(",
        });
        sql.Append(aggregate.IsDistinct ? "DISTINCT " : string.Empty);
        if (aggregate.Argument is null)
        {
            sql.Append("*");
        }
        else if (aggregate.Type == AdqlType.Double)
        {
            WriteDouble(aggregate.Argument);
        }
        else
        {
            Write(aggregate.Argument);
        }

        sql.Append(isIntegerSum ? ") AS BIGINT)" : ")");
    }

    /// <summary>Texts in their own order, so that the same rows give the same text.</summary>
    private void WriteStringAgg(BoundAggregate aggregate)
    {
        sql.Append(aggregate.IsDistinct ? "string_agg(DISTINCT " : "string_agg(");
        Write(aggregate.Argument!);
        sql.Append(", ").Literal((string)aggregate.Constants[0].Value!).Append(" ORDER BY ");
        Write(aggregate.Argument!);
        sql.Append(")");
    }

    /// <summary>The engine counts by the number of the bin, so that its memory holds bins and not rows; then the counts are put in their order.</summary>
    private void WriteHistogram(BoundAggregate aggregate)
    {
        (double low, double high) = ((double)aggregate.Constants[0].Value!, (double)aggregate.Constants[1].Value!);
        long bins = (long)aggregate.Constants[2].Value!;
        sql.Append(aggregate.IsDistinct ? "list_transform([histogram(DISTINCT " : "list_transform([histogram(");
        sql.Append("list_transform([");
        WriteDouble(aggregate.Argument!);
        sql.Append("], lambda v: CASE WHEN v IS NULL OR v < ").Literal(low).Append(" THEN 0 WHEN v > ").Literal(high)
            .Append(" THEN ").Literal(bins + 1).Append(" ELSE 1 + least(").Literal(bins - 1).Append(", CAST(floor((v - ").Literal(low).Append(") / ")
            .Literal((high - low) / bins).Append(") AS INTEGER)) END)[1])], lambda m: list_transform(range(0, ").Literal(bins + 2)
            .Append("), lambda i: CAST(coalesce(map_extract_value(m, CAST(i AS INTEGER)), 0) AS BIGINT)))[1]");
    }

    private void WriteSubquery(BoundSubquery subquery)
    {
        sql.Append("(");
        if (subquery.Operand is not null)
        {
            Write(subquery.Operand);
            sql.Append(" IN ");
        }

        sql.Append(subquery.Use == SubqueryUse.Exists ? "EXISTS (" : "(");
        queries.WriteInner(subquery.Query);
        sql.Append("))");
    }
}
