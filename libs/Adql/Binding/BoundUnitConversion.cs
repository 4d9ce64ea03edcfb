namespace Hven.Adql.Binding;

/// <summary>IN_UNIT: a number in another unit.</summary>
/// <param name="Operand">The number in its own unit.</param>
/// <param name="Factor">What it is multiplied by.</param>
/// <param name="Unit">The other unit.</param>
public sealed record BoundUnitConversion(BoundExpression Operand, double Factor, string Unit) : BoundExpression(AdqlType.Double)
{
    /// <inheritdoc/>
    public override IReadOnlyList<BoundExpression> Children => [Operand];

    internal override object Shape => (Factor, Unit);
}
