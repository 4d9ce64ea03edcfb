namespace Hven.Sky;

/// <summary>A region of STC-S that is made of others.</summary>
public sealed record StcsCompound : StcsRegion
{
    private readonly StcsRegion[] _parts;

    /// <summary>A compound.</summary>
    /// <param name="system">What is said of the coordinates of parts that say nothing themselves.</param>
    /// <param name="operation">How the parts are put together.</param>
    /// <param name="parts">One part for <see cref="StcsOperator.Not"/>, else at least two.</param>
    /// <exception cref="ArgumentException">The number of parts does not fit.</exception>
    public StcsCompound(StcsSystem system, StcsOperator operation, IReadOnlyList<StcsRegion> parts)
        : base(system)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (operation == StcsOperator.Not ? parts.Count != 1 : parts.Count < 2)
        {
            throw new ArgumentException($"{operation} has {(operation == StcsOperator.Not ? "one part" : "at least two parts")}, not {parts.Count}.", nameof(parts));
        }

        Operation = operation;
        _parts = [.. parts];
    }

    /// <summary>How the parts are put together.</summary>
    public StcsOperator Operation { get; }

    /// <summary>The parts in the order given.</summary>
    public IReadOnlyList<StcsRegion> Parts => _parts;

    /// <summary>The same operation on the same parts.</summary>
    public bool Equals(StcsCompound? other) =>
        other is not null && System == other.System && Operation == other.Operation && _parts.AsSpan().SequenceEqual(other._parts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(System, Operation, _parts.Length, _parts[0]);

    internal override Region ToRegion(StcsSystem outer)
    {
        StcsSystem system = Within(outer);
        Region[] parts = [.. _parts.Select(part => part.ToRegion(system))];
        return Operation switch
        {
            StcsOperator.Union => new Union(parts),
            StcsOperator.Intersection => new Intersection(parts),
            _ => new Complement(parts[0]),
        };
    }
}
