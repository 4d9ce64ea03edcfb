using Hven.Adql.Binding;
using Hven.Query.Uploads;

namespace Hven.Query;

/// <summary>The tables that one query can name: those of the survey that its caller may see, and those that came with it.</summary>
/// <param name="Catalog">The survey's.</param>
/// <param name="Uploads">Those that came with it.</param>
public sealed record QueryTables(QueryCatalog Catalog, IReadOnlyList<UploadedTable> Uploads)
{
    /// <summary>The tables as the query language sees them.</summary>
    public IAdqlCatalog Names => Uploads.Count == 0 ? Catalog : new UploadCatalog(Catalog, Uploads);

    /// <summary>The tables whose rows the engine does not have.</summary>
    public IReadOnlyList<UploadedTable> Brought => Catalog.OwnTables.Count == 0 ? Uploads : [.. Uploads, .. Catalog.OwnTables];
}
