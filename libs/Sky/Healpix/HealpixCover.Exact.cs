namespace Hven.Sky;

public static partial class HealpixCover
{
    private const int DefaultMaxRanges = 1 << 24;

    /// <summary>
    /// The pixels whose centres are in a region: neither all that it touches nor only such as lie within it, but as many as its area
    /// asks for (query_disc and query_polygon of healpy with <c>inclusive=False</c>).
    /// </summary>
    /// <param name="region">The region.</param>
    /// <param name="order">Order of the pixels, 0 to 29.</param>
    /// <param name="maxRanges">Ends the work when there are more ranges than this: those of a fine order fill any memory.</param>
    /// <returns>Sorted ranges that neither meet nor overlap; may be empty. Those with <see cref="PixelRange.IsInside"/> lie wholly inside.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29.</exception>
    /// <exception cref="ArgumentException">There are more than <paramref name="maxRanges"/>: choose a coarser order.</exception>
    public static IReadOnlyList<PixelRange> Centered(Region region, int order, int maxRanges = DefaultMaxRanges) =>
        new Descent(region, order, maxRanges, isOverlapEnough: false).Run();

    /// <summary>
    /// The pixels that have a point in common with a region, borders included, and no others: unlike healpy's <c>inclusive=True</c>, which may
    /// give some that do not. To rounding: a pixel within 2e-15 radians of the region may be among them; of a region that is put together of
    /// several, one within 1/64 of its width.
    /// </summary>
    /// <param name="region">The region.</param>
    /// <param name="order">Order of the pixels, 0 to 29.</param>
    /// <param name="maxRanges">Ends the work when there are more ranges than this.</param>
    /// <returns>Sorted ranges that neither meet nor overlap. Those with <see cref="PixelRange.IsInside"/> lie wholly inside.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29.</exception>
    /// <exception cref="ArgumentException">There are more than <paramref name="maxRanges"/>: choose a coarser order.</exception>
    public static IReadOnlyList<PixelRange> Overlapping(Region region, int order, int maxRanges = DefaultMaxRanges) =>
        new Descent(region, order, maxRanges, isOverlapEnough: true).Run();

    /// <summary>Goes down the tree of cells in the order of their numbers, so that ranges come out sorted.</summary>
    private sealed class Descent
    {
        private readonly Region _region;
        private readonly int _order;
        private readonly int _maxRanges;
        private readonly bool _isOverlapEnough;
        private readonly List<PixelRange> _ranges = [];

        // A border along the sides of pixels makes one range of ever so many cells: what is looked at is bounded besides what is found.
        private const int VisitsPerRange = 128;

        private long _visits;

        internal Descent(Region region, int order, int maxRanges, bool isOverlapEnough)
        {
            ArgumentNullException.ThrowIfNull(region);
            Healpix.ThrowIfNotOrder(order);
            ArgumentOutOfRangeException.ThrowIfLessThan(maxRanges, 1);
            (_region, _order, _maxRanges, _isOverlapEnough) = (region, order, maxRanges, isOverlapEnough);
        }

        internal List<PixelRange> Run()
        {
            List<HealpixCell> start = StartCells(_region.BoundingCap, _order);
            start.Sort((one, other) => one.Pixel.CompareTo(other.Pixel));
            foreach (HealpixCell cell in start)
            {
                Visit(cell);
            }

            return _ranges;
        }

        private void Visit(in HealpixCell cell)
        {
            if (++_visits > (long)VisitsPerRange * _maxRanges)
            {
                ThrowTooMany();
            }

            SkyCap cap = cell.BoundingCap();
            CapRelation relation = _region.Relate(cap);
            if (relation == CapRelation.Outside)
            {
                return;
            }

            if (relation == CapRelation.Inside)
            {
                Add(cell.RangeAt(_order) with { IsInside = true });
            }
            else if (cell.Order < _order)
            {
                Visit(cell.Child(0, 0));
                Visit(cell.Child(1, 0));
                Visit(cell.Child(0, 1));
                Visit(cell.Child(1, 1));
            }
            else if (HoldsCenterOf(cell, cap) || (_isOverlapEnough && PixelOverlap.Meets(_region, cell)))
            {
                Add(cell.RangeAt(_order));
            }
        }

        /// <summary>The cap's centre is the cell's, rounded to a vector: where that leaves no doubt, no angles are needed.</summary>
        private bool HoldsCenterOf(in HealpixCell cell, in SkyCap cap)
        {
            CapRelation relation = _region.Relate(cap with { Radius = 0 });
            return relation == CapRelation.Crossing ? _region.HoldsPoint(cell.OnFace.Center) : relation == CapRelation.Inside;
        }

        private void Add(in PixelRange range)
        {
            if (_ranges.Count > 0 && _ranges[^1].Last + 1 == range.First)
            {
                PixelRange last = _ranges[^1];
                _ranges[^1] = new PixelRange(last.First, range.Last) { IsInside = last.IsInside && range.IsInside };
                return;
            }

            if (_ranges.Count == _maxRanges)
            {
                ThrowTooMany();
            }

            _ranges.Add(range);
        }

        private void ThrowTooMany() =>
            throw new ArgumentException($"At order {_order} the region needs more than {_maxRanges} ranges of pixels: choose a coarser order.");
    }
}
