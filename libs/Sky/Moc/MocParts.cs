namespace Hven.Sky;

/// <summary>When two pixels lie together.</summary>
public enum MocAdjacency
{
    /// <summary>When they share a side, or a part of one.</summary>
    Sides,

    /// <summary>Also when they share a corner only.</summary>
    SidesAndCorners,
}

/// <summary>Joins the cells of a coverage of the sky that lie together.</summary>
internal sealed class MocParts
{
    private readonly MocCell[] _cells;
    private readonly long[] _starts;

    // Each cell names another of its part, in the end the one that names itself.
    private readonly int[] _leader;

    internal MocParts(Moc<SpaceDimension> moc, MocAdjacency adjacency)
    {
        _cells = [.. moc.Cells()];
        _starts = [.. _cells.Select(Start)];
        _leader = [.. Enumerable.Range(0, _cells.Length)];
        for (int cell = 0; cell < _cells.Length; cell++)
        {
            // The directions with even numbers are those across sides.
            for (int direction = 0; direction < Healpix.NeighbourCount; direction += adjacency == MocAdjacency.Sides ? 2 : 1)
            {
                JoinOver(cell, direction);
            }
        }
    }

    /// <summary>The parts, by their first cells.</summary>
    internal IEnumerable<IEnumerable<MocCell>> Parts() =>
        Enumerable.Range(0, _cells.Length).GroupBy(Leader, cell => _cells[cell]);

    /// <summary>
    /// Joins a cell with the one beyond a side or corner if that is as large or larger. A smaller one finds this cell from its own side.
    /// </summary>
    private void JoinOver(int cell, int direction)
    {
        (int order, long index) = _cells[cell];
        if (HealpixCell.FromPixel(order, index).OnFace.Neighbour(direction) is not { } beyond)
        {
            return;
        }

        long start = Start(new MocCell(order, new HealpixCell(order, beyond).Pixel));
        int found = RangeList.CountUpTo(_starts, start) - 1;
        if (found >= 0 && _cells[found].Order <= order && start < _starts[found] + (1L << MocScale<SpaceDimension>.Shift(_cells[found].Order)))
        {
            _leader[Leader(cell)] = Leader(found);
        }
    }

    private int Leader(int cell)
    {
        while (_leader[cell] != cell)
        {
            // Halving the way keeps later ones short.
            _leader[cell] = _leader[_leader[cell]];
            cell = _leader[cell];
        }

        return cell;
    }

    private static long Start(MocCell cell) => cell.Index << MocScale<SpaceDimension>.Shift(cell.Order);
}
