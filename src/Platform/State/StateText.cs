using System.Text;

namespace Hven.Platform.State;

/// <summary>Text of strangers for columns of the database: no database takes NUL, and none takes halves of surrogate pairs.</summary>
public static class StateText
{
    /// <summary>The text without control characters and what is no character, and no longer than a column.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">UTF-16 units at most.</param>
    public static string? Clean(string? text, int most)
    {
        if (text is null)
        {
            return null;
        }

        StringBuilder clean = new(Math.Min(text.Length, most));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > most)
            {
                break;
            }

            clean.Append(Rune.IsControl(rune) && rune.Value is not ('\n' or '\t') ? "\uFFFD" : rune.ToString());
        }

        return clean.ToString();
    }
}
