using System.Globalization;
using Hven.Adql.Binding;

namespace Hven.Adql.Translation.DuckDb;

internal sealed partial class ExpressionWriter
{
    private void WriteCall(BoundCall call)
    {
        IReadOnlyList<BoundExpression> a = call.Arguments;
        switch (call.Function)
        {
            case >= BoundFunction.Add and <= BoundFunction.Divide or BoundFunction.Mod:
                WriteArithmetic(call);
                break;
            case BoundFunction.Negate:
                sql.Append("(- ");
                WriteAs(a[0], call.Type);
                sql.Append(")");
                break;
            case BoundFunction.Concatenate or (>= BoundFunction.Equal and <= BoundFunction.Or):
                WriteInfix(Infix(call.Function), a);
                break;
            case >= BoundFunction.BitAnd and <= BoundFunction.BitNot:
                WriteBits(call.Function, a);
                break;
            case > BoundFunction.BitNot and < BoundFunction.Distance:
                WriteUserFunction(call);
                break;
            case BoundFunction.Not:
                sql.Append("(NOT ");
                Write(a[0]);
                sql.Append(")");
                break;
            case BoundFunction.IsNull:
                sql.Append("(");
                Write(a[0]);
                sql.Append(" IS NULL)");
                break;
            case BoundFunction.Between:
                sql.Append("(");
                Write(a[0]);
                sql.Append(" BETWEEN ");
                Write(a[1]);
                sql.Append(" AND ");
                Write(a[2]);
                sql.Append(")");
                break;
            case BoundFunction.In:
                WriteIn(a);
                break;
            case BoundFunction.Like or BoundFunction.ILike:
                WriteLike(a[0], a[1], call.Function == BoundFunction.ILike);
                break;
            case >= BoundFunction.Distance:
                WriteGeometryCall(call);
                break;
            default:
                WriteFunction(call);
                break;
        }
    }

    private static string Infix(BoundFunction function) => function switch
    {
        BoundFunction.Add => " + ",
        BoundFunction.Subtract => " - ",
        BoundFunction.Multiply => " * ",
        BoundFunction.Concatenate => " || ",
        BoundFunction.Equal => " = ",
        BoundFunction.NotEqual => " <> ",
        BoundFunction.Less => " < ",
        BoundFunction.LessOrEqual => " <= ",
        BoundFunction.Greater => " > ",
        BoundFunction.GreaterOrEqual => " >= ",
        BoundFunction.And => " AND ",
        _ => " OR ",
    };

    private void WriteInfix(string sign, IReadOnlyList<BoundExpression> operands)
    {
        sql.Append("(");
        for (int i = 0; i < operands.Count; i++)
        {
            sql.Append(i == 0 ? string.Empty : sign);
            Write(operands[i]);
        }

        sql.Append(")");
    }

    private void WriteArithmetic(BoundCall call)
    {
        sql.Append("(");
        WriteAs(call.Arguments[0], call.Type);
        sql.Append(call.Function switch
        {
            // Whole numbers divide to whole numbers, cut off towards zero, in ADQL and by this operator.
            BoundFunction.Divide => call.Type.IsInteger() ? " // " : " / ",
            BoundFunction.Mod => " % ",
            _ => Infix(call.Function),
        });
        WriteAs(call.Arguments[1], call.Type);
        sql.Append(")");
    }

    private void WriteIn(IReadOnlyList<BoundExpression> arguments)
    {
        sql.Append("(");
        Write(arguments[0]);
        sql.Append(" IN (");
        for (int i = 1; i < arguments.Count; i++)
        {
            sql.Append(i == 1 ? string.Empty : ", ");
            Write(arguments[i]);
        }

        sql.Append("))");
    }

    private void WriteLike(BoundExpression text, BoundExpression pattern, bool ignoresCase)
    {
        // The engine's LIKE tries every place for every %, and takes ages on a pattern of many; its regular expressions are linear.
        string? known = pattern is BoundLiteral literal ? (string?)literal.Value : null;
        if (pattern is BoundLiteral && (known is null || known.Count(c => c == '%') <= 2))
        {
            sql.Append("(");
            Write(text);
            sql.Append(ignoresCase ? " ILIKE " : " LIKE ");
            Write(pattern);
            sql.Append(")");
            return;
        }

        sql.Append("regexp_full_match(");
        Write(text);
        sql.Append(", ");
        if (known is not null)
        {
            sql.Literal(LikePattern.ToRegularExpression(known));
        }
        else
        {
            sql.Append("replace(replace(regexp_replace(");
            Write(pattern);
            sql.Append(", '([][\\\\^$.|?*+(){}])', '\\\\\\1', 'g'), '%', '.*'), '_', '.')");
        }

        sql.Append(ignoresCase ? ", 'is')" : ", 's')");
    }

