namespace Hven.Sky;

public static partial class Healpix
{
    private static readonly (int X, int Y)[] Directions = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)];

    /// <summary>
    /// The pixels around a pixel, in the order south-west, west, north-west, north, north-east, east, south-east, south.
    /// Where only three base cells meet there is no pixel in one direction, and the entry is <see cref="NoPixel"/>.
    /// </summary>
    /// <param name="order">0 to 29.</param>
    /// <param name="pixel">0 to 12 * 4^order - 1.</param>
    /// <param name="neighbours">Filled with eight entries.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order or pixel.</exception>
    /// <exception cref="ArgumentException"><paramref name="neighbours"/> has fewer than eight entries.</exception>
    public static void Neighbours(int order, long pixel, Span<long> neighbours)
    {
        HealpixCell cell = CellOf(order, pixel);
        if (neighbours.Length < Directions.Length)
        {
            throw new ArgumentException("A pixel has eight neighbours.", nameof(neighbours));
        }

        for (int i = 0; i < Directions.Length; i++)
        {
            neighbours[i] = Step(cell, Directions[i].X, Directions[i].Y)?.Pixel ?? NoPixel;
        }
    }

    private static HealpixCell? Step(HealpixCell cell, int stepX, int stepY)
    {
        int x = cell.X + stepX;
        int y = cell.Y + stepY;
        int beyondX = x < 0 ? -1 : x >= cell.Side ? 1 : 0;
        int beyondY = y < 0 ? -1 : y >= cell.Side ? 1 : 0;
        return (beyondX, beyondY) switch
        {
            (0, 0) => cell with { X = x, Y = y },
            (_, 0) => OverSideX(cell, beyondX, y),
            (0, _) => OverSideY(cell, beyondY, x),
            _ => OverCorner(cell, beyondX, beyondY),
        };
    }

    /// <summary>Across the north-east (+1) or south-west (-1) side of a face; at the poles the coordinates turn by a right angle.</summary>
    private static HealpixCell OverSideX(HealpixCell cell, int beyond, int y)
    {
        int last = cell.Side - 1;
        int quarter = cell.Face & 3;
        return (cell.Face >> 2, beyond) switch
        {
            (0, 1) => cell with { Face = Next(quarter), X = y, Y = last },
            (0, _) => cell with { Face = 4 + quarter, X = last, Y = y },
            (1, 1) => cell with { Face = quarter, X = 0, Y = y },
            (1, _) => cell with { Face = 8 + Previous(quarter), X = last, Y = y },
            (_, 1) => cell with { Face = 4 + Next(quarter), X = 0, Y = y },
            _ => cell with { Face = 8 + Previous(quarter), X = y, Y = 0 },
        };
    }

    /// <summary>Across the north-west (+1) or south-east (-1) side of a face.</summary>
    private static HealpixCell OverSideY(HealpixCell cell, int beyond, int x)
    {
        int last = cell.Side - 1;
        int quarter = cell.Face & 3;
        return (cell.Face >> 2, beyond) switch
        {
            (0, 1) => cell with { Face = Previous(quarter), X = last, Y = x },
            (0, _) => cell with { Face = 4 + Next(quarter), X = x, Y = last },
            (1, 1) => cell with { Face = Previous(quarter), X = x, Y = 0 },
            (1, _) => cell with { Face = 8 + quarter, X = x, Y = last },
            (_, 1) => cell with { Face = 4 + quarter, X = x, Y = 0 },
            _ => cell with { Face = 8 + Next(quarter), X = 0, Y = x },
        };
    }

    /// <summary>Diagonally over a corner of a face: to a face where four meet, nowhere where three meet.</summary>
    private static HealpixCell? OverCorner(HealpixCell cell, int beyondX, int beyondY)
    {
        int last = cell.Side - 1;
        int quarter = cell.Face & 3;
        return (cell.Face >> 2, beyondX, beyondY) switch
        {
            (0, 1, 1) => cell with { Face = Opposite(quarter), X = last, Y = last },
            (0, -1, -1) => cell with { Face = 8 + quarter, X = last, Y = last },
            (1, 1, -1) => cell with { Face = 4 + Next(quarter), X = 0, Y = last },
            (1, -1, 1) => cell with { Face = 4 + Previous(quarter), X = last, Y = 0 },
            (2, 1, 1) => cell with { Face = quarter, X = 0, Y = 0 },
            (2, -1, -1) => cell with { Face = 8 + Opposite(quarter), X = 0, Y = 0 },
            _ => null,
        };
    }

    private static int Next(int quarter) => (quarter + 1) & 3;

    private static int Previous(int quarter) => (quarter + 3) & 3;

    private static int Opposite(int quarter) => (quarter + 2) & 3;
}
