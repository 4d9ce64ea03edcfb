namespace Hven.Sky;

/// <summary>What a coverage covers, as a region: so that a MOC can stand wherever a shape can.</summary>
public sealed record MocRegion : Region
{
    /// <summary>The region of a coverage.</summary>
    /// <param name="moc">The coverage.</param>
    public MocRegion(Moc<SpaceDimension> moc)
    {
        ArgumentNullException.ThrowIfNull(moc);
        Moc = moc;
        Circle? circle = moc.BoundingCircle();
        Bounds = circle?.Bounds ?? new BoundingBox(0, 0, 0, 0);
        BoundingCap = circle?.BoundingCap ?? new SkyCap(new DirectionVector(1, 0, 0), 0, 0);
    }

    /// <summary>The coverage.</summary>
    public Moc<SpaceDimension> Moc { get; }

    /// <inheritdoc/>
    public override BoundingBox Bounds { get; }

    internal override SkyCap BoundingCap { get; }

    /// <summary>The same coverage.</summary>
    public bool Equals(MocRegion? other) => other is not null && Moc.Equals(other.Moc);

    /// <inheritdoc/>
    public override int GetHashCode() => Moc.GetHashCode();

    /// <summary>Not known but for the whole sky and none of it: its cells are looked up one by one, not by caps.</summary>
    internal override CapRelation Relate(in SkyCap cap) => Moc.IsFull ? CapRelation.Inside : Moc.IsEmpty ? CapRelation.Outside : CapRelation.Crossing;

    private protected override bool ContainsDegrees(double raDeg, double decDeg) => Moc.Contains(Healpix.ToPixel(Healpix.MaxOrder, new SkyCoord(raDeg, decDeg)));
}
