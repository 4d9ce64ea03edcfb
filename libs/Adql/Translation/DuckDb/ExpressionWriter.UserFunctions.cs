using Hven.Adql.Binding;

namespace Hven.Adql.Translation.DuckDb;

internal sealed partial class ExpressionWriter
{
    private void WriteBits(BoundFunction function, IReadOnlyList<BoundExpression> a)
    {
        if (function == BoundFunction.BitNot)
        {
            sql.Append("(~ ");
            WriteAs(a[0], AdqlType.BigInt);
            sql.Append(")");
            return;
        }

        sql.Append(function == BoundFunction.BitXor ? "xor(" : "(");
        WriteAs(a[0], AdqlType.BigInt);
        sql.Append(function switch
        {
            BoundFunction.BitAnd => " & ",
            BoundFunction.BitOr => " | ",
            _ => ", ",
        });
        WriteAs(a[1], AdqlType.BigInt);
        sql.Append(")");
    }

    /// <summary>Functions of the catalogue of user defined functions that the engine can work out by itself.</summary>
    private void WriteUserFunction(BoundCall call)
    {
        IReadOnlyList<BoundExpression> a = call.Arguments;
        switch (call.Function)
        {
            case BoundFunction.NoCaseMatch:
                sql.Append("CAST(");
                WriteLike(a[0], a[1], ignoresCase: true);
                sql.Append(" AS INTEGER)");
                break;
            case BoundFunction.HasWord:
                sql.Append("CAST(list_has_all(regexp_extract_all(lower(");
                WriteAs(a[0], AdqlType.Varchar);
                sql.Append("), '[\\p{L}\\p{N}]+'), regexp_extract_all(lower(");
                WriteAs(a[1], AdqlType.Varchar);
                sql.Append("), '[\\p{L}\\p{N}]+')) AS INTEGER)");
                break;
            case BoundFunction.HashListHas:
                sql.Append("CAST(list_contains(string_split(lower(");
                WriteAs(a[0], AdqlType.Varchar);
                sql.Append("), '#'), lower(");
                WriteAs(a[1], AdqlType.Varchar);
                sql.Append(")) AS INTEGER)");
                break;
            case BoundFunction.IntervalOverlaps:
                WriteOverlap(a);
                break;
            case BoundFunction.JulianDate or BoundFunction.ModifiedJulianDate:
                sql.Append("(").Append(DuckDbFunction.ModifiedJulianDate).Append("(");
                WriteAs(a[0], AdqlType.Varchar);
                sql.Append(") + ").Literal(call.Function == BoundFunction.JulianDate ? 2400000.5 : 0).Append(")");
                break;
            case BoundFunction.DegreesOfHours or BoundFunction.DegreesOfDegrees:
                sql.Append(DuckDbFunction.Degrees).Append("(");
                WriteAs(a[0], AdqlType.Varchar);
                sql.Append(call.Function == BoundFunction.DegreesOfHours ? ", TRUE)" : ", FALSE)");
                break;
            default:
                // Box and Muller: of two even random numbers, the first not zero.
                sql.Append("(");
                WriteDouble(a[0]);
                sql.Append(" + ");
                WriteDouble(a[1]);
                sql.Append(" * sqrt(-2E0 * ln(1E0 - random())) * cos(").Literal(2 * Math.PI).Append(" * random()))");
                break;
        }
    }

    /// <summary>Both start before the other ends; an interval that ends before it starts holds nothing.</summary>
    private void WriteOverlap(IReadOnlyList<BoundExpression> a)
    {
        sql.Append("CAST((");
        foreach ((int low, int high, string join) in (ReadOnlySpan<(int, int, string)>)[(0, 1, " AND "), (2, 3, " AND "), (0, 3, " AND "), (2, 1, ") AS INTEGER)")])
        {
            WriteDouble(a[low]);
            sql.Append(" <= ");
            WriteDouble(a[high]);
            sql.Append(join);
        }
    }

    /// <summary>What the engine is lent functions for; see <see cref="DuckDbFunction"/>.</summary>
    private void WriteEngineCall(BoundCall call)
    {
        IReadOnlyList<BoundExpression> a = call.Arguments;
        switch (call.Function)
        {
            case BoundFunction.Coordinate:
                sql.Append("CAST((");
                Write(a[0]);
                sql.Append(")[").Literal((long)((BoundLiteral)a[1]).Value!).Append("] AS DOUBLE)");
                break;
            case BoundFunction.Centroid:
                sql.Append(DuckDbFunction.Centroid).Append("(");
                WriteShape(a[0]);
                sql.Append(")");
                break;
            case BoundFunction.Transform:
                sql.Append(DuckDbFunction.Transform).Append("(");
                Write(a[0]);
                sql.Append(", ");
                Write(a[1]);
                sql.Append(", ");
                WriteShape(a[2]);
                sql.Append(")");
                break;
            case BoundFunction.HealpixIndex:
                WriteHealpix(a);
                break;
            case BoundFunction.HealpixCenter:
                sql.Append(DuckDbFunction.HealpixCenter).Append("(");
                WriteAs(a[0], AdqlType.BigInt);
                sql.Append(", ");
                WriteAs(a[1], AdqlType.BigInt);
                sql.Append(")");
                break;
            default:
                WriteEpoch(call);
                break;
        }
    }

    /// <summary>The index column of a table has the pixels of its own position already, at the finest order.</summary>
    private void WriteHealpix(IReadOnlyList<BoundExpression> a)
    {
        if (Constant.TryFold(a[0])?.Value is long order && RegionRecognizer.IndexedTable(a[1], a[2]) is { } table)
        {
            sql.Append("(");
            Write(new BoundColumn(table, Column(table, table.Table.SkyIndex!.HpxColumn)));
            sql.Append(" >> ").Literal(2 * (29 - order)).Append(")");
            return;
        }

        sql.Append(DuckDbFunction.Healpix).Append("(");
        WriteAs(a[0], AdqlType.BigInt);
        sql.Append(", ");
        WriteDouble(a[1]);
        sql.Append(", ");
        WriteDouble(a[2]);
        sql.Append(")");
    }

    private void WriteEpoch(BoundCall call)
    {
        IReadOnlyList<BoundExpression> a = call.Arguments;
        sql.Append(call.Function == BoundFunction.EpochPropagation ? DuckDbFunction.Epoch : DuckDbFunction.EpochPosition).Append("(");
        if (call.Function == BoundFunction.ApplyProperMotion)
        {
            WriteDouble(a[0]);
            sql.Append(", ");
            WriteDouble(a[1]);
            sql.Append(", 'NaN'::DOUBLE, coalesce(");
            WriteDouble(a[2]);
            sql.Append(" * 3.6E6, 0E0), coalesce(");
            WriteDouble(a[3]);
            sql.Append(" * 3.6E6, 0E0), 'NaN'::DOUBLE, 0E0, ");
            WriteDouble(a[4]);
        }
        else
        {
            for (int i = 0; i < a.Count; i++)
            {
                string unknown = i is 2 or 5 ? "'NaN'::DOUBLE" : "0E0";
                bool mayBeNull = i is >= 2 and <= 5;
                sql.Append(i == 0 ? string.Empty : ", ").Append(mayBeNull ? "coalesce(" : string.Empty);
                WriteDouble(a[i]);
                sql.Append(mayBeNull ? $", {unknown})" : string.Empty);
            }
        }

        sql.Append(")");
    }
}
