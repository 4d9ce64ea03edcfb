using Hven.Adql;

namespace Hven.Query;

/// <summary>A finding in a query's text, as the JSON API tells it.</summary>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>notice</c>.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Message">What is wrong and what would fit.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="EndLine">Line of the end.</param>
/// <param name="EndColumn">Column after the end.</param>
/// <param name="Offset">Where it starts in the text, in UTF-16 units from 0.</param>
/// <param name="Length">How long it is, in UTF-16 units.</param>
/// <param name="Suggestions">What could stand there instead.</param>
public sealed record QueryDiagnostic(
    string Severity, string Code, string Message, int Line, int Column, int EndLine, int EndColumn, int Offset, int Length, IReadOnlyList<string> Suggestions)
{
    /// <summary>Translates a finding.</summary>
    public static QueryDiagnostic From(Diagnostic diagnostic, string text)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        ArgumentNullException.ThrowIfNull(text);
        SourceSpan span = diagnostic.Span;
        int start = Math.Min(span.Offset, text.Length);
        ReadOnlySpan<char> covered = text.AsSpan(start, Math.Min(span.Length, text.Length - start));
        int lastBreak = covered.LastIndexOf('\n');
        return new(
            diagnostic.Severity.ToString().ToLowerInvariant(),
            diagnostic.Code,
            diagnostic.Message,
            span.Line,
            span.Column,
            span.Line + covered.Count('\n'),
            lastBreak < 0 ? span.Column + covered.Length : covered.Length - lastBreak,
            span.Offset,
            span.Length,
            diagnostic.Suggestions);
    }
}
