namespace Hven.Sky.Tests;

/// <summary>Seeded coverages beside the bitmaps of the same cells.</summary>
internal static class RandomMoc
{
    /// <summary>Runs of random lengths, from single cells to most of all.</summary>
    internal static bool[] Bitmap(Random random, int count)
    {
        bool[] bits = new bool[count];
        double longest = Math.Exp(random.NextDouble() * Math.Log(count));
        bool on = random.Next(2) == 0;
        for (int at = 0; at < count; on = !on)
        {
            int next = Math.Min(count, at + 1 + (int)(random.NextDouble() * longest));
            Array.Fill(bits, on, at, next - at);
            at = next;
        }

        return bits;
    }

    internal static Moc<TDimension> Of<TDimension>(int order, bool[] bits)
        where TDimension : IMocDimension =>
        Moc.FromCells<TDimension>(order, bits.Index().Where(bit => bit.Item).Select(bit => new MocCell(order, bit.Index)));

    internal static bool[] BitsOf<TDimension>(Moc<TDimension> moc, int order)
        where TDimension : IMocDimension
    {
        bool[] bits = new bool[MocScale<TDimension>.Count(order)];
        foreach (long index in moc.Flatten(order))
        {
            bits[index] = true;
        }

        return bits;
    }

    internal static SpaceTimeMoc SpaceTime(Random random, int timeOrder, int spaceOrder, out bool[,] bits)
    {
        int times = (int)MocScale<TimeDimension>.Count(timeOrder);
        int cells = (int)MocScale<SpaceDimension>.Count(spaceOrder);
        bits = new bool[times, cells];
        var parts = new SpaceTimeBuilder(timeOrder, spaceOrder);
        for (int i = random.Next(6); i >= 0; i--)
        {
            bool[] time = Bitmap(random, times);
            bool[] space = Bitmap(random, cells);
            parts.Add(Of<TimeDimension>(timeOrder, time), Of<SpaceDimension>(spaceOrder, space));
            for (int t = 0; t < times; t++)
            {
                for (int s = 0; s < cells; s++)
                {
                    bits[t, s] |= time[t] && space[s];
                }
            }
        }

        return parts.ToMoc();
    }

    internal static bool[,] BitsOf(SpaceTimeMoc moc, int timeOrder, int spaceOrder)
    {
        int times = (int)MocScale<TimeDimension>.Count(timeOrder);
        bool[,] bits = new bool[times, MocScale<SpaceDimension>.Count(spaceOrder)];
        int shift = MocScale<TimeDimension>.Shift(timeOrder);
        foreach (SpaceTimePart part in moc.Parts)
        {
            for (long t = part.Times.Start >> shift; t < part.Times.End >> shift; t++)
            {
                foreach (long s in part.Space.Flatten(spaceOrder))
                {
                    bits[t, s] = true;
                }
            }
        }

        return bits;
    }
}
