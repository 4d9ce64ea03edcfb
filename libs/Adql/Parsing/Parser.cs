using Hven.Adql.Syntax;

namespace Hven.Adql.Parsing;

/// <summary>
/// Recursive descent over the tokens of one text. Never throws for what a user wrote: a fault is reported once, the
/// tokens up to the next clause are passed over, and reading goes on, so that one pass shows all faults.
/// </summary>
internal sealed partial class Parser
{
    private readonly List<Token> _tokens;
    private readonly DiagnosticBag _diagnostics;
    private readonly AdqlOptions _options;
    private readonly DialectEdits _edits;
    private int _index;
    private int _depth;
    private int _height;
    private int _selects;
    private int _conditions;
    private int _tables;
    private int _reportedAt = -1;
    private bool _isLaterArm;
    private AdqlInto? _into;

    private Parser(List<Token> tokens, DiagnosticBag diagnostics, AdqlOptions options, DialectEdits edits)
    {
        _edits = edits;
        _tokens = tokens;
        _diagnostics = diagnostics;
        _options = options;
    }

    /// <summary>Reads one query; null when the text is not a query at all or passes a bound.</summary>
    /// <param name="text">The text.</param>
    /// <param name="diagnostics">Takes the findings.</param>
    /// <param name="options">Bounds and dialect.</param>
    /// <param name="edits">Takes what has to be changed for the text to be ADQL; nothing when it has to be ADQL as it is.</param>
    public static QuerySyntax? Parse(string text, DiagnosticBag diagnostics, AdqlOptions options, DialectEdits edits)
    {
        if (text.Length > options.MaximumLength)
        {
            diagnostics.Error(
                DiagnosticCodes.LimitExceeded,
                new SourceSpan(0, 0, 1, 1),
                $"The query has {text.Length} characters; at most {options.MaximumLength} are read. Upload long lists as a table.");
            return null;
        }

        List<Token> tokens = Lexer.Tokenize(text, diagnostics, options.Dialect == AdqlDialect.CommonSql ? edits : null);
        return new Parser(tokens, diagnostics, options, edits).ParseStatement();
    }

    private Token Current => _tokens[_index];

    private Token Next => _tokens[Math.Min(_index + 1, _tokens.Count - 1)];

    private SourceSpan Previous => _index == 0 ? Current.Span with { Length = 0 } : _tokens[_index - 1].Span;

    private QuerySyntax? ParseStatement()
    {
        if (!Current.Is(Keyword.Select) && !Current.Is(Keyword.With) && Current.Kind != TokenKind.LeftParenthesis)
        {
            ReportNotSelect();
            return null;
        }

        QuerySyntax query = ParseQuery();
        if (Current.Kind == TokenKind.Semicolon && Next.Kind == TokenKind.End)
        {
            _index++;
        }

        if (Current.Kind == TokenKind.Semicolon)
        {
            _diagnostics.Error(DiagnosticCodes.TrailingText, Next.Span, "Only one query can be sent at a time; nothing may follow the semicolon.");
        }
        else if (Current.Kind != TokenKind.End && _reportedAt != _index)
        {
            _diagnostics.Error(DiagnosticCodes.TrailingText, Current.Span, $"The query ends before {Describe(Current)}.");
        }

        return query with { Into = _into };
    }

    private void ReportNotSelect()
    {
        string message = Current.Kind switch
        {
            TokenKind.End => "The query is empty; it begins with SELECT or WITH.",
            TokenKind.Name or TokenKind.Keyword => $"Only SELECT exists here; {Describe(Current)} does not begin a query.",
            _ => $"A query begins with SELECT or WITH, not with {Describe(Current)}.",
        };
        _diagnostics.Error(DiagnosticCodes.NotSelect, Current.Span, message, ["SELECT"]);
    }

    private Token Take() => Current.Kind == TokenKind.End ? Current : _tokens[_index++];

    private bool TryTake(Keyword keyword)
    {
        if (!Current.Is(keyword))
        {
            return false;
        }

        _index++;
        return true;
    }

    private bool TryTake(TokenKind kind)
    {
        if (Current.Kind != kind)
        {
            return false;
        }

        _index++;
        return true;
    }

    private bool Expect(Keyword keyword, string context)
    {
        if (TryTake(keyword))
        {
            return true;
        }

        Unexpected($"{Keywords.Name(keyword)} {context}", Keywords.Name(keyword));
        return false;
    }

    private bool Expect(TokenKind kind, string sign, string context)
    {
        if (TryTake(kind))
        {
            return true;
        }

        Unexpected($"'{sign}' {context}", sign);
        return false;
    }

