using Hven.Adql.Binding;
using Hven.Backends.Local.DuckDb;
using Hven.Platform.Storage.Interop;
using Hven.Query;
using Hven.Sky;
using Hven.Tables;

namespace Hven.Backends.Local.ColumnStore;

/// <summary>
/// Answers a lookup from mapped columns: the cover of a region gives a few ranges of rows, or an identifier gives its row; the exact test and the
/// comparisons run over those, and only the columns asked for are touched.
/// </summary>
internal sealed class LookupReader : ITableReader, IEstimatedReader
{
    // Above this many rows to look at, the engine's threads are faster than one thread here.
    private const long MostCandidates = 4_000_000;
    private const int BlockRows = 2048;
    private const int BatchBytes = 1 << 20;

    // A coarse cover is made in a tenth of the time of a fine one; the fine one pays when it spares the test of many rows.
    private const int CoarseRanges = 6;
    private const int FineRanges = 32;
    private const long ManyCandidates = 1024;

    private readonly EngineSnapshot _snapshot;
    private readonly LookupPlan _plan;
    private readonly StoredColumn[] _outputs;
    private readonly Func<long, bool>[] _tests;
    private readonly RowRange[] _ranges;
    private readonly RegionTest? _region;
    private readonly long _limit;
    private readonly int _batchRows;
    private readonly long[] _found;
    private int _range;
    private long _next;
    private long _delivered;
    private bool _countDelivered;

    private LookupReader(EngineSnapshot snapshot, LookupPlan plan, StoredColumn[] outputs, Func<long, bool>[] tests, RowRange[] ranges, bool isById, RegionTest? region, long limit)
    {
        _snapshot = snapshot;
        _plan = plan;
        _outputs = outputs;
        _tests = tests;
        _ranges = ranges;
        _region = region;
        _limit = limit;
        IsById = isById;
        _found = new long[ranges.Length == 0 ? 0 : Math.Min(BlockRows, ranges.Max(range => range.Count))];
        _next = ranges.Length > 0 ? ranges[0].First : 0;
        Schema = new([.. plan.Outputs.Select((output, index) => Describe(output, plan.IsCount ? ElementType.Int64 : outputs[index].Type))]);
        _batchRows = RowWidth.RowsWithin(Schema, BatchBytes, BlockRows, RecordBatch.DefaultRowCount);
    }

    /// <inheritdoc/>
    public TableSchema Schema { get; }

    /// <inheritdoc/>
    public long? RowCount => null;

    /// <inheritdoc/>
    public (long Read, long? Total) BytePosition => (0, null);

    /// <summary>What it answers.</summary>
    public LookupPlan Plan => _plan;

    /// <summary>Whether the rows are those of identifiers.</summary>
    public bool IsById { get; }

    /// <summary>Rows that it will look at, unless it has enough before.</summary>
    public long CandidateRows => _ranges.Sum(range => range.Count);

    /// <summary>Where these are.</summary>
    public IEnumerable<(long First, long Last)> Places => _ranges.Select(range => (range.First, range.Last));

    /// <inheritdoc/>
    public long? EstimatedRows => CandidateRows;

    /// <inheritdoc/>
    public long RowsLookedAt { get; private set; }

    /// <summary>A reader that answers the query, or <see langword="null"/> when the engine has to.</summary>
    /// <param name="query">The query.</param>
    /// <param name="snapshot">The tables, held by the caller; a reader takes over the hold.</param>
    /// <param name="rowLimit">Rows at most.</param>
    public static LookupReader? TryOpen(BoundQuery query, EngineSnapshot snapshot, long rowLimit) =>
        query.AsLookup() is { } plan ? TryOpen(plan, snapshot, rowLimit) : null;

