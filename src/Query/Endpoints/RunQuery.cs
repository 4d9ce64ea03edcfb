using Hven.Adql;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Query.UserTables;
using Microsoft.AspNetCore.Http;

namespace Hven.Query.Endpoints;

/// <summary>What a caller asks of <c>POST /api/v1/query</c>.</summary>
/// <param name="Query">ADQL text.</param>
/// <param name="MaxRows">Rows at most; the server's default when absent.</param>
/// <param name="Format">votable, csv, tsv, fits, parquet, arrow, feather, h5, ecsv, html or json; the default is json.</param>
/// <param name="NullValue">A number to write where there is no value, in all columns, for instance -9999; nulls when absent.</param>
/// <param name="Replace">With <c>INTO mydb.name</c>: whether a table of the name may be there already.</param>
/// <param name="DesTypes">Whether columns get the types that the Dark Energy Survey gives them by their names, for instance 16-bit FLAGS_G and binary32 MAG_AUTO_G.</param>
public sealed record RunQueryRequest(string Query, long? MaxRows = null, string? Format = null, long? NullValue = null, bool DesTypes = false, bool Replace = false);

/// <summary><c>POST /api/v1/query</c>: runs a query while the caller waits.</summary>
internal static class RunQuery
{
    /// <summary>The header that tells, escaped as in an address, how a query reads in ADQL when something of another dialect was understood in it.</summary>
    public const string AdqlHeader = "Hven-Adql";

    // Clients refuse long headers; check tells the text of any query.
    private const int MostHeaderText = 2000;

    public static async Task HandleAsync(RunQueryRequest request, HttpContext context, QueryRunner runner, IntoTable into)
    {
        ResultFormat format = request.Format is null
            ? ResultFormat.Json
            : ResultFormat.Find(request.Format)
                ?? throw new ServiceException("format", 400, $"There is no format '{request.Format}'. Use one of {string.Join(", ", ResultFormat.All.Select(known => known.Name).Distinct())}.");
        if (request.MaxRows < 0)
        {
            throw new ServiceException("max-rows", 400, $"maxRows is {request.MaxRows}; it must be 0 or more.");
        }

        QueryTables tables = new(runner.CatalogFor(context.Caller()), []);
        AdqlCompilation compilation = QueryRunner.CompileToRun(request.Query ?? "", tables, AdqlDialect.CommonSql);
        if (compilation.Adql is { Length: <= MostHeaderText } adql)
        {
            // Headers are ASCII.
            context.Response.Headers[AdqlHeader] = Uri.EscapeDataString(adql);
        }

        if (compilation.Into is { } kept)
        {
            UserTable table = await into.KeepAsync(context, runner, compilation.Query!, tables, IntoTable.NameOf(kept), request.Replace, request.Query);
            await runner.SendAsync(context, IntoTable.Answer(table, tables), format, null, tables);
            return;
        }

        await runner.SendAsync(context, compilation.Query!, format.Changed(request.NullValue, request.DesTypes), request.MaxRows, tables);
    }
}
