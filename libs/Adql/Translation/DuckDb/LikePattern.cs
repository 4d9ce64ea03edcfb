using System.Text;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>Turns LIKE patterns into regular expressions of RE2.</summary>
internal static class LikePattern
{
    /// <summary>% becomes any text, _ any character, everything else itself.</summary>
    public static string ToRegularExpression(string pattern)
    {
        var expression = new StringBuilder(pattern.Length + 16);
        foreach (char c in pattern)
        {
            _ = c switch
            {
                '%' => expression.Append(".*"),
                '_' => expression.Append('.'),
                < '\x80' when !char.IsAsciiLetterOrDigit(c) && !char.IsControl(c) => expression.Append('\\').Append(c),
                _ => expression.Append(c),
            };
        }

        return expression.ToString();
    }
}
