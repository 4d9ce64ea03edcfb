using System.Globalization;
using System.Text;
using Hven.Platform.Catalog;
using Hven.Platform.Storage;
using Hven.Tables;
using Hven.Tables.Parquet;

namespace Hven.Query.Ingest;

/// <summary>Writes sorted runs as a HATS 1.0 catalogue: one Parquet file a pixel, and the files that describe the whole.</summary>
internal sealed class HatsWriter(string folder, CatalogTable table, IReadOnlyList<RunFile> runs, int maxRowsPerPartition)
{
    // Small enough that a cone reads little of a file, large enough that a scan does not spend its time between row groups.
    private const int RowGroupRows = 65_536;

    private readonly TableSchema _schema = table.StoredSchema;

    /// <summary>Writes the file of one pixel, unless it is there already.</summary>
    public async Task WritePartitionAsync(Partition partition, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, partition.RelativePath);
        if (File.Exists(path))
        {
            return;
        }

        await AtomicFile.WriteAsync(
            path,
            async (stream, token) =>
            {
                await using ParquetTableWriter writer = new(stream, _schema, new ParquetWriterOptions { RowGroupRows = RowGroupRows, SortedBy = CatalogTable.HealpixColumn });
                RecordBatch batch = new(_schema);
                await WriteRangeAsync(writer, batch, partition.First, partition.Last, token);
                await writer.EndAsync(default, token);
            },
            cancellationToken);
    }

    /// <summary>Writes everything but the partitions and the manifest.</summary>
    public async Task WriteDescriptionsAsync(IReadOnlyList<Partition> partitions, CancellationToken cancellationToken)
    {
        var footers = new List<(string RelativePath, ParquetFooter Footer)>();
        foreach (Partition partition in partitions)
        {
            ParquetFooter footer = await ParquetFooter.ReadAsync(Path.Combine(folder, partition.RelativePath), cancellationToken);
            footers.Add((partition.RelativePath["dataset/".Length..], footer));
        }

        byte[] metadata = ParquetFooter.Merge(footers);
        byte[] common = footers[0].Footer.ToCommonMetadata();
        string dataset = Path.Combine(folder, "dataset");
        await AtomicFile.WriteAsync(Path.Combine(dataset, "_metadata"), (stream, token) => stream.WriteAsync(metadata, token).AsTask(), cancellationToken);
        await AtomicFile.WriteAsync(Path.Combine(dataset, "_common_metadata"), (stream, token) => stream.WriteAsync(common, token).AsTask(), cancellationToken);
        await AtomicFile.WriteTextAsync(Path.Combine(folder, PartitionList.FileName), PartitionList.Format(partitions), cancellationToken);
        await AtomicFile.WriteTextAsync(Path.Combine(folder, "hats.properties"), Properties(partitions), cancellationToken);
        await AtomicFile.WriteJsonAsync(Path.Combine(folder, "columns.json"), table, cancellationToken);
    }

    private string Properties(IReadOnlyList<Partition> partitions)
    {
        double fraction = partitions.Sum(partition => Math.Pow(4, -partition.Order)) / 12;
        int order = partitions.Max(partition => partition.Order);
        var text = new StringBuilder();
        Add("obs_collection", table.FullName.Replace('.', '_'));
        Add("obs_title", (table.Description ?? table.FullName).ReplaceLineEndings(" "));
        Add("dataproduct_type", "object");
        Add("hats_version", "v1.0");
        Add("hats_builder", "Hven");
        Add("hats_nrows", table.RowCount.ToString(CultureInfo.InvariantCulture));
        Add("hats_col_ra", table.RaColumn);
        Add("hats_col_dec", table.DecColumn);
        Add("hats_col_healpix", CatalogTable.HealpixColumn);
        Add("hats_col_healpix_order", "29");
        Add("hats_max_rows", maxRowsPerPartition.ToString(CultureInfo.InvariantCulture));
        Add("hats_order", order.ToString(CultureInfo.InvariantCulture));
        Add("hats_npix_suffix", ".parquet");
        Add("moc_sky_fraction", fraction.ToString("0.#####", CultureInfo.InvariantCulture));
        return text.ToString();

        void Add(string key, string value) => text.Append(key).Append('=').Append(value).Append('\n');
    }

    private async Task WriteRangeAsync(ParquetTableWriter writer, RecordBatch batch, long first, long last, CancellationToken cancellationToken)
    {
        (RunFile Run, long Start, long Count)[] slices = [.. runs.Select(run => Slice(run, first, last)).Where(slice => slice.Count > 0)];
        long rows = slices.Sum(slice => slice.Count);
        if (rows <= maxRowsPerPartition)
        {
            await WriteSortedAsync(writer, batch, slices, cancellationToken);
        }
        else if (first == last)
        {
            // All rows are at one place: the order of the runs is the order of the rows, and nothing needs sorting.
            foreach ((RunFile run, long start, long count) in slices)
            {
                for (long at = start; at < start + count; at += maxRowsPerPartition)
                {
                    await WriteSortedAsync(writer, batch, [(run, at, Math.Min(maxRowsPerPartition, start + count - at))], cancellationToken);
                }
            }
        }
        else
        {
            long middle = first + ((last - first) >> 1);
            await WriteRangeAsync(writer, batch, first, middle, cancellationToken);
            await WriteRangeAsync(writer, batch, middle + 1, last, cancellationToken);
        }
    }

    private static (RunFile Run, long Start, long Count) Slice(RunFile run, long first, long last)
    {
        (long start, long count) = run.Find(first, last);
        return (run, start, count);
    }

    private async Task WriteSortedAsync(
        ParquetTableWriter writer, RecordBatch batch, IReadOnlyList<(RunFile Run, long Start, long Count)> slices, CancellationToken cancellationToken)
    {
        if (slices is [(RunFile only, long from, long all)])
        {
            for (long at = from; at < from + all; at += RowGroupRows)
            {
                batch.Clear();
                Load(only, at, (int)Math.Min(RowGroupRows, from + all - at), batch);
                await writer.WriteAsync(batch, cancellationToken);
            }

            return;
        }

        RecordBatch loaded = new(_schema);
        var healpix = (PrimitiveVector<long>)loaded.Columns[0];
        foreach ((RunFile run, long start, long count) in slices)
        {
            Load(run, start, (int)count, loaded);
        }

        int[] order = RadixSort.Order(healpix.Values);
        for (int at = 0; at < order.Length; at += RowGroupRows)
        {
            batch.Clear();
            int count = Math.Min(RowGroupRows, order.Length - at);
            for (int column = 0; column < batch.Columns.Count; column++)
            {
                batch.Columns[column].AppendRows(loaded.Columns[column], order.AsSpan(at, count));
            }

            await writer.WriteAsync(batch, cancellationToken);
        }
    }

    /// <summary>Adds a slice of a run, which is sorted, to a batch.</summary>
    private static void Load(RunFile run, long start, int count, RecordBatch batch)
    {
        run.Healpix.Slice(start, count).CopyTo(((PrimitiveVector<long>)batch.Columns[0]).Extend(count));
        for (int column = 1; column < batch.Columns.Count; column++)
        {
            run.Read(column - 1, start, count, batch.Columns[column]);
        }
    }
}
