namespace Hven.Sky.Tests;

public sealed class MocTests
{
    [Fact]
    public void Space_operations_equal_those_on_bitmaps() => OperationsEqualThoseOnBitmaps<SpaceDimension>(3);

    [Fact]
    public void Time_operations_equal_those_on_bitmaps() => OperationsEqualThoseOnBitmaps<TimeDimension>(8);

    [Fact]
    public void Space_cells_are_the_fewest_in_canonical_form() => CellsAreCanonical<SpaceDimension>(3);

    [Fact]
    public void Time_cells_are_the_fewest_in_canonical_form() => CellsAreCanonical<TimeDimension>(8);

    [Fact]
    public void Order_of_a_result_is_the_finer_one()
    {
        Moc<SpaceDimension> coarse = Moc.FromCells<SpaceDimension>(2, [new(2, 5)]);
        Moc<SpaceDimension> fine = Moc.FromCells<SpaceDimension>(7, [new(1, 1), new(7, 0)]);
        Assert.Equal(7, coarse.Union(fine).Order);
        Assert.Equal(7, coarse.Intersection(fine).Order);
        Assert.Equal(fine.Degrade(3), fine.Degrade(3).Union(coarse.Intersection(coarse.Complement())));
        Assert.Equal(4, coarse.WithOrder(4).Order);
        Assert.Throws<ArgumentOutOfRangeException>(() => fine.WithOrder(6));
    }

