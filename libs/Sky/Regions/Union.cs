namespace Hven.Sky;

/// <summary>The positions that are in any of some regions.</summary>
public sealed record Union : Region
{
    private readonly Region[] _parts;

    /// <summary>A union.</summary>
    /// <param name="parts">At least one region.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Union(IReadOnlyList<Region> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = parts.Count > 0 ? [.. parts] : throw new ArgumentException("A union has at least one part.", nameof(parts));
        SkyCap cap = _parts[0].BoundingCap;
        foreach (Region part in _parts.AsSpan(1))
        {
            cap = cap.MergedWith(part.BoundingCap);
        }

        BoundingCap = cap;
        Bounds = BoundingBox.AroundAll([.. _parts.Select(part => part.Bounds)]);
    }

    /// <summary>The regions in the order given.</summary>
    public IReadOnlyList<Region> Parts => _parts;

    /// <inheritdoc/>
    public override BoundingBox Bounds { get; }

    internal override SkyCap BoundingCap { get; }

    /// <summary>The same parts in the same order.</summary>
    public bool Equals(Union? other) => other is not null && _parts.AsSpan().SequenceEqual(other._parts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_parts.Length, _parts[0]);

    internal override CapRelation Relate(in SkyCap cap)
    {
        CapRelation most = CapRelation.Outside;
        foreach (Region part in _parts)
        {
            CapRelation relation = part.Relate(cap);
            if (relation == CapRelation.Inside)
            {
                return relation;
            }

            most = relation == CapRelation.Crossing ? relation : most;
        }

        return most;
    }

    private protected override bool ContainsDegrees(double raDeg, double decDeg)
    {
        var position = new SkyCoord(raDeg, decDeg);
        foreach (Region part in _parts)
        {
            if (part.Contains(position))
            {
                return true;
            }
        }

        return false;
    }
}
