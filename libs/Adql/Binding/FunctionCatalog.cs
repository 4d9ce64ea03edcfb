using System.Collections.Frozen;

namespace Hven.Adql.Binding;

/// <summary>An aggregate function by its ADQL name.</summary>
internal sealed record AggregateDefinition(string Name, AggregateFunction Function, int Arguments, string Usage, string Description)
{
    /// <summary>The signature where the function is beyond the standard; else null.</summary>
    public string? Form { get; init; }
}

/// <summary>All that can be called, of every kind.</summary>
internal static class FunctionCatalog
{
    private static readonly AggregateDefinition[] s_aggregates =
    [
        new("COUNT", AggregateFunction.Count, 1, "COUNT(*)", "Number of rows; COUNT(x) of values that are not null."),
        new("SUM", AggregateFunction.Sum, 1, "SUM(x)", "Sum; of whole numbers in 64 bits."),
        new("AVG", AggregateFunction.Avg, 1, "AVG(x)", "Mean, in double precision."),
        new("MIN", AggregateFunction.Min, 1, "MIN(x)", "Smallest value."),
        new("MAX", AggregateFunction.Max, 1, "MAX(x)", "Largest value."),
        new("STDDEV", AggregateFunction.StdDev, 1, "STDDEV(x)", "Standard deviation of a sample (divided by n - 1).") { Form = "STDDEV(x DOUBLE PRECISION) -> DOUBLE PRECISION" },
        new("VARIANCE", AggregateFunction.Variance, 1, "VARIANCE(x)", "Variance of a sample (divided by n - 1).") { Form = "VARIANCE(x DOUBLE PRECISION) -> DOUBLE PRECISION" },
        new("ivo_string_agg", AggregateFunction.StringAgg, 2, "ivo_string_agg(expression, delimiter)", "All texts of a group in their order, put together with a delimiter; nulls leave no trace.")
        {
            Form = "ivo_string_agg(expression TEXT, delimiter TEXT) -> TEXT",
        },
        new("ivo_histogram", AggregateFunction.Histogram, 4, "ivo_histogram(val, lower, upper, nbins)", "Numbers of values below lower, in nbins bins of one width, and above upper; nulls count as below.")
        {
            Form = "ivo_histogram(val DOUBLE PRECISION, lower DOUBLE PRECISION, upper DOUBLE PRECISION, nbins INTEGER) -> BIGINT[]",
        },
    ];

    private static readonly (string Name, string Usage, string Description)[] s_special =
    [
        ("POINT", "POINT(ra, dec)", "A position in ICRS degrees."),
        ("CIRCLE", "CIRCLE(ra, dec, radius)", "All positions not farther than radius from a centre."),
        ("BOX", "BOX(ra, dec, width, height)", "A range of right ascension and declination around a centre."),
        ("POLYGON", "POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ...)", "What a chain of great circles encloses, at most half of the sky."),
        ("REGION", "REGION('CIRCLE ICRS ra dec radius')", "A region of STC-S, written as a constant."),
        ("CONTAINS", "CONTAINS(POINT(ra, dec), CIRCLE(ra, dec, radius)) = 1", "1 if the first lies in the second, else 0."),
        ("INTERSECTS", "INTERSECTS(region, region) = 1", "1 if both have a position in common, else 0."),
        ("DISTANCE", "DISTANCE(ra1, dec1, ra2, dec2)", "Length of the great circle between two positions in degrees."),
        ("AREA", "AREA(region)", "Area in square degrees."),
        ("CENTROID", "CENTROID(region)", "Centre of mass of a region, as a point."),
        ("COORD1", "COORD1(point)", "Right ascension of a point in degrees."),
        ("COORD2", "COORD2(point)", "Declination of a point in degrees."),
        ("COORDSYS", "COORDSYS(region)", "The coordinate system, ICRS always."),
        ("IN_UNIT", "IN_UNIT(x, 'unit')", "x in another unit (VOUnits); its own unit must be known."),
        ("MOC", "MOC('4/12 13', or order, region)", "A coverage map: of cells in MOC's ASCII form, or of all cells of an order that a constant region touches."),
    ];

    /// <summary>The aggregate functions by name.</summary>
    public static FrozenDictionary<string, AggregateDefinition> Aggregates { get; } =
        s_aggregates.ToFrozenDictionary(definition => definition.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Functions whose arguments are not plain values, with how they are written.</summary>
    public static FrozenDictionary<string, string> Special { get; } =
        s_special.ToFrozenDictionary(item => item.Name, item => item.Usage, StringComparer.OrdinalIgnoreCase);

    /// <summary>Every function.</summary>
    public static IEnumerable<AdqlFunction> All =>
        s_aggregates.Select(item => new AdqlFunction(item.Name, item.Usage, item.Description) { Feature = User(item.Form, item.Description) })
            .Concat(FunctionDefinition.Definitions.Select(item => new AdqlFunction(item.Name, item.Usage, item.Description) { Feature = FeatureOf(item) }))
            .Append(new AdqlFunction("CAST", "CAST(x AS type)", "x as a value of another type."))
            .Concat(s_special.Select(item => new AdqlFunction(item.Name, item.Usage, item.Description) { Feature = FeatureOfSpecial(item.Name, item.Description) }))
            .Concat(UserFunction.Definitions.Select(item => new AdqlFunction(item.Name, item.Usage, item.Description) { Feature = User(item.Form, item.Description) }));

    private static AdqlFeature? User(string? form, string description) => form is null ? null : new AdqlFeature(AdqlFeature.UserFunctions, form, description);

    private static AdqlFeature FeatureOfSpecial(string name, string description) => name switch
    {
        "IN_UNIT" => new AdqlFeature(AdqlFeature.Units, name, null),
        "MOC" => new AdqlFeature(AdqlFeature.UserFunctions, "MOC(order INTEGER, region REGION) -> REGION", description),
        _ => new AdqlFeature(AdqlFeature.Geometry, name, null),
    };

    private static AdqlFeature? FeatureOf(FunctionDefinition definition) => definition.Function switch
    {
        BoundFunction.Lower or BoundFunction.Upper => new AdqlFeature(AdqlFeature.Strings, definition.Name, null),
        BoundFunction.Coalesce => new AdqlFeature(AdqlFeature.Conditionals, definition.Name, null),
        BoundFunction.NullIf => User("NULLIF(x DOUBLE PRECISION, y DOUBLE PRECISION) -> DOUBLE PRECISION", definition.Description),
        BoundFunction.Sign => User("SIGN(x DOUBLE PRECISION) -> DOUBLE PRECISION", definition.Description),
        >= BoundFunction.BitAnd and <= BoundFunction.BitXor => User($"{definition.Name}(x BIGINT, y BIGINT) -> BIGINT", definition.Description),
        BoundFunction.BitNot => User($"{definition.Name}(x BIGINT) -> BIGINT", definition.Description),
        _ => null,
    };
}
