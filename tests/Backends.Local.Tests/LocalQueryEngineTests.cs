using Hven.Backends.Local.ColumnStore;
using Hven.Platform.Catalog;
using Hven.Platform.Storage;
using Hven.Query;
using Hven.Query.Ingest;
using Hven.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Hven.Backends.Local.Tests;

/// <summary>The sample catalogue, ingested, and an engine over it.</summary>
public abstract class SampleEngine : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LocalQueryEngine? _engine;

    protected abstract bool IsAccelerated { get; }

    protected virtual TimeProvider Time => TimeProvider.System;

    public IQueryEngine Engine => _engine!;

    public QueryCatalog Catalog { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        DataDirectory data = new(_folder["data"]);
        LocalAccelerator accelerator = new(data);
        IngestRequest request = new()
        {
            Data = data,
            Release = "t",
            Table = "sample",
            Sources = [new FileCatalogSource(_folder.Write("sample.csv", SampleCatalog.Csv()))],
            MaxRowsPerPartition = 1000,
        };
        await new CatalogIngest(IsAccelerated ? accelerator : null).RunAsync(request, new Progress<IngestProgress>(), default);
        CatalogWatcher watcher = new(data, TimeProvider.System, NullLogger<CatalogWatcher>.Instance);
        Catalog = new QueryCatalog(watcher.Current);
        _engine = new(watcher, data, accelerator, Options.Create(new LocalOptions { MemoryMiB = 512 }), Time, NullLogger<LocalQueryEngine>.Instance);
    }

    public ValueTask DisposeAsync()
    {
        _engine?.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public sealed class AcceleratedSample : SampleEngine
{
    protected override bool IsAccelerated => true;
}

/// <summary>A machine so loaded that a second passes between any two looks at the clock.</summary>
public sealed class LoadedSample : SampleEngine
{
    protected override bool IsAccelerated => true;

    protected override TimeProvider Time { get; } = new HastyTime();

    private sealed class HastyTime : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => Interlocked.Add(ref _now, TimestampFrequency);
    }
}

public sealed class PlainSample : SampleEngine
{
    protected override bool IsAccelerated => false;
}

/// <summary>The engine with its accelerators: lookups from mapped columns, the rest from DuckDB's own file.</summary>
public sealed class AcceleratedEngineTests(AcceleratedSample sample) : QueryEngineConformance, IClassFixture<AcceleratedSample>
{
    protected override IQueryEngine Engine => sample.Engine;

    protected override QueryCatalog Catalog => sample.Catalog;

    [Fact]
    public async Task OpenAsync_cone_is_answered_without_the_engine()
    {
        Adql.AdqlCompilation cone = Adql.AdqlCompiler.Compile("SELECT id, mag FROM t.sample WHERE 1=CONTAINS(POINT(ra,dec),CIRCLE(10,10,1)) AND mag < 20", Catalog, Adql.AdqlOptions.Default);
        await using Hven.Tables.ITableReader reader = await Engine.OpenAsync(cone.Query!, 10, default);
        Assert.IsType<LookupReader>(reader);
    }

    [Fact]
    public async Task OpenAsync_that_is_cancelled_leaves_its_place_to_others()
    {
        Adql.AdqlCompilation nearest = Adql.AdqlCompiler.Compile("SELECT TOP 3 id, ra + 0 AS r FROM t.sample ORDER BY DISTANCE(ra, dec, 10, 10)", Catalog, Adql.AdqlOptions.Default);
        for (int attempt = 0; attempt <= new LocalOptions().Open; attempt++)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Engine.OpenAsync(nearest.Query!, 10, new CancellationToken(canceled: true)));
        }

        await using Hven.Tables.ITableReader reader = await Engine.OpenAsync(nearest.Query!, 10, default);
        Hven.Tables.RecordBatch batch = new(reader.Schema);
        Assert.True(await reader.ReadAsync(batch, default));
        Assert.Equal(3, batch.RowCount);
    }
}

/// <summary>The engine when the cache was deleted: everything from the Parquet files.</summary>
public sealed class PlainEngineTests(PlainSample sample) : QueryEngineConformance, IClassFixture<PlainSample>
{
    protected override IQueryEngine Engine => sample.Engine;

    protected override QueryCatalog Catalog => sample.Catalog;
}

/// <summary>Tables that come with a query.</summary>
public sealed class UploadTests(AcceleratedSample sample) : UploadConformance, IClassFixture<AcceleratedSample>
{
    protected override IQueryEngine Engine => sample.Engine;

    protected override QueryCatalog Catalog => sample.Catalog;
}

/// <summary>The engine on a loaded machine: slow, and complete all the same.</summary>
public sealed class LoadedEngineTests(LoadedSample sample) : QueryEngineConformance, IClassFixture<LoadedSample>
{
    protected override IQueryEngine Engine => sample.Engine;

    protected override QueryCatalog Catalog => sample.Catalog;
}
