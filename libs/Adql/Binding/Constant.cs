namespace Hven.Adql.Binding;

/// <summary>Works out expressions of literals, by the same rules as the translated SQL.</summary>
internal static class Constant
{
    /// <summary>The number an expression always is; null when it depends on a row, fails or is no finite number.</summary>
    public static double? TryNumber(BoundExpression expression) => TryFold(expression)?.Value switch
    {
        long integer => integer,
        double real when double.IsFinite(real) => real,
        _ => null,
    };

    /// <summary>The literal an expression always equals; null when there is none or it cannot be told here.</summary>
    public static BoundLiteral? TryFold(BoundExpression expression) => expression switch
    {
        BoundLiteral literal => literal,
        BoundCast { Operand: var operand, Type: AdqlType.Double } when TryNumber(operand) is { } value => BoundLiteral.Double(value),
        BoundUnitConversion conversion when TryNumber(conversion.Operand) is { } value => BoundLiteral.Double(value * conversion.Factor),
        BoundCall call => TryFoldCall(call),
        _ => null,
    };

    private static BoundLiteral? TryFoldCall(BoundCall call)
    {
        if (call.Function == BoundFunction.Pi)
        {
            return BoundLiteral.Double(Math.PI);
        }

        if (call.Function > BoundFunction.Negate && call.Function is not (BoundFunction.Degrees or BoundFunction.Radians or BoundFunction.Sqrt))
        {
            return null;
        }

        object? a = TryFold(call.Arguments[0])?.Value;
        if (call.Arguments.Count == 1)
        {
            return call.Function switch
            {
                BoundFunction.Negate when a is long integer && integer != long.MinValue => BoundLiteral.Integer(-integer),
                BoundFunction.Negate when a is double real => BoundLiteral.Double(-real),
                BoundFunction.Degrees when Number(a) is { } angle => BoundLiteral.Double(angle * (180 / Math.PI)),
                BoundFunction.Radians when Number(a) is { } angle => BoundLiteral.Double(angle * (Math.PI / 180)),
                BoundFunction.Sqrt when Number(a) is >= 0 and { } square => BoundLiteral.Double(Math.Sqrt(square)),
                _ => null,
            };
        }

        object? b = TryFold(call.Arguments[1])?.Value;
        return (a, b) switch
        {
            (long x, long y) => TryInteger(call.Function, x, y),
            _ when Number(a) is { } x && Number(b) is { } y => TryReal(call.Function, x, y),
            _ => null,
        };
    }

    private static double? Number(object? value) => value switch
    {
        long integer => integer,
        double real => real,
        _ => null,
    };

    private static BoundLiteral? TryInteger(BoundFunction function, long x, long y)
    {
        Int128 result = function switch
        {
            BoundFunction.Add => (Int128)x + y,
            BoundFunction.Subtract => (Int128)x - y,
            BoundFunction.Multiply => (Int128)x * y,
            BoundFunction.Divide when y != 0 => (Int128)x / y,
            _ => Int128.MaxValue,
        };
        return result >= long.MinValue && result <= long.MaxValue ? BoundLiteral.Integer((long)result) : null;
    }

    private static BoundLiteral? TryReal(BoundFunction function, double x, double y)
    {
        double result = function switch
        {
            BoundFunction.Add => x + y,
            BoundFunction.Subtract => x - y,
            BoundFunction.Multiply => x * y,
            BoundFunction.Divide when y != 0 => x / y,
            _ => double.NaN,
        };
        return double.IsFinite(result) ? BoundLiteral.Double(result) : null;
    }
}