    private void WriteFunction(BoundCall call)
    {
        IReadOnlyList<BoundExpression> a = call.Arguments;
        switch (call.Function)
        {
            case BoundFunction.Coalesce:
                WriteList("coalesce(", a, call.Type);
                break;
            case BoundFunction.NullIf:
                sql.Append("nullif(");
                Write(a[0]);
                sql.Append(", ");
                Write(a[1]);
                sql.Append(")");
                break;
            case BoundFunction.Lower or BoundFunction.Upper:
                sql.Append(call.Function == BoundFunction.Lower ? "lower(" : "upper(");
                Write(a[0]);
                sql.Append(")");
                break;
            case BoundFunction.Abs:
                sql.Append("abs(");
                WriteAs(a[0], call.Type);
                sql.Append(")");
                break;
            case BoundFunction.Pi:
                sql.Literal(Math.PI);
                break;
            case BoundFunction.Rand:
                sql.Append("random()");
                break;
            case BoundFunction.Truncate when a.Count == 2:
                WriteTruncate(a[0], (long)Constant.TryFold(a[1])!.Value!);
                break;
            case BoundFunction.Round when a.Count == 2:
                sql.Append("round(");
                WriteDouble(a[0]);
                sql.Append(", ").Literal((long)Constant.TryFold(a[1])!.Value!).Append(")");
                break;
            default:
                WriteNumeric(call.Function, a);
                break;
        }
    }

    private void WriteList(string head, IReadOnlyList<BoundExpression> arguments, AdqlType type)
    {
        sql.Append(head);
        for (int i = 0; i < arguments.Count; i++)
        {
            sql.Append(i == 0 ? string.Empty : ", ");
            WriteItem(arguments[i], type);
        }

        sql.Append(")");
    }

    private void WriteTruncate(BoundExpression value, long decimals)
    {
        // A power of ten below one is not exact, so negative decimals divide first.
        string scale = Math.Pow(10, Math.Abs(decimals)).ToString("R", CultureInfo.InvariantCulture);
        scale = scale.Contains('E', StringComparison.Ordinal) ? scale : scale + "E0";
        sql.Append("(trunc(");
        WriteDouble(value);
        sql.Append(decimals < 0 ? $" / {scale}) * {scale})" : $" * {scale}) / {scale})");
    }

    /// <summary>
    /// Functions of doubles. Where DuckDB would fail the whole query for one value outside a function's domain, the value is made
    /// null; each argument is written once, so that nested functions do not double the text.
    /// </summary>
    private void WriteNumeric(BoundFunction function, IReadOnlyList<BoundExpression> arguments)
    {
        (string before, string after) = function switch
        {
            BoundFunction.Log => ("ln(nullif(greatest(", ", 0E0), 0E0))"),
            BoundFunction.Log10 => ("log10(nullif(greatest(", ", 0E0), 0E0))"),
            BoundFunction.Sqrt => ("sqrt(nullif(greatest(", ", -5E-324), -5E-324))"),
            BoundFunction.Asin => ("asin(" + InUnitInterval.Before, InUnitInterval.After + ")"),
            BoundFunction.Acos => ("acos(" + InUnitInterval.Before, InUnitInterval.After + ")"),
            BoundFunction.Cot => ("(1E0 / tan(", "))"),
            BoundFunction.Truncate => ("trunc(", ")"),
            BoundFunction.Sign => ("CAST(sign(", ") AS DOUBLE)"),
            BoundFunction.Ceiling => ("ceil(", ")"),
            _ => (function.ToString().ToLowerInvariant() + "(", ")"),
        };
        sql.Append(before);
        for (int i = 0; i < arguments.Count; i++)
        {
            sql.Append(i == 0 ? string.Empty : ", ");
            WriteDouble(arguments[i]);
        }

        sql.Append(after);
    }

    /// <summary>Makes null what is not from -1 to 1: clamps it to the next doubles beyond, then takes those away.</summary>
    private static readonly (string Before, string After) InUnitInterval = (
        "nullif(nullif(least(greatest(",
        ", -1.0000000000000002E0), 1.0000000000000002E0), -1.0000000000000002E0), 1.0000000000000002E0)");
}