    /// <summary>A reader that answers a lookup, or <see langword="null"/> when the engine has to.</summary>
    /// <param name="plan">The lookup.</param>
    /// <param name="snapshot">The tables, held by the caller; a reader takes over the hold.</param>
    /// <param name="rowLimit">Rows at most.</param>
    public static LookupReader? TryOpen(LookupPlan plan, EngineSnapshot snapshot, long rowLimit)
    {
        if (snapshot.Store(plan.Table) is not { } store)
        {
            return null;
        }

        StoredColumn?[] outputs = plan.IsCount ? [] : [.. plan.Outputs.Select(output => store.Column(output.Source!.Name))];
        Func<long, bool>?[] tests = [.. plan.Predicates.Select(predicate => RowTest.TryMake(predicate, store))];
        if (outputs.Contains(null) || tests.Contains(null))
        {
            return null;
        }

        RegionTest? region = null;
        if (plan.Region is not null)
        {
            region = RegionTest.TryMake(plan, store);
            if (region is null)
            {
                return null;
            }
        }

        long limit = Math.Min(plan.IsCount ? long.MaxValue : plan.Top ?? long.MaxValue, rowLimit);
        RowRange[]? ranges = Candidates(plan, store, limit);
        return ranges is null || ranges.Sum(range => range.Count) > MostCandidates ? null : new(snapshot, plan, outputs!, tests!, ranges, IdPredicate(plan, store) is not null, region, limit);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        batch.Clear();
        if (_plan.IsCount)
        {
            Count(batch, cancellationToken);
        }
        else
        {
            while (_delivered < _limit && batch.RowCount < _batchRows && Advance(cancellationToken) is var found && found >= 0)
            {
                ReadOnlySpan<long> rows = _found.AsSpan(0, (int)Math.Min(found, _limit - _delivered));
                for (int column = 0; column < _outputs.Length; column++)
                {
                    _outputs[column].Gather(rows, batch.Columns[column]);
                }

                _delivered += rows.Length;
            }
        }

        return ValueTask.FromResult(batch.RowCount > 0);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _snapshot.Release();
        return ValueTask.CompletedTask;
    }

    private static Column Describe(LookupOutput output, ElementType type) => new(output.Name, type)
    {
        Unit = output.Source?.Unit,
        Ucd = output.Source is null ? "meta.number" : output.Source.Ucd,
        Utype = output.Source?.Utype,
        Xtype = output.Source?.Xtype,
        Description = output.Source?.Description,
        IsUnicode = output.Source is { IsUnicode: true },
    };

    /// <summary>Rows worth looking at, or <see langword="null"/> when that would be all of them.</summary>
    private static RowRange[]? Candidates(LookupPlan plan, TableStore store, long limit)
    {
        if (IdPredicate(plan, store) is { } byId)
        {
            return [.. byId.Values.SelectMany(value => store.FindId((long)value.Value!)).Distinct().Order().Select(row => new RowRange(row, row, false))];
        }

        if (plan.Region is not null)
        {
            RowRange[] coarse = Cover(plan, store, CoarseRanges);
            return coarse.Sum(range => range.Count) <= ManyCandidates ? coarse : Cover(plan, store, FineRanges);
        }

        // Some rows, whichever, are the first ones.
        return plan.Predicates.Count > 0 || plan.IsCount ? null : limit == 0 || store.RowCount == 0 ? [] : [new(0, Math.Min(limit, store.RowCount) - 1, IsInside: true)];
    }

    /// <summary>A condition that names the identifiers of the rows, if there is one.</summary>
    private static SimplePredicate? IdPredicate(LookupPlan plan, TableStore store) =>
        store.IdColumn is null
            ? null
            : plan.Predicates.FirstOrDefault(predicate => predicate.Column.Name == store.IdColumn
                && predicate.Operator is SimpleOperator.Equal or SimpleOperator.In
                && predicate.Values.All(value => value.Value is long));

    /// <summary>The rows of the pixels that a region touches.</summary>
    private static RowRange[] Cover(LookupPlan plan, TableStore store, int mostRanges)
    {
        var ranges = new List<RowRange>(mostRanges);
        long from = 0;
        foreach (PixelRange pixels in HealpixCover.Of(plan.Region!, mostRanges))
        {
            long first = store.Healpix.LowerBound(pixels.First, from);
            from = store.Healpix.LowerBound(pixels.Last + 1, first);
            if (from > first)
            {
                ranges.Add(new(first, from - 1, pixels.IsInside && !plan.IsStrict));
            }
        }

        return [.. ranges];
    }

