using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Platform.Accounts;
using Hven.Platform.Audit;
using Hven.Platform.Catalog;
using Hven.Platform.Http;
using Hven.Platform.Operations;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Hven.Query.Endpoints;
using Hven.Query.Uploads;
using Hven.Tables;
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
public sealed record MyTableAnswer(string Name, string? Description, long RowCount, long Bytes, DateTimeOffset Created, bool HasPosition)
{
    internal static MyTableAnswer Of(UserTable table) => new(table.Table.FullName, table.Table.Description, table.Table.RowCount, table.Bytes, table.Created, table.Table.HasPosition);
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
public sealed record ChangeMyTableRequest(string? Name = null, string? Description = null, IReadOnlyDictionary<string, string>? Columns = null);

/// <summary><c>/api/v1/mydb</c>: the caller's own tables.</summary>
internal static class MyTables
{
    private const int MostText = 2000;

    public static async Task<MyTablesAnswer> ListAsync(HttpContext context, UserTableStore store, IDbContextFactory<HvenState> contexts, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        return new([.. store.List(caller).Select(MyTableAnswer.Of)], await UsedAsync(caller, store, contexts, cancellationToken), caller.Quota.StoredBytes);
    }

    public static MyTableDetail Get(string name, HttpContext context, UserTableStore store) => Detail(store.Get(context.Caller(), name));

    /// <summary>Takes the request's body, a file of any format that can be ingested.</summary>
    public static async Task<Created<MyTableAnswer>> UploadAsync(
        string name, HttpContext context, UserTableStore store, IDbContextFactory<HvenState> contexts, AuditLog audit, DataDirectory data, Maintenance maintenance, IOptions<QueryOptions> options,
        CancellationToken cancellationToken, bool replace = false, string? description = null)
    {
        Caller caller = context.Caller();
        await maintenance.RequireOpenAsync(caller, cancellationToken);
        RequireText(description);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = ((long)options.Value.MaxUploadMiB << 20) + 1;
        }

        Directory.CreateDirectory(data.Temporary);
        string file = Path.Combine(data.Temporary, $"mydb-{Guid.NewGuid():N}");
        using UploadSet uploads = new();
        uploads.Own(file);
        await using (FileStream stream = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 17, FileOptions.Asynchronous))
        {
            await context.Request.Body.CopyToAsync(stream, cancellationToken);
        }

        await uploads.AddAsync(name, () => File.OpenRead(file), options.Value, cancellationToken);
        await using ITableReader reader = await uploads.Tables[0].OpenAsync(cancellationToken);
        UserTable table = await store.AddAsync(caller, name, reader, replace, await LeftAsync(caller, store, contexts, cancellationToken), description, cancellationToken);
        return await MadeAsync(table, caller, contexts, audit, cancellationToken);
    }

    /// <summary>Keeps the answer of a query.</summary>
    public static async Task<Created<MyTableAnswer>> KeepAsync(
        string name, KeepQueryRequest request, HttpContext context, UserTableStore store, QueryRunner runner, IDbContextFactory<HvenState> contexts, AuditLog audit, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        RequireText(request.Description);
        QueryTables tables = new(runner.CatalogFor(caller), []);
        BoundQuery query = QueryRunner.CompileToRun(request.Query ?? "", tables, AdqlDialect.CommonSql).Query!;
        long left = await LeftAsync(caller, store, contexts, cancellationToken);
        UserTable table = await runner.ReadAsync(
            context, query, tables, (reader, token) => store.AddAsync(caller, name, reader, request.Replace, left, request.Description ?? request.Query, token));
        return await MadeAsync(table, caller, contexts, audit, cancellationToken);
    }

    public static async Task<MyTableDetail> ChangeAsync(
        string name, ChangeMyTableRequest request, HttpContext context, UserTableStore store, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        RequireText(request.Description);
        UserTable table = store.Get(caller, name);
        if (request.Columns?.Keys.FirstOrDefault(column => table.Table.Columns.All(known => known.Name != column)) is { } unknown)
        {
            throw new ServiceException("column-unknown", 400, $"{table.Table.FullName} has no column '{unknown}'.");
        }

        foreach (string text in request.Columns?.Values ?? [])
        {
            RequireText(text);
        }

        if (request.Description is not null || request.Columns is not null)
        {
            table = await store.ChangeAsync(caller, name, old => old with { Table = Described(old.Table, request) }, cancellationToken);
        }

        if (request.Name is { } newName && !newName.Equals(table.Table.Name, StringComparison.Ordinal))
        {
            store.Rename(caller, name, newName);
        }

        return Detail(store.Get(caller, request.Name ?? name));
    }

    public static async Task<NoContent> DropAsync(string name, HttpContext context, UserTableStore store, IDbContextFactory<HvenState> contexts, AuditLog audit, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        store.Drop(caller, name);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        audit.Note(state, caller, "mydb.drop", $"table:{name}");
        await state.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static CatalogTable Described(CatalogTable table, ChangeMyTableRequest request) => table with
    {
        Description = request.Description is null ? table.Description : request.Description.Length == 0 ? null : request.Description,
        Columns = [.. table.Columns.Select(column => request.Columns?.GetValueOrDefault(column.Name) is { } text ? column with { Description = text.Length == 0 ? null : text } : column)],
    };

    private static async Task<Created<MyTableAnswer>> MadeAsync(UserTable table, Caller caller, IDbContextFactory<HvenState> contexts, AuditLog audit, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        audit.Note(state, caller, "mydb.add", $"table:{table.Table.Name}", $"{table.Table.RowCount} rows");
        await state.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/v1/mydb/{table.Table.Name}", MyTableAnswer.Of(table));
    }

    private static MyTableDetail Detail(UserTable table) => new(
        MyTableAnswer.Of(table), [.. table.Table.Columns.Select(column => ColumnResponse.From(column, table.Table.HasPosition && (column.Name == table.Table.RaColumn || column.Name == table.Table.DecColumn)))]);

    private static async Task<long> UsedAsync(Caller caller, UserTableStore store, IDbContextFactory<HvenState> contexts, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        return store.Bytes(caller) + await state.Jobs.Where(job => job.OwnerId == caller.UserId).SumAsync(job => job.Bytes, cancellationToken);
    }

    private static async Task<long> LeftAsync(Caller caller, UserTableStore store, IDbContextFactory<HvenState> contexts, CancellationToken cancellationToken) =>
        caller.Quota.StoredBytes is { } most ? Math.Max(0, most - await UsedAsync(caller, store, contexts, cancellationToken)) : long.MaxValue;

    private static void RequireText(string? text)
    {
        if (text is { Length: > MostText })
        {
            throw new ServiceException("description", 400, $"A description has at most {MostText} characters; this one has {text.Length}.");
        }
    }
}
