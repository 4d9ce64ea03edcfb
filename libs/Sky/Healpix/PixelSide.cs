namespace Hven.Sky;

/// <summary>
/// One side of a pixel as a curve: way 0 to 1 from one corner to the next. It is straight in the plane of the projection and, along it,
/// both the distance from the pole and the right ascension only grow or only shrink.
/// </summary>
internal readonly struct PixelSide
{
    private readonly FaceCell _cell;
    private readonly int _startX;
    private readonly int _startY;
    private readonly int _stepX;
    private readonly int _stepY;

    private PixelSide(in FaceCell cell, int startX, int startY, int stepX, int stepY)
    {
        _cell = cell;
        (_startX, _startY, _stepX, _stepY) = (startX, startY, stepX, stepY);
    }

    /// <summary>
    /// Most radians that a point moves when the way grows by 1: the projection stretches a length by at most 1.07 in the belt and by 1.53
    /// near the poles.
    /// </summary>
    internal double Speed => (IsInBelt ? 1.08 : 1.6) / _cell.Side;

    private bool IsInBelt => Start.FromNorth is >= 1 and <= 3 && End.FromNorth is >= 1 and <= 3;

    internal GridPoint Start => GridAt(0);

    internal GridPoint End => GridAt(1);

    /// <summary>The sides of a pixel: south-east, north-east, north-west, south-west.</summary>
    internal static PixelSide Of(in FaceCell cell, int side) => side switch
    {
        0 => new PixelSide(cell, 0, 0, 1, 0),
        1 => new PixelSide(cell, 1, 0, 0, 1),
        2 => new PixelSide(cell, 1, 1, -1, 0),
        _ => new PixelSide(cell, 0, 1, 0, -1),
    };

    internal HealpixPoint PointAt(double way) => _cell.PointAt(_startX + (way * _stepX), _startY + (way * _stepY));

    private GridPoint GridAt(double way) => GridPoint.OnFace(
        _cell.Face,
        (_cell.X + _startX + (way * _stepX)) / _cell.Side,
        (_cell.Y + _startY + (way * _stepY)) / _cell.Side);
}
