using Hven.Adql.Binding;
using Hven.Adql.Translation.DuckDb;
using Hven.Backends.Local.ColumnStore;
using Hven.Backends.Local.DuckDb;
using Hven.Backends.Local.Matching;
using Hven.Platform.Catalog;
using Hven.Platform.Storage;
using Hven.Platform.Storage.Interop;
using Hven.Query;
using Hven.Sky;

namespace Hven.Backends.Local;

/// <summary>Estimates what a query reads, from the index of positions and the lists of partitions: the rows themselves are not touched.</summary>
internal sealed class LocalPlan(EngineSnapshot snapshot, Func<AdqlTable, string> source, SurveyCatalog survey, DataDirectory data)
{
    // DuckDB's own, since the tables are made without naming another.
    private const long RowGroupRows = 122_880;

    /// <summary>The plan of a query that mapped columns answer.</summary>
    public QueryPlan Of(LookupReader lookup)
    {
        LookupPlan plan = lookup.Plan;
        string name = $"{plan.Table.Schema}.{plan.Table.Name}";
        TableStore store = snapshot.Store(plan.Table)!;
        HashSet<string> columns = [.. plan.Outputs.Where(output => output.Source is not null).Select(output => output.Source!.Name), .. plan.Predicates.Select(predicate => predicate.Column.Name)];
        if (plan.Region is not null)
        {
            columns.UnionWith([plan.Table.SkyIndex!.RaColumn, plan.Table.SkyIndex.DecColumn]);
        }

        ReadWay way = lookup.IsById ? ReadWay.Identifier : plan.Region is not null ? ReadWay.Region : ReadWay.First;
        (int partitions, int all) = Partitions(name, lookup.Places.Select(place => new PixelRange(store.Healpix[place.First], store.Healpix[place.Last])));
        return new(PlanWay.Columns, [new(name, way, lookup.CandidateRows, store.RowCount, columns.Count, lookup.CandidateRows * Width(plan.Table, columns)) { Partitions = partitions, TablePartitions = all }], [], false);
    }

    /// <summary>The plan of a query that the engine answers.</summary>
    public QueryPlan Of(BoundQuery query, bool isNearest)
    {
        using QueryMatches matches = new(snapshot.Store);
        DuckDbReads reads = new();
        _ = DuckDbTranslator.Translate(query, source, new DuckDbOptions { Matching = matches.Matching, Reads = reads });
        PlannedRead[] tables = [.. reads.Tables.Select(read => Of(read, isNearest))];
        return new(PlanWay.Engine, tables, [.. reads.Matches.Select(Of)], reads.TriesAllPairs)
        {
            Product = reads.Products.Select(groups => Of(groups, reads.Tables, tables)).MaxBy(product => product.Rows),
        };
    }

    /// <summary>Of a group of tied tables, the largest stands for all; what is not read here, such as a subquery, counts as one row.</summary>
    private static PlannedProduct Of(IReadOnlyList<IReadOnlyList<BoundRelation>> groups, IReadOnlyList<DuckDbRead> reads, PlannedRead[] tables)
    {
        var names = new List<string>();
        double rows = 1;
        foreach (IReadOnlyList<BoundRelation> group in groups)
        {
            if (reads.Select((read, index) => (read.Relation, Read: tables[index])).Where(read => group.Contains(read.Relation)).Select(read => read.Read).MaxBy(read => read.Rows) is { } largest)
            {
                names.Add(largest.Table);
                rows *= Math.Max(1, largest.Rows);
            }
        }

        return new(names, rows);
    }

