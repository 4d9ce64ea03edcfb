using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Platform.Accounts;
using Hven.Platform.Catalog;
using Hven.Platform.Http;
using Hven.Tables.Votable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hven.Query.Cone;

/// <summary><c>/scs/{release}/{table}</c>: Simple Cone Search 1.03 over every table with a position, answered as any other query is.</summary>
internal static partial class ConeSearch
{
    private static readonly FormBounds s_forms = new(1 << 16, 1 << 26);

    public static async Task HandleAsync(string release, string table, HttpContext context, QueryRunner runner, ILoggerFactory loggers)
    {
        try
        {
            QueryCatalog catalog = runner.CatalogFor(context.Caller());
            CatalogTable described = catalog.Survey.Find(release, table) is { HasPosition: true } found
                ? found
                : throw new ServiceException("table-unknown", 404, $"There is no table {release}.{table} to search. There are: {string.Join(", ", catalog.Survey.Releases.SelectMany(known => known.Tables).Select(known => known.FullName).Take(20))}.");
            ConeParameters search = ConeParameters.From(await DaliParameters.ReadAsync(context.Request, s_forms, context.RequestAborted));
            ConeTable cone = new(catalog.Find(described.Release, described.Name)!, described);
            AdqlCompilation compilation = AdqlCompiler.Compile(cone.Query(search), cone);
            BoundQuery query = compilation.Query ?? throw new InvalidOperationException($"The query of a cone search does not compile: {compilation.Diagnostics[0].Message}");
            await runner.SendAsync(context, query, search.Format, search.MaxRows, new(catalog, []));
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            ServiceException failure = ServiceExceptionHandler.Translate(exception);
            if (failure.Status >= 500 && failure.RetryAfter is null)
            {
                LogFailed(loggers.CreateLogger("Hven.Query.Cone"), exception, context.Request.Path, context.TraceIdentifier);
            }

            await AnswerAsync(context, failure);
        }
    }

    /// <summary>The error document of the standard (section 2.3), which its clients read with status 200 only, and the one of DALI in it.</summary>
    private static async Task AnswerAsync(HttpContext context, ServiceException failure)
    {
        context.Response.StatusCode = failure.Status == 400 ? 200 : failure.Status;
        context.Response.ContentType = "text/xml;content=x-votable";
        context.Response.Headers.ContentDisposition = default;
        ServiceExceptionHandler.SetRetryAfter(context.Response, failure);
        VotableInfo error = new("Error", failure.Message) { Id = "Error" };
        VotableInfo status = new("QUERY_STATUS", "ERROR") { Text = failure.Message };
        await using VotableDocumentWriter writer = new(context.Response.Body);
        await writer.EndAsync(new VotableDocument { Version = "1.4", Members = [error, new VotableResource { Type = "results", Members = [status] }] }, context.RequestAborted);
    }

    [LoggerMessage(2003, LogLevel.Error, "Cone search {Path} failed, request {RequestId}")]
    private static partial void LogFailed(ILogger logger, Exception exception, string path, string requestId);
}
