using Hven.Adql.Binding;
using Hven.Platform.Accounts;
using Hven.Platform.Catalog;
using Hven.Platform.Http;
using Hven.Query.Tap;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hven.Query.Endpoints;

/// <summary>All tables by release.</summary>
/// <param name="Releases">The releases.</param>
public sealed record TablesResponse(IReadOnlyList<ReleaseResponse> Releases);

/// <summary>One release.</summary>
/// <param name="Name">Name, as in queries.</param>
/// <param name="Title">Title for people.</param>
/// <param name="Description">One or two sentences.</param>
/// <param name="Tables">Its tables.</param>
public sealed record ReleaseResponse(string Name, string Title, string? Description, IReadOnlyList<TableSummaryResponse> Tables);

/// <summary>One table in a list.</summary>
/// <param name="Name">Name with its release, as in queries.</param>
/// <param name="Description">One or two sentences.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="ColumnCount">Columns.</param>
public sealed record TableSummaryResponse(string Name, string? Description, long RowCount, int ColumnCount);

/// <summary>One table with its columns.</summary>
/// <param name="Name">Name with its release, as in queries.</param>
/// <param name="Description">One or two sentences.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="Columns">The columns in order.</param>
public sealed record TableResponse(string Name, string? Description, long RowCount, IReadOnlyList<ColumnResponse> Columns);

/// <summary><c>GET /api/v1/tables</c> and <c>GET /api/v1/tables/{release}/{table}</c>.</summary>
internal static class ListTables
{
    public static Ok<TablesResponse> All(HttpContext context, QueryRunner runner)
    {
        QueryCatalog catalog = runner.CatalogFor(context.Caller());
        IEnumerable<ReleaseResponse> releases = catalog.Survey.Releases.Select(release => new ReleaseResponse(
            release.Name,
            release.Description.Title,
            release.Description.Description,
            [.. release.Tables.Select(table => new TableSummaryResponse(table.FullName, table.Description, table.RowCount, table.Columns.Count))]));
        TapSchema schema = catalog.TapSchema;
        ReleaseResponse described = new(
            TapSchema.SchemaName,
            "TAP schema",
            "Tables that describe the tables.",
            [.. schema.Tables.Select(table => new TableSummaryResponse($"{TapSchema.SchemaName}.{table.Description.Name}", TapSchema.Describe(table.Description), table.Rows.Count, table.Description.Columns.Count))]);
        return TypedResults.Ok(new TablesResponse([.. releases, described]));
    }

    public static Ok<TableResponse> One(string release, string table, HttpContext context, QueryRunner runner)
    {
        QueryCatalog catalog = runner.CatalogFor(context.Caller());
        if (catalog.Survey.Find(release, table) is { } found)
        {
            return TypedResults.Ok(new TableResponse(found.FullName, found.Description, found.RowCount, [.. found.Columns.Select(column => ColumnResponse.From(column, IsIndexed(found, column)))]));
        }

        TapSchemaTable? described = catalog.TapSchema.Tables.FirstOrDefault(candidate =>
            release.Equals(TapSchema.SchemaName, StringComparison.OrdinalIgnoreCase) && candidate.Description.Name.Equals(table, StringComparison.OrdinalIgnoreCase));
        if (described is null)
        {
            string known = string.Join(", ", catalog.Tables.Select(candidate => $"{candidate.Schema}.{candidate.Name}").Take(20));
            throw new ServiceException("table-unknown", 404, $"There is no table {release}.{table}. There are: {known}.");
        }

        AdqlTable layout = described.Description;
        return TypedResults.Ok(new TableResponse($"{layout.Schema}.{layout.Name}", TapSchema.Describe(layout), described.Rows.Count, [.. layout.Columns.Select(ColumnResponse.From)]));
    }

    private static bool IsIndexed(CatalogTable table, CatalogColumn column) =>
        column.Name == table.RaColumn || column.Name == table.DecColumn || column.Name == table.IdColumn;
}
