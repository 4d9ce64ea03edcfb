using System.Text;

namespace Hven.Adql.Parsing;

/// <summary>What has to be changed in a text so that it reads in ADQL; the rest of it stays as it was written.</summary>
internal sealed class DialectEdits
{
    private readonly List<Edit> _edits = [];

    private enum EditKind
    {
        After,
        Before,
        Replace,
    }

    public bool IsEmpty => _edits.Count == 0;

    /// <summary>Puts text in the place of a stretch.</summary>
    public void Replace(int from, int to, string text) => _edits.Add(new(from, to, text, EditKind.Replace, _edits.Count));

    /// <summary>Puts text in front of what starts at an offset; what comes later goes further out.</summary>
    public void Before(int offset, string text) => _edits.Add(new(offset, offset, text, EditKind.Before, -_edits.Count));

    /// <summary>Puts text behind what ends at an offset; what comes later goes further out.</summary>
    public void After(int offset, string text) => _edits.Add(new(offset, offset, text, EditKind.After, _edits.Count));

    /// <summary>The text with all changes.</summary>
    public string Apply(string text)
    {
        var result = new StringBuilder(text.Length + (16 * _edits.Count));
        int at = 0;
        foreach (Edit edit in _edits.OrderBy(edit => edit.From).ThenBy(edit => edit.Kind).ThenBy(edit => edit.Order))
        {
            // Within a stretch that is gone there is nothing to change.
            if (edit.From >= at)
            {
                result.Append(text, at, edit.From - at).Append(edit.Text);
                at = edit.To;
            }
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private sealed record Edit(int From, int To, string Text, EditKind Kind, int Order);
}
