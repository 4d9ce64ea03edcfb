using System.Numerics;

namespace Hven.Sky;

/// <summary>Consecutive cells of one order, without the end (the ranges of MOC 2.0, section 4.3.1).</summary>
/// <param name="Start">First cell.</param>
/// <param name="End">The cell after the last; more than <paramref name="Start"/>.</param>
public readonly record struct MocRange(long Start, long End)
{
    /// <summary>How many cells there are.</summary>
    public long Length => End - Start;

    /// <summary>Whether a cell is among them.</summary>
    public bool Contains(long index) => index >= Start && index < End;
}

/// <summary>A cell of a MOC (MOC 2.0, section 4): for space a NESTED HEALPix pixel, for time an interval.</summary>
/// <param name="Order">Its order.</param>
/// <param name="Index">Its number at that order.</param>
public readonly record struct MocCell(int Order, long Index)
{
    /// <summary>Order and index of a pixel of the sky in one number, 4 * 4^order + index (NUNIQ of MOC 2.0, section 4.3.1).</summary>
    public long ToNuniq() => (4L << (2 * Order)) + Index;

    /// <summary>The pixel of the sky that a NUNIQ number stands for.</summary>
    /// <param name="nuniq">The number.</param>
    /// <param name="cell">The pixel; order 0 and index 0 when there is none.</param>
    /// <returns><see langword="false"/> when it is no number of a pixel.</returns>
    public static bool TryFromNuniq(long nuniq, out MocCell cell)
    {
        int order = nuniq < 4 ? -1 : (BitOperations.Log2((ulong)nuniq) >> 1) - 1;
        long index = order < 0 ? -1 : nuniq - (4L << (2 * order));
        bool exists = order is >= 0 and <= Healpix.MaxOrder && index < 12L << (2 * order);
        cell = exists ? new MocCell(order, index) : default;
        return exists;
    }
}

/// <summary>Consecutive cells of an order.</summary>
/// <param name="Order">Their order.</param>
/// <param name="Cells">Their numbers.</param>
public readonly record struct MocCellRun(int Order, MocRange Cells);
