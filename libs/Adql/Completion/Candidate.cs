using Hven.Adql.Binding;

namespace Hven.Adql.Completion;

/// <summary>A proposal before it is matched against what was typed; a column's detail is only written for those that are shown.</summary>
internal readonly record struct Candidate(string Name, CompletionKind Kind, string Text, AdqlColumn? Column = null)
{
    public string Detail => Column switch
    {
        null => Text,
        { Unit: null } => Column.Type.ToString().ToUpperInvariant(),
        _ => $"{Column.Type.ToString().ToUpperInvariant()}, {Column.Unit}",
    };
}
