using Hven.Adql.Binding;

namespace Hven.Query.Uploads;

/// <summary>The tables of a catalogue together with those that came with a query.</summary>
/// <param name="catalog">The catalogue.</param>
/// <param name="uploads">The uploads.</param>
public sealed class UploadCatalog(IAdqlCatalog catalog, IReadOnlyList<UploadedTable> uploads) : IAdqlCatalog
{
    /// <inheritdoc/>
    public IEnumerable<AdqlTable> Tables => uploads.Select(upload => upload.Description).Concat(catalog.Tables);

    /// <inheritdoc/>
    public AdqlTable? Find(string? schema, string name)
    {
        AdqlTable? uploaded = uploads.Select(upload => upload.Description).FirstOrDefault(table => table.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (schema is not null)
        {
            return schema.Equals(UploadedTable.SchemaName, StringComparison.OrdinalIgnoreCase) ? uploaded : catalog.Find(schema, name);
        }

        // A bare name is good when it can mean only one table.
        bool isElsewhere = uploaded is not null && catalog.Tables.Any(table => table.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return uploaded is null ? catalog.Find(null, name) : isElsewhere ? null : uploaded;
    }
}
