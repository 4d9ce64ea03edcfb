namespace Hven.Adql;

/// <summary>A stretch of the query text.</summary>
/// <param name="Offset">Index of the first character, from 0, in UTF-16 code units as in <see cref="string"/>.</param>
/// <param name="Length">Number of UTF-16 code units; 0 at the end of the text.</param>
/// <param name="Line">Line of the first character, from 1.</param>
/// <param name="Column">Column of the first character in its line, from 1, in UTF-16 code units.</param>
public readonly record struct SourceSpan(int Offset, int Length, int Line, int Column)
{
    /// <summary>Offset of the first character behind the span.</summary>
    public int End => Offset + Length;

    /// <summary>The span from the start of this one to the end of <paramref name="last"/>.</summary>
    /// <param name="last">A span that ends at or behind the end of this one.</param>
    public SourceSpan To(SourceSpan last) => this with { Length = Math.Max(Length, last.End - Offset) };

    /// <inheritdoc/>
    public override string ToString() => $"line {Line}, column {Column}";
}