    private void Count(RecordBatch batch, CancellationToken cancellationToken)
    {
        if (_countDelivered || _limit == 0)
        {
            return;
        }

        ((PrimitiveVector<long>)batch.Columns[0]).Append(CountRows(cancellationToken));
        _countDelivered = true;
    }

    /// <summary>Counts the rows that are left.</summary>
    public long CountRows(CancellationToken cancellationToken)
    {
        long count = 0;
        for (int found = Advance(cancellationToken); found >= 0; found = Advance(cancellationToken))
        {
            count += found;
        }

        return count;
    }

    /// <summary>Looks at the next block of rows; gives how many fit, or -1 at the end.</summary>
    private int Advance(CancellationToken cancellationToken)
    {
        if (_range == _ranges.Length)
        {
            return -1;
        }

        cancellationToken.ThrowIfCancellationRequested();
        RowRange range = _ranges[_range];
        int count = (int)Math.Min(_found.Length, range.Last - _next + 1);
        int found = 0;
        if (_region is null || range.IsInside)
        {
            for (; found < count; found++)
            {
                _found[found] = _next + found;
            }
        }
        else
        {
            found = _region.Select(_next, count, _found);
        }

        foreach (Func<long, bool> test in _tests)
        {
            int kept = 0;
            for (int index = 0; index < found; index++)
            {
                long row = _found[index];
                _found[kept] = row;
                kept += test(row) ? 1 : 0;
            }

            found = kept;
        }

        _next += count;
        RowsLookedAt += count;
        if (_next > range.Last && ++_range < _ranges.Length)
        {
            _next = _ranges[_range].First;
        }

        return found;
    }

    /// <summary>Consecutive rows of the table.</summary>
    /// <param name="First">Index of the first row.</param>
    /// <param name="Last">Index of the last row.</param>
    /// <param name="IsInside">Whether all of them lie in the region for certain.</param>
    private readonly record struct RowRange(long First, long Last, bool IsInside)
    {
        public long Count => Last - First + 1;
    }

    /// <summary>The exact test of a region over mapped positions.</summary>
    private sealed class RegionTest(LookupPlan plan, StoredValues<double> ra, StoredValues<double> dec)
    {
        private bool[] _inside = [];

        public static RegionTest? TryMake(LookupPlan plan, TableStore store) =>
            store.Column(plan.Table.SkyIndex!.RaColumn) is StoredValues<double> ra && store.Column(plan.Table.SkyIndex.DecColumn) is StoredValues<double> dec
                ? new(plan, ra, dec)
                : null;

        public int Select(long first, int count, long[] found)
        {
            ReadOnlySpan<double> raDeg = ra.Values.Slice(first, count);
            ReadOnlySpan<double> decDeg = dec.Values.Slice(first, count);
            if (_inside.Length < count)
            {
                _inside = new bool[found.Length];
            }

            plan.Region!.ContainsMany(raDeg, decDeg, _inside);
            int kept = 0;
            for (int index = 0; index < count; index++)
            {
                if (_inside[index] && (!plan.IsStrict || IsWithin((Circle)plan.Region, raDeg[index], decDeg[index])))
                {
                    found[kept++] = first + index;
                }
            }

            return kept;
        }

        /// <summary>Whether a position is nearer than the radius, its border left out.</summary>
        private static bool IsWithin(Circle circle, double raDeg, double decDeg)
        {
            double sinDec = Math.Sin(double.DegreesToRadians(decDeg - circle.Center.DecDegrees) / 2);
            double sinRa = Math.Sin(double.DegreesToRadians(raDeg - circle.Center.RaDegrees) / 2);
            double haversine = (sinDec * sinDec) + (Math.Cos(double.DegreesToRadians(decDeg)) * Math.Cos(circle.Center.Dec.Radians) * sinRa * sinRa);
            double sinRadius = Math.Sin(circle.Radius.Radians / 2);
            return haversine < sinRadius * sinRadius;
        }
    }
}
