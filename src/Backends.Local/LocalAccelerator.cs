using System.Globalization;
using Hven.Backends.Local.ColumnStore;
using Hven.Backends.Local.DuckDb;
using Hven.Backends.Local.DuckDb.Interop;
using Hven.Platform.Catalog;
using Hven.Platform.Storage;
using Hven.Query.Ingest;
using Hven.Tables;
using Hven.Tables.Parquet;

namespace Hven.Backends.Local;

/// <summary>
/// Builds and finds a table's accelerators: a DuckDB file and mapped columns, both sorted by position. They lie in a folder named by the content they
/// were built from, so that they are never taken for another table's.
/// </summary>
internal sealed class LocalAccelerator(DataDirectory data) : ITableAccelerator
{
    public const string DatabaseFile = "table.duckdb";
    public const string TableName = "rows";

    private (SurveyCatalog Survey, long Ticks, string Stamp)? _stamp;

    /// <summary>Folder of the accelerators of a table as it is now.</summary>
    public string Folder(CatalogTable table) => Path.Combine(data.TableCache(table.Release, table.Name), table.Identity[..16]);

    /// <inheritdoc/>
    public bool IsCurrent(CatalogTable table) => File.Exists(Path.Combine(Folder(table), StoreDescription.FileName));

    /// <summary>Changes whenever the catalogue does or accelerators come and go; looked up at most once a second.</summary>
    public string Stamp(SurveyCatalog survey)
    {
        if (_stamp is { } known && ReferenceEquals(known.Survey, survey) && Environment.TickCount64 - known.Ticks < 1000)
        {
            return known.Stamp;
        }

        IEnumerable<string> current = survey.Releases.SelectMany(release => release.Tables).Where(IsCurrent).Select(table => table.Identity);
        string stamp = $"{survey.Stamp}\n{string.Join('\n', current)}";
        _stamp = (survey, Environment.TickCount64, stamp);
        return stamp;
    }

    /// <inheritdoc/>
    public async Task BuildAsync(CatalogTable table, IProgress<IngestProgress> progress, CancellationToken cancellationToken)
    {
        if (IsCurrent(table))
        {
            return;
        }

        string target = Folder(table);
        using FileStream alone = await WaitForTurnAsync(Path.GetDirectoryName(target)!, cancellationToken);
        if (IsCurrent(table))
        {
            return;
        }

        string building = target + ".building";
        if (Directory.Exists(building))
        {
            Directory.Delete(building, recursive: true);
        }

        Directory.CreateDirectory(building);
        progress.Report(new("accelerating", 0, table.RowCount, 0, 0));
        string source = data.Table(table.Release, table.Name);
        IReadOnlyList<Partition> partitions = PartitionList.Read(source);
        await Task.WhenAll(
            Task.Run(() => BuildDatabase(building, source, partitions, cancellationToken), cancellationToken),
            Task.Run(() => BuildStoreAsync(building, source, partitions, table, progress, cancellationToken), cancellationToken));
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        Directory.Move(building, target);
        foreach (string stale in Directory.EnumerateDirectories(Path.GetDirectoryName(target)!).Where(folder => folder != target))
        {
            Directory.Delete(stale, recursive: true);
        }
    }

    /// <summary>
    /// Waits until no other process builds for this table: an ingest builds what it made, and a server that runs on the same data sees the new table
    /// and wants to do so, too. The file stays where it is; a process that is killed lets go of it.
    /// </summary>
    private static async Task<FileStream> WaitForTurnAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException exception) when (exception.HResult is 11 or 35)
            {
                // EWOULDBLOCK of Linux and of the BSDs: another one has it. A full disk, say, is not waited for.
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
            }
        }
    }

    private static void BuildDatabase(string folder, string source, IReadOnlyList<Partition> partitions, CancellationToken cancellationToken)
    {
        using DuckDbDatabase database = DuckDbDatabase.Open(Path.Combine(folder, DatabaseFile));
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 3 / (1 << 20);
        database.Execute(string.Create(CultureInfo.InvariantCulture, $"SET memory_limit='{memory}MiB';SET preserve_insertion_order=true;SET autoinstall_known_extensions=false;"), cancellationToken);
        IEnumerable<string> files = partitions.Select(partition => EngineSnapshot.Literal(Path.Combine(source, partition.RelativePath)));
        database.Execute(
            $"CREATE TABLE \"{TableName}\" AS SELECT * FROM read_parquet([{string.Join(',', files)}],hive_partitioning=false);CHECKPOINT;", cancellationToken);
    }

    private static async Task BuildStoreAsync(
        string folder, string source, IReadOnlyList<Partition> partitions, CatalogTable table, IProgress<IngestProgress> progress, CancellationToken cancellationToken)
    {
        using TableStoreBuilder builder = new(folder, table);
        long rows = 0;
        foreach (Partition partition in partitions)
        {
            await using FileStream stream = File.OpenRead(Path.Combine(source, partition.RelativePath));
            await using ParquetTableReader reader = await ParquetTableReader.OpenAsync(stream, null, cancellationToken);
            RecordBatch batch = new(reader.Schema);
            while (await reader.ReadAsync(batch, cancellationToken))
            {
                builder.Add(batch);
                progress.Report(new("accelerating", rows += batch.RowCount, table.RowCount, 0, 0));
            }
        }

        await builder.EndAsync(cancellationToken);
    }
}
