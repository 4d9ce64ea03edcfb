namespace Hven.Sky;

/// <summary>Cells of one order as ranges of cells of the finest, and back.</summary>
internal static class MocScale<TDimension>
    where TDimension : IMocDimension
{
    /// <summary>Cells of the finest order altogether.</summary>
    internal static long Full => TDimension.BaseCells << (TDimension.BitsPerOrder * TDimension.MaxOrder);

    internal static int Shift(int order) => TDimension.BitsPerOrder * (TDimension.MaxOrder - order);

    internal static long Count(int order) => TDimension.BaseCells << (TDimension.BitsPerOrder * order);

    /// <summary>The start of the cell that holds a fine cell.</summary>
    internal static long Down(long fine, int order) => fine >> Shift(order) << Shift(order);

    /// <summary>The end of the cell that holds what is just before a fine cell.</summary>
    internal static long Up(long fine, int order) => (fine + (1L << Shift(order)) - 1) >> Shift(order) << Shift(order);

    internal static void ThrowIfNotOrder(int order)
    {
        if ((uint)order > TDimension.MaxOrder)
        {
            throw new ArgumentOutOfRangeException(nameof(order), order, $"An order of {TDimension.FitsName} is 0 to {TDimension.MaxOrder}.");
        }
    }

    internal static void ThrowIfNotCell(int order, long index)
    {
        ThrowIfNotOrder(order);
        if ((ulong)index >= (ulong)Count(order))
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"Order {order} of {TDimension.FitsName} has cells 0 to {Count(order) - 1}.");
        }
    }
}
