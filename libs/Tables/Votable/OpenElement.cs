using System.Text;

namespace Hven.Tables.Votable;

/// <summary>An element of metadata whose end has not been met.</summary>
internal sealed class OpenElement(string name, int depth, (long Line, int Column) place, KeyValuePair<string, string>[] attributes)
{
    private readonly bool[] _taken = new bool[attributes.Length];
    private StringBuilder? _text;

    public string Name { get; } = name;

    /// <summary>Elements that were open once it had started.</summary>
    public int Depth { get; } = depth;

    public (long Line, int Column) Place { get; } = place;

    public IReadOnlyList<KeyValuePair<string, string>> Attributes => attributes;

    /// <summary>Its members so far; only ever added to.</summary>
    public List<VotableElement> Members { get; } = [];

    /// <summary>What INFO and PARAM in it say, those in groups included; only ever added to.</summary>
    public List<KeyValuePair<string, string>> Facts { get; } = [];

    public string? Description { get; set; }

    /// <summary>Of DATA: what is known of its rows, once they were met.</summary>
    public VotableData? Data { get; set; }

    /// <summary>Of TABLE: columns met so far.</summary>
    public int Fields { get; set; }

    /// <summary>Of TABLE: whether its rows were met.</summary>
    public bool HasRows { get; set; }

    /// <summary>Text right in it; null when blank.</summary>
    public string? Text => _text?.ToString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    public void Append(string text) => (_text ??= new StringBuilder()).Append(text);

    /// <summary>The value of an attribute, which then is no longer among <see cref="Rest"/>.</summary>
    public string? Take(string attribute)
    {
        for (int index = 0; index < attributes.Length; index++)
        {
            if (attributes[index].Key == attribute)
            {
                _taken[index] = true;
                return attributes[index].Value;
            }
        }

        return null;
    }

    /// <summary>The attributes that nobody took.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Rest() => [.. attributes.Where((_, index) => !_taken[index])];
}
