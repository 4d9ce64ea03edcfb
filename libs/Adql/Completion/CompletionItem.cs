namespace Hven.Adql.Completion;

/// <summary>What a completion stands for.</summary>
public enum CompletionKind
{
    /// <summary>A word of the grammar.</summary>
    Keyword,

    /// <summary>A table, subquery or alias.</summary>
    Table,

    /// <summary>A column.</summary>
    Column,

    /// <summary>A function.</summary>
    Function,

    /// <summary>A schema.</summary>
    Schema,
}

/// <summary>A text that fits at the cursor.</summary>
/// <param name="Label">The text; names that need double quotes have them.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Detail">Type and unit of a column, the form of a function; may be empty.</param>
/// <param name="Replace">The text of the query it takes the place of; empty at the cursor when nothing is begun.</param>
public sealed record CompletionItem(string Label, CompletionKind Kind, string Detail, SourceSpan Replace);
