namespace Hven.Adql.Syntax;

internal enum TokenKind
{
    End,
    Name,
    DelimitedName,
    Keyword,
    String,
    Integer,
    Real,
    LeftParenthesis,
    RightParenthesis,
    Comma,
    Dot,
    Semicolon,
    Star,
    Plus,
    Minus,
    Slash,
    Concatenate,
    Ampersand,
    VerticalBar,
    Circumflex,
    Tilde,

    /// <summary>%, in other dialects alone.</summary>
    Percent,

    /// <summary>::, in other dialects alone.</summary>
    DoubleColon,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,

    /// <summary>A character already reported; the parser passes over it.</summary>
    Invalid,
}

/// <summary>A word or sign of the text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Keyword">Which keyword, when it is one.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="Value">
/// The text of a name or keyword as written, of a string or delimited name without quotes, the <see cref="long"/> of an
/// integer, the <see cref="double"/> of a real; null for signs.
/// </param>
internal readonly record struct Token(TokenKind Kind, Keyword Keyword, SourceSpan Span, object? Value)
{
    /// <summary>Whether it is the whole number 2^63, a real that fits 64 bits only behind a minus.</summary>
    public bool IsTwoToThe63 { get; init; }

    public string Text => (string)Value!;

    public bool Is(Keyword keyword) => Keyword == keyword;
}
