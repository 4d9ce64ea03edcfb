namespace Hven.Sky;

/// <summary>
/// The cells that a small circle around a position can touch, from the number of the position's pixel alone: some additions where a cover of the circle
/// takes microseconds. For matching many positions within one radius.
/// </summary>
/// <remarks>
/// Within a base cell, a step of the angle s changes neither coordinate by more than 1.5 s times the cell's side: on the belt by at most 1.03 s, in the
/// caps by at most 1.46 s, next to a pole. A circle that stays clear of the base cell's border by that much therefore lies in the square of this half
/// width around its centre.
/// </remarks>
public sealed class PixelNeighbourhood
{
    /// <summary>Most ranges that <see cref="Find"/> gives.</summary>
    public const int MostRanges = 4;

    private const double Steepness = 1.5;

    // The centre lies anywhere in its pixel, and its coordinates are rounded.
    private const int PixelSlack = 2;

    private readonly int _order;
    private readonly int _shift;
    private readonly long _reach;

    /// <summary>Neighbourhoods of one radius.</summary>
    /// <param name="radius">Radius of the circles, their borders included.</param>
    /// <param name="order">Order of the cells: 0 to <see cref="FinestOrder"/> of the radius. Finer cells hold less around the circle; coarser ones are fewer.</param>
    /// <exception cref="ArgumentOutOfRangeException">The radius is negative or not a number, or the order is too fine for it.</exception>
    public PixelNeighbourhood(Angle radius, int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, FinestOrder(radius));
        _order = order;
        _shift = Healpix.MaxOrder - order;
        _reach = Reach(radius);
    }

    /// <summary>The finest order of cells of which a circle touches at most four; -1 when the circle is too large for any.</summary>
    /// <param name="radius">Radius of the circle.</param>
    /// <exception cref="ArgumentOutOfRangeException">The radius is negative or not a number.</exception>
    public static int FinestOrder(Angle radius)
    {
        long reach = Reach(radius);
        int order = Healpix.MaxOrder;
        while (order >= 0 && 1L << (Healpix.MaxOrder - order) <= 2 * reach)
        {
            order--;
        }

        return order;
    }

    /// <summary>Gives the pixels of the cells that the circle around a position can touch.</summary>
    /// <param name="pixel">Pixel of order 29 of the position.</param>
    /// <param name="ranges">Takes the ranges of order-29 pixels, sorted and apart from each other; room for <see cref="MostRanges"/>.</param>
    /// <returns>How many ranges there are; 0 when the circle may reach beyond the base cell: then <see cref="HealpixCover"/> has to be asked.</returns>
    public int Find(long pixel, Span<PixelRange> ranges)
    {
        const long Side = 1L << Healpix.MaxOrder;
        (uint x, uint y) = MortonCode.Separate(pixel & ((1L << (2 * Healpix.MaxOrder)) - 1));
        if (x < _reach || y < _reach || x + _reach >= Side || y + _reach >= Side)
        {
            return 0;
        }

        long face = pixel >> (2 * Healpix.MaxOrder) << (2 * _order);
        uint west = (uint)((x - _reach) >> _shift);
        uint east = (uint)((x + _reach) >> _shift);
        uint south = (uint)((y - _reach) >> _shift);
        uint north = (uint)((y + _reach) >> _shift);
        int count = 0;
        Add(ranges, ref count, face | MortonCode.Interleave(west, south));
        if (east > west)
        {
            Add(ranges, ref count, face | MortonCode.Interleave(east, south));
        }

        if (north > south)
        {
            Add(ranges, ref count, face | MortonCode.Interleave(west, north));
            if (east > west)
            {
                Add(ranges, ref count, face | MortonCode.Interleave(east, north));
            }
        }

        return count;
    }

    private static long Reach(Angle radius)
    {
        if (!(radius.Radians >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(radius), radius, "The radius of a circle is 0 degrees or more.");
        }

        return (long)Math.Ceiling(Math.Min(radius.Radians, 4) * Steepness * (1L << Healpix.MaxOrder)) + PixelSlack;
    }

    /// <summary>Puts a cell in its place among the few, joined with the one before it where they meet.</summary>
    private void Add(Span<PixelRange> ranges, ref int count, long cell)
    {
        PixelRange range = new(cell << (2 * _shift), ((cell + 1) << (2 * _shift)) - 1);
        int at = count;
        while (at > 0 && ranges[at - 1].First > range.First)
        {
            ranges[at] = ranges[at - 1];
            at--;
        }

        ranges[at] = range;
        count++;
        for (int index = count - 1; index > 0; index--)
        {
            if (ranges[index - 1].Last + 1 == ranges[index].First)
            {
                ranges[index - 1] = new(ranges[index - 1].First, ranges[index].Last);
                ranges[(index + 1)..count].CopyTo(ranges[index..]);
                count--;
            }
        }
    }
}
