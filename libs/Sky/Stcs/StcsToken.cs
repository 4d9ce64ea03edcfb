namespace Hven.Sky;

/// <summary>A word, a number or a parenthesis of STC-S.</summary>
/// <param name="Start">Index of its first character.</param>
/// <param name="Text">What is written; empty at the end.</param>
internal readonly record struct StcsToken(int Start, string Text)
{
    internal bool IsEnd => Text.Length == 0;

    /// <summary>The token in quotes, for messages.</summary>
    internal string Quoted => IsEnd ? "the end of the text" : $"'{Text}'";

    internal bool Is(string word) => Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The tokens of a text, with an empty one at its end. Blanks and commas part them, and parentheses stand alone.</summary>
    internal static List<StcsToken> Split(string text)
    {
        var tokens = new List<StcsToken>();
        int at = 0;
        while (at < text.Length)
        {
            int start = at;
            if (IsBlank(text[at]))
            {
                at++;
                continue;
            }

            at++;
            while (text[start] is not ('(' or ')') && at < text.Length && !IsBlank(text[at]) && text[at] is not ('(' or ')'))
            {
                at++;
            }

            tokens.Add(new StcsToken(start, text[start..at]));
        }

        tokens.Add(new StcsToken(text.Length, ""));
        return tokens;
    }

    private static bool IsBlank(char character) => char.IsWhiteSpace(character) || character == ',';
}
