using System.Text;
using Hven.Platform.Catalog;
using Hven.Platform.Storage;
using Hven.Platform.Storage.Interop;
using Hven.Tables;
using Hven.Tables.Csv;

namespace Hven.Query.Ingest;

/// <summary>
/// Turns sources into a table: read into sorted runs, write one Parquet file a pixel, close with a manifest, rename into place. Every step leaves
/// whole files, so that an ingest that was killed at any moment is finished by asking for it again, with the same bytes as if it had not been.
/// </summary>
/// <param name="accelerator">Builds the accelerators at the end; <see langword="null"/> to leave them for later.</param>
public sealed class CatalogIngest(ITableAccelerator? accelerator)
{
    // Raised whenever the bytes of the result would change for the same sources, so that no ingest is finished by another version's rules.
    private const int FormatVersion = 1;

    /// <summary>Runs an ingest, or goes on with one that was stopped.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="progress">Told how far it is, often.</param>
    /// <param name="cancellationToken">Stops it; what was done is kept for the next try.</param>
    /// <exception cref="IngestException">It cannot be done as asked.</exception>
    /// <exception cref="TableFormatException">A source is damaged.</exception>
    public async Task<IngestResult> RunAsync(IngestRequest request, IProgress<IngestProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(progress);
        if (request.Sources.Count == 0)
        {
            throw new IngestException("There is nothing to ingest: no file was named.");
        }

        string target = request.Data.Table(request.Release, request.Table);
        using IngestFolder folder = IngestFolder.Open(request.Data, request.Release, request.Table);
        var plan = new
        {
            FormatVersion,
            request.Release,
            request.Table,
            Sources = request.Sources.Select(source => source.Identity),
            request.Metadata,
            request.MaxRowsPerPartition,
            request.SortMemory,
        };
        bool resuming = await folder.ResumeAsync(plan, cancellationToken);
        bool published = resuming && await IsPublishedAsync(folder, target, cancellationToken);
        if (!published && Directory.Exists(target) && !request.Replace)
        {
            folder.Discard();
            throw new IngestException($"{request.Release}.{request.Table} exists. Name another table, or replace it with --replace.");
        }

        List<string> notes = [];
        if (!published)
        {
            notes.AddRange(await BuildAsync(request, folder, progress, cancellationToken));
            await PublishAsync(request, folder, target, cancellationToken);
        }

        CatalogTable table = SurveyCatalog.Load(request.Data).Find(request.Release, request.Table)
            ?? throw new IngestException($"{target} was written but cannot be read back.");
        if (accelerator is not null)
        {
            await accelerator.BuildAsync(table, progress, cancellationToken);
        }

        folder.Discard();
        return Describe(target, table, notes);
    }

    private static async Task<IReadOnlyList<string>> BuildAsync(
        IngestRequest request, IngestFolder folder, IProgress<IngestProgress> progress, CancellationToken cancellationToken)
    {
        var described = new List<(string Name, TableSchema Schema, bool IsText)>();
        var notes = new List<string>();
        CsvScan? text = null;
        long? totalRows = 0;
        foreach (ICatalogSource source in request.Sources)
        {
            progress.Report(new("describing", described.Count, request.Sources.Count, 0, 0));
            SourceDescription description = await source.DescribeAsync(cancellationToken);
            described.Add((source.Name, description.Schema, description.Scan is not null));
            totalRows += description.RowCount;
            notes.AddRange(description.Notes);
            if (description.Scan is { } scan && SameNames(described[0].Schema, scan.Schema))
            {
                text = text?.Merge(scan) ?? scan;
            }
        }

        if (text is not null && described.TrueForAll(source => SameNames(source.Schema, text.Schema)))
        {
            described = [.. described.Select(source => source.IsText ? source with { Schema = text.Schema } : source)];
        }

        TableLayout layout = TableLayout.Decide([.. described.Select(source => (source.Name, source.Schema))], request.Metadata, described.TrueForAll(source => source.IsText));
        RunBuilder builder = new(folder, layout, request.Sources, request.SortMemory);
        (IReadOnlyList<RunFile> runs, long rejects) = await builder.BuildAsync(totalRows, progress, cancellationToken);
        try
        {
            long rows = runs.Sum(run => (long)run.Header.Rows);
            if (rows == 0)
            {
                throw new IngestException(rejects == 0
                    ? "The sources have no rows."
                    : $"None of {rejects} rows could be read. {FirstReject(folder, runs.Count)}");
            }

            CatalogTable table = Describe(request, layout, runs, rows);
            IReadOnlyList<Partition> partitions = PartitionPlan.Make(runs, request.MaxRowsPerPartition);
            HatsWriter writer = new(folder.Catalog, table, runs, request.MaxRowsPerPartition);
            await WritePartitionsAsync(writer, partitions, rows, rejects, progress, cancellationToken);
            await writer.WriteDescriptionsAsync(partitions, cancellationToken);
            await WriteRejectsAsync(folder, runs.Count, cancellationToken);
            progress.Report(new("checking", 0, rows, rejects, 0));
            DeleteLeftovers(folder.Catalog);
            string manifest = await Manifest.ComputeAsync(folder.Catalog, cancellationToken);
            await AtomicFile.WriteTextAsync(Path.Combine(folder.Catalog, Manifest.FileName), manifest, cancellationToken);
            return [.. notes, .. layout.Notes];
        }
        finally
        {
            foreach (RunFile run in runs)
            {
                run.Dispose();
            }
        }
    }

