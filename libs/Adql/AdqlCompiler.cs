using Hven.Adql.Binding;
using Hven.Adql.Parsing;
using Hven.Adql.Syntax;

namespace Hven.Adql;

/// <summary>Turns ADQL 2.1 text into a bound query.</summary>
public static class AdqlCompiler
{
    /// <summary>Reads a query and resolves it against a catalogue. Whatever the text, faults come back as findings, not as exceptions.</summary>
    /// <param name="text">The query, in ADQL 2.1; one semicolon at its end is let pass.</param>
    /// <param name="catalog">The tables the user may name.</param>
    /// <param name="options">Bounds; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The depth in the options is not within 1 and 128.</exception>
    public static AdqlCompilation Compile(string text, IAdqlCatalog catalog, AdqlOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(catalog);
        options ??= AdqlOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaximumDepth, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaximumDepth, 128, nameof(options));
        var diagnostics = new DiagnosticBag(options.MaximumDiagnostics);
        var edits = new DialectEdits();
        QuerySyntax? syntax = Parser.Parse(text, diagnostics, options, edits);
        BoundQuery? query = null;

        // Names are looked up even after a fault in the grammar: one pass shows all that is wrong. A bound that was passed cut the text.
        if (syntax is not null && !diagnostics.Contains(DiagnosticCodes.LimitExceeded))
        {
            diagnostics.KeepNamesOnly = diagnostics.HasErrors;
            query = new Binder(catalog, diagnostics, options).Bind(syntax);
        }

        return new AdqlCompilation(diagnostics.HasErrors ? null : query, diagnostics.InTextOrder()) { Adql = edits.IsEmpty ? null : edits.Apply(text).TrimEnd(), Into = syntax?.Into };
    }
}