    [Fact]
    public void What_does_not_exist_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Moc.Empty<SpaceDimension>(30));
        Assert.Throws<ArgumentOutOfRangeException>(() => Moc.Full<TimeDimension>(62));
        Assert.Throws<ArgumentOutOfRangeException>(() => Moc.FromCells<SpaceDimension>(5, [new(2, 192)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Moc.FromCells<SpaceDimension>(5, [new(2, -1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Moc.FromRanges<TimeDimension>(0, [new(0, 3)]));
        Assert.Throws<ArgumentException>(() => Moc.FromRanges<TimeDimension>(0, [new(1, 1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Moc.Full<SpaceDimension>(3).Contains(new MocCell(1, 48)));
    }

    [Fact]
    public void Coverage_of_a_region_holds_its_positions_and_its_circle_holds_the_coverage()
    {
        var sky = new RandomSky(81);
        for (int trial = 0; trial < 100; trial++)
        {
            (Region region, SkyCoord center, double size) = sky.AnyRegion();
            int order = Math.Clamp((int)Math.Log2(60 / size) + 3, 0, 29);
            Moc<SpaceDimension> moc = SpaceMoc.Overlapping(region, order);
            Circle circle = moc.BoundingCircle()!;
            SkyCoord[] points = [center, .. Enumerable.Range(0, 400).Select(i => i % 3 == 0 ? sky.Awkward() : sky.Near(center, Math.Min(180, size)))];
            bool[] covered = new bool[points.Length];
            moc.ContainsMany([.. points.Select(point => point.RaDegrees)], [.. points.Select(point => point.DecDegrees)], covered);
            for (int i = 0; i < points.Length; i++)
            {
                Assert.Equal(moc.Contains(points[i]), covered[i]);
                Assert.True(!region.Contains(points[i]) || covered[i]);
                Assert.True(!covered[i] || circle.Contains(points[i]));
            }

            Assert.True(moc.Contains(SpaceMoc.Centered(region, order)));
            Assert.Equal(4 * Math.PI * moc.CellRuns().Sum(run => run.Cells.Length / (double)Healpix.PixelCount(run.Order)), moc.Area(), 1e-12);
        }
    }

    [Fact]
    public void Coverage_of_positions_is_their_pixels()
    {
        double[] ra = [10, double.NaN, 200, 10];
        double[] dec = [20, 3, -80, 20];
        Moc<SpaceDimension> moc = SpaceMoc.FromPositions(8, ra, dec);
        Assert.Equal([.. new[] { Healpix.ToPixel(8, 10, 20), Healpix.ToPixel(8, 200, -80) }.Order()], moc.Flatten(8));
        Assert.True(SpaceMoc.FromPositions(8, [double.NaN], [0]).IsEmpty);
    }

    [Fact]
    public void Split_parts_are_apart_and_each_hangs_together()
    {
        var random = new Random(21);
        long[] around = new long[8];
        for (int trial = 0; trial < 100; trial++)
        {
            Moc<SpaceDimension> moc = RandomMoc.Of<SpaceDimension>(3, RandomMoc.Bitmap(random, 768));
            bool corners = trial % 2 == 1;
            Moc<SpaceDimension>[] parts = [.. moc.Split(corners ? MocAdjacency.SidesAndCorners : MocAdjacency.Sides)];
            Assert.Equal(moc, parts.Aggregate(Moc.Empty<SpaceDimension>(3), (sum, part) => sum.Union(part)));
            foreach (Moc<SpaceDimension> part in parts)
            {
                // Spread from one pixel over all that is covered: that is the part, no less and no more.
                HashSet<long> covered = [.. moc.Flatten(3)];
                var reached = new HashSet<long>();
                var next = new Stack<long>([part.Flatten(3).First()]);
                while (next.TryPop(out long pixel))
                {
                    if (covered.Contains(pixel) && reached.Add(pixel))
                    {
                        Healpix.Neighbours(3, pixel, around);
                        foreach (long neighbour in around.Where((_, direction) => corners || direction % 2 == 0))
                        {
                            next.Push(neighbour);
                        }
                    }
                }

                Assert.True(reached.SetEquals(part.Flatten(3)));
            }
        }
    }

    [Fact]
    public void Nuniq_numbers_convert_there_and_back()
    {
        Assert.Equal(4, new MocCell(0, 0).ToNuniq());
        foreach (long number in (long[])[4, 15, 16, 63, 64, (4L << 58) + (12L << 58) - 1])
        {
            Assert.True(MocCell.TryFromNuniq(number, out MocCell cell));
            Assert.Equal(number, cell.ToNuniq());
        }

        Assert.All((long[])[long.MinValue, -1, 0, 3, long.MaxValue], number => Assert.False(MocCell.TryFromNuniq(number, out _)));
    }

    [Fact]
    public void Microseconds_keep_their_digits_when_the_day_is_given_in_two_parts()
    {
        // JD 2451545.0 is 2000-01-01T12:00:00: 2451545 * 86400e6 microseconds.
        Assert.Equal(211_813_488_000_000_000, TimeMoc.Microseconds(2451545));
        Assert.Equal(211_813_488_000_000_001, TimeMoc.Microseconds(2451545, 1 / 86400e6));
        Assert.Equal(211_813_487_999_999_999, TimeMoc.Microseconds(2451545, -1 / 86400e6));
        Assert.Equal((2451545.0, 0.25), TimeMoc.JulianDate(211_813_509_600_000_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeMoc.Microseconds(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeMoc.Microseconds(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeMoc.Microseconds(0, double.PositiveInfinity));
    }

    [Fact]
    public void Intervals_are_covered_by_the_cells_that_they_touch()
    {
        Moc<TimeDimension> moc = TimeMoc.FromIntervals(58, [new(15, 17), new(64, 65)]);
        Assert.Equal([new MocRange(8, 24), new MocRange(64, 72)], moc.Ranges());
        Assert.Equal(24, moc.Duration());
        Assert.True(moc.Contains(23));
        Assert.False(moc.Contains(24));
    }

    private static void OperationsEqualThoseOnBitmaps<TDimension>(int order)
        where TDimension : IMocDimension
    {
        var random = new Random(order);
        int count = (int)MocScale<TDimension>.Count(order);
        for (int trial = 0; trial < 500; trial++)
        {
            bool[] a = RandomMoc.Bitmap(random, count);
            bool[] b = RandomMoc.Bitmap(random, count);
            Moc<TDimension> first = RandomMoc.Of<TDimension>(order, a);
            Moc<TDimension> second = RandomMoc.Of<TDimension>(order, b);
            AssertBits(a.Zip(b, (x, y) => x || y), first.Union(second), order);
            AssertBits(a.Zip(b, (x, y) => x && y), first.Intersection(second), order);
            AssertBits(a.Zip(b, (x, y) => x && !y), first.Difference(second), order);
            AssertBits(a.Zip(b, (x, y) => x != y), first.SymmetricDifference(second), order);
            AssertBits(a.Select(x => !x), first.Complement(), order);
            Assert.Equal(a.Zip(b).Any(pair => pair.First && pair.Second), first.Overlaps(second));
            Assert.Equal(a.Zip(b).All(pair => pair.First || !pair.Second), first.Contains(second));
            Assert.Equal(a.Count(x => x) / (double)count, first.Fraction, 1e-15);
            Assert.Equal(a.All(x => x), first.IsFull);
            Assert.Equal(a.Any(x => x), !first.IsEmpty);
            int coarser = random.Next(order + 1);
            int shift = TDimension.BitsPerOrder * (order - coarser);
            bool[][] families = [.. a.Chunk(1 << shift)];
            AssertBits(families.Select(family => family.Any(x => x)), first.Degrade(coarser), coarser);
            for (int i = 0; i < families.Length; i++)
            {
                Assert.Equal(families[i].All(x => x), first.Contains(new MocCell(coarser, i)));
                Assert.Equal(families[i].Any(x => x), first.Overlaps(new MocCell(coarser, i)));
            }

            int fine = random.Next(count);
            Assert.Equal(a[fine], first.Contains(((long)fine << MocScale<TDimension>.Shift(order)) + 1));
            Assert.False(first.Contains(MocScale<TDimension>.Full) || first.Contains(-1));
        }
    }

    private static void CellsAreCanonical<TDimension>(int order)
        where TDimension : IMocDimension
    {
        var random = new Random(99);
        for (int trial = 0; trial < 300; trial++)
        {
            Moc<TDimension> moc = RandomMoc.Of<TDimension>(order, RandomMoc.Bitmap(random, (int)MocScale<TDimension>.Count(order)));
            HashSet<MocCell> cells = [.. moc.Cells()];
            MocCell[] fromRuns = [.. moc.CellRuns().SelectMany(run => Enumerable.Range(0, (int)run.Cells.Length).Select(i => new MocCell(run.Order, run.Cells.Start + i)))];
            Assert.Equal(fromRuns.Length, cells.Count);
            Assert.True(cells.SetEquals(fromRuns));
            Assert.Equal(moc, Moc.FromCells<TDimension>(order, fromRuns.Reverse()));
            foreach (MocCell cell in cells.Where(cell => cell.Order > 0))
            {
                // A cell whose parent is covered would not be the coarsest.
                Assert.False(moc.Contains(new MocCell(cell.Order - 1, cell.Index >> TDimension.BitsPerOrder)));
            }
        }
    }

    private static void AssertBits<TDimension>(IEnumerable<bool> expected, Moc<TDimension> actual, int order)
        where TDimension : IMocDimension
    {
        Assert.Equal(expected, RandomMoc.BitsOf(actual, order));
        MocRange[] ranges = [.. actual.Ranges()];
        Assert.All(ranges.Skip(1).Zip(ranges), pair => Assert.True(pair.First.Start > pair.Second.End));
    }
}
