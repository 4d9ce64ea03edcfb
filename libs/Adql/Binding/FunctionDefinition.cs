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

    /// <summary>One text to a text.</summary>
    Text,

    /// <summary>Values of one type to that type.</summary>
    Common,
}

/// <summary>A scalar function by its ADQL name.</summary>
internal sealed record FunctionDefinition(
    string Name, BoundFunction Function, FunctionSignature Signature, int LeastArguments, int MostArguments, string Usage)
{
    private static readonly FunctionDefinition[] Definitions =
    [
        Number("ABS", BoundFunction.Abs, FunctionSignature.SameNumber),
        Number("CEILING", BoundFunction.Ceiling),
        Number("DEGREES", BoundFunction.Degrees),
        Number("EXP", BoundFunction.Exp),
        Number("FLOOR", BoundFunction.Floor),
        Number("LOG", BoundFunction.Log),
        Number("LOG10", BoundFunction.Log10),
        new("MOD", BoundFunction.Mod, FunctionSignature.CommonNumber, 2, 2, "MOD(x, y)"),
        new("PI", BoundFunction.Pi, FunctionSignature.Double, 0, 0, "PI()"),
        new("POWER", BoundFunction.Power, FunctionSignature.Double, 2, 2, "POWER(x, y)"),
        Number("RADIANS", BoundFunction.Radians),
        Number("SQRT", BoundFunction.Sqrt),
        new("RAND", BoundFunction.Rand, FunctionSignature.Double, 0, 1, "RAND()"),
        new("ROUND", BoundFunction.Round, FunctionSignature.Double, 1, 2, "ROUND(x [, decimals])"),
        new("TRUNCATE", BoundFunction.Truncate, FunctionSignature.Double, 1, 2, "TRUNCATE(x [, decimals])"),
        Number("SIGN", BoundFunction.Sign),
        Number("ACOS", BoundFunction.Acos),
        Number("ASIN", BoundFunction.Asin),
        Number("ATAN", BoundFunction.Atan),
        new("ATAN2", BoundFunction.Atan2, FunctionSignature.Double, 2, 2, "ATAN2(y, x)"),
        Number("COS", BoundFunction.Cos),
        Number("COT", BoundFunction.Cot),
        Number("SIN", BoundFunction.Sin),
        Number("TAN", BoundFunction.Tan),
        new("LOWER", BoundFunction.Lower, FunctionSignature.Text, 1, 1, "LOWER(text)"),
        new("UPPER", BoundFunction.Upper, FunctionSignature.Text, 1, 1, "UPPER(text)"),
        new("COALESCE", BoundFunction.Coalesce, FunctionSignature.Common, 1, 1000, "COALESCE(a, b, ...)"),
        new("NULLIF", BoundFunction.NullIf, FunctionSignature.Common, 2, 2, "NULLIF(a, b)"),
    ];

    private static readonly FrozenDictionary<string, FunctionDefinition> ByName =
        Definitions.ToFrozenDictionary(definition => definition.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The aggregate functions by name.</summary>
    public static FrozenDictionary<string, AggregateFunction> Aggregates { get; } =
        Enum.GetValues<AggregateFunction>().ToFrozenDictionary(f => f.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Functions whose arguments are not plain values, with how they are written.</summary>
    public static FrozenDictionary<string, string> Special { get; } = new Dictionary<string, string>
    {
        ["POINT"] = "POINT(ra, dec)",
        ["CIRCLE"] = "CIRCLE(ra, dec, radius)",
        ["BOX"] = "BOX(ra, dec, width, height)",
        ["POLYGON"] = "POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ...)",
        ["REGION"] = "REGION('CIRCLE ICRS ra dec radius')",
        ["CONTAINS"] = "CONTAINS(POINT(ra, dec), CIRCLE(ra, dec, radius)) = 1",
        ["INTERSECTS"] = "INTERSECTS(region, region) = 1",
        ["DISTANCE"] = "DISTANCE(ra1, dec1, ra2, dec2)",
        ["AREA"] = "AREA(region)",
        ["CENTROID"] = "CENTROID(region)",
        ["COORD1"] = "COORD1(point)",
        ["COORD2"] = "COORD2(point)",
        ["COORDSYS"] = "COORDSYS(region)",
        ["IN_UNIT"] = "IN_UNIT(x, 'unit')",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every function name with how it is written.</summary>
    public static IEnumerable<(string Name, string Usage)> All =>
        Definitions.Select(d => (d.Name, d.Usage))
            .Concat(Special.Select(s => (s.Key, s.Value)))
            .Concat(Aggregates.Keys.Select(a => (a.ToUpperInvariant(), a == "Count" ? "COUNT(*)" : $"{a.ToUpperInvariant()}(x)")))
            .Append(("CAST", "CAST(x AS type)"));

    public static FunctionDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    private static FunctionDefinition Number(string name, BoundFunction function, FunctionSignature signature = FunctionSignature.Double) =>
        new(name, function, signature, 1, 1, $"{name}(x)");
}
