using Hven.Sky;

namespace Hven.Adql.Binding;

/// <summary>A condition that the position of a table's row, by its sky index, lies in a constant region.</summary>
/// <param name="Source">The table, which has a sky index.</param>
/// <param name="Region">The region.</param>
/// <param name="IsStrict">Whether the border is left out; only for circles, from DISTANCE(...) &lt; r.</param>
/// <param name="Test">The condition as it was written.</param>
public sealed record BoundRegionPredicate(BoundTable Source, Region Region, bool IsStrict, BoundExpression Test) : BoundExpression(AdqlType.Boolean)
{
    /// <inheritdoc/>
    public override IReadOnlyList<BoundExpression> Children => [Test];

    internal override object? Shape => null;
}
