using System.Runtime.InteropServices;

namespace Hven.Sky;

/// <summary>
/// Turns regions into few ranges of pixel numbers: every position of the region has its pixel in one of them. They may hold
/// more than the region; where <see cref="PixelRange.IsInside"/> is not set, the exact test has the last word.
/// </summary>
public static partial class HealpixCover
{
    // Border cells per range wanted before the descent ends: finer cells would only be merged again.
    private const int BorderCellsPerRange = 3;

    // Even one range needs its ends found finely.
    private const int FewestBorderCells = 24;

    // A request for ever so many ranges ends here, at tens of megabytes.
    private const int MostBorderCells = 1 << 20;

    /// <summary>The ranges of order-29 pixels that cover a region.</summary>
    /// <param name="region">The region.</param>
    /// <param name="maxRanges">Most ranges to give, 1 or more.</param>
    /// <returns>Sorted ranges that neither meet nor overlap.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxRanges"/> is less than 1.</exception>
    public static IReadOnlyList<PixelRange> Of(Region region, int maxRanges = 16) => Of(region, Healpix.MaxOrder, maxRanges);

    /// <summary>The ranges of pixels of one order that cover a region.</summary>
    /// <param name="region">The region.</param>
    /// <param name="order">Order of the pixels, 0 to 29.</param>
    /// <param name="maxRanges">Most ranges to give, 1 or more.</param>
    /// <returns>Sorted ranges that neither meet nor overlap.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="maxRanges"/> is less than 1, or the order is not within 0 and 29.
    /// </exception>
    public static IReadOnlyList<PixelRange> Of(Region region, int order, int maxRanges)
    {
        ArgumentNullException.ThrowIfNull(region);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRanges, 1);
        Healpix.ThrowIfNotOrder(order);
        List<PixelRange> ranges = region is MocRegion covered
            ? [.. covered.Moc.Ranges().Select(range => Coarsened(range, order) with { IsInside = order >= covered.Moc.Order })]
            : Descend(region, order, maxRanges);
        return MergeSorted(ranges, maxRanges);
    }

    /// <summary>
    /// Sorts ranges, joins those that meet or overlap, and then closes the smallest gaps until at most
    /// <paramref name="maxRanges"/> are left. A joined range is inside its region only if all its parts are and no gap was closed.
    /// </summary>
    /// <param name="ranges">Ranges in any order; may be empty.</param>
    /// <param name="maxRanges">Most ranges to give, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxRanges"/> is less than 1.</exception>
    public static IReadOnlyList<PixelRange> Merge(IEnumerable<PixelRange> ranges, int maxRanges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRanges, 1);
        return MergeSorted([.. ranges], maxRanges);
    }

    private static PixelRange Coarsened(MocRange fine, int order)
    {
        int shift = 2 * (Healpix.MaxOrder - order);
        return new PixelRange(fine.Start >> shift, (fine.End - 1) >> shift);
    }

    /// <summary>Quarters cells from the coarsest few around the region; drops what is outside, keeps what is inside, and goes on with the border.</summary>
    private static List<PixelRange> Descend(Region region, int order, int maxRanges)
    {
        int enough = (int)Math.Clamp((long)BorderCellsPerRange * maxRanges, FewestBorderCells, MostBorderCells);
        var ranges = new List<PixelRange>(2 * FewestBorderCells);
        var border = new List<HealpixCell>(2 * FewestBorderCells);
        var finer = new List<HealpixCell>(2 * FewestBorderCells);
        int level = 0;
        foreach (HealpixCell cell in StartCells(region.BoundingCap, order))
        {
            level = cell.Order;
            Sift(region, cell, order, ranges, border);
        }

        for (; level < order && border.Count > 0 && border.Count < enough; level++)
        {
            finer.Clear();
            foreach (HealpixCell cell in CollectionsMarshal.AsSpan(border))
            {
                Sift(region, cell.Child(0, 0), order, ranges, finer);
                Sift(region, cell.Child(1, 0), order, ranges, finer);
                Sift(region, cell.Child(0, 1), order, ranges, finer);
                Sift(region, cell.Child(1, 1), order, ranges, finer);
            }

            (border, finer) = (finer, border);
        }

        foreach (HealpixCell cell in CollectionsMarshal.AsSpan(border))
        {
            ranges.Add(cell.RangeAt(order));
        }

        return ranges;
    }

    private static void Sift(Region region, in HealpixCell cell, int order, List<PixelRange> ranges, List<HealpixCell> border)
    {
        switch (region.Relate(cell.BoundingCap()))
        {
            case CapRelation.Inside:
                ranges.Add(cell.RangeAt(order) with { IsInside = true });
                break;
            case CapRelation.Crossing:
                border.Add(cell);
                break;
        }
    }

    /// <summary>The cell at the cap's centre and its neighbours, at the finest order where these are sure to hold the cap; else the base cells.</summary>
    private static List<HealpixCell> StartCells(in SkyCap cap, int order)
    {
        int level = HealpixCell.FinestOrderForCap(cap.Radius, order);
        if (level < 0)
        {
            return [.. Enumerable.Range(0, 12).Select(face => new HealpixCell(0, face, 0, 0))];
        }

        SkyCoord center = cap.Center.ToSkyCoord();
        long pixel = Healpix.ToPixel(level, center);
        Span<long> around = stackalloc long[8];
        Healpix.Neighbours(level, pixel, around);

        // At order 0 and at corners of base cells a neighbour can be missing or appear twice.
        var cells = new List<HealpixCell>(9) { HealpixCell.FromPixel(level, pixel) };
        foreach (long neighbour in around)
        {
            if (neighbour != Healpix.NoPixel && !cells.Contains(HealpixCell.FromPixel(level, neighbour)))
            {
                cells.Add(HealpixCell.FromPixel(level, neighbour));
            }
        }

        return cells;
    }

    private static List<PixelRange> MergeSorted(List<PixelRange> ranges, int maxRanges)
    {
        ranges.Sort((one, other) => one.First.CompareTo(other.First));
        List<PixelRange> joined = Join(ranges, widestGap: 0);
        if (joined.Count <= maxRanges)
        {
            return joined;
        }

        long[] gaps = new long[joined.Count - 1];
        for (int i = 0; i < gaps.Length; i++)
        {
            gaps[i] = joined[i + 1].First - joined[i].Last - 1;
        }

        Array.Sort(gaps);
        return Join(joined, gaps[joined.Count - maxRanges - 1]);
    }

    /// <summary>Joins neighbours whose gap is not wider than given.</summary>
    private static List<PixelRange> Join(List<PixelRange> sorted, long widestGap)
    {
        var joined = new List<PixelRange>();
        foreach (PixelRange range in CollectionsMarshal.AsSpan(sorted))
        {
            if (joined.Count > 0 && range.First - joined[^1].Last - 1 <= widestGap)
            {
                PixelRange last = joined[^1];
                bool meets = range.First - last.Last <= 1;
                joined[^1] = new PixelRange(last.First, Math.Max(last.Last, range.Last)) { IsInside = meets && last.IsInside && range.IsInside };
            }
            else
            {
                joined.Add(range);
            }
        }

        return joined;
    }
}
