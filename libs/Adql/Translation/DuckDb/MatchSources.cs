using Hven.Adql.Binding;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>The pairs of a match as a source of FROM.</summary>
internal sealed class MatchPairs : BoundSource
{
    public required DuckDbMatch Match { get; init; }

    /// <summary>A condition on the pairs; null for all of them.</summary>
    public BoundExpression? Filter { get; init; }

    /// <summary>The relations that the condition names beyond the values of the pairs, joined to them by row.</summary>
    public IReadOnlyList<BoundRelation> FilteredBy { get; init; } = [];
}

/// <summary>Whether the row of a pair is the row of a relation that stands beside the pairs.</summary>
/// <param name="Match">The match.</param>
/// <param name="Relation">One of its relations.</param>
internal sealed record BoundPairOf(DuckDbMatch Match, BoundRelation Relation) : BoundExpression(AdqlType.Boolean)
{
    internal override object Shape => (Match, Relation);
}
