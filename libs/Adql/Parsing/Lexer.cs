using System.Globalization;
using Hven.Adql.Syntax;

namespace Hven.Adql.Parsing;

/// <summary>Cuts the text into words and signs. Faults are reported and passed over.</summary>
internal sealed class Lexer(string text, DiagnosticBag diagnostics, DialectEdits? edits)
{
    private int _position;
    private int _line = 1;
    private int _lineStart;

    /// <param name="text">The text.</param>
    /// <param name="diagnostics">Takes the findings.</param>
    /// <param name="edits">Takes what has to be changed for signs of other dialects to be ADQL; null when only ADQL is understood.</param>
    public static List<Token> Tokenize(string text, DiagnosticBag diagnostics, DialectEdits? edits = null)
    {
        var lexer = new Lexer(text, diagnostics, edits);
        var tokens = new List<Token>(Math.Min(text.Length / 4, 1 << 16) + 1);
        Token token;
        do
        {
            token = lexer.Next();
            tokens.Add(token);
        }
        while (token.Kind != TokenKind.End);
        return tokens;
    }

    private char Current => Peek(0);

    private char Peek(int ahead) => _position + ahead < text.Length ? text[_position + ahead] : '\0';

    private SourceSpan Here => new(_position, 0, _line, _position - _lineStart + 1);

