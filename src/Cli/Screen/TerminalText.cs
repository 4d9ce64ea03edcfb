using System.Globalization;
using System.Text;

namespace Hven.Cli.Screen;

/// <summary>Text that is safe to show: what a terminal would obey, or what would reorder the line, is made visible instead.</summary>
internal static class TerminalText
{
    private const int ControlPictures = 0x2400;
    private const int DeletePicture = 0x2421;

    /// <summary>One line: breaks and tabs are made visible as well.</summary>
    public static string Neutralize(string text) => Neutralize(text, keepBreaks: false);

    /// <summary>Several lines: line feeds and tabs stay.</summary>
    public static string NeutralizeLines(string text) => Neutralize(text.Replace("\r\n", "\n", StringComparison.Ordinal), keepBreaks: true);

    /// <summary>Screen columns that a text takes. It has no control characters.</summary>
    public static int Width(ReadOnlySpan<char> text)
    {
        int width = 0;
        while (!text.IsEmpty)
        {
            int length = StringInfo.GetNextTextElementLength(text);
            width += ElementWidth(text[..length]);
            text = text[length..];
        }

        return width;
    }

    /// <summary>Screen columns of one text element (grapheme cluster): those of its widest character.</summary>
    public static int ElementWidth(ReadOnlySpan<char> element)
    {
        int width = 0;
        foreach (Rune rune in element.EnumerateRunes())
        {
            // Variation selector 16 asks for the picture form, which is wide.
            width = Math.Max(width, rune.Value == 0xFE0F ? 2 : CharacterWidth.Of(rune));
        }

        return width;
    }

    /// <summary>Cuts a text to a width; an ellipsis shows that something is missing.</summary>
    public static string Cut(string text, int width)
    {
        if (text.Length <= width && Width(text) <= width)
        {
            return text;
        }

        int used = 0;
        int position = 0;
        while (position < text.Length)
        {
            int length = StringInfo.GetNextTextElementLength(text.AsSpan(position));
            int element = ElementWidth(text.AsSpan(position, length));
            if (used + element > width - 1)
            {
                return Width(text) <= width ? text : string.Concat(text.AsSpan(0, position), "…");
            }

            used += element;
            position += length;
        }

        return text;
    }

    private static string Neutralize(string text, bool keepBreaks)
    {
        int first = 0;
        while (first < text.Length && text[first] is >= ' ' and <= '~')
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        StringBuilder safe = new(text.Length + 16);
        safe.Append(text, 0, first);
        foreach (Rune rune in text.AsSpan(first).EnumerateRunes())
        {
            Append(safe, rune, keepBreaks);
        }

        return safe.ToString();
    }

    private static void Append(StringBuilder safe, Rune rune, bool keepBreaks)
    {
        int value = rune.Value;
        if (value < 0x20 && !(keepBreaks && (value is '\n' or '\t')))
        {
            safe.Append((char)(ControlPictures + value));
        }
        else if (value == 0x7F)
        {
            safe.Append((char)DeletePicture);
        }
        else if (IsUnsafe(value))
        {
            safe.Append(CultureInfo.InvariantCulture, $"<U+{value:X4}>");
        }
        else
        {
            safe.Append(rune.ToString());
        }
    }

    /// <summary>C1 controls; line and paragraph separators; marks that change the direction of what follows; tags, which show nothing.</summary>
    private static bool IsUnsafe(int value) => value is
        (>= 0x80 and <= 0x9F) or 0x61C or 0x200E or 0x200F or (>= 0x2028 and <= 0x202E) or (>= 0x2066 and <= 0x206F) or 0xFEFF
        or (>= 0xFFF9 and <= 0xFFFB) or (>= 0xE0000 and <= 0xE007F);
}
