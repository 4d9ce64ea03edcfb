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
    private const int Samples = 256;
    private const long MostSampled = 200_000;

    private readonly bool _isLeftSmaller = left.Rows.UsedCount <= right.Rows.UsedCount;
    private long _found;

    public IReadOnlyList<(string Name, DuckDBType Type)> Columns { get; } =
        [.. names.Zip([DuckDBType.BigInt, DuckDBType.BigInt, .. left.Columns.Concat(right.Columns).Select(column => DuckDbTypes.Of(column.Type))])];

    public int MostThreads { get; } = (int)Math.Clamp(Math.Min(left.Rows.UsedCount, right.Rows.UsedCount) / 2048, 1, Environment.ProcessorCount);

    public long EstimatedRows { get; } = Estimate(left.Rows, right.Rows, angle);

    /// <summary>Pairs found so far.</summary>
    public long Found => Volatile.Read(ref _found);

    /// <summary>About how many pairs there are: as many around each row of the smaller side as around some that lie evenly among them.</summary>
    public static long Estimate(SkyRows left, SkyRows right, MatchAngle? angle)
    {
        if (angle is null)
        {
            return 0;
        }

        (SkyRows from, SkyRows target) = left.UsedCount <= right.UsedCount ? (left, right) : (right, left);
        long rows = from.UsedCount;
        (long First, long Last)[] places = [.. from.Sample(Samples).Select(place => (place, place))];
        PairFinder finder = new(from, target, angle, new MatchParts(places, new MatchStop()));
        long[] some = new long[4096];
        long[] others = new long[4096];
        long pairs = 0;
        for (int found = finder.Next(some, others); found > 0 && pairs < MostSampled; found = finder.Next(some, others))
        {
            pairs += found;
        }

        // Where the sample is cut off, the rows it was taken around are those that it reached.
        int reached = Math.Max(1, finder.RowsDone);
        return (long)Math.Min(MostEstimated, Math.Max(pairs > 0 ? 1 : 0, pairs / (double)reached * rows));
    }

    public IEngineScan Scan() => new PairScan(this);

    private PairFinder? Finder(MatchParts parts) =>
        angle is null ? null : _isLeftSmaller ? new(left.Rows, right.Rows, angle, parts) : new(right.Rows, left.Rows, angle, parts);

    private MatchParts Parts() => new((_isLeftSmaller ? left.Rows : right.Rows).Parts, stop);

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
            Interlocked.Add(ref match._found, _count);
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
