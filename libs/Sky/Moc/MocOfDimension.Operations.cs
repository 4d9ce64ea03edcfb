namespace Hven.Sky;

public sealed partial class Moc<TDimension>
{
    /// <summary>
    /// What this or another covers. Here and in the other operations the result has the finer of both orders, so that no part of a surface is
    /// lost or added; where coverages stand for observations and empty cells are to be avoided, degrade both to the coarser order before
    /// (MOC 2.0, section 7.3).
    /// </summary>
    /// <param name="other">Another coverage.</param>
    public Moc<TDimension> Union(Moc<TDimension> other) => Combine<UnionOperation>(other);

    /// <summary>What both this and another cover.</summary>
    /// <param name="other">Another coverage.</param>
    public Moc<TDimension> Intersection(Moc<TDimension> other) => Combine<IntersectionOperation>(other);

    /// <summary>What this covers and another does not.</summary>
    /// <param name="other">Another coverage.</param>
    public Moc<TDimension> Difference(Moc<TDimension> other) => Combine<DifferenceOperation>(other);

    /// <summary>What exactly one of both covers.</summary>
    /// <param name="other">Another coverage.</param>
    public Moc<TDimension> SymmetricDifference(Moc<TDimension> other) => Combine<SymmetricDifferenceOperation>(other);

    /// <summary>What this does not cover; of the same order.</summary>
    public Moc<TDimension> Complement() =>
        new(Order, RangeList.Combine<DifferenceOperation>([0, MocScale<TDimension>.Full], _bounds));

    /// <summary>The cells of a coarser order that are covered in part or wholly; this coverage if the order is not coarser.</summary>
    /// <param name="order">The order.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order.</exception>
    public Moc<TDimension> Degrade(int order)
    {
        MocScale<TDimension>.ThrowIfNotOrder(order);
        if (order >= Order)
        {
            return this;
        }

        return new Moc<TDimension>(order, Widened(order));
    }

    /// <summary>The same cells with another order: a finer one, or a coarser one as long as it is not coarser than a cell.</summary>
    /// <param name="order">The order.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order, or cells are finer.</exception>
    public Moc<TDimension> WithOrder(int order)
    {
        MocScale<TDimension>.ThrowIfNotOrder(order);
        foreach (long bound in _bounds)
        {
            if (MocScale<TDimension>.Down(bound, order) != bound)
            {
                throw new ArgumentOutOfRangeException(nameof(order), order, "There are cells finer than this order; degrade the coverage instead.");
            }
        }

        return new Moc<TDimension>(order, _bounds);
    }

    internal Moc<TDimension> Combine<TOperation>(Moc<TDimension> other)
        where TOperation : ISetOperation
    {
        ArgumentNullException.ThrowIfNull(other);
        return new Moc<TDimension>(Math.Max(Order, other.Order), RangeList.Combine<TOperation>(_bounds, other._bounds));
    }

    private long[] Widened(int order)
    {
        var ranges = new RangeCollector();
        for (int i = 0; i < _bounds.Length; i += 2)
        {
            ranges.Add(MocScale<TDimension>.Down(_bounds[i], order), MocScale<TDimension>.Up(_bounds[i + 1], order));
        }

        return ranges.ToBounds();
    }
}
