namespace Hven.Sky.Tests;

public sealed class SpaceTimeMocTests
{
    private const int TimeOrder = 5;
    private const int SpaceOrder = 1;

    [Fact]
    public void Operations_equal_those_on_bitmaps()
    {
        var random = new Random(4);
        for (int trial = 0; trial < 200; trial++)
        {
            SpaceTimeMoc first = RandomMoc.SpaceTime(random, TimeOrder, SpaceOrder, out bool[,] a);
            SpaceTimeMoc second = RandomMoc.SpaceTime(random, TimeOrder, SpaceOrder, out bool[,] b);
            AssertBits(a, b, (x, _) => x, first);
            AssertBits(a, b, (x, y) => x || y, first.Union(second));
            AssertBits(a, b, (x, y) => x && y, first.Intersection(second));
            AssertBits(a, b, (x, y) => x && !y, first.Difference(second));
            AssertBits(a, b, (x, y) => x != y, first.SymmetricDifference(second));
            AssertBits(a, b, (x, _) => !x, first.Complement());
            Assert.Equal(a.Cast<bool>().Count(x => x) / (double)a.Length, first.Fraction, 1e-12);
            Assert.Equal(Enumerable.Range(0, a.GetLength(0)).Select(t => Row(a, t).Any(x => x)), RandomMoc.BitsOf(first.TimesWithin(), TimeOrder));
            Assert.Equal(
                Enumerable.Range(0, a.GetLength(1)).Select(s => Enumerable.Range(0, a.GetLength(0)).Any(t => a[t, s])),
                RandomMoc.BitsOf(first.SpaceWithin(), SpaceOrder));
            Assert.Equal(first, first.Union(second).Intersection(first));
        }
    }

    [Fact]
    public void Degrade_covers_every_cell_that_holds_a_covered_one()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 100; trial++)
        {
            SpaceTimeMoc moc = RandomMoc.SpaceTime(random, TimeOrder, SpaceOrder, out bool[,] a);
            bool[,] coarse = new bool[a.GetLength(0) / 4, a.GetLength(1) / 4];
            for (int t = 0; t < a.GetLength(0); t++)
            {
                for (int s = 0; s < a.GetLength(1); s++)
                {
                    coarse[t / 4, s / 4] |= a[t, s];
                }
            }

            Assert.Equal(coarse, RandomMoc.BitsOf(moc.Degrade(TimeOrder - 2, SpaceOrder - 1), TimeOrder - 2, SpaceOrder - 1));
        }
    }

    [Fact]
    public void Contains_looks_at_the_space_of_the_time()
    {
        SpaceTimeMoc moc = MocAscii.ParseSpaceTime("t61/1 3 5 s3/1-3 4/ t61/50 52 s4/25");
        Assert.Equal((61, 4), (moc.TimeOrder, moc.SpaceOrder));
        Assert.True(moc.Contains(3, Healpix.Center(3, 2)));
        Assert.False(moc.Contains(4, Healpix.Center(3, 2)));
        Assert.False(moc.Contains(50, Healpix.Center(3, 2)));
        Assert.True(moc.Contains(52, Healpix.Center(4, 25)));
        Assert.False(moc.Contains(53, Healpix.Center(4, 25)));
        Assert.Equal("61/1 3 5", moc.TimesWithin(MocAscii.Parse<SpaceDimension>("3/1")).ToString());
        Assert.Equal("3/1-3 4/", moc.SpaceWithin(MocAscii.Parse<TimeDimension>("61/4-5")).ToString());
        Assert.Null(moc.SpaceAt(0));
    }

    private static bool[] Row(bool[,] bits, int t) => [.. Enumerable.Range(0, bits.GetLength(1)).Select(s => bits[t, s])];

    private static void AssertBits(bool[,] a, bool[,] b, Func<bool, bool, bool> operation, SpaceTimeMoc actual)
    {
        bool[,] expected = new bool[a.GetLength(0), a.GetLength(1)];
        for (int t = 0; t < a.GetLength(0); t++)
        {
            for (int s = 0; s < a.GetLength(1); s++)
            {
                expected[t, s] = operation(a[t, s], b[t, s]);
            }
        }

        Assert.Equal(expected, RandomMoc.BitsOf(actual, TimeOrder, SpaceOrder));
        Assert.All(actual.Parts.Skip(1).Zip(actual.Parts), pair => Assert.True(
            pair.First.Times.Start > pair.Second.Times.End
            || (pair.First.Times.Start == pair.Second.Times.End && !pair.First.Space.Equals(pair.Second.Space))));
    }
}
