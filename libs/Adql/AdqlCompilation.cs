using Hven.Adql.Binding;

namespace Hven.Adql;

/// <summary>What became of a query text.</summary>
/// <param name="Query">The query; null when there are errors.</param>
/// <param name="Diagnostics">Findings in the order of the text; without errors, warnings and notices only.</param>
public sealed record AdqlCompilation(BoundQuery? Query, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The text as it reads in ADQL, when something of another dialect was understood in it; else null.</summary>
    public string? Adql { get; init; }

    /// <summary>The table that is to keep the rows (<c>SELECT ... INTO mydb.name</c>, no part of ADQL), or null. Which tables may is the caller's to say.</summary>
    public AdqlInto? Into { get; init; }
}

/// <summary>The table that is to keep the rows of a query.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Span">Where INTO and the name stand in the text.</param>
public sealed record AdqlInto(string Schema, string Name, SourceSpan Span);
