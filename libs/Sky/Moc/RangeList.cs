namespace Hven.Sky;

/// <summary>How the two coverages of a set operation make up the third.</summary>
internal interface ISetOperation
{
    /// <summary>Whether a point is in the result, by whether it is in the first and in the second.</summary>
    static abstract bool Holds(bool first, bool second);
}

internal readonly struct UnionOperation : ISetOperation
{
    public static bool Holds(bool first, bool second) => first | second;
}

internal readonly struct IntersectionOperation : ISetOperation
{
    public static bool Holds(bool first, bool second) => first & second;
}

internal readonly struct DifferenceOperation : ISetOperation
{
    public static bool Holds(bool first, bool second) => first & !second;
}

internal readonly struct SymmetricDifferenceOperation : ISetOperation
{
    public static bool Holds(bool first, bool second) => first ^ second;
}

/// <summary>Operations on ranges written as their bounds in strictly ascending order: start, end, start, end.</summary>
internal static class RangeList
{
    /// <summary>Goes through the bounds of both once, and notes those at which the result begins or ends.</summary>
    internal static long[] Combine<TOperation>(ReadOnlySpan<long> first, ReadOnlySpan<long> second)
        where TOperation : ISetOperation
    {
        var bounds = new List<long>(Math.Max(first.Length, second.Length));
        int i = 0;
        int j = 0;
        bool inside = false;
        while (i < first.Length || j < second.Length)
        {
            long nextFirst = i < first.Length ? first[i] : long.MaxValue;
            long nextSecond = j < second.Length ? second[j] : long.MaxValue;
            long here = Math.Min(nextFirst, nextSecond);
            i += nextFirst == here ? 1 : 0;
            j += nextSecond == here ? 1 : 0;
            bool now = TOperation.Holds((i & 1) != 0, (j & 1) != 0);
            if (now != inside)
            {
                bounds.Add(here);
                inside = now;
            }
        }

        return [.. bounds];
    }

    /// <summary>Whether two lists have a point in common; stops at the first.</summary>
    internal static bool Overlap(ReadOnlySpan<long> first, ReadOnlySpan<long> second)
    {
        int i = 0;
        int j = 0;
        while (i < first.Length && j < second.Length)
        {
            if (first[i + 1] <= second[j])
            {
                i += 2;
            }
            else if (second[j + 1] <= first[i])
            {
                j += 2;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a point is in a range: an odd number of bounds is not beyond it.</summary>
    internal static bool Contains(ReadOnlySpan<long> bounds, long point) => (CountUpTo(bounds, point) & 1) != 0;

    /// <summary>Whether all of a range is in one of the list's.</summary>
    internal static bool Contains(ReadOnlySpan<long> bounds, long start, long end)
    {
        int count = CountUpTo(bounds, start);
        return (count & 1) != 0 && bounds[count] >= end;
    }

    /// <summary>Whether a part of a range is in one of the list's.</summary>
    internal static bool Overlap(ReadOnlySpan<long> bounds, long start, long end)
    {
        int count = CountUpTo(bounds, start);
        return (count & 1) != 0 || (count < bounds.Length && bounds[count] < end);
    }

    /// <summary>How many bounds are not beyond a point.</summary>
    internal static int CountUpTo(ReadOnlySpan<long> bounds, long point)
    {
        int found = bounds.BinarySearch(point);
        return found >= 0 ? found + 1 : ~found;
    }
}
