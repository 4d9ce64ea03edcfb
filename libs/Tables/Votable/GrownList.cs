using System.Collections;

namespace Hven.Tables.Votable;

/// <summary>
/// The first items of lists that only grow, one list after another: what they held when this was made, without a copy. So a look at a document that
/// is being read costs the same however much of it was read.
/// </summary>
internal sealed class GrownList<T> : IReadOnlyList<T>
{
    private readonly (List<T> Items, int Count)[] _parts;

    /// <summary>Takes what the lists hold now.</summary>
    public GrownList(params IEnumerable<List<T>> lists)
    {
        _parts = [.. lists.Select(list => (list, list.Count))];
        Count = _parts.Sum(part => part.Count);
    }

    public int Count { get; }

    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            int part = 0;
            for (; index >= _parts[part].Count; part++)
            {
                index -= _parts[part].Count;
            }

            return _parts[part].Items[index];
        }
    }

    public IEnumerator<T> GetEnumerator()
    {
        foreach ((List<T> items, int count) in _parts)
        {
            for (int index = 0; index < count; index++)
            {
                yield return items[index];
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
