using System.Text;

namespace Hven.Cli.Screen;

/// <summary>Breaks a text into lines at its blanks.</summary>
internal static class TextWrap
{
    /// <summary>At least one line; a word wider than a line is cut.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        List<string> lines = [];
        StringBuilder line = new();
        int used = 0;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string part = TerminalText.Cut(word, width);
            int partWidth = TerminalText.Width(part);
            if (used > 0 && used + 1 + partWidth > width)
            {
                lines.Add(line.ToString());
                line.Clear();
                used = 0;
            }

            line.Append(used > 0 ? " " : "").Append(part);
            used += (used > 0 ? 1 : 0) + partWidth;
        }

        lines.Add(line.ToString());
        return lines;
    }
}
