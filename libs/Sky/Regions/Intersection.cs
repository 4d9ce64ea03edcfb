namespace Hven.Sky;

/// <summary>The positions that are in all of some regions; it may be empty.</summary>
public sealed record Intersection : Region
{
    private readonly Region[] _parts;

    /// <summary>An intersection.</summary>
    /// <param name="parts">At least one region.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Intersection(IReadOnlyList<Region> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = parts.Count > 0 ? [.. parts] : throw new ArgumentException("An intersection has at least one part.", nameof(parts));
        BoundingCap = _parts.MinBy(part => part.BoundingCap.Radius)!.BoundingCap;
        Bounds = _parts.Select(part => part.Bounds).MinBy(bounds => (bounds.DecMax - bounds.DecMin) * bounds.RaWidth);
    }

    /// <summary>The regions in the order given.</summary>
    public IReadOnlyList<Region> Parts => _parts;

    /// <inheritdoc/>
    public override BoundingBox Bounds { get; }

    internal override SkyCap BoundingCap { get; }

    /// <summary>The same parts in the same order.</summary>
    public bool Equals(Intersection? other) => other is not null && _parts.AsSpan().SequenceEqual(other._parts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_parts.Length, _parts[0]);

    internal override CapRelation Relate(in SkyCap cap)
    {
        CapRelation least = CapRelation.Inside;
        foreach (Region part in _parts)
        {
            CapRelation relation = part.Relate(cap);
            if (relation == CapRelation.Outside)
            {
                return relation;
            }

            least = relation == CapRelation.Crossing ? relation : least;
        }

        return least;
    }

    private protected override bool ContainsDegrees(double raDeg, double decDeg)
    {
        var position = new SkyCoord(raDeg, decDeg);
        foreach (Region part in _parts)
        {
            if (!part.Contains(position))
            {
                return false;
            }
        }

        return true;
    }
}
