using System.Globalization;
using Hven.Platform.Http;
using Hven.Tables.Votable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hven.Query.Tap;

/// <summary><c>GET</c> and <c>POST /tap/sync</c> (TAP 1.1, section 2). Errors are VOTable documents (DALI 1.1, section 4.2).</summary>
internal static partial class TapSync
{
    private static readonly HashSet<string> s_languages = new(StringComparer.OrdinalIgnoreCase) { "ADQL", "ADQL-2.0", "ADQL-2.1" };

    public static async Task HandleAsync(HttpContext context, QueryRunner runner, ILoggerFactory loggers)
    {
        try
        {
            TapParameters parameters = await TapParameters.ReadAsync(context.Request, context.RequestAborted);
            if (parameters["REQUEST"] is { } request && !request.Equals("doQuery", StringComparison.OrdinalIgnoreCase))
            {
                throw new ServiceException("usage", 400, $"REQUEST is '{request}'; the only one here is doQuery.");
            }

            if (parameters["LANG"] is { } language && !s_languages.Contains(language))
            {
                throw new ServiceException("usage", 400, $"LANG is '{language}'; this service speaks {string.Join(", ", s_languages)}.");
            }

            if (parameters["UPLOAD"] is not null)
            {
                throw new ServiceException("usage", 400, "This service takes no uploads (UPLOAD).");
            }

            string query = parameters["QUERY"] ?? throw new ServiceException("usage", 400, "The parameter QUERY is missing: give it an ADQL query.");
            string? formatName = parameters["RESPONSEFORMAT"] ?? parameters["FORMAT"];
            ResultFormat format = formatName is null
                ? ResultFormat.Votable
                : ResultFormat.Find(formatName) ?? throw new ServiceException("usage", 400, $"RESPONSEFORMAT is '{formatName}'; there is no such format here. See /tap/capabilities.");
            await runner.SendAsync(context, runner.CompileToRun(query), format, MaxRows(parameters["MAXREC"]));
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            ServiceException failure = ServiceExceptionHandler.Translate(exception);
            if (failure.Status >= 500 && failure.RetryAfter is null)
            {
                LogFailed(loggers.CreateLogger("Hven.Query.Tap"), exception, context.TraceIdentifier);
            }

            context.Response.StatusCode = failure.Status;
            context.Response.ContentType = "application/x-votable+xml";
            context.Response.Headers.ContentDisposition = default;
            ServiceExceptionHandler.SetRetryAfter(context.Response, failure);
            await VotableError.WriteAsync(context.Response.Body, failure.Message, context.RequestAborted);
        }
    }

    private static long? MaxRows(string? text) => text is null
        ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long rows)
            ? rows
            : throw new ServiceException("usage", 400, $"MAXREC is '{text}'; it must be a whole number, 0 or more.");

    [LoggerMessage(2002, LogLevel.Error, "TAP request {RequestId} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string requestId);
}

/// <summary>Parameters of a DALI request: names in any case, from the query string and a form.</summary>
internal sealed class TapParameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public string? this[string name] => _values.GetValueOrDefault(name);

    public static async Task<TapParameters> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        TapParameters parameters = new();
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in request.Query)
        {
            parameters._values[name] = values[^1] ?? "";
        }

        if (request.HasFormContentType)
        {
            foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in await request.ReadFormAsync(cancellationToken))
            {
                parameters._values[name] = values[^1] ?? "";
            }
        }

        return parameters;
    }
}
