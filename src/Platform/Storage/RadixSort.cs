namespace Hven.Platform.Storage;

/// <summary>Stable sort of 64-bit keys by their bits, so that negative keys come last, least significant digit first: equal keys keep their order, so equal input gives equal files.</summary>
public static class RadixSort
{
    private const int DigitBits = 11;
    private const int Buckets = 1 << DigitBits;

    /// <summary>The order that sorts the keys: entry i is the index of the i-th smallest.</summary>
    /// <param name="keys">The keys; at most 2^31 - 1 of them.</param>
    public static int[] Order(ReadOnlySpan<long> keys)
    {
        int[] order = new int[keys.Length];
        int[] other = new int[keys.Length];
        long all = 0;
        long common = -1;
        for (int index = 0; index < keys.Length; index++)
        {
            order[index] = index;
            all |= keys[index];
            common &= keys[index];
        }

        Span<int> starts = stackalloc int[Buckets];
        for (int shift = 0; shift < 64; shift += DigitBits)
        {
            // A digit that is the same in all keys moves nothing.
            if (((ulong)(all ^ common) >> shift & (Buckets - 1)) == 0)
            {
                continue;
            }

            starts.Clear();
            foreach (long key in keys)
            {
                starts[(int)((ulong)key >> shift) & (Buckets - 1)]++;
            }

            int start = 0;
            for (int bucket = 0; bucket < Buckets; bucket++)
            {
                (starts[bucket], start) = (start, start + starts[bucket]);
            }

            foreach (int index in order)
            {
                other[starts[(int)((ulong)keys[index] >> shift) & (Buckets - 1)]++] = index;
            }

            (order, other) = (other, order);
        }

        return order;
    }
}
