using Hven.Adql.Binding;

namespace Hven.Adql;

/// <summary>What became of a query text.</summary>
/// <param name="Query">The query; null when there are errors.</param>
/// <param name="Diagnostics">Findings in the order of the text; without errors, warnings and notices only.</param>
public sealed record AdqlCompilation(BoundQuery? Query, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The text as it reads in ADQL, when something of another dialect was understood in it; else null.</summary>
    public string? Adql { get; init; }
}
