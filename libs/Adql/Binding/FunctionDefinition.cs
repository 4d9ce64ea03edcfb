using System.Collections.Frozen;

namespace Hven.Adql.Binding;

/// <summary>What a scalar function takes and gives.</summary>
internal enum FunctionSignature
{
    /// <summary>Numbers to a double.</summary>
    Double,

    /// <summary>One number to a number of its own type.</summary>
    SameNumber,

    /// <summary>Two numbers to their common type.</summary>
    CommonNumber,

    /// <summary>Whole numbers to a whole number of 64 bits.</summary>
    Integer,

    /// <summary>One text to a text.</summary>
    Text,

    /// <summary>Values of one type to that type.</summary>
    Common,
}

/// <summary>A scalar function by its ADQL name.</summary>
internal sealed record FunctionDefinition(
    string Name, BoundFunction Function, FunctionSignature Signature, int LeastArguments, int MostArguments, string Usage, string Description)
{
    /// <summary>The functions, in the order in which they are shown.</summary>
    public static IReadOnlyList<FunctionDefinition> Definitions { get; } =
    [
        Number("ABS", BoundFunction.Abs, "Absolute value.", FunctionSignature.SameNumber),
        Number("CEILING", BoundFunction.Ceiling, "Smallest whole number not less than x."),
        Number("FLOOR", BoundFunction.Floor, "Largest whole number not greater than x."),
        new("ROUND", BoundFunction.Round, FunctionSignature.Double, 1, 2, "ROUND(x [, decimals])", "Nearest number with so many decimals, 0 if not given; negative ones round to tens, hundreds and so on."),
        new("TRUNCATE", BoundFunction.Truncate, FunctionSignature.Double, 1, 2, "TRUNCATE(x [, decimals])", "Number cut off behind so many decimals, 0 if not given."),
        new("MOD", BoundFunction.Mod, FunctionSignature.CommonNumber, 2, 2, "MOD(x, y)", "Remainder of x / y with the sign of x; null when y is 0."),
        Number("EXP", BoundFunction.Exp, "e to the power of x."),
        Number("LOG", BoundFunction.Log, "Natural logarithm; null where there is none."),
        Number("LOG10", BoundFunction.Log10, "Decimal logarithm; null where there is none."),
        new("POWER", BoundFunction.Power, FunctionSignature.Double, 2, 2, "POWER(x, y)", "x to the power of y."),
        Number("SQRT", BoundFunction.Sqrt, "Square root; null below zero."),
        new("PI", BoundFunction.Pi, FunctionSignature.Double, 0, 0, "PI()", "The number pi."),
        new("RAND", BoundFunction.Rand, FunctionSignature.Double, 0, 1, "RAND()", "A random number from 0 to 1."),
        Number("DEGREES", BoundFunction.Degrees, "Degrees of an angle in radians."),
        Number("RADIANS", BoundFunction.Radians, "Radians of an angle in degrees."),
        Number("SIN", BoundFunction.Sin, "Sine of an angle in radians."),
        Number("COS", BoundFunction.Cos, "Cosine of an angle in radians."),
        Number("TAN", BoundFunction.Tan, "Tangent of an angle in radians."),
        Number("COT", BoundFunction.Cot, "Cotangent of an angle in radians."),
        Number("ASIN", BoundFunction.Asin, "Arc sine in radians; null outside -1 to 1."),
        Number("ACOS", BoundFunction.Acos, "Arc cosine in radians; null outside -1 to 1."),
        Number("ATAN", BoundFunction.Atan, "Arc tangent in radians."),
        new("ATAN2", BoundFunction.Atan2, FunctionSignature.Double, 2, 2, "ATAN2(y, x)", "Angle of the point (x, y) in radians."),
        new("LOWER", BoundFunction.Lower, FunctionSignature.Text, 1, 1, "LOWER(text)", "The text in lower case."),
        new("UPPER", BoundFunction.Upper, FunctionSignature.Text, 1, 1, "UPPER(text)", "The text in upper case."),
        new("COALESCE", BoundFunction.Coalesce, FunctionSignature.Common, 1, 1000, "COALESCE(a, b, ...)", "The first value that is not null."),
        new("NULLIF", BoundFunction.NullIf, FunctionSignature.Common, 2, 2, "NULLIF(a, b)", "a, or null when a = b, as in SQL-92."),
        Number("SIGN", BoundFunction.Sign, "-1, 0 or 1 by the sign of x."),
        Bitwise("BITWISE_AND", BoundFunction.BitAnd, 2, "The bits that both have; also written x & y."),
        Bitwise("BITWISE_OR", BoundFunction.BitOr, 2, "The bits that one of both has; also written x | y."),
        Bitwise("BITWISE_XOR", BoundFunction.BitXor, 2, "The bits that one has and the other has not; also written x ^ y."),
        Bitwise("BITWISE_NOT", BoundFunction.BitNot, 1, "The bits that x has not; also written ~ x."),
    ];

    private static readonly FrozenDictionary<string, FunctionDefinition> s_byName =
        Definitions.ToFrozenDictionary(definition => definition.Name, StringComparer.OrdinalIgnoreCase);

    public static FunctionDefinition? Find(string name) => s_byName.GetValueOrDefault(name);

    private static FunctionDefinition Number(string name, BoundFunction function, string description, FunctionSignature signature = FunctionSignature.Double) =>
        new(name, function, signature, 1, 1, $"{name}(x)", description);

    private static FunctionDefinition Bitwise(string name, BoundFunction function, int arguments, string description) =>
        new(name, function, FunctionSignature.Integer, arguments, arguments, arguments == 1 ? $"{name}(x)" : $"{name}(x, y)", description);
}
