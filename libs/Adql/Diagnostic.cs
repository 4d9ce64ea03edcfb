namespace Hven.Adql;

/// <summary>How bad a finding is.</summary>
public enum DiagnosticSeverity
{
    /// <summary>The query runs and means what it says; it was not ADQL in this place and was read as such.</summary>
    Notice,

    /// <summary>The query runs, but may not mean what its author thinks.</summary>
    Warning,

    /// <summary>The query cannot run.</summary>
    Error,
}

/// <summary>One finding about a query text.</summary>
/// <param name="Severity">Whether the query can still run.</param>
/// <param name="Code">Stable code, one of <see cref="DiagnosticCodes"/>.</param>
/// <param name="Message">What was found and what would have fitted, in one or two sentences.</param>
/// <param name="Span">The text it is about.</param>
/// <param name="Suggestions">Names or words that may replace the text of the span, best first; may be empty.</param>
public sealed record Diagnostic(
    DiagnosticSeverity Severity, string Code, string Message, SourceSpan Span, IReadOnlyList<string> Suggestions)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Span}: {Message}";
}
