using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Platform.Accounts;
using Hven.Platform.Audit;
using Hven.Platform.Catalog;
using Hven.Platform.Files;
using Hven.Platform.Http;
using Hven.Platform.Jobs;
using Hven.Platform.Operations;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Hven.Query.Endpoints;
using Hven.Query.Uploads;
using Hven.Tables;
using Hven.Tables.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Hven.Query.UserTables.Endpoints;

/// <summary>A table of the caller.</summary>
/// <param name="Name">Its name, as in queries.</param>
/// <param name="Description">What it is.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="Bytes">Bytes on the disk.</param>
/// <param name="Created">When it was made or last replaced.</param>
/// <param name="HasPosition">Whether its rows have positions, by which regions and joins find them.</param>
/// <param name="Groups">Groups whose members may read it.</param>
public sealed record MyTableAnswer(string Name, string? Description, long RowCount, long Bytes, DateTimeOffset Created, bool HasPosition, IReadOnlyList<string> Groups)
{
    internal static MyTableAnswer Of(UserTable table) => new(table.Table.FullName, table.Table.Description, table.Table.RowCount, table.Bytes, table.Created, table.Table.HasPosition, table.Groups);
}

/// <summary>The tables of the caller.</summary>
/// <param name="Tables">The tables.</param>
/// <param name="UsedBytes">Bytes that tables and jobs take.</param>
/// <param name="MaxBytes">Bytes that they may take; null when there is no limit.</param>
public sealed record MyTablesAnswer(IReadOnlyList<MyTableAnswer> Tables, long UsedBytes, long? MaxBytes);

/// <summary>A table of the caller with its columns.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">Its columns in order.</param>
public sealed record MyTableDetail(MyTableAnswer Table, IReadOnlyList<ColumnResponse> Columns);

/// <summary>A table to make of a query.</summary>
/// <param name="Query">ADQL text.</param>
/// <param name="Replace">Whether one of the name may be there already.</param>
/// <param name="Description">What it is.</param>
public sealed record KeepQueryRequest(string Query, bool Replace = false, string? Description = null);

/// <summary>What changes of a table; what is absent stays.</summary>
/// <param name="Name">Its new name.</param>
/// <param name="Description">What it is; empty to take it away.</param>
/// <param name="Columns">Descriptions of columns by their names.</param>
/// <param name="Units">Units of columns by their names (VOUnits).</param>
/// <param name="Ucds">Unified content descriptors of columns by their names.</param>
/// <param name="Groups">Groups of yours whose members may read it, all of them; they name it <c>mydb_YOU.NAME</c>.</param>
public sealed record ChangeMyTableRequest(
    string? Name = null, string? Description = null, IReadOnlyDictionary<string, string>? Columns = null, IReadOnlyDictionary<string, string>? Units = null, IReadOnlyDictionary<string, string>? Ucds = null,
    IReadOnlyList<string>? Groups = null);

/// <summary>An upload that is read as a job.</summary>
/// <param name="JobId">The job.</param>
public sealed record MyUploadJob(string JobId);

/// <summary>What would become of a file.</summary>
/// <param name="Columns">Its columns, with the types that they would get.</param>
/// <param name="HasPosition">Whether its rows would have positions.</param>
/// <param name="Rows">The first rows, as a result document.</param>
public sealed record MyTablePreview(IReadOnlyList<ColumnResponse> Columns, bool HasPosition, System.Text.Json.JsonElement Rows);

/// <summary><c>/api/v1/mydb</c>: the caller's own tables.</summary>
internal static class MyTables
{
    private const int MostText = 2000;
    private const int PreviewRows = 20;
    private const int MostGroups = 100;

    public static async Task<MyTablesAnswer> ListAsync(HttpContext context, UserTableStore store, UserSpace space, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        return new([.. store.List(caller).Select(MyTableAnswer.Of)], await space.UsedAsync(caller, cancellationToken), caller.Quota.StoredBytes);
    }

    public static MyTableDetail Get(string name, HttpContext context, UserTableStore store) => Detail(store.Get(context.Caller(), name));

