using Hven.Sky;

namespace Hven.Adql.Binding;

/// <summary>POINT: a position in degrees.</summary>
/// <param name="Longitude">Right ascension.</param>
/// <param name="Latitude">Declination.</param>
public sealed record BoundPoint(BoundExpression Longitude, BoundExpression Latitude) : BoundExpression(AdqlType.Point)
{
    /// <inheritdoc/>
    public override IReadOnlyList<BoundExpression> Children => [Longitude, Latitude];

    internal override object? Shape => null;

    /// <summary>A constant position in degrees.</summary>
    internal static BoundPoint At(SkyCoord position) => new(BoundLiteral.Double(position.RaDegrees), BoundLiteral.Double(position.DecDegrees));
}

/// <summary>CIRCLE: all positions not farther than the radius from the centre.</summary>
/// <param name="Center">Centre.</param>
/// <param name="Radius">Radius in degrees.</param>
public sealed record BoundCircle(BoundPoint Center, BoundExpression Radius) : BoundExpression(AdqlType.Circle)
{
    /// <inheritdoc/>
    public override IReadOnlyList<BoundExpression> Children => [Center, Radius];

    internal override object? Shape => null;
}

/// <summary>BOX: a range of right ascension and declination around a centre.</summary>
/// <param name="Center">Centre.</param>
/// <param name="Width">Extent in right ascension, in degrees of coordinate.</param>
/// <param name="Height">Extent in declination, in degrees.</param>
public sealed record BoundBox(BoundPoint Center, BoundExpression Width, BoundExpression Height) : BoundExpression(AdqlType.Polygon)
{
    /// <inheritdoc/>
    public override IReadOnlyList<BoundExpression> Children => [Center, Width, Height];

    internal override object? Shape => null;
}

/// <summary>POLYGON: what a chain of great-circle arcs encloses.</summary>
/// <param name="Vertices">At least three vertices.</param>
public sealed record BoundPolygon(IReadOnlyList<BoundPoint> Vertices) : BoundExpression(AdqlType.Polygon)
{
    /// <inheritdoc/>
    public override IReadOnlyList<BoundExpression> Children => Vertices;

    internal override object? Shape => null;
}

/// <summary>A constant region that is none of the other shapes: of REGION, or a coverage map of MOC.</summary>
/// <param name="Region">The region, in the ICRS.</param>
/// <param name="Text">The region as text: of STC-S, or the cells of a MOC.</param>
public sealed record BoundRegion(Region Region, string Text) : BoundExpression(AdqlType.Region)
{
    internal override object Shape => Text;
}
