using Hven.Platform.Catalog;
using Hven.Query.Ingest;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hven.Backends.Local;

/// <summary>Builds, in the background of a server, the accelerators that are missing or were built from other content.</summary>
internal sealed partial class AcceleratorService(CatalogWatcher watcher, ITableAccelerator accelerator, TimeProvider time, ILogger<AcceleratorService> logger) : BackgroundService
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (CatalogTable table in watcher.Current.Releases.SelectMany(release => release.Tables).Where(table => !accelerator.IsCurrent(table)))
            {
                await BuildAsync(table, stoppingToken);
            }

            await Task.Delay(s_lookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task BuildAsync(CatalogTable table, CancellationToken cancellationToken)
    {
        try
        {
            LogBuilding(table.FullName);
            await accelerator.BuildAsync(table, new Progress<IngestProgress>(), cancellationToken);
            LogBuilt(table.FullName);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops; the next one starts anew.
        }
        catch (Exception exception)
        {
            // Queries work without accelerators, only slower: the server goes on and tries again.
            LogFailed(exception, table.FullName);
        }
    }

    [LoggerMessage(3002, LogLevel.Information, "Building the accelerators of {Table}")]
    private partial void LogBuilding(string table);

    [LoggerMessage(3003, LogLevel.Information, "The accelerators of {Table} are built")]
    private partial void LogBuilt(string table);

    [LoggerMessage(3004, LogLevel.Error, "The accelerators of {Table} cannot be built; queries over it are slower")]
    private partial void LogFailed(Exception exception, string table);
}
