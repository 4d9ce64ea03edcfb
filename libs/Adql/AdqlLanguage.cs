using Hven.Adql.Binding;

namespace Hven.Adql;

/// <summary>What the language holds here. Capabilities, completion and documentation are made of these lists, so that they name what there is.</summary>
public static class AdqlLanguage
{
    private static readonly AdqlFeature[] s_clauses =
    [
        new(AdqlFeature.Strings, "ILIKE", null),
        new(AdqlFeature.CommonTables, "WITH", null),
        new(AdqlFeature.Sets, "UNION", null),
        new(AdqlFeature.Sets, "EXCEPT", null),
        new(AdqlFeature.Sets, "INTERSECT", null),
        new(AdqlFeature.Types, "CAST", null),
        new(AdqlFeature.Offset, "OFFSET", null),
        new(AdqlFeature.Extensions, "CASE", "CASE WHEN condition THEN value ... ELSE value END, and CASE x WHEN value THEN ..., as in SQL-92."),
        new(AdqlFeature.Extensions, "TABLESAMPLE", "Behind the name of a table: TABLESAMPLE(2.5) reads some 2.5 percent of its rows, each time the same."),
    ];

    /// <summary>All functions, in the order in which they are best shown.</summary>
    public static IReadOnlyList<AdqlFunction> Functions { get; } = [.. FunctionCatalog.All];

    /// <summary>All optional features: functions and clauses, those of one group together.</summary>
    public static IReadOnlyList<AdqlFeature> Features { get; } =
        [.. Functions.Select(function => function.Feature).OfType<AdqlFeature>().Concat(s_clauses).GroupBy(feature => feature.Type).SelectMany(group => group)];
}
