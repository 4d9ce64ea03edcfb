namespace Hven.Sky;

/// <summary>Coverages of the sky (MOC 2.0, sections 3.1 and 4.1), in ICRS.</summary>
public static class SpaceMoc
{
    /// <summary>The pixels of an order that have a point in common with a region; see <see cref="HealpixCover.Overlapping"/>.</summary>
    /// <param name="region">The region.</param>
    /// <param name="order">0 to 29.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29.</exception>
    /// <exception cref="ArgumentException">There are too many ranges at this order: choose a coarser one.</exception>
    public static Moc<SpaceDimension> Overlapping(Region region, int order) => FromPixels(order, HealpixCover.Overlapping(region, order));

    /// <summary>The pixels of an order whose centres are in a region; see <see cref="HealpixCover.Centered"/>.</summary>
    /// <param name="region">The region.</param>
    /// <param name="order">0 to 29.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29.</exception>
    /// <exception cref="ArgumentException">There are too many ranges at this order: choose a coarser one.</exception>
    public static Moc<SpaceDimension> Centered(Region region, int order) => FromPixels(order, HealpixCover.Centered(region, order));

    /// <summary>A coverage of ranges of NESTED pixels of one order.</summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="pixels">Ranges in any sequence.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order or pixel.</exception>
    public static Moc<SpaceDimension> FromPixels(int order, IEnumerable<PixelRange> pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        return Moc.FromRanges<SpaceDimension>(order, pixels.Select(range => new MocRange(range.First, range.Last + 1)));
    }

    /// <summary>The pixels of an order that hold positions.</summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="ra">Right ascensions in degrees; where there is no position, none is covered.</param>
    /// <param name="dec">Declinations in degrees, as many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not within 0 and 29.</exception>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static Moc<SpaceDimension> FromPositions(int order, ReadOnlySpan<double> ra, ReadOnlySpan<double> dec)
    {
        long[] pixels = new long[ra.Length];
        Healpix.ToPixels(order, ra, dec, pixels);
        Array.Sort(pixels);
        int missing = Array.LastIndexOf(pixels, Healpix.NoPixel) + 1;
        return Moc.FromCells<SpaceDimension>(order, pixels.Skip(missing).Select(pixel => new MocCell(order, pixel)));
    }

    /// <summary>Whether a position is covered.</summary>
    /// <param name="moc">The coverage.</param>
    /// <param name="position">The position.</param>
    public static bool Contains(this Moc<SpaceDimension> moc, SkyCoord position)
    {
        ArgumentNullException.ThrowIfNull(moc);
        return moc.Contains(Healpix.ToPixel(Healpix.MaxOrder, position));
    }

    /// <summary>Which of many positions are covered; where a coordinate is no number, none is.</summary>
    /// <param name="moc">The coverage.</param>
    /// <param name="ra">Right ascensions in degrees.</param>
    /// <param name="dec">Declinations in degrees, as many.</param>
    /// <param name="covered">Filled from its start; at least as long.</param>
    /// <exception cref="ArgumentException">The spans differ in length, or <paramref name="covered"/> is too short.</exception>
    public static void ContainsMany(this Moc<SpaceDimension> moc, ReadOnlySpan<double> ra, ReadOnlySpan<double> dec, Span<bool> covered)
    {
        ArgumentNullException.ThrowIfNull(moc);
        Healpix.ThrowIfShort(covered.Length, ra.Length, nameof(covered));
        Span<long> pixels = stackalloc long[256];
        Healpix.ThrowIfUnequal(ra.Length, dec.Length, nameof(dec));
        for (int start = 0; start < ra.Length; start += pixels.Length)
        {
            int count = Math.Min(pixels.Length, ra.Length - start);
            Healpix.ToPixels(Healpix.MaxOrder, ra.Slice(start, count), dec.Slice(start, count), pixels);
            for (int i = 0; i < count; i++)
            {
                covered[start + i] = moc.Contains(pixels[i]);
            }
        }
    }

    /// <summary>Covered area in steradians.</summary>
    /// <param name="moc">The coverage.</param>
    public static double Area(this Moc<SpaceDimension> moc)
    {
        ArgumentNullException.ThrowIfNull(moc);
        return 4 * Math.PI * moc.Fraction;
    }

    /// <summary>
    /// A circle that holds all that is covered: around the mean of the area, hence not always the smallest; the whole sky where the mean is
    /// nowhere in particular. <see langword="null"/> when nothing is covered.
    /// </summary>
    /// <param name="moc">The coverage.</param>
    public static Circle? BoundingCircle(this Moc<SpaceDimension> moc)
    {
        ArgumentNullException.ThrowIfNull(moc);
        DirectionVector sum = default;
        foreach (MocCell cell in moc.Cells())
        {
            sum = sum.Plus(CapOf(cell).Center.Times(Healpix.PixelArea(cell.Order)));
        }

        if (moc.IsEmpty || sum.Length < 1e-9 * moc.Area())
        {
            return moc.IsEmpty ? null : new Circle(default, Angle.FromDegrees(180));
        }

        SkyCoord center = sum.ToSkyCoord();
        DirectionVector direction = center.ToVector();
        double radius = 0;
        foreach (MocCell cell in moc.Cells())
        {
            SkyCap cap = CapOf(cell);
            radius = Math.Max(radius, direction.AngleTo(cap.Center) + cap.Radius);
        }

        return new Circle(center, Angle.FromRadians(Math.Min(Math.PI, radius + SkyCap.Slack)));
    }

    /// <summary>The pieces of a coverage: what hangs together makes one, and between two there is no adjacency.</summary>
    /// <param name="moc">The coverage.</param>
    /// <param name="adjacency">What makes pixels hang together.</param>
    /// <returns>Coverages of the same order, by their first pixels; none of an empty coverage.</returns>
    public static IReadOnlyList<Moc<SpaceDimension>> Split(this Moc<SpaceDimension> moc, MocAdjacency adjacency = MocAdjacency.Sides)
    {
        ArgumentNullException.ThrowIfNull(moc);
        return [.. new MocParts(moc, adjacency).Parts().Select(cells => Moc.FromCells<SpaceDimension>(moc.Order, cells))];
    }

    private static SkyCap CapOf(MocCell cell) => HealpixCell.FromPixel(cell.Order, cell.Index).BoundingCap();
}
