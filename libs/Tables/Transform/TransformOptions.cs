namespace Hven.Tables.Transform;

/// <summary>How a table is to be changed on its way to a writer.</summary>
public sealed record TransformOptions
{
    /// <summary>
    /// The number that stands for "no value" in the file, for instance -9999: written for nulls in all columns, as text in columns of text. Readers then see
    /// no nulls; <see cref="Column.NullValue"/> of the schema tells it. <see langword="null"/> leaves nulls as they are.
    /// </summary>
    public long? NullSentinel { get; init; }

    /// <summary>Types that columns are to have, by name; see <see cref="DesColumnRules.TypesOf"/>. Numbers only, scalars only.</summary>
    public IReadOnlyDictionary<string, ElementType>? Types { get; init; }
}