    /// <summary>Takes the request's body, a file of any format that can be ingested.</summary>
    public static async Task<Results<Created<MyTableAnswer>, Accepted<MyUploadJob>>> UploadAsync(
        string name, HttpContext context, UserTableStore store, UserSpace space, IntoTable into, JobStore jobs, DataDirectory data, Maintenance maintenance, IOptions<QueryOptions> options,
        CancellationToken cancellationToken, bool replace = false, string? description = null, string? columns = null, string? types = null, bool job = false)
    {
        Caller caller = context.Caller();
        await maintenance.RequireOpenAsync(caller, cancellationToken);
        RequireText(description);
        store.RequireFree(caller, name, replace, job: null);
        using UploadSet uploads = new();
        string file = await ReceiveAsync(context, uploads, data, options.Value, cancellationToken);
        if (job)
        {
            Job made = await jobs.CreateAsync(
                new(UploadJob.Kind, UploadJob.Parameters(name, replace, description, columns, types), caller) { RunId = $"{UserTable.Schema}.{name}", Files = [new("file", () => File.OpenRead(file))], Runs = true }, cancellationToken);
            return TypedResults.Accepted($"/api/v1/jobs/{made.Id}", new MyUploadJob(made.Id));
        }

        await uploads.AddAsync(name, () => File.OpenRead(file), options.Value, cancellationToken);
        ITableReader read = await uploads.Tables[0].OpenAsync(cancellationToken);
        await using FittedReader reader = new(read, ColumnChoice.Of(read.Schema, columns, types));
        UserTable table = await store.AddAsync(caller, name, reader, replace, await space.LeftAsync(caller, cancellationToken), description, cancellationToken);
        return await MadeAsync(table, caller, into, cancellationToken);
    }

    /// <summary>Takes the request's body, a file whose columns are told by their names.</summary>
    public static async Task<Ok<MyTableAnswer>> AppendAsync(
        string name, HttpContext context, UserTableStore store, UserSpace space, IntoTable into, DataDirectory data, Maintenance maintenance, IOptions<QueryOptions> options, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        await maintenance.RequireOpenAsync(caller, cancellationToken);
        store.Get(caller, name);
        using UploadSet uploads = new();
        string file = await ReceiveAsync(context, uploads, data, options.Value, cancellationToken);
        await uploads.AddAsync(name, () => File.OpenRead(file), options.Value, cancellationToken);
        UserTable table = await store.AppendAsync(caller, name, await uploads.Tables[0].OpenAsync(cancellationToken), await space.LeftAsync(caller, cancellationToken), cancellationToken);
        await into.NoteAsync(caller, table, cancellationToken);
        return TypedResults.Ok(MyTableAnswer.Of(table));
    }

    /// <summary>Tells what would become of the request's body, a file; nothing is kept.</summary>
    public static async Task<MyTablePreview> PreviewAsync(
        HttpContext context, DataDirectory data, IOptions<QueryOptions> options, CancellationToken cancellationToken, string? columns = null, string? types = null)
    {
        using UploadSet uploads = new();
        string file = await ReceiveAsync(context, uploads, data, options.Value, cancellationToken);
        await uploads.AddAsync("preview", () => File.OpenRead(file), options.Value, cancellationToken);
        ITableReader read = await uploads.Tables[0].OpenAsync(cancellationToken);
        await using FittedReader reader = new(read, ColumnChoice.Of(read.Schema, columns, types));
        AdqlTable described = UploadedTable.Describe("preview", reader.Schema);
        RecordBatch batch = new(reader.Schema);
        await reader.ReadAsync(batch, cancellationToken);
        batch.Truncate(Math.Min(PreviewRows, batch.RowCount));
        using MemoryStream rows = new();
        await using (JsonTableWriter writer = new(rows, reader.Schema))
        {
            await writer.WriteAsync(batch, cancellationToken);
            await writer.EndAsync(default, cancellationToken);
        }

        return new(
            [.. reader.Schema.Columns.Select((column, index) => ColumnResponse.From(CatalogColumn.From(column with { Name = described.Columns[index].Name }), false))],
            described.SkyIndex is not null, System.Text.Json.JsonDocument.Parse(rows.ToArray()).RootElement);
    }

    /// <summary>Keeps the answer of a query.</summary>
    public static async Task<Created<MyTableAnswer>> KeepAsync(string name, KeepQueryRequest request, HttpContext context, QueryRunner runner, IntoTable into)
    {
        RequireText(request.Description);
        QueryTables tables = new(runner.CatalogFor(context.Caller()), []);
        AdqlCompilation compilation = QueryRunner.CompileToRun(request.Query ?? "", tables, AdqlDialect.CommonSql);
        UserTable table = await into.KeepAsync(context, runner, compilation.Query!, tables, name, request.Replace, request.Description ?? request.Query);
        return TypedResults.Created($"/api/v1/mydb/{table.Table.Name}", MyTableAnswer.Of(table));
    }

