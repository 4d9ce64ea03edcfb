using System.Globalization;

namespace Hven.Tables.Votable;

/// <summary>What stands for null in the columns of a document (VOTable 1.5, section 4.7).</summary>
/// <param name="document">The document as far as it is known.</param>
internal sealed class NullValues(VotableDocument document)
{
    private Dictionary<string, string?>? _named;

    /// <summary>VALUES/@null of a column, or <see langword="null"/>. A VALUES may stand for another one, by its ID.</summary>
    public string? Of(VotableVariable variable)
    {
        foreach (VotableValues values in variable.Values)
        {
            if (!string.IsNullOrWhiteSpace(values.Null))
            {
                return values.Null.Trim();
            }

            if (values.Ref is { } id && Named().GetValueOrDefault(id) is { } named)
            {
                return named;
            }
        }

        return null;
    }

    /// <summary>A null value as the integer that it is, decimal or hexadecimal (VOTable 1.5, section 6), or <see langword="null"/>.</summary>
    public static long? Integer(string? text) =>
        text is null ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value
        : text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) ? value
        : null;

    private Dictionary<string, string?> Named()
    {
        if (_named is null)
        {
            _named = new(StringComparer.Ordinal);
            foreach (VotableValues values in document.Descendants().OfType<VotableValues>().Where(values => values.Id is not null))
            {
                _named.TryAdd(values.Id!, string.IsNullOrWhiteSpace(values.Null) ? null : values.Null.Trim());
            }
        }

        return _named;
    }
}
