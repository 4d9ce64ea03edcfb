namespace Hven.Benchmarks.Crossmatch;

/// <summary>Tells lists of pairs apart.</summary>
internal static class MatchPairs
{
    /// <summary>Number of pairs, and two sums over them that differ as soon as one pair does, whatever the order.</summary>
    public static double[] Digest(IEnumerable<double[]> pairs)
    {
        ulong first = 0;
        ulong second = 0;
        long count = 0;
        foreach (double[] pair in pairs)
        {
            ulong mixed = Mix(Mix((ulong)(long)pair[0]) + (ulong)(long)pair[1]);
            first += mixed;
            second += Mix(mixed);
            count++;
        }

        return [count, first >> 44, second >> 44];
    }

    // SplitMix64.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