    /// <summary>Reports the current token, unless a fault was already reported there.</summary>
    private void Unexpected(string wanted, params IReadOnlyList<string> suggestions)
    {
        if (_reportedAt == _index)
        {
            return;
        }

        _reportedAt = _index;
        if (Current.Kind == TokenKind.Invalid)
        {
            return;
        }

        string found = Current.Kind == TokenKind.End ? "The query ends where" : $"Found {Describe(Current)} where";
        string hint = Current.Kind == TokenKind.Keyword && wanted.Contains("name", StringComparison.Ordinal)
            ? $" To use {Current.Text} as a name, write \"{Current.Text}\"."
            : string.Empty;
        _diagnostics.Error(DiagnosticCodes.UnexpectedToken, Current.Span, $"{found} {wanted} was expected.{hint}", suggestions);
    }

    private static string Describe(Token token) => token.Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Name => $"'{Shorten(token.Text)}'",
        TokenKind.Keyword => token.Text.ToUpperInvariant(),
        TokenKind.DelimitedName => $"\"{Shorten(token.Text)}\"",
        TokenKind.String => $"the text '{Shorten(token.Text)}'",
        TokenKind.Integer or TokenKind.Real => $"the number {Convert.ToString(token.Value, System.Globalization.CultureInfo.InvariantCulture)}",
        TokenKind.LeftParenthesis => "'('",
        TokenKind.RightParenthesis => "')'",
        TokenKind.Comma => "','",
        TokenKind.Dot => "'.'",
        TokenKind.Semicolon => "';'",
        TokenKind.Star => "'*'",
        TokenKind.Plus => "'+'",
        TokenKind.Minus => "'-'",
        TokenKind.Slash => "'/'",
        TokenKind.Concatenate => "'||'",
        TokenKind.Ampersand => "'&'",
        TokenKind.VerticalBar => "'|'",
        TokenKind.Circumflex => "'^'",
        TokenKind.Tilde => "'~'",
        TokenKind.Percent => "'%'",
        TokenKind.DoubleColon => "'::'",
        TokenKind.Equal => "'='",
        TokenKind.NotEqual => "'<>'",
        TokenKind.Less => "'<'",
        TokenKind.LessOrEqual => "'<='",
        TokenKind.Greater => "'>'",
        TokenKind.GreaterOrEqual => "'>='",
        _ => "this character",
    };

    private static string Shorten(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "...");

    /// <summary>Goes on at the next token that can begin or end a clause at this depth of parentheses.</summary>
    private void SkipToClause()
    {
        int open = 0;
        while (Current.Kind != TokenKind.End)
        {
            if (open == 0 && (IsClauseStart(Current) || Current.Kind is TokenKind.RightParenthesis or TokenKind.Semicolon))
            {
                return;
            }

            open += Current.Kind switch
            {
                TokenKind.LeftParenthesis => 1,
                TokenKind.RightParenthesis => -1,
                _ => 0,
            };
            _index++;
        }
    }

    private static bool IsClauseStart(Token token) => token.Keyword is Keyword.From or Keyword.Where or Keyword.Group or Keyword.Having
        or Keyword.Order or Keyword.Offset or Keyword.Union or Keyword.Except or Keyword.Intersect;

    /// <summary>Steps one level down, or reports that the text is nested too deeply and skips the rest of it.</summary>
    private bool TryEnter()
    {
        if (_depth < _options.MaximumDepth)
        {
            _depth++;
            return true;
        }

        ReportDepth(Current.Span);
        return false;
    }

    private void ReportDepth(SourceSpan span)
    {
        _diagnostics.Error(
            DiagnosticCodes.LimitExceeded,
            span,
            $"This is nested more than {_options.MaximumDepth} levels deep, or a chain of more than {_options.MaximumDepth} arithmetic operators.");
        _index = _tokens.Count - 1;
        _reportedAt = _index;
    }

    private IdentifierSyntax? ParseIdentifier(string wanted)
    {
        if (Current.Kind is TokenKind.Name or TokenKind.DelimitedName)
        {
            Token token = Take();
            return new IdentifierSyntax(token.Span, token.Text, token.Kind == TokenKind.DelimitedName);
        }

        Unexpected(wanted);
        return null;
    }

    private List<IdentifierSyntax> ParseIdentifierList(string wanted)
    {
        var names = new List<IdentifierSyntax>();
        do
        {
            if (ParseIdentifier(wanted) is { } name)
            {
                names.Add(name);
            }
        }
        while (TryTake(TokenKind.Comma));
        return names;
    }
}
