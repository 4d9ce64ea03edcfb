using Hven.Adql.Binding;
using Hven.Adql.Parsing;
using Hven.Adql.Syntax;

namespace Hven.Adql.Completion;

/// <summary>Proposes what may stand at a cursor, in text that need not be a query yet.</summary>
public static class AdqlCompletion
{
    private const int Most = 200;

    // Scopes are found by looking back from each word; that is quick only in texts as people write them.
    private const int LongestText = 1 << 15;

    /// <summary>The proposals, those that begin with the typed letters first; at most 200.</summary>
    /// <param name="text">The text; beyond 32 Ki characters nothing is proposed.</param>
    /// <param name="offset">The cursor, 0 to the length of the text.</param>
    /// <param name="catalog">The tables the user may name.</param>
    /// <exception cref="ArgumentOutOfRangeException">The cursor is outside the text.</exception>
    public static IReadOnlyList<CompletionItem> Complete(string text, int offset, IAdqlCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, text.Length);
        if (text.Length > LongestText)
        {
            return [];
        }

        List<Token> tokens = Lexer.Tokenize(text, new DiagnosticBag(0));
        int at = tokens.FindIndex(t => t.Span.End >= offset || t.Kind == TokenKind.End);
        if (tokens[at] is { Kind: TokenKind.String } inside && inside.Span.Offset < offset)
        {
            return [];
        }

        bool isWord = tokens[at].Kind is TokenKind.Name or TokenKind.Keyword or TokenKind.DelimitedName && tokens[at].Span.Offset < offset;
        string prefix = isWord ? text[tokens[at].Span.Offset..offset].TrimStart('"') : string.Empty;
        SourceSpan replace = isWord ? tokens[at].Span : At(text, offset);
        int before = isWord || tokens[at].Span.Offset >= offset ? at - 1 : at;
        return Rank(Candidates(tokens, before, new CursorScope(tokens, at, catalog), catalog), prefix, replace);
    }

    private static SourceSpan At(string text, int offset)
    {
        int line = text.AsSpan(0, offset).Count('\n') + 1;
        int start = offset == 0 ? 0 : text.LastIndexOf('\n', offset - 1) + 1;
        return new SourceSpan(offset, 0, line, offset - start + 1);
    }

    private static IEnumerable<Candidate> Candidates(List<Token> tokens, int before, CursorScope scope, IAdqlCatalog catalog)
    {
        if (before >= 1 && tokens[before].Kind == TokenKind.Dot && tokens[before - 1].Value is string qualifier)
        {
            return scope.ColumnsOf(qualifier).Concat(catalog.Tables
                .Where(t => t.Schema.Equals(qualifier, StringComparison.OrdinalIgnoreCase))
                .Select(t => new Candidate(t.Name, CompletionKind.Table, $"{t.Columns.Count} columns")));
        }

        bool wantsTable = before >= 0 && CursorScope.IsInFrom(tokens, before);
        if (wantsTable)
        {
            return scope.With.Select(name => new Candidate(name, CompletionKind.Table, "WITH query"))
                .Concat(catalog.Tables.Select(t => t.Schema).Distinct().Select(s => new Candidate(s, CompletionKind.Schema, string.Empty)))
                .Concat(catalog.Tables.Select(t => new Candidate(t.Name, CompletionKind.Table, t.Schema)));
        }

        return scope.Columns
            .Concat(scope.Names.Select(name => new Candidate(name, CompletionKind.Table, string.Empty)))
            .Concat(AdqlLanguage.Functions.DistinctBy(f => f.Name).Select(f => new Candidate(f.Name, CompletionKind.Function, f.Usage)))
            .Concat(Keywords.Names.Select(name => new Candidate(name, CompletionKind.Keyword, string.Empty)));
    }

    /// <summary>What begins with the typed letters, then what has them further on; stops as soon as there is enough.</summary>
    private static CompletionItem[] Rank(IEnumerable<Candidate> candidates, string prefix, SourceSpan replace)
    {
        IEnumerable<Candidate> first = candidates.Where(c => c.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        IEnumerable<Candidate> later = candidates.Where(c => c.Name.IndexOf(prefix, StringComparison.OrdinalIgnoreCase) > 0);
        return [.. first.Concat(later).Select(c => new CompletionItem(Quote(c), c.Kind, c.Detail, replace)).Distinct().Take(Most)];
    }

    private static string Quote(Candidate candidate)
    {
        string name = candidate.Name;
        bool isPlain = candidate.Kind is CompletionKind.Keyword or CompletionKind.Function
            || ((char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
                && Keywords.Find(name) == Keyword.None);
        return isPlain ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
