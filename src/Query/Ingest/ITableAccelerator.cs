using Hven.Platform.Catalog;

namespace Hven.Query.Ingest;

/// <summary>Port: builds what makes queries over a table fast, in the data directory's cache.</summary>
public interface ITableAccelerator
{
    /// <summary>Whether what is in the cache was built from the table as it is now.</summary>
    /// <param name="table">The table.</param>
    bool IsCurrent(CatalogTable table);

    /// <summary>Builds it anew and puts it in place of what was there.</summary>
    /// <param name="table">The table.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops the building; what was there stays.</param>
    Task BuildAsync(CatalogTable table, IProgress<IngestProgress> progress, CancellationToken cancellationToken);
}
