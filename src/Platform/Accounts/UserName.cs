using System.Globalization;
using System.Text;

namespace Hven.Platform.Accounts;

/// <summary>What may name a user: letters and digits of any script, and <c>. _ -</c> between them; 1 to 64 characters.</summary>
public static class UserName
{
    /// <summary>Names that stand for something else.</summary>
    private static readonly string[] s_reserved = ["anonymous", "hvend", "system", "me", "admin.system"];

    /// <summary>What is wrong with a name, or null.</summary>
    public static string? Fault(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        const string Rule = "A name has 1 to 64 characters: letters and digits of any script, and . _ - between them.";
        if (name.Length is 0 or > 64 || !name.IsNormalized(NormalizationForm.FormC))
        {
            return Rule;
        }

        foreach (Rune rune in name.EnumerateRunes())
        {
            bool isLetter = Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            if (!isLetter && rune.Value is not ('.' or '_' or '-'))
            {
                return $"{Rule} '{(Rune.IsControl(rune) ? $"U+{rune.Value:X4}" : rune.ToString())}' is none of these.";
            }
        }

        return !Rune.IsLetterOrDigit(name.EnumerateRunes().First()) || name[^1] is '.' or '-'
            ? Rule
            : s_reserved.Contains(Key(name), StringComparer.Ordinal) ? $"'{name}' is not free." : null;
    }

    /// <summary>A name as it is compared: names that look alike but for case or width are one.</summary>
    public static string Key(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            return name.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            // Halves of surrogate pairs: no account has such a name, and none is found by it.
            return "\uFFFD";
        }
    }
}
