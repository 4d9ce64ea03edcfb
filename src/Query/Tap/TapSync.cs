using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Query.Uploads;
using Hven.Query.UserTables;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hven.Query.Tap;

/// <summary><c>GET</c> and <c>POST /tap/sync</c> (TAP 1.1, section 2). Errors are VOTable documents (DALI 1.1, section 4.2).</summary>
internal static class TapSync
{
    public static Task HandleAsync(HttpContext context, QueryRunner runner, UploadSources sources, FormBounds forms, IntoTable into, ILoggerFactory loggers) =>
        VotableFault.AnswerAsync(context, loggers, async () =>
        {
            DaliParameters parameters = await DaliParameters.ReadAsync(context.Request, forms, context.RequestAborted);
            TapQuery asked = TapQuery.From(parameters);
            using UploadSet uploads = asked.Uploads.Count == 0 ? UploadSet.None : await sources.OpenAsync(asked.Uploads, parameters.Part, context.RequestAborted);
            QueryTables tables = new(runner.CatalogFor(context.Caller()), uploads.Tables);
            AdqlCompilation compilation = QueryRunner.CompileToRun(asked.Query, tables, asked.Dialect);
            BoundQuery query = compilation.Query!;
            if (compilation.Into is { } kept)
            {
                query = IntoTable.Answer(await into.KeepAsync(context, runner, query, tables, IntoTable.NameOf(kept), TapQuery.Replaces(parameters), asked.Query), tables);
            }

            await runner.SendAsync(context, query, asked.Format, asked.MaxRows, tables);
        });
}