    private static bool SameNames(TableSchema one, TableSchema other) =>
        one.Columns.Select(column => column.Name).SequenceEqual(other.Columns.Select(column => column.Name), StringComparer.Ordinal);

    private static async Task WritePartitionsAsync(
        HatsWriter writer, IReadOnlyList<Partition> partitions, long rows, long rejects, IProgress<IngestProgress> progress, CancellationToken cancellationToken)
    {
        long written = 0;
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, 4), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(partitions, parallel, async (partition, token) =>
        {
            await writer.WritePartitionAsync(partition, token);
            progress.Report(new("writing", Interlocked.Add(ref written, partition.RowCount), rows, rejects, 0));
        });
    }

    private static CatalogTable Describe(IngestRequest request, TableLayout layout, IReadOnlyList<RunFile> runs, long rows) => new()
    {
        Release = request.Release,
        Name = request.Table,
        Description = layout.Schema.Description,
        RowCount = rows,
        RaColumn = layout.Schema.Columns[layout.Ra].Name,
        DecColumn = layout.Schema.Columns[layout.Dec].Name,
        IdColumn = layout.Id < 0 ? null : layout.Schema.Columns[layout.Id].Name,
        Columns = [.. layout.Schema.Columns.Select((column, index) => CatalogColumn.From(column) with
        {
            // The width that the data really have, so that fixed-width formats neither cut nor pad without need.
            TextWidth = column.Type is ElementType.String && !column.IsArray ? Math.Max(1, runs.Max(run => run.Header.Columns[index].MaxTextWidth)) : null,
            IsUnicode = column.IsUnicode || runs.Any(run => run.Header.Columns[index].IsUnicode),
        })],
    };

    private static IngestResult Describe(string target, CatalogTable table, IReadOnlyList<string> notes)
    {
        IReadOnlyList<Partition> partitions = PartitionList.Read(target);
        string rejects = Path.Combine(target, "rejects.csv");
        long rejectCount = File.Exists(rejects) ? CountRecords(rejects) - 1 : 0;
        long bytes = partitions.Sum(partition => new FileInfo(Path.Combine(target, partition.RelativePath)).Length);
        return new(table.RowCount, rejectCount, rejectCount > 0 ? rejects : null, partitions.Count, bytes, notes);
    }

    private static long CountRecords(string path)
    {
        // Every field is quoted, so a record ends where a line ends outside quotes.
        long records = 0;
        bool quoted = false;
        using StreamReader reader = new(path);
        for (int character = reader.Read(); character >= 0; character = reader.Read())
        {
            quoted ^= character == '"';
            records += character == '\n' && !quoted ? 1 : 0;
        }

        return records;
    }

    private static async Task WriteRejectsAsync(IngestFolder folder, int runCount, CancellationToken cancellationToken)
    {
        string[] files = [.. Enumerable.Range(0, runCount).Select(folder.RejectsFile).Where(File.Exists)];
        if (files.Length == 0)
        {
            return;
        }

        await AtomicFile.WriteAsync(
            Path.Combine(folder.Catalog, "rejects.csv"),
            async (stream, token) =>
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(RejectsWriter.Head), token);
                foreach (string file in files)
                {
                    await using FileStream part = File.OpenRead(file);
                    await part.CopyToAsync(stream, token);
                }
            },
            cancellationToken);
    }

    private static string FirstReject(IngestFolder folder, int runCount)
    {
        string? file = Enumerable.Range(0, runCount).Select(folder.RejectsFile).FirstOrDefault(File.Exists);
        return file is null ? "" : $"The first is: {File.ReadLines(file).First()}";
    }

    /// <summary>Files that a killed process was writing.</summary>
    private static void DeleteLeftovers(string catalog)
    {
        foreach (string path in Directory.EnumerateFiles(catalog, "*.part", SearchOption.AllDirectories))
        {
            File.Delete(path);
        }
    }

    private static async Task PublishAsync(IngestRequest request, IngestFolder folder, string target, CancellationToken cancellationToken)
    {
        string releaseFile = Path.Combine(request.Data.Release(request.Release), "release.json");
        if (!File.Exists(releaseFile))
        {
            await AtomicFile.WriteJsonAsync(releaseFile, new ReleaseDescription { Title = request.Release.ToUpperInvariant() }, cancellationToken);
        }

        await AtomicFile.WriteTextAsync(PublishedMark(folder), Manifest.Identity(folder.Catalog), cancellationToken);
        if (Directory.Exists(target))
        {
            AtomicFolder.Swap(folder.Catalog, target);
        }
        else
        {
            Directory.Move(folder.Catalog, target);
        }
    }

    /// <summary>Whether what this working folder made is in its place: a killed process may have got so far.</summary>
    private static async Task<bool> IsPublishedAsync(IngestFolder folder, string target, CancellationToken cancellationToken) =>
        File.Exists(PublishedMark(folder)) && File.Exists(Path.Combine(target, Manifest.FileName))
        && await File.ReadAllTextAsync(PublishedMark(folder), cancellationToken) == Manifest.Identity(target);

    /// <summary>A file that holds the identity of the catalogue that is about to be put in its place.</summary>
    private static string PublishedMark(IngestFolder folder) => Path.Combine(folder.Root, "published");
}
