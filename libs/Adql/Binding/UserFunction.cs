using System.Collections.Frozen;

namespace Hven.Adql.Binding;

/// <summary>What may stand for a parameter of a user defined function.</summary>
internal enum ParameterKind
{
    Number,
    Integer,
    Text,

    /// <summary>A text that is known without looking at rows.</summary>
    TextConstant,

    /// <summary>An instant, or a text in its form.</summary>
    Timestamp,
    Point,

    /// <summary>A point, circle or polygon.</summary>
    Geometry,
}

/// <summary>A parameter as the signature names it.</summary>
internal readonly record struct FunctionParameter(string Name, ParameterKind Kind, string TypeName);

/// <summary>A function beyond the standard, with the signature that the service declares (TAPRegExt, features-udf).</summary>
internal sealed record UserFunction(
    string Name, BoundFunction Function, AdqlType Type, string TypeName, string Description, IReadOnlyList<FunctionParameter> Parameters)
{
    /// <summary>The functions, in the order in which they are shown.</summary>
    public static IReadOnlyList<UserFunction> Definitions { get; } =
    [
        new("ivo_healpix_index", BoundFunction.HealpixIndex, AdqlType.BigInt, "BIGINT",
            "The NESTED HEALPix pixel of an order, 0 to 29, that a position lies in.",
            [Integer("hpxOrder"), Real("long"), Real("lat")]),
        new("ivo_healpix_index", BoundFunction.HealpixIndex, AdqlType.BigInt, "BIGINT",
            "The NESTED HEALPix pixel of an order, 0 to 29, that a point lies in.",
            [Integer("hpxOrder"), Point("point")]),
        new("ivo_healpix_center", BoundFunction.HealpixCenter, AdqlType.Point, "POINT",
            "The centre of a NESTED HEALPix pixel of an order, 0 to 29; null where there is no such pixel.",
            [Integer("hpxOrder"), new("hpxIndex", ParameterKind.Integer, "BIGINT")]),
        new("ivo_epoch_prop_pos", BoundFunction.EpochPosition, AdqlType.Point, "POINT",
            "The position at another epoch of a source that moves uniformly on a straight line. Degrees, mas, mas/yr with cos(dec) in pmra, km/s, Julian years; a null parallax, motion or velocity counts as zero.",
            Motion),
        new("ivo_epoch_prop", BoundFunction.EpochPropagation, AdqlType.Double, "DOUBLE PRECISION[6]",
            "Position, parallax, proper motions and radial velocity at another epoch, in the units of ivo_epoch_prop_pos.",
            Motion),
        new("ivo_apply_pm", BoundFunction.ApplyProperMotion, AdqlType.Point, "POINT", ApplyMotion, Displacement),
        new("gavo_apply_pm", BoundFunction.ApplyProperMotion, AdqlType.Point, "POINT", ApplyMotion, Displacement),
        new("ivo_geom_transform", BoundFunction.Transform, AdqlType.Null, "REGION",
            "A point, circle or polygon in another frame. Frames are ICRS, FK5 (J2000), FK4 (B1950), GALACTIC, SUPER_GALACTIC and ECLIPTIC (J2000); the way between two is one rotation.",
            [new("from_sys", ParameterKind.TextConstant, "TEXT"), new("to_sys", ParameterKind.TextConstant, "TEXT"), new("geo", ParameterKind.Geometry, "REGION")]),
        new("ivo_to_jd", BoundFunction.JulianDate, AdqlType.Double, "DOUBLE PRECISION", "The Julian Date of a timestamp, without a change of time scale.", [Instant]),
        new("ivo_to_mjd", BoundFunction.ModifiedJulianDate, AdqlType.Double, "DOUBLE PRECISION", "The Modified Julian Date of a timestamp, without a change of time scale.", [Instant]),
        new("gavo_to_jd", BoundFunction.JulianDate, AdqlType.Double, "DOUBLE PRECISION", "The same as ivo_to_jd.", [Instant]),
        new("gavo_to_mjd", BoundFunction.ModifiedJulianDate, AdqlType.Double, "DOUBLE PRECISION", "The same as ivo_to_mjd.", [Instant]),
        new("ivo_hms_to_degrees", BoundFunction.DegreesOfHours, AdqlType.Double, "DOUBLE PRECISION",
            "Degrees of an angle written in hours, as 3:34:45.4, 033445.4 or 3h34m45.4s; null where the text is none.", [Text("hms")]),
        new("ivo_dms_to_degrees", BoundFunction.DegreesOfDegrees, AdqlType.Double, "DOUBLE PRECISION",
            "Degrees of an angle written in degrees, as -0:15:00, -001500 or -0d15m0s; null where the text is none.", [Text("dms")]),
        new("ivo_nocasematch", BoundFunction.NoCaseMatch, AdqlType.Integer, "INTEGER", "1 if value ILIKE pattern, else 0.", [Text("value"), Text("pattern")]),
        new("ivo_hasword", BoundFunction.HasWord, AdqlType.Integer, "INTEGER",
            "1 if all words of needle are words of haystack, whatever their case, else 0. Words are runs of letters and digits; nothing is stemmed.",
            [Text("haystack"), Text("needle")]),
        new("ivo_hashlist_has", BoundFunction.HashListHas, AdqlType.Integer, "INTEGER",
            "1 if item is one of the terms that stand between hash signs, whatever its case, else 0.", [Text("hashlist"), Text("item")]),
        new("ivo_interval_overlaps", BoundFunction.IntervalOverlaps, AdqlType.Integer, "INTEGER",
            "1 if the intervals a1 to b1 and a2 to b2 have a number in common, limits included, else 0.",
            [Real("a1"), Real("b1"), Real("a2"), Real("b2")]),
        new("ivo_normal_random", BoundFunction.NormalRandom, AdqlType.Double, "DOUBLE PRECISION",
            "A random number from a normal distribution around mu with the standard deviation sigma.", [Real("mu"), Real("sigma")]),
    ];

    private const string ApplyMotion =
        "The position after epdist Julian years of a source with a proper motion in degrees a year, cos(dec) in pmra; a null motion counts as zero.";

    private static readonly FrozenDictionary<string, UserFunction[]> s_byName = Definitions
        .GroupBy(definition => definition.Name, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The signature as ADQL 2.1, section 4.3.2, writes it.</summary>
    public string Form => $"{Name}({string.Join(", ", Parameters.Select(p => $"{p.Name} {p.TypeName}"))}) -> {TypeName}";

    public string Usage => $"{Name}({string.Join(", ", Parameters.Select(p => p.Name))})";

    private static FunctionParameter[] Motion =>
    [
        Real("ra"), Real("dec"), Real("parallax"), Real("pmra"), Real("pmdec"), Real("radial_velocity"), Real("ref_epoch"), Real("out_epoch"),
    ];

    private static FunctionParameter[] Displacement => [Real("ra"), Real("dec"), Real("pmra"), Real("pmdec"), Real("epdist")];

    private static FunctionParameter Instant => new("d", ParameterKind.Timestamp, "TIMESTAMP");

    /// <summary>The functions of a name; they differ in the number of their parameters.</summary>
    public static UserFunction[] Find(string name) => s_byName.GetValueOrDefault(name, []);

    private static FunctionParameter Real(string name) => new(name, ParameterKind.Number, "DOUBLE PRECISION");

    private static FunctionParameter Integer(string name) => new(name, ParameterKind.Integer, "INTEGER");

    private static FunctionParameter Text(string name) => new(name, ParameterKind.Text, "TEXT");

    private static FunctionParameter Point(string name) => new(name, ParameterKind.Point, "POINT");
}
