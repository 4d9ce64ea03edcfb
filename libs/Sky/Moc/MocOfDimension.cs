namespace Hven.Sky;

/// <summary>
/// A coverage of one dimension (MOC 2.0): a set of cells in its one canonical form (section 7.1), sorted ranges of cells of the finest
/// order that neither meet nor overlap. Immutable. Operations go through the ranges once.
/// </summary>
/// <typeparam name="TDimension">The dimension: <see cref="SpaceDimension"/> or <see cref="TimeDimension"/>.</typeparam>
public sealed partial class Moc<TDimension> : IEquatable<Moc<TDimension>>
    where TDimension : IMocDimension
{
    private readonly long[] _bounds;

    internal Moc(int order, long[] bounds)
    {
        Order = order;
        _bounds = bounds;
    }

    /// <summary>The order (MOCORD): all cells are of this order or coarser. Two coverages with the same cells and different orders are not equal.</summary>
    public int Order { get; }

    /// <summary>Whether nothing is covered.</summary>
    public bool IsEmpty => _bounds.Length == 0;

    /// <summary>Whether everything is covered.</summary>
    public bool IsFull => _bounds.Length == 2 && _bounds[0] == 0 && _bounds[1] == MocScale<TDimension>.Full;

    /// <summary>How many ranges there are.</summary>
    public int RangeCount => _bounds.Length / 2;

    /// <summary>The share of the whole dimension that is covered, 0 to 1; for space, of the area of the sky.</summary>
    public double Fraction => CoveredCells / (double)MocScale<TDimension>.Full;

    /// <summary>Cells of the finest order that are covered.</summary>
    public long CoveredCells
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < _bounds.Length; i += 2)
            {
                sum += _bounds[i + 1] - _bounds[i];
            }

            return sum;
        }
    }

    /// <summary>The range of cells of the finest order from the first that is covered to the last; <see langword="null"/> when there is none.</summary>
    public MocRange? Extent => IsEmpty ? null : new MocRange(_bounds[0], _bounds[^1]);

    internal ReadOnlySpan<long> Bounds => _bounds;

    /// <summary>The ranges, as cells of the finest order, sorted and apart.</summary>
    public IEnumerable<MocRange> Ranges()
    {
        for (int i = 0; i < _bounds.Length; i += 2)
        {
            yield return new MocRange(_bounds[i], _bounds[i + 1]);
        }
    }

    /// <summary>A range by its number.</summary>
    /// <param name="index">0 up to, but not including, <see cref="RangeCount"/>.</param>
    public MocRange RangeAt(int index) => new(_bounds[2 * index], _bounds[(2 * index) + 1]);

    /// <summary>Whether a cell of the finest order is covered.</summary>
    /// <param name="index">Its number; what is no cell is not covered.</param>
    public bool Contains(long index) => RangeList.Contains(_bounds, index);

    /// <summary>Whether all of a cell is covered.</summary>
    /// <param name="cell">The cell.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cell.</exception>
    public bool Contains(MocCell cell)
    {
        MocRange fine = Fine(cell);
        return RangeList.Contains(_bounds, fine.Start, fine.End);
    }

    /// <summary>Whether any part of a cell is covered.</summary>
    /// <param name="cell">The cell.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cell.</exception>
    public bool Overlaps(MocCell cell)
    {
        MocRange fine = Fine(cell);
        return RangeList.Overlap(_bounds, fine.Start, fine.End);
    }

    /// <summary>Whether anything is covered by both.</summary>
    /// <param name="other">Another coverage.</param>
    public bool Overlaps(Moc<TDimension> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return RangeList.Overlap(_bounds, other._bounds);
    }

    /// <summary>Whether all that another covers is covered here.</summary>
    /// <param name="other">Another coverage.</param>
    public bool Contains(Moc<TDimension> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return RangeList.Combine<DifferenceOperation>(other._bounds, _bounds).Length == 0;
    }

    /// <summary>The same order and the same cells.</summary>
    public bool Equals(Moc<TDimension>? other) => other is not null && Order == other.Order && HasCellsOf(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Moc<TDimension>);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Order, _bounds.Length, IsEmpty ? 0 : _bounds[0], IsEmpty ? 0 : _bounds[^1], CoveredCells);

    /// <summary>The coverage in the ASCII form.</summary>
    public override string ToString() => MocAscii.Write(this);

    internal bool HasCellsOf(Moc<TDimension> other) => _bounds.AsSpan().SequenceEqual(other._bounds);

    private static MocRange Fine(MocCell cell)
    {
        MocScale<TDimension>.ThrowIfNotCell(cell.Order, cell.Index);
        int shift = MocScale<TDimension>.Shift(cell.Order);
        return new MocRange(cell.Index << shift, (cell.Index + 1) << shift);
    }
}
