namespace Hven.Sky;

public sealed partial class SpaceTimeMoc
{
    /// <summary>What this or another covers; here and in the other operations the result has the finer orders of both.</summary>
    /// <param name="other">Another coverage.</param>
    public SpaceTimeMoc Union(SpaceTimeMoc other) => Combine<UnionOperation>(other);

    /// <summary>What both this and another cover.</summary>
    /// <param name="other">Another coverage.</param>
    public SpaceTimeMoc Intersection(SpaceTimeMoc other) => Combine<IntersectionOperation>(other);

    /// <summary>What this covers and another does not.</summary>
    /// <param name="other">Another coverage.</param>
    public SpaceTimeMoc Difference(SpaceTimeMoc other) => Combine<DifferenceOperation>(other);

    /// <summary>What exactly one of both covers.</summary>
    /// <param name="other">Another coverage.</param>
    public SpaceTimeMoc SymmetricDifference(SpaceTimeMoc other) => Combine<SymmetricDifferenceOperation>(other);

    /// <summary>What this does not cover, of all times and all the sky.</summary>
    public SpaceTimeMoc Complement() =>
        Of(Moc.Full<TimeDimension>(TimeOrder), Moc.Full<SpaceDimension>(SpaceOrder)).Combine<DifferenceOperation>(this);

    /// <summary>The cells of coarser orders that are covered in part or wholly.</summary>
    /// <param name="timeOrder">Order of the times; a finer one leaves them.</param>
    /// <param name="spaceOrder">Order of the space; a finer one leaves it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order.</exception>
    public SpaceTimeMoc Degrade(int timeOrder, int spaceOrder)
    {
        MocScale<TimeDimension>.ThrowIfNotOrder(timeOrder);
        MocScale<SpaceDimension>.ThrowIfNotOrder(spaceOrder);
        var parts = new SpaceTimeBuilder(Math.Min(TimeOrder, timeOrder), Math.Min(SpaceOrder, spaceOrder));
        foreach ((Moc<TimeDimension> times, Moc<SpaceDimension> space) in Groups())
        {
            parts.Add(times.Degrade(timeOrder), space.Degrade(spaceOrder));
        }

        return parts.ToMoc();
    }

    /// <summary>
    /// Goes along time once. Between two times at which either changes, the space of the result is the same operation on the spaces of
    /// both; where it has not changed, the range goes on.
    /// </summary>
    internal SpaceTimeMoc Combine<TOperation>(SpaceTimeMoc other)
        where TOperation : ISetOperation
    {
        ArgumentNullException.ThrowIfNull(other);
        int spaceOrder = Math.Max(SpaceOrder, other.SpaceOrder);
        Moc<SpaceDimension> nothing = Moc.Empty<SpaceDimension>(spaceOrder);
        var parts = new List<SpaceTimePart>();
        int i = 0;
        int j = 0;
        long here = 0;
        while (i < _parts.Length || j < other._parts.Length)
        {
            (Moc<SpaceDimension> first, long firstChange) = At(_parts, i, here, nothing);
            (Moc<SpaceDimension> second, long secondChange) = At(other._parts, j, here, nothing);
            long next = Math.Min(firstChange, secondChange);
            Append(parts, new MocRange(here, next), first.Combine<TOperation>(second));
            here = next;
            i += i < _parts.Length && _parts[i].Times.End == here ? 1 : 0;
            j += j < other._parts.Length && other._parts[j].Times.End == here ? 1 : 0;
        }

        return new SpaceTimeMoc(Math.Max(TimeOrder, other.TimeOrder), spaceOrder, [.. parts]);
    }

    private static (Moc<SpaceDimension> Space, long Change) At(SpaceTimePart[] parts, int index, long time, Moc<SpaceDimension> nothing) =>
        index == parts.Length ? (nothing, long.MaxValue)
        : parts[index].Times.Start > time ? (nothing, parts[index].Times.Start)
        : (parts[index].Space, parts[index].Times.End);

    private static void Append(List<SpaceTimePart> parts, MocRange times, Moc<SpaceDimension> space)
    {
        if (space.IsEmpty || times.Length == 0)
        {
            return;
        }

        if (parts.Count > 0 && parts[^1].Times.End == times.Start && parts[^1].Space.HasCellsOf(space))
        {
            parts[^1] = new SpaceTimePart(new MocRange(parts[^1].Times.Start, times.End), parts[^1].Space);
            return;
        }

        parts.Add(new SpaceTimePart(times, space));
    }
}
