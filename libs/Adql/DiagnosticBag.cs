namespace Hven.Adql;

/// <summary>Collects findings up to a bound, in the order of their discovery.</summary>
internal sealed class DiagnosticBag(int capacity)
{
    private readonly List<Diagnostic> _items = [];

    public bool HasErrors { get; private set; }

    /// <summary>Whether only unknown names are still of interest: in damaged text, types and groups are guesswork.</summary>
    public bool KeepNamesOnly { get; set; }

    public bool IsFull => _items.Count >= capacity;

    public void Error(string code, SourceSpan span, string message, params IReadOnlyList<string> suggestions)
    {
        HasErrors = true;
        Add(new Diagnostic(DiagnosticSeverity.Error, code, message, span, suggestions));
    }

    public void Warn(string code, SourceSpan span, string message) =>
        Add(new Diagnostic(DiagnosticSeverity.Warning, code, message, span, []));

    public void Notice(string code, SourceSpan span, string message) =>
        Add(new Diagnostic(DiagnosticSeverity.Notice, code, message, span, []));

    /// <summary>The findings by place in the text.</summary>
    public IReadOnlyList<Diagnostic> InTextOrder() => [.. _items.OrderBy(d => d.Span.Offset)];

    public bool Contains(string code) => _items.Exists(item => item.Code == code);

    private void Add(Diagnostic diagnostic)
    {
        bool isName = diagnostic.Code is DiagnosticCodes.UnknownTable or DiagnosticCodes.AmbiguousTable or DiagnosticCodes.UnknownColumn
            or DiagnosticCodes.UnknownFunction or DiagnosticCodes.ArgumentCount;
        if (!IsFull && (isName || !KeepNamesOnly))
        {
            _items.Add(diagnostic);
        }
    }
}
