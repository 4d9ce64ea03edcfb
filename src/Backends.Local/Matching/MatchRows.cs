using DuckDB.NET.Native;
using Hven.Backends.Local.ColumnStore;
using Hven.Backends.Local.DuckDb.Interop;

namespace Hven.Backends.Local.Matching;

/// <summary>One side of a match.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">The mapped columns whose values come with the pairs.</param>
internal sealed record MatchSide(SkyRows Rows, IReadOnlyList<StoredColumn> Columns);

/// <summary>The pairs of a match as rows that the engine reads: the numbers of both rows, then the values of the left side's and the right side's columns.</summary>
internal sealed class MatchRows(MatchSide left, MatchSide right, MatchAngle? angle, IReadOnlyList<string> names, MatchStop stop) : IEngineRows
{
    // Above this many, the engine would rather build its own side of a join than ours, which is what it should do for fewer.
    private const double MostEstimated = 1e12;

    private readonly bool _isLeftSmaller = left.Rows.UsedCount <= right.Rows.UsedCount;

    public IReadOnlyList<(string Name, DuckDBType Type)> Columns { get; } =
        [.. names.Zip([DuckDBType.BigInt, DuckDBType.BigInt, .. left.Columns.Concat(right.Columns).Select(column => DuckDbTypes.Of(column.Type))])];

    public int MostThreads { get; } = (int)Math.Clamp(Math.Min(left.Rows.UsedCount, right.Rows.UsedCount) / 2048, 1, Environment.ProcessorCount);

    public long EstimatedRows
    {
        get
        {
            (SkyRows from, SkyRows target) = _isLeftSmaller ? (left.Rows, right.Rows) : (right.Rows, left.Rows);
            double area = angle is null ? 0 : Math.Pow(Math.Sin(angle.Radius.Radians / 2), 2) * Sky.Healpix.PixelCount(Sky.Healpix.MaxOrder);
            double around = Math.Min(target.Count, 1 + (target.TypicalDensity() * area));
            return (long)Math.Min(MostEstimated, from.UsedCount * around);
        }
    }

    public IEngineScan Scan() => new PairScan(this);

    private PairFinder? Finder(MatchParts parts) =>
        angle is null ? null : _isLeftSmaller ? new(left.Rows, right.Rows, angle, parts) : new(right.Rows, left.Rows, angle, parts);

    private MatchParts Parts() => new(_isLeftSmaller ? left.Rows : right.Rows, stop);

    private SkyRows Rows(bool isLeft) => isLeft ? left.Rows : right.Rows;

    private (StoredColumn Column, bool IsLeft) Stored(int column) =>
        column < left.Columns.Count ? (left.Columns[column], true) : (right.Columns[column - left.Columns.Count], false);

    private sealed class PairScan(MatchRows match) : IEngineScan
    {
        private readonly MatchParts _parts = match.Parts();

        public IEngineRowMaker MakeRows() => new PairMaker(match, match.Finder(_parts));
    }

    private sealed class PairMaker(MatchRows match, PairFinder? finder) : IEngineRowMaker
    {
        private long[] _left = [];
        private long[] _right = [];
        private int _count;

        public int Next(int most)
        {
            if (_left.Length < most)
            {
                (_left, _right) = (new long[most], new long[most]);
            }

            _count = finder is null ? 0
                : match._isLeftSmaller ? finder.Next(_left.AsSpan(0, most), _right.AsSpan(0, most))
                : finder.Next(_right.AsSpan(0, most), _left.AsSpan(0, most));
            return _count;
        }

        public void Write(int column, EngineVector target)
        {
            switch (column)
            {
                case 0:
                    WriteRows(match.Rows(isLeft: true), _left, target);
                    break;
                case 1:
                    WriteRows(match.Rows(isLeft: false), _right, target);
                    break;
                default:
                    (StoredColumn stored, bool isLeft) = match.Stored(column - 2);
                    stored.Gather((isLeft ? _left : _right).AsSpan(0, _count), target);
                    break;
            }
        }

        private void WriteRows(SkyRows rows, long[] places, EngineVector target)
        {
            Span<long> slots = target.Values<long>(_count);
            for (int index = 0; index < _count; index++)
            {
                slots[index] = rows.Row(places[index]);
            }
        }
    }
}
