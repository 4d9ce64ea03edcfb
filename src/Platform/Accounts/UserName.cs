using System.Globalization;
using System.Text;

namespace Hven.Platform.Accounts;

/// <summary>
/// What may name a user: letters and digits of one script, and <c>. _ -</c> between them; 1 to 64 characters. What looks like another character, and
/// what can be written in two ways, is left out: two names that look alike are one, or cannot be.
/// </summary>
public static class UserName
{
    /// <summary>Names that stand for something else.</summary>
    private static readonly string[] s_reserved = ["anonymous", "hvend", "system", "me"];

    /// <summary>Blocks of characters that are other forms of ordinary ones (Unicode's compatibility characters), and marks that have composed forms.</summary>
    private static readonly (int First, int Last)[] s_otherForms =
    [
        (0xAA, 0xBA), (0x2B0, 0x36F), (0x1D2C, 0x1D6A), (0x1D78, 0x1D78), (0x1D9B, 0x1DFF), (0x2070, 0x218F), (0x2460, 0x24FF), (0x2C7C, 0x2C7D), (0x3130, 0x318F), (0x3200, 0x33FF),
        (0xA69C, 0xA69D), (0xAB5C, 0xAB5F), (0xF900, 0xFAFF), (0xFB00, 0xFDFF), (0xFE20, 0xFEFF), (0xFF00, 0xFFEF), (0x1D400, 0x1D7FF), (0x1EE00, 0x1EEFF), (0x1F100, 0x1F2FF), (0x2F800, 0x2FA1F),
    ];

    /// <summary>What is wrong with a name, or null.</summary>
    public static string? Fault(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        const string Rule = "A name has 1 to 64 characters: letters and digits of one script, and . _ - between them.";
        if (name.Length is 0 or > 64)
        {
            return Rule;
        }

        Script seen = Script.Other;
        foreach (Rune rune in name.EnumerateRunes())
        {
            bool isLetter = Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            if ((!isLetter || s_otherForms.Any(block => rune.Value >= block.First && rune.Value <= block.Last)) && rune.Value is not ('.' or '_' or '-'))
            {
                return $"{Rule} '{(Rune.IsLetterOrDigit(rune) ? rune.ToString() : "")}' (U+{rune.Value:X4}) is none of these.";
            }

            Script script = Rune.IsLetter(rune) ? ScriptOf(rune.Value) : Script.Other;
            if (script != Script.Other && seen != Script.Other && script != seen)
            {
                return $"{Rule} {seen} and {script} letters look alike, so a name holds one kind only.";
            }

            seen = script == Script.Other ? seen : script;
        }

        return !Rune.IsLetterOrDigit(name.EnumerateRunes().First()) || name[^1] is '.' or '-'
            ? Rule
            : s_reserved.Contains(Key(name), StringComparer.Ordinal) ? $"'{name}' is not free." : null;
    }

    /// <summary>A name as it is compared: without regard to capitals.</summary>
    public static string Key(string name)
    {
        ArgumentNullException.ThrowIfNull(name);

        // No account has such a name, and no database is asked for it.
        return name.EnumerateRunes().Any(rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar) ? "\uFFFD" : name.ToLowerInvariant();
    }

    private static Script ScriptOf(int letter) => letter switch
    {
        < 0x250 or (>= 0x1E00 and < 0x1F00) => Script.Latin,
        (>= 0x370 and < 0x400) or (>= 0x1F00 and < 0x2000) => Script.Greek,
        (>= 0x400 and < 0x530) or (>= 0x1C80 and < 0x1C90) => Script.Cyrillic,
        _ => Script.Other,
    };

    private enum Script
    {
        Other,
        Latin,
        Greek,
        Cyrillic,
    }
}