    private PlannedRead Of(DuckDbRead read, bool isNearest)
    {
        string name = $"{read.Table.Schema}.{read.Table.Name}";
        long width = Width(read.Table, read.Columns);
        int columns = Math.Max(1, read.Columns.Count);
        if (Catalogued(name) is not { } table)
        {
            // The tables that describe the tables are small.
            return new(name, ReadWay.All, 0, 0, columns, 0);
        }

        long all = table.RowCount;
        (int partitions, int allPartitions) = Partitions(name, read.Ranges ?? [new PixelRange(0, Healpix.PixelCount(Healpix.MaxOrder) - 1)]);
        ReadWay way = read.Ranges is null ? ReadWay.All : isNearest ? ReadWay.Nearest : ReadWay.Region;
        if (snapshot.Store(read.Table) is not { } store)
        {
            long inside = read.Ranges is null ? all : RowsIn(name, read.Ranges);
            return new(name, way, inside, all, columns, inside * width) { Partitions = partitions, TablePartitions = allPartitions };
        }

        long rows = 0;
        HashSet<long> groups = [];
        foreach ((long first, long last) in read.Ranges is null ? [(0, all - 1)] : read.Ranges.Select(range => (store.Healpix.LowerBound(range.First), store.Healpix.LowerBound(range.Last + 1) - 1)))
        {
            rows += Math.Max(0, last - first + 1);
            for (long group = first / RowGroupRows; last >= first && group <= last / RowGroupRows; group++)
            {
                groups.Add(group);
            }
        }

        return new(name, way, rows, all, columns, rows * width)
        {
            Partitions = partitions,
            TablePartitions = allPartitions,
            RowGroups = groups.Count,
            TableRowGroups = (all + RowGroupRows - 1) / RowGroupRows,
        };
    }

    private PlannedMatch Of(DuckDbMatch match)
    {
        SkyRows? left = Rows(match.Left);
        SkyRows? right = Rows(match.Right);
        long? pairs = left is not null && right is not null
            ? MatchRows.Estimate(left, right, QueryMatches.Angle(match))
            : null;
        return new(Name(match.Left), Name(match.Right), match.RadiusDegrees, left?.UsedCount, right?.UsedCount, pairs);
    }

    private static string? Name(DuckDbMatchSide side) => side.Table is { } table ? $"{table.Schema}.{table.Name}" : null;

    private StoredSkyRows? Rows(DuckDbMatchSide side) => side.Table is { } table ? QueryMatches.Rows(snapshot.Store(table)!, table, side.Region) : null;

    private CatalogTable? Catalogued(string name) =>
        survey.Releases.SelectMany(release => release.Tables).FirstOrDefault(table => table.FullName.Equals(name, StringComparison.OrdinalIgnoreCase));

    private (int Touched, int All) Partitions(string name, IEnumerable<PixelRange> ranges)
    {
        IReadOnlyList<Partition> partitions = List(name);
        PixelRange[] sorted = [.. ranges];
        return (partitions.Count(partition => sorted.Any(range => range.First <= partition.Last && partition.First <= range.Last)), partitions.Count);
    }

    /// <summary>Rows in ranges, as if those of a partition lay evenly in its pixel.</summary>
    private long RowsIn(string name, IReadOnlyList<PixelRange> ranges)
    {
        double rows = 0;
        foreach (Partition partition in List(name))
        {
            foreach (PixelRange range in ranges)
            {
                double common = Math.Min(range.Last, partition.Last) - (double)Math.Max(range.First, partition.First) + 1;
                rows += Math.Max(0, common) / (partition.Last - (double)partition.First + 1) * partition.RowCount;
            }
        }

        return (long)Math.Ceiling(rows);
    }

    private IReadOnlyList<Partition> List(string name) => Catalogued(name) is { } table ? PartitionList.Read(data.Table(table.Release, table.Name)) : [];

    private static long Width(AdqlTable table, IEnumerable<string> columns) =>
        columns.Sum(name => table.Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } column ? Width(column) : 8);

    private static long Width(AdqlColumn column)
    {
        long one = column.Type switch
        {
            AdqlType.Boolean or AdqlType.UInt8 => 1,
            AdqlType.SmallInt => 2,
            AdqlType.Integer or AdqlType.Real => 4,
            AdqlType.BigInt or AdqlType.Double => 8,
            _ => 16,
        };
        return column.ArraySize is null ? one : 8 * one;
    }
}
