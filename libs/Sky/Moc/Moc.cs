namespace Hven.Sky;

/// <summary>Makes coverages (MOC 2.0); for regions of the sky see <see cref="SpaceMoc"/>, for times <see cref="TimeMoc"/>.</summary>
public static class Moc
{
    /// <summary>A coverage that holds nothing.</summary>
    /// <typeparam name="TDimension">Its dimension.</typeparam>
    /// <param name="order">Its order.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order.</exception>
    public static Moc<TDimension> Empty<TDimension>(int order)
        where TDimension : IMocDimension => Create<TDimension>(order, []);

    /// <summary>A coverage that holds everything.</summary>
    /// <typeparam name="TDimension">Its dimension.</typeparam>
    /// <param name="order">Its order.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order.</exception>
    public static Moc<TDimension> Full<TDimension>(int order)
        where TDimension : IMocDimension => Create<TDimension>(order, [0, MocScale<TDimension>.Full]);

    /// <summary>A coverage of cells of any orders, in any sequence, overlapping or not.</summary>
    /// <typeparam name="TDimension">Its dimension.</typeparam>
    /// <param name="order">Its order; where cells are finer, the cells of this order that hold them count.</param>
    /// <param name="cells">The cells.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order or cell.</exception>
    public static Moc<TDimension> FromCells<TDimension>(int order, IEnumerable<MocCell> cells)
        where TDimension : IMocDimension
    {
        ArgumentNullException.ThrowIfNull(cells);
        MocScale<TDimension>.ThrowIfNotOrder(order);
        var ranges = new RangeCollector();
        foreach (MocCell cell in cells)
        {
            MocScale<TDimension>.ThrowIfNotCell(cell.Order, cell.Index);
            int coarser = Math.Min(order, cell.Order);
            long index = cell.Index >> (TDimension.BitsPerOrder * (cell.Order - coarser));
            int shift = MocScale<TDimension>.Shift(coarser);
            ranges.Add(index << shift, (index + 1) << shift);
        }

        return Create<TDimension>(order, ranges.ToBounds());
    }

    /// <summary>A coverage of ranges of cells of one order, in any sequence, overlapping or not.</summary>
    /// <typeparam name="TDimension">Its dimension.</typeparam>
    /// <param name="order">The order of the ranges and of the coverage.</param>
    /// <param name="ranges">The ranges.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order or cell.</exception>
    /// <exception cref="ArgumentException">A range ends before its start, or holds nothing.</exception>
    public static Moc<TDimension> FromRanges<TDimension>(int order, IEnumerable<MocRange> ranges)
        where TDimension : IMocDimension
    {
        ArgumentNullException.ThrowIfNull(ranges);
        MocScale<TDimension>.ThrowIfNotOrder(order);
        var fine = new RangeCollector();
        int shift = MocScale<TDimension>.Shift(order);
        foreach (MocRange range in ranges)
        {
            if (range.End <= range.Start)
            {
                throw new ArgumentException($"The range {range.Start} to {range.End} holds nothing.", nameof(ranges));
            }

            MocScale<TDimension>.ThrowIfNotCell(order, range.Start);
            MocScale<TDimension>.ThrowIfNotCell(order, range.End - 1);
            fine.Add(range.Start << shift, range.End << shift);
        }

        return Create<TDimension>(order, fine.ToBounds());
    }

    internal static Moc<TDimension> Create<TDimension>(int order, long[] bounds)
        where TDimension : IMocDimension
    {
        MocScale<TDimension>.ThrowIfNotOrder(order);
        return new Moc<TDimension>(order, bounds);
    }
}
