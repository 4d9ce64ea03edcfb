using Hven.Adql.Binding;

namespace Hven.Adql;

/// <summary>What became of a query text.</summary>
/// <param name="Query">The query; null when there are errors.</param>
/// <param name="Diagnostics">Findings in the order of the text; without errors, warnings only.</param>
public sealed record AdqlCompilation(BoundQuery? Query, IReadOnlyList<Diagnostic> Diagnostics);