    private Token Next()
    {
        SkipBlanksAndComments();
        SourceSpan start = Here;
        if (_position >= text.Length)
        {
            return new Token(TokenKind.End, Keyword.None, start, null);
        }

        char c = Current;
        return c switch
        {
            _ when IsNameStart(c) => Word(start),
            _ when char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))) => Number(start),
            '\'' => Quoted(start, '\'', TokenKind.String, "This string does not end; close it with a single quote."),
            '`' or '[' when edits is not null && ForeignName(start, c == '[' ? ']' : '`') is { } name => name,
            '"' => Quoted(start, '"', TokenKind.DelimitedName, "This name does not end; close it with a double quote."),
            _ => Sign(start, c),
        };
    }

    private void SkipBlanksAndComments()
    {
        while (_position < text.Length)
        {
            char c = Current;
            if (char.IsWhiteSpace(c) || c == '\uFEFF')
            {
                Advance();
            }
            else if (c == '-' && Peek(1) == '-')
            {
                while (_position < text.Length && Current is not ('\n' or '\r'))
                {
                    _position++;
                }
            }
            else if (c == '/' && Peek(1) == '*')
            {
                SkipBlockComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipBlockComment()
    {
        SourceSpan start = Here;
        int end = text.IndexOf("*/", _position + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            diagnostics.Error(DiagnosticCodes.Unterminated, start with { Length = 2 }, "This comment does not end; close it with */.");
        }

        int stop = end < 0 ? text.Length : end + 2;
        while (_position < stop)
        {
            Advance();
        }
    }

    /// <summary>One character on, counting lines; a carriage return with a line feed is one line end.</summary>
    private void Advance()
    {
        char c = text[_position++];
        if (c == '\n' || (c == '\r' && Current != '\n'))
        {
            _line++;
            _lineStart = _position;
        }
    }

    private Token Word(SourceSpan start)
    {
        while (IsNamePart(Current))
        {
            _position++;
        }

        if (Current > '\x7f' && char.IsLetter(Current))
        {
            _position = start.Offset;
            return InvalidCharacters(start, isWord: true);
        }

        SourceSpan span = EndAt(start);
        ReadOnlySpan<char> word = text.AsSpan(span.Offset, span.Length);
        Keyword keyword = Keywords.Find(word);
        return new Token(keyword == Keyword.None ? TokenKind.Name : TokenKind.Keyword, keyword, span, word.ToString());
    }

    private Token Quoted(SourceSpan start, char quote, TokenKind kind, string unterminated)
    {
        var value = new System.Text.StringBuilder();
        Advance();
        while (_position < text.Length)
        {
            if (Current == quote)
            {
                if (Peek(1) != quote)
                {
                    _position++;
                    return QuotedValue(EndAt(start), kind, value.ToString());
                }

                _position++;
            }

            value.Append(Current);
            Advance();
        }

        diagnostics.Error(DiagnosticCodes.Unterminated, start with { Length = 1 }, unterminated);
        return QuotedValue(EndAt(start), kind, value.ToString());
    }

    private Token QuotedValue(SourceSpan span, TokenKind kind, string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            diagnostics.Error(DiagnosticCodes.InvalidCharacter, span, "The character NUL cannot be part of a text or name.");
        }
        else if (!IsWellFormed(value))
        {
            diagnostics.Error(DiagnosticCodes.InvalidCharacter, span, "Half a surrogate pair is not a character.");
        }
        else if (kind == TokenKind.DelimitedName && value.Length == 0)
        {
            diagnostics.Error(DiagnosticCodes.Unterminated, span, "A name between double quotes cannot be empty.");
        }

        return new Token(kind, Keyword.None, span, value);
    }

    private static bool IsWellFormed(string value)
    {
        foreach (System.Text.Rune rune in value.EnumerateRunes())
        {
            // EnumerateRunes puts the replacement character for what is malformed.
            if (rune.Value == 0xFFFD && !value.Contains('\uFFFD', StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private Token Number(SourceSpan start)
    {
        if (Current == '0' && Peek(1) is 'x' or 'X')
        {
            return Hexadecimal(start);
        }

        bool isReal = false;
        SkipDigits();
        if (Current == '.')
        {
            isReal = true;
            _position++;
            SkipDigits();
        }

        if (Current is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            isReal = true;
            _position += 2;
            SkipDigits();
        }

        if (IsNamePart(Current))
        {
            return Malformed(start);
        }

        SourceSpan span = EndAt(start);
        ReadOnlySpan<char> digits = text.AsSpan(span.Offset, span.Length);
        if (!isReal && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long integer))
        {
            return new Token(TokenKind.Integer, Keyword.None, span, integer);
        }

        // An integer beyond 64 bits is taken as a real number, as DuckDB and PostgreSQL take it as a decimal.
        double real = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(real))
        {
            diagnostics.Error(DiagnosticCodes.InvalidNumber, span, "This number is beyond the range of a double (about 1.8e308).");
            real = 0;
        }

        return new Token(TokenKind.Real, Keyword.None, span, real)
        {
            IsTwoToThe63 = !isReal && ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong whole) && whole == 1UL << 63,
        };
    }

    private Token Hexadecimal(SourceSpan start)
    {
        _position += 2;
        int first = _position;
        while (char.IsAsciiHexDigit(Current))
        {
            _position++;
        }

        if (_position == first || IsNamePart(Current))
        {
            return Malformed(start);
        }

        SourceSpan span = EndAt(start);
        if (!ulong.TryParse(text.AsSpan(first, _position - first), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits)
            || bits > long.MaxValue)
        {
            diagnostics.Error(DiagnosticCodes.InvalidNumber, span, "This hexadecimal number does not fit into 63 bits.");
            bits = 0;
        }

        return new Token(TokenKind.Integer, Keyword.None, span, (long)bits);
    }

    private Token Malformed(SourceSpan start)
    {
        while (IsNamePart(Current))
        {
            _position++;
        }

        SourceSpan span = EndAt(start);
        string found = text.Substring(span.Offset, Math.Min(span.Length, 40));
        diagnostics.Error(
            DiagnosticCodes.InvalidNumber, span, $"'{found}' is neither a number nor a name; a name that starts with a digit needs double quotes.");
        return new Token(TokenKind.Integer, Keyword.None, span, 0L);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Current))
        {
            _position++;
        }
    }

    private Token Sign(SourceSpan start, char c)
    {
        (TokenKind kind, int length) = (c, Peek(1)) switch
        {
            ('(', _) => (TokenKind.LeftParenthesis, 1),
            (')', _) => (TokenKind.RightParenthesis, 1),
            (',', _) => (TokenKind.Comma, 1),
            ('.', _) => (TokenKind.Dot, 1),
            (';', _) => (TokenKind.Semicolon, 1),
            ('*', _) => (TokenKind.Star, 1),
            ('+', _) => (TokenKind.Plus, 1),
            ('-', _) => (TokenKind.Minus, 1),
            ('/', _) => (TokenKind.Slash, 1),
            ('|', '|') => (TokenKind.Concatenate, 2),
            ('|', _) => (TokenKind.VerticalBar, 1),
            ('&', _) => (TokenKind.Ampersand, 1),
            ('^', _) => (TokenKind.Circumflex, 1),
            ('~', _) => (TokenKind.Tilde, 1),
            ('%', _) when edits is not null => (TokenKind.Percent, 1),
            (':', ':') when edits is not null => (TokenKind.DoubleColon, 2),
            ('=', '=') when edits is not null => DoubledEqual(),
            ('=', _) => (TokenKind.Equal, 1),
            ('<', '>') or ('!', '=') => (TokenKind.NotEqual, 2),
            ('<', '=') => (TokenKind.LessOrEqual, 2),
            ('<', _) => (TokenKind.Less, 1),
            ('>', '=') => (TokenKind.GreaterOrEqual, 2),
            ('>', _) => (TokenKind.Greater, 1),
            _ => (TokenKind.Invalid, 1),
        };
        if (kind == TokenKind.Invalid)
        {
            return InvalidCharacters(start, isWord: char.IsLetter(c) || char.IsSurrogate(c));
        }

        _position += length;
        return new Token(kind, Keyword.None, EndAt(start), null);
    }

    /// <summary>One finding for a run of characters that fit nowhere, such as a name in another script.</summary>
    private Token InvalidCharacters(SourceSpan start, bool isWord)
    {
        do
        {
            _position++;
        }
        while (_position < text.Length && (isWord ? IsNamePart(Current) || Current > '\x7f' && !char.IsWhiteSpace(Current) : Current == text[start.Offset]));

        SourceSpan span = EndAt(start);
        string found = char.IsControl(text[span.Offset])
            ? $"U+{(int)text[span.Offset]:X4}"
            : text.Substring(span.Offset, Math.Min(span.Length, 40));
        string hint = text[span.Offset] switch
        {
            '%' => " Write MOD(a, b) for the remainder.",
            '`' or '[' => " Put names between double quotes.",
            '\u2018' or '\u2019' or '\u201C' or '\u201D' => " Use straight quotes: ' for text, \" for names.",
            _ when isWord => " Names with other letters than A to Z need double quotes.",
            _ => string.Empty,
        };
        diagnostics.Error(DiagnosticCodes.InvalidCharacter, span, $"'{found}' has no meaning in ADQL.{hint}");
        return new Token(isWord ? TokenKind.Name : TokenKind.Invalid, Keyword.None, span, isWord ? found : null);
    }

    private (TokenKind Kind, int Length) DoubledEqual()
    {
        edits!.Replace(_position, _position + 2, "=");
        diagnostics.Notice(DiagnosticCodes.Dialect, Here with { Length = 2 }, "== reads = in ADQL.");
        return (TokenKind.Equal, 2);
    }

    /// <summary>A name between the quotes of MySQL or SQL Server; null when there is none.</summary>
    private Token? ForeignName(SourceSpan start, char close)
    {
        int end = text.IndexOf(close, _position + 1);
        if (end <= _position + 1 || text.AsSpan(_position + 1, end - _position - 1).IndexOfAny('\n', '\r', '"') >= 0)
        {
            return null;
        }

        string name = text[(_position + 1)..end];
        _position = end + 1;
        SourceSpan span = EndAt(start);

        // Such quotes do not keep the case, as double quotes do.
        bool isPlain = IsNameStart(name[0]) && name.All(IsNamePart) && Keywords.Find(name) == Keyword.None;
        string written = isPlain ? name : AdqlName.Quote(name);
        edits!.Replace(span.Offset, span.End, written);
        diagnostics.Notice(DiagnosticCodes.Dialect, span, $"This name reads {written} in ADQL.");
        return new Token(isPlain ? TokenKind.Name : TokenKind.DelimitedName, Keyword.None, span, name);
    }

    private SourceSpan EndAt(SourceSpan start) => start with { Length = _position - start.Offset };

    // The standard wants a letter first; HATS's own column is called _healpix_29, and no other reading of it is possible.
    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
