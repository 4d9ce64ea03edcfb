namespace Hven.Sky;

/// <summary>
/// A region whose shape is given in another frame than the ICRS: the positions whose coordinates in that frame are in the shape. So a box
/// keeps to the frame's own meridians and parallels, and a circle of FK4 has the E-terms in it.
/// </summary>
public sealed record FramedRegion : Region
{
    // By what E-terms stretch a small angle at most: 1.0 + 20.5 arcseconds * 0.017 eccentricity in radians, with room.
    private const double Stretch = 1 + 4e-6;

    private readonly FrameTransform _fromIcrs;

    /// <summary>A region of a frame.</summary>
    /// <param name="shape">The shape, its right ascensions and declinations read as the frame's longitudes and latitudes.</param>
    /// <param name="frame">The frame.</param>
    public FramedRegion(Region shape, Frame frame)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(frame);
        Shape = shape;
        Frame = frame;
        _fromIcrs = new FrameTransform(Frame.Icrs, frame);
        BoundingCap = Moved(shape.BoundingCap, new FrameTransform(frame, Frame.Icrs));
    }

    /// <summary>The shape in the coordinates of <see cref="Frame"/>.</summary>
    public Region Shape { get; }

    /// <summary>The frame.</summary>
    public Frame Frame { get; }

    /// <inheritdoc/>
    public override BoundingBox Bounds => BoundingCap.Bounds;

    internal override SkyCap BoundingCap { get; }

    /// <summary>The same shape in the same frame.</summary>
    public bool Equals(FramedRegion? other) => other is not null && Shape == other.Shape && Frame.Equals(other.Frame);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shape, Frame);

    internal override CapRelation Relate(in SkyCap cap) => Shape.Relate(Moved(cap, _fromIcrs));

    private protected override bool ContainsDegrees(double raDeg, double decDeg)
    {
        (double lon, double lat) = _fromIcrs.Convert(raDeg, decDeg);
        return Shape.Contains(new SkyCoord(lon, lat));
    }

    /// <summary>A cap that holds all that a cap becomes.</summary>
    private static SkyCap Moved(in SkyCap cap, FrameTransform transform)
    {
        if (cap.Radius >= Math.PI)
        {
            return SkyCap.WholeSky;
        }

        DirectionVector center = transform.Convert(cap.Center);
        double radius = (transform.IsRotation ? cap.Radius : cap.Radius * Stretch) + SkyCap.Slack;
        return new SkyCap(center, SkyCoord.NormalizeRa(Math.Atan2(center.Y, center.X) / Angle.RadiansPerDegree), radius);
    }
}
