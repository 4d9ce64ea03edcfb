using System.Globalization;

namespace Hven.Tables.Votable;

/// <summary>What stands for null in a column (VOTable 1.5, section 4.7).</summary>
internal static class NullValues
{
    /// <summary>VALUES/@null of a column, or <see langword="null"/>. A VALUES may stand for another one, by its ID.</summary>
    /// <param name="variable">The column.</param>
    /// <param name="find">Finds an element by its ID.</param>
    public static string? Of(VotableVariable variable, Func<string, VotableElement?> find) => variable.Values
        .Select(values => Blank(values.Null) ?? (values.Ref is { } id && find(id) is VotableValues named ? Blank(named.Null) : null))
        .FirstOrDefault(missing => missing is not null);

    /// <summary>A null value as the integer that it is, decimal or hexadecimal (VOTable 1.5, section 6), or <see langword="null"/>.</summary>
    public static long? Integer(string? text) =>
        text is null ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value
        : text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) ? value
        : null;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
