namespace Hven.Sky;

internal readonly partial record struct FaceCell
{
    private static readonly (int X, int Y)[] s_directions = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)];

    /// <summary>
    /// The pixel in a direction, 0 to 7 for south-west, west, north-west, north, north-east, east, south-east, south; none where only three
    /// base cells meet.
    /// </summary>
    internal FaceCell? Neighbour(int direction)
    {
        (int stepX, int stepY) = s_directions[direction];
        int x = X + stepX;
        int y = Y + stepY;
        int beyondX = x < 0 ? -1 : x >= Side ? 1 : 0;
        int beyondY = y < 0 ? -1 : y >= Side ? 1 : 0;
        return (beyondX, beyondY) switch
        {
            (0, 0) => this with { X = x, Y = y },
            (_, 0) => OverSideX(beyondX, y),
            (0, _) => OverSideY(beyondY, x),
            _ => OverCorner(beyondX, beyondY),
        };
    }

    /// <summary>Across the north-east (+1) or south-west (-1) side of a face; at the poles the coordinates turn by a right angle.</summary>
    private FaceCell OverSideX(int beyond, int y)
    {
        int last = Side - 1;
        int quarter = Face & 3;
        return (Face >> 2, beyond) switch
        {
            (0, 1) => this with { Face = Next(quarter), X = y, Y = last },
            (0, _) => this with { Face = 4 + quarter, X = last, Y = y },
            (1, 1) => this with { Face = quarter, X = 0, Y = y },
            (1, _) => this with { Face = 8 + Previous(quarter), X = last, Y = y },
            (_, 1) => this with { Face = 4 + Next(quarter), X = 0, Y = y },
            _ => this with { Face = 8 + Previous(quarter), X = y, Y = 0 },
        };
    }

    /// <summary>Across the north-west (+1) or south-east (-1) side of a face.</summary>
    private FaceCell OverSideY(int beyond, int x)
    {
        int last = Side - 1;
        int quarter = Face & 3;
        return (Face >> 2, beyond) switch
        {
            (0, 1) => this with { Face = Previous(quarter), X = last, Y = x },
            (0, _) => this with { Face = 4 + Next(quarter), X = x, Y = last },
            (1, 1) => this with { Face = Previous(quarter), X = x, Y = 0 },
            (1, _) => this with { Face = 8 + quarter, X = x, Y = last },
            (_, 1) => this with { Face = 4 + quarter, X = x, Y = 0 },
            _ => this with { Face = 8 + Next(quarter), X = 0, Y = x },
        };
    }

    /// <summary>Diagonally over a corner of a face: to a face where four meet, nowhere where three meet.</summary>
    private FaceCell? OverCorner(int beyondX, int beyondY)
    {
        int last = Side - 1;
        int quarter = Face & 3;
        return (Face >> 2, beyondX, beyondY) switch
        {
            (0, 1, 1) => this with { Face = Opposite(quarter), X = last, Y = last },
            (0, -1, -1) => this with { Face = 8 + quarter, X = last, Y = last },
            (1, 1, -1) => this with { Face = 4 + Next(quarter), X = 0, Y = last },
            (1, -1, 1) => this with { Face = 4 + Previous(quarter), X = last, Y = 0 },
            (2, 1, 1) => this with { Face = quarter, X = 0, Y = 0 },
            (2, -1, -1) => this with { Face = 8 + Opposite(quarter), X = 0, Y = 0 },
            _ => null,
        };
    }

    private static int Next(int quarter) => (quarter + 1) & 3;

    private static int Previous(int quarter) => (quarter + 3) & 3;

    private static int Opposite(int quarter) => (quarter + 2) & 3;
}
