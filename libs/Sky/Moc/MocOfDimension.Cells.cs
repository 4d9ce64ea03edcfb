using System.Numerics;

namespace Hven.Sky;

public sealed partial class Moc<TDimension>
{
    /// <summary>
    /// The cells of the canonical form (MOC 2.0, section 7.1), along the dimension: the fewest cells that make up the coverage, each as
    /// coarse as it can be.
    /// </summary>
    public IEnumerable<MocCell> Cells()
    {
        for (int i = 0; i < _bounds.Length; i += 2)
        {
            long end = _bounds[i + 1];
            for (long start = _bounds[i]; start < end;)
            {
                int order = CoarsestOrder(start, end);
                yield return new MocCell(order, start >> MocScale<TDimension>.Shift(order));
                start += 1L << MocScale<TDimension>.Shift(order);
            }
        }
    }

    /// <summary>
    /// The same cells by order, coarse ones first, neighbours joined to runs: the sequence of the ASCII form. Orders without
    /// cells do not occur.
    /// </summary>
    public IEnumerable<MocCellRun> CellRuns()
    {
        var rest = new List<MocRange>(Ranges());
        for (int order = 0; rest.Count > 0; order++)
        {
            int shift = MocScale<TDimension>.Shift(order);
            var finer = new List<MocRange>();
            foreach (MocRange range in rest)
            {
                long start = MocScale<TDimension>.Up(range.Start, order);
                long end = MocScale<TDimension>.Down(range.End, order);
                if (start >= end)
                {
                    finer.Add(range);
                    continue;
                }

                yield return new MocCellRun(order, new MocRange(start >> shift, end >> shift));
                if (range.Start < start)
                {
                    finer.Add(new MocRange(range.Start, start));
                }

                if (end < range.End)
                {
                    finer.Add(new MocRange(end, range.End));
                }
            }

            rest = finer;
        }
    }

    /// <summary>The numbers of all cells of an order that are covered in part or wholly, ascending; there can be very many.</summary>
    /// <param name="order">The order.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order.</exception>
    public IEnumerable<long> Flatten(int order)
    {
        MocScale<TDimension>.ThrowIfNotOrder(order);
        return Indices(Widened(order), MocScale<TDimension>.Shift(order));
    }

    private static IEnumerable<long> Indices(long[] bounds, int shift)
    {
        for (int i = 0; i < bounds.Length; i += 2)
        {
            for (long index = bounds[i] >> shift; index < bounds[i + 1] >> shift; index++)
            {
                yield return index;
            }
        }
    }

    private static int CoarsestOrder(long start, long end)
    {
        int aligned = start == 0 ? 63 : BitOperations.TrailingZeroCount(start);
        int fitting = BitOperations.Log2((ulong)(end - start));
        return Math.Max(0, TDimension.MaxOrder - (Math.Min(aligned, fitting) / TDimension.BitsPerOrder));
    }
}
