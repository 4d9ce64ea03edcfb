namespace Hven.Sky;

/// <summary>The positions that are not in a region; the border of that region is not part of it.</summary>
/// <param name="Region">The region.</param>
public sealed record Complement(Region Region) : Region
{
    /// <inheritdoc/>
    public override BoundingBox Bounds => new(-90, 90, 0, 360);

    internal override SkyCap BoundingCap => SkyCap.WholeSky;

    internal override CapRelation Relate(in SkyCap cap) => Region.Relate(cap) switch
    {
        CapRelation.Inside => CapRelation.Outside,
        CapRelation.Outside => CapRelation.Inside,
        _ => CapRelation.Crossing,
    };

    private protected override bool ContainsDegrees(double raDeg, double decDeg) => !Region.Contains(new SkyCoord(raDeg, decDeg));
}
