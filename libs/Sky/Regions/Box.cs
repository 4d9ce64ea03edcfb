namespace Hven.Sky;

/// <summary>
/// ADQL's BOX (ADQL 2.1, section 4.2.10), read as a range of both coordinates around a centre: positions whose right ascension
/// is at most half the width away (through ra 0 where needed) and whose declination is at most half the height away. The width is
/// in degrees of right ascension, not of arc; the sides are meridians and parallels. What would reach beyond a pole is cut off there.
/// </summary>
public sealed record Box : Region, IConnectedRegion
{
    private readonly RaDecRectangle _rectangle;

    /// <summary>A box.</summary>
    /// <param name="center">Its centre.</param>
    /// <param name="width">Extent in right ascension, 0 or more; 360 degrees or more is every right ascension.</param>
    /// <param name="height">Extent in declination, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is negative.</exception>
    public Box(SkyCoord center, Angle width, Angle height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, Angle.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, Angle.Zero);
        Center = center;
        Width = width;
        Height = height;
        double half = height.Degrees / 2;
        _rectangle = new RaDecRectangle(
            center.RaDegrees,
            Math.Min(180, width.Degrees / 2),
            Math.Max(-90, center.DecDegrees - half),
            Math.Min(90, center.DecDegrees + half));
    }

    /// <summary>The centre.</summary>
    public SkyCoord Center { get; }

    /// <summary>Extent in right ascension.</summary>
    public Angle Width { get; }

    /// <summary>Extent in declination.</summary>
    public Angle Height { get; }

    /// <inheritdoc/>
    public override BoundingBox Bounds => _rectangle.Bounds;

    internal RaDecRectangle Rectangle => _rectangle;

    internal override SkyCap BoundingCap => _rectangle.BoundingCap;

    SkyCoord IConnectedRegion.Inner => _rectangle.Center;

    bool IConnectedRegion.Meets(in PixelSide side) => _rectangle.Meets(side);

    internal override CapRelation Relate(in SkyCap cap) => _rectangle.Relate(cap);

    private protected override bool ContainsDegrees(double raDeg, double decDeg) =>
        decDeg >= _rectangle.DecMin && decDeg <= _rectangle.DecMax
        && Math.Abs(Math.IEEERemainder(raDeg - Center.RaDegrees, 360)) <= _rectangle.RaHalfWidth;
}
