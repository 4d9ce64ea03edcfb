using System.Numerics;

namespace Hven.Sky;

/// <summary>NUNIQ numbers (MOC 2.0, section 4.3.1).</summary>
internal sealed class NuniqNumbers(MocTable table) : IMocNumbers
{
    private readonly RangeCollector _ranges = new();
    private int _finest;

    public void Take(long number, long index)
    {
        if (!MocCell.TryFromNuniq(number, out MocCell cell))
        {
            throw table.FaultAt(index, $"{number} is no NUNIQ number of a cell");
        }

        _finest = Math.Max(_finest, cell.Order);
        int shift = MocScale<SpaceDimension>.Shift(cell.Order);
        _ranges.Add(cell.Index << shift, (cell.Index + 1) << shift);
    }

    internal Moc<TDimension> ToMoc<TDimension>(int atLeast)
        where TDimension : IMocDimension => Moc.Create<TDimension>(Math.Max(atLeast, _finest), _ranges.ToBounds());
}

/// <summary>Starts and ends of ranges of cells of the finest order, in turn (MOC 2.0, section 4.3.1).</summary>
internal sealed class RangeNumbers<TDimension>(MocTable table) : IMocNumbers
    where TDimension : IMocDimension
{
    private RangeCollector _ranges = new();
    private long _start = -1;
    private long _usedBits;
    private long _count;

    internal bool IsEmpty => _ranges.Count == 0;

    internal bool IsWithinRange => _start >= 0;

    public void Take(long number, long index)
    {
        if (number < 0 || number > MocScale<TDimension>.Full)
        {
            throw table.FaultAt(index, $"{number} is no bound of cells of {TDimension.FitsName}, which are 0 to {MocScale<TDimension>.Full}");
        }

        _count = index + 1;
        _usedBits |= number;
        if (_start < 0)
        {
            _start = number;
            return;
        }

        if (number <= _start)
        {
            throw table.FaultAt(index, $"The range {_start} to {number} holds nothing");
        }

        _ranges.Add(_start, number);
        _start = -1;
    }

    /// <summary>The ranges so far; it begins anew. Where a header tells too coarse an order, that of the finest cell counts.</summary>
    internal Moc<TDimension> ToMoc(int atLeast)
    {
        if (IsWithinRange)
        {
            throw table.FaultAt(_count - 1, "The last range has no end");
        }

        int needed = _usedBits == 0 ? 0 : TDimension.MaxOrder - (BitOperations.TrailingZeroCount(_usedBits) / TDimension.BitsPerOrder);
        Moc<TDimension> moc = Moc.Create<TDimension>(Math.Max(atLeast, needed), _ranges.ToBounds());
        _ranges = new RangeCollector();
        _usedBits = 0;
        return moc;
    }
}

/// <summary>Ranges of time, whose numbers have the highest bit set, each group followed by the ranges of its space (MOC 2.0, section 5.2).</summary>
internal sealed class SpaceTimeNumbers(MocTable table, int timeOrder, int spaceOrder) : IMocNumbers
{
    private readonly SpaceTimeBuilder _parts = new(timeOrder, spaceOrder);
    private readonly RangeNumbers<TimeDimension> _times = new(table);
    private readonly RangeNumbers<SpaceDimension> _space = new(table);
    private long _count;

    public void Take(long number, long index)
    {
        _count = index + 1;
        bool isTime = number < 0;
        if (isTime ? _space.IsWithinRange : _times.IsWithinRange)
        {
            throw table.FaultAt(index, "A range starts in one dimension and ends in the other");
        }

        if (isTime)
        {
            if (!_space.IsEmpty)
            {
                EndGroup();
            }

            _times.Take(number & long.MaxValue, index);
            return;
        }

        if (_times.IsEmpty)
        {
            throw table.FaultAt(index, "There is space without a time before it");
        }

        _space.Take(number, index);
    }

    internal SpaceTimeMoc ToMoc()
    {
        if (!_times.IsEmpty || _times.IsWithinRange)
        {
            EndGroup();
        }

        return _parts.ToMoc();
    }

    private void EndGroup()
    {
        if (_space.IsEmpty || _space.IsWithinRange || _times.IsWithinRange)
        {
            throw table.FaultAt(_count - 1, "The group ends within a range, or has times without space");
        }

        _parts.Add(_times.ToMoc(timeOrder), _space.ToMoc(spaceOrder));
    }
}
