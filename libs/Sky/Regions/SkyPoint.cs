namespace Hven.Sky;

/// <summary>One position as a region (ADQL POINT, STC-S Position). It holds itself only: at a pole, whatever the right ascension.</summary>
/// <param name="Position">The position.</param>
public sealed record SkyPoint(SkyCoord Position) : Region
{
    /// <inheritdoc/>
    public override BoundingBox Bounds => BoundingCap.Bounds;

    internal override SkyCap BoundingCap => new(Position.ToVector(), Position.RaDegrees, SkyCap.Slack);

    internal override CapRelation Relate(in SkyCap cap) =>
        Position.ToVector().AngleTo(cap.Center) > cap.Radius + SkyCap.Slack ? CapRelation.Outside : CapRelation.Crossing;

    private protected override bool ContainsDegrees(double raDeg, double decDeg) =>
        decDeg == Position.DecDegrees && (raDeg == Position.RaDegrees || Math.Abs(decDeg) == 90);
}
