using Hven.Adql.Translation.DuckDb;
using Hven.Backends.Local.DuckDb.Interop;

namespace Hven.Backends.Local.DuckDb.Functions;

/// <summary>The types of arguments and results of functions that the engine is lent.</summary>
internal enum ValueKind
{
    Boolean,
    Integer,
    Long,
    Double,
    Text,

    /// <summary>An array of doubles.</summary>
    Numbers,
}

/// <summary>Fills the results of one chunk of rows.</summary>
internal delegate void ChunkFunction(ref FunctionRows rows);

/// <summary>A function that the engine is lent; <see cref="DuckDbFunction"/> says what each does.</summary>
internal sealed record EngineFunction(string Name, IReadOnlyList<ValueKind> Parameters, ValueKind Result, ChunkFunction Evaluate)
{
    /// <summary>Type of any number of further arguments; null for none.</summary>
    public ValueKind? Rest { get; init; }

    public static IEnumerable<EngineFunction> All =>
    [
        new(DuckDbFunction.Numbers, [], ValueKind.Numbers, NumberFunctions.Collect) { Rest = ValueKind.Double },
        new(DuckDbFunction.Parse, [ValueKind.Text], ValueKind.Numbers, NumberFunctions.Parse),
        new(DuckDbFunction.Contains, [ValueKind.Text, ValueKind.Numbers, ValueKind.Text, ValueKind.Numbers], ValueKind.Integer, ShapeFunctions.Contains),
        new(DuckDbFunction.Intersects, [ValueKind.Text, ValueKind.Numbers, ValueKind.Text, ValueKind.Numbers], ValueKind.Integer, ShapeFunctions.Intersects),
        new(DuckDbFunction.Area, [ValueKind.Text, ValueKind.Numbers], ValueKind.Double, ShapeFunctions.Area),
        new(DuckDbFunction.Centroid, [ValueKind.Text, ValueKind.Numbers], ValueKind.Numbers, ShapeFunctions.Centroid),
        new(DuckDbFunction.Transform, [ValueKind.Text, ValueKind.Text, ValueKind.Text, ValueKind.Numbers], ValueKind.Numbers, ShapeFunctions.Transform),
        new(DuckDbFunction.Healpix, [ValueKind.Long, ValueKind.Double, ValueKind.Double], ValueKind.Long, SkyFunctions.Healpix),
        new(DuckDbFunction.HealpixCenter, [ValueKind.Long, ValueKind.Long], ValueKind.Numbers, SkyFunctions.HealpixCenter),
        new(DuckDbFunction.Epoch, [.. Enumerable.Repeat(ValueKind.Double, 8)], ValueKind.Numbers, SkyFunctions.Epoch),
        new(DuckDbFunction.EpochPosition, [.. Enumerable.Repeat(ValueKind.Double, 8)], ValueKind.Numbers, SkyFunctions.EpochPosition),
        new(DuckDbFunction.Degrees, [ValueKind.Text, ValueKind.Boolean], ValueKind.Double, NumberFunctions.Degrees),
        new(DuckDbFunction.ModifiedJulianDate, [ValueKind.Text], ValueKind.Double, NumberFunctions.ModifiedJulianDate),
    ];
}
