using System.Runtime.InteropServices;

namespace Hven.Sky;

/// <summary>Collects ranges in any order and makes sorted ones apart of them; those that come sorted cost no sort.</summary>
internal sealed class RangeCollector
{
    private readonly List<MocRange> _ranges = [];
    private bool _isSorted = true;

    internal int Count => _ranges.Count;

    internal void Add(long start, long end)
    {
        if (_ranges.Count > 0)
        {
            MocRange last = _ranges[^1];
            if (start == last.End)
            {
                _ranges[^1] = new MocRange(last.Start, end);
                return;
            }

            _isSorted &= start > last.End;
        }

        _ranges.Add(new MocRange(start, end));
    }

    /// <summary>The bounds of the ranges, joined where they meet or overlap.</summary>
    internal long[] ToBounds()
    {
        if (!_isSorted)
        {
            _ranges.Sort((one, other) => one.Start.CompareTo(other.Start));
        }

        var bounds = new List<long>(2 * _ranges.Count);
        foreach (MocRange range in CollectionsMarshal.AsSpan(_ranges))
        {
            if (bounds.Count > 0 && range.Start <= bounds[^1])
            {
                bounds[^1] = Math.Max(bounds[^1], range.End);
            }
            else
            {
                bounds.Add(range.Start);
                bounds.Add(range.End);
            }
        }

        return [.. bounds];
    }
}
