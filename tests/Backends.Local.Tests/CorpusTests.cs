using Hven.Platform.Catalog;
using Hven.Platform.Storage;
using Hven.Query;
using Hven.Query.Ingest;
using Hven.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Hven.Backends.Local.Tests;

/// <summary>The tables of the ADQL corpus, ingested, and an engine over them.</summary>
public abstract class CorpusEngine : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LocalQueryEngine? _engine;

    protected abstract bool IsAccelerated { get; }

    public IQueryEngine Engine => _engine!;

    public QueryCatalog Catalog { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        DataDirectory data = new(_folder["data"]);
        LocalAccelerator accelerator = new(data);
        foreach (string table in new[] { "objects", "fields" })
        {
            IngestRequest request = new()
            {
                Data = data,
                Release = "t",
                Table = table,
                Sources = [new FileCatalogSource(Path.Combine(AdqlCorpus.Folder, $"{table}.vot"))],
                MaxRowsPerPartition = 100,
            };
            await new CatalogIngest(IsAccelerated ? accelerator : null).RunAsync(request, new Progress<IngestProgress>(), default);
        }

        CatalogWatcher watcher = new(data, TimeProvider.System, NullLogger<CatalogWatcher>.Instance);
        Catalog = new QueryCatalog(watcher.Current);
        _engine = new(watcher, data, accelerator, Options.Create(new LocalOptions { MemoryMiB = 512 }), TimeProvider.System, NullLogger<LocalQueryEngine>.Instance);
    }

    public ValueTask DisposeAsync()
    {
        _engine?.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public sealed class AcceleratedCorpus : CorpusEngine
{
    protected override bool IsAccelerated => true;
}

public sealed class PlainCorpus : CorpusEngine
{
    protected override bool IsAccelerated => false;
}

/// <summary>The corpus with accelerators: lookups from mapped columns, the rest from DuckDB's own file.</summary>
public sealed class AcceleratedCorpusTests(AcceleratedCorpus corpus) : AdqlCorpusConformance, IClassFixture<AcceleratedCorpus>
{
    protected override IQueryEngine Engine => corpus.Engine;

    protected override QueryCatalog Catalog => corpus.Catalog;
}

/// <summary>The corpus when the cache was deleted: everything from the Parquet files.</summary>
public sealed class PlainCorpusTests(PlainCorpus corpus) : AdqlCorpusConformance, IClassFixture<PlainCorpus>
{
    protected override IQueryEngine Engine => corpus.Engine;

    protected override QueryCatalog Catalog => corpus.Catalog;
}
