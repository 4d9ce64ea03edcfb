namespace Hven.Sky;

/// <summary>
/// A coverage of time and space (MOC 2.0, sections 3.3 and 5): to ranges of time, sorted and apart, the space that is covered during
/// each; neighbours in time with the same space are one range. Immutable.
/// </summary>
public sealed partial class SpaceTimeMoc : IEquatable<SpaceTimeMoc>
{
    private readonly SpaceTimePart[] _parts;

    internal SpaceTimeMoc(int timeOrder, int spaceOrder, SpaceTimePart[] parts)
    {
        TimeOrder = timeOrder;
        SpaceOrder = spaceOrder;
        _parts = parts;
    }

    /// <summary>The order of the times (MOCORD_T), 0 to 61.</summary>
    public int TimeOrder { get; }

    /// <summary>The order of the space (MOCORD_S), 0 to 29.</summary>
    public int SpaceOrder { get; }

    /// <summary>Whether nothing is covered.</summary>
    public bool IsEmpty => _parts.Length == 0;

    /// <summary>The ranges of time with the space covered in each, along time.</summary>
    public IReadOnlyList<SpaceTimePart> Parts => _parts;

    /// <summary>The share of time times space that is covered, 0 to 1.</summary>
    public double Fraction => _parts.Sum(part => part.Times.Length / (double)MocScale<TimeDimension>.Full * part.Space.Fraction);

    /// <summary>A coverage that holds nothing.</summary>
    /// <param name="timeOrder">0 to 61.</param>
    /// <param name="spaceOrder">0 to 29.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order.</exception>
    public static SpaceTimeMoc Empty(int timeOrder, int spaceOrder)
    {
        MocScale<TimeDimension>.ThrowIfNotOrder(timeOrder);
        MocScale<SpaceDimension>.ThrowIfNotOrder(spaceOrder);
        return new SpaceTimeMoc(timeOrder, spaceOrder, []);
    }

    /// <summary>All of a space during all of some times.</summary>
    /// <param name="times">The times.</param>
    /// <param name="space">The space.</param>
    public static SpaceTimeMoc Of(Moc<TimeDimension> times, Moc<SpaceDimension> space)
    {
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(space);
        return new SpaceTimeMoc(times.Order, space.Order, space.IsEmpty ? [] : [.. times.Ranges().Select(range => new SpaceTimePart(range, space))]);
    }

    /// <summary>Whether a position is covered at a time.</summary>
    /// <param name="microseconds">The time in microseconds from Julian date 0 (TCB); see <see cref="TimeMoc"/>.</param>
    /// <param name="position">The position.</param>
    public bool Contains(long microseconds, SkyCoord position) => SpaceAt(microseconds)?.Contains(position) ?? false;

    /// <summary>The space that is covered at a time; <see langword="null"/> when nothing is.</summary>
    /// <param name="microseconds">The time in microseconds from Julian date 0 (TCB).</param>
    public Moc<SpaceDimension>? SpaceAt(long microseconds)
    {
        int low = 0;
        int high = _parts.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _parts[middle].Times.End > microseconds ? (low, middle) : (middle + 1, high);
        }

        return low < _parts.Length && _parts[low].Times.Contains(microseconds) ? _parts[low].Space : null;
    }

    /// <summary>The space that is covered at any of some times.</summary>
    /// <param name="times">The times; when not given, all.</param>
    public Moc<SpaceDimension> SpaceWithin(Moc<TimeDimension>? times = null)
    {
        IEnumerable<Moc<SpaceDimension>> spaces = _parts
            .Where(part => times is null || RangeList.Overlap(times.Bounds, part.Times.Start, part.Times.End))
            .Select(part => part.Space);
        return spaces.Distinct(ReferenceEqualityComparer.Instance).Cast<Moc<SpaceDimension>>().Aggregate(Moc.Empty<SpaceDimension>(SpaceOrder), (sum, space) => sum.Union(space));
    }

    /// <summary>The times at which any part of a space is covered.</summary>
    /// <param name="space">The space; when not given, all.</param>
    public Moc<TimeDimension> TimesWithin(Moc<SpaceDimension>? space = null)
    {
        var ranges = new RangeCollector();
        foreach (SpaceTimePart part in _parts)
        {
            if (space is null || part.Space.Overlaps(space))
            {
                ranges.Add(part.Times.Start, part.Times.End);
            }
        }

        return Moc.Create<TimeDimension>(TimeOrder, ranges.ToBounds());
    }

    /// <summary>The same orders and the same coverage.</summary>
    public bool Equals(SpaceTimeMoc? other) =>
        other is not null && TimeOrder == other.TimeOrder && SpaceOrder == other.SpaceOrder && _parts.Length == other._parts.Length
        && _parts.Zip(other._parts).All(pair => pair.First.Times == pair.Second.Times && pair.First.Space.HasCellsOf(pair.Second.Space));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SpaceTimeMoc);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(TimeOrder, SpaceOrder, _parts.Length, IsEmpty ? default : _parts[0].Times, IsEmpty ? default : _parts[^1].Times);

    /// <summary>The coverage in the ASCII form.</summary>
    public override string ToString() => MocAscii.Write(this);

    /// <summary>Consecutive times with the same space together, as the written forms have them.</summary>
    internal IEnumerable<(Moc<TimeDimension> Times, Moc<SpaceDimension> Space)> Groups()
    {
        for (int i = 0; i < _parts.Length;)
        {
            int first = i;
            var times = new RangeCollector();
            for (; i < _parts.Length && _parts[i].Space.HasCellsOf(_parts[first].Space); i++)
            {
                times.Add(_parts[i].Times.Start, _parts[i].Times.End);
            }

            yield return (Moc.Create<TimeDimension>(TimeOrder, times.ToBounds()), _parts[first].Space);
        }
    }
}

/// <summary>A range of time with the space that is covered in it.</summary>
/// <param name="Times">Microseconds from Julian date 0 (TCB).</param>
/// <param name="Space">What is covered; not empty.</param>
public readonly record struct SpaceTimePart(MocRange Times, Moc<SpaceDimension> Space);
