using Hven.Tables.Votable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hven.Platform.Http;

/// <summary>The one place where a failed request of an IVOA service becomes a VOTable document (DALI 1.1, section 4.2).</summary>
public static partial class VotableFault
{
    /// <summary>Does what a request asks for, and answers with an error document if that fails.</summary>
    /// <param name="context">The request.</param>
    /// <param name="loggers">Where failures that nobody foresaw are logged.</param>
    /// <param name="work">What it asks for.</param>
    public static async Task AnswerAsync(HttpContext context, ILoggerFactory loggers, Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(loggers);
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            await work();
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            ServiceException failure = ServiceExceptionHandler.Translate(exception);
            if (failure.Status >= 500 && failure.RetryAfter is null)
            {
                LogFailed(loggers.CreateLogger("Hven.Ivoa"), exception, context.Request.Path, context.TraceIdentifier);
            }

            context.Response.StatusCode = failure.Status;
            context.Response.ContentType = "application/x-votable+xml";
            context.Response.Headers.ContentDisposition = default;
            ServiceExceptionHandler.SetRetryAfter(context.Response, failure);
            await VotableError.WriteAsync(context.Response.Body, failure.Message, context.RequestAborted);
        }
    }

    [LoggerMessage(1004, LogLevel.Error, "{Path} failed, request {RequestId}")]
    private static partial void LogFailed(ILogger logger, Exception exception, string path, string requestId);
}