    public static async Task<MyTableDetail> ChangeAsync(
        string name, ChangeMyTableRequest request, HttpContext context, UserTableStore store, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        RequireText(request.Description);
        UserTable table = store.Get(caller, name);
        if (Named(request).FirstOrDefault(column => table.Table.Columns.All(known => known.Name != column)) is { } unknown)
        {
            throw new ServiceException("column-unknown", 400, $"{table.Table.FullName} has no column '{unknown}'.");
        }

        foreach (string text in new[] { request.Columns, request.Units, request.Ucds }.SelectMany(texts => texts?.Values ?? []))
        {
            RequireText(text);
        }

        IReadOnlyList<string>? groups = request.Groups is null ? null : [.. request.Groups.Distinct(StringComparer.Ordinal).Take(MostGroups)];
        if (groups?.FirstOrDefault(group => !caller.Groups.Contains(group)) is { } other)
        {
            throw new ServiceException("group-unknown", 404, $"You are in no group '{other}'. Your groups: {(caller.Groups.Count == 0 ? "none" : string.Join(", ", caller.Groups))}.");
        }

        if (request.Description is not null || Named(request).Any() || groups is not null)
        {
            table = await store.ChangeAsync(caller, name, old => old with { Table = Described(old.Table, request), Groups = groups ?? old.Groups }, cancellationToken);
        }

        if (request.Name is { } newName && !newName.Equals(table.Table.Name, StringComparison.Ordinal))
        {
            await store.RenameAsync(caller, name, newName, cancellationToken);
        }

        return Detail(store.Get(caller, request.Name ?? name));
    }

    public static async Task<NoContent> DropAsync(string name, HttpContext context, UserTableStore store, IDbContextFactory<HvenState> contexts, AuditLog audit, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        await store.DropAsync(caller, name, cancellationToken);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        audit.Note(state, caller, "mydb.drop", $"table:{name}");
        await state.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static CatalogTable Described(CatalogTable table, ChangeMyTableRequest request) => table with
    {
        Description = request.Description is null ? table.Description : request.Description.Length == 0 ? null : request.Description,
        Columns =
        [
            .. table.Columns.Select(column => column with
            {
                Description = Changed(request.Columns, column.Name, column.Description),
                Unit = Changed(request.Units, column.Name, column.Unit),
                Ucd = Changed(request.Ucds, column.Name, column.Ucd),
            }),
        ],
    };

    private static string? Changed(IReadOnlyDictionary<string, string>? texts, string column, string? old) => texts?.GetValueOrDefault(column) is { } text ? text.Length == 0 ? null : text : old;

    private static IEnumerable<string> Named(ChangeMyTableRequest request) => new[] { request.Columns, request.Units, request.Ucds }.SelectMany(texts => texts?.Keys ?? []);

    /// <summary>Puts the body into a file that goes with the uploads.</summary>
    private static async Task<string> ReceiveAsync(HttpContext context, UploadSet uploads, DataDirectory data, QueryOptions options, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = ((long)options.MaxUploadMiB << 20) + 1;
        }

        Directory.CreateDirectory(data.Temporary);
        string file = Path.Combine(data.Temporary, $"mydb-{Guid.NewGuid():N}");
        uploads.Own(file);
        await using FileStream stream = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 17, FileOptions.Asynchronous);
        await context.Request.Body.CopyToAsync(stream, cancellationToken);
        return file;
    }

    private static async Task<Created<MyTableAnswer>> MadeAsync(UserTable table, Caller caller, IntoTable into, CancellationToken cancellationToken)
    {
        await into.NoteAsync(caller, table, cancellationToken);
        return TypedResults.Created($"/api/v1/mydb/{table.Table.Name}", MyTableAnswer.Of(table));
    }

    private static MyTableDetail Detail(UserTable table) => new(
        MyTableAnswer.Of(table), [.. table.Table.Columns.Select(column => ColumnResponse.From(column, table.Table.HasPosition && (column.Name == table.Table.RaColumn || column.Name == table.Table.DecColumn)))]);

    private static void RequireText(string? text)
    {
        if (text is { Length: > MostText })
        {
            throw new ServiceException("description", 400, $"A description has at most {MostText} characters; this one has {text.Length}.");
        }
    }
}
