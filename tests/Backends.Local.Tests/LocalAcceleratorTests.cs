using Hven.Platform.Catalog;
using Hven.Platform.Storage;
using Hven.Query.Ingest;
using Hven.Testing;

namespace Hven.Backends.Local.Tests;

public sealed class LocalAcceleratorTests
{
    [Fact]
    public async Task Build_by_several_at_once_is_done_once_and_whole()
    {
        using TemporaryFolder folder = new();
        DataDirectory data = new(folder["data"]);
        IngestRequest request = new()
        {
            Data = data,
            Release = "t",
            Table = "sample",
            Sources = [new FileCatalogSource(folder.Write("sample.csv", SampleCatalog.Csv()))],
            MaxRowsPerPartition = 100,
        };
        await new CatalogIngest(null).RunAsync(request, new Progress<IngestProgress>(), TestContext.Current.CancellationToken);
        CatalogTable table = SurveyCatalog.Load(data).Find("t", "sample")!;
        Starts starts = new();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => new LocalAccelerator(data).BuildAsync(table, starts, TestContext.Current.CancellationToken))));
        LocalAccelerator accelerator = new(data);
        Assert.True(accelerator.IsCurrent(table));
        Assert.Equal(1, starts.Count);
        Assert.True(File.Exists(Path.Combine(accelerator.Folder(table), LocalAccelerator.DatabaseFile)));
        Assert.Equal([accelerator.Folder(table)], Directory.EnumerateDirectories(Path.GetDirectoryName(accelerator.Folder(table))!));
    }

    /// <summary>Counts the builds that began.</summary>
    private sealed class Starts : IProgress<IngestProgress>
    {
        private int _count;

        public int Count => _count;

        public void Report(IngestProgress value)
        {
            if (value.Rows == 0)
            {
                Interlocked.Increment(ref _count);
            }
        }
    }
}
