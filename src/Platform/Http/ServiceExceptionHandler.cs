using System.Globalization;
using System.Text.Json;
using Hven.Platform.State;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Hven.Platform.Http;

/// <summary>The one place where a failed request of the JSON API becomes a problem document (RFC 9457), and where a failure nobody foresaw is logged.</summary>
public sealed partial class ServiceExceptionHandler(IProblemDetailsService problems, ILogger<ServiceExceptionHandler> logger) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody reads an answer.
            return true;
        }

        ServiceException service = Translate(exception);
        if (service.Status >= 500 && service.RetryAfter is null)
        {
            LogFailed(exception, httpContext.Request.Method, WithoutSecret(httpContext.Request.Path), httpContext.TraceIdentifier);
        }

        httpContext.Response.StatusCode = service.Status;
        SetRetryAfter(httpContext.Response, service);
        ProblemDetails problem = new() { Status = service.Status, Detail = service.Message };
        problem.Extensions["code"] = service.Code;
        problem.Extensions["requestId"] = httpContext.TraceIdentifier;
        foreach ((string key, object? value) in service.Details)
        {
            problem.Extensions[key] = value;
        }

        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, Exception = exception, ProblemDetails = problem });
    }

    /// <summary>Gives a problem that no exception of ours made, such as an unknown address, the members that every problem has.</summary>
    /// <param name="context">The problem before it is written.</param>
    public static void Complete(ProblemDetailsContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        HttpRequest request = context.HttpContext.Request;
        ProblemDetails problem = context.ProblemDetails;
        (string code, string detail) = problem.Status switch
        {
            404 => ("address-unknown", $"There is nothing at {request.Path}."),
            405 => ("method", $"{request.Path} does not take {request.Method}. It takes {context.HttpContext.Response.Headers.Allow}."),
            _ => ("request", $"The request was refused with status {problem.Status}."),
        };
        problem.Detail ??= detail;
        problem.Extensions.TryAdd("code", code);
        problem.Extensions.TryAdd("requestId", context.HttpContext.TraceIdentifier);
    }

    /// <summary>An address for the log: a link that opens a file to whoever has it is not to be had there.</summary>
    private static string WithoutSecret(PathString path) => path.StartsWithSegments("/files/link") ? "/files/link/..." : path.Value ?? "";

    /// <summary>Any failure as what the caller is told.</summary>
    /// <param name="exception">The failure.</param>
    public static ServiceException Translate(Exception exception) => exception switch
    {
        ServiceException known => known,
        BadHttpRequestException { InnerException: JsonException json } bad => new("request", bad.StatusCode, $"The request's body is not the JSON that this address takes. {json.Message}", bad),
        BadHttpRequestException bad => new("request", bad.StatusCode, bad.Message, bad),
        _ when StateFault.Of(exception) is not null => new("state", 503, "The database that accounts and jobs are kept in does not answer. Try again in a moment; the data are not affected.", exception) { RetryAfter = TimeSpan.FromSeconds(10) },
        IOException full when IsDiskFull(full) => new("disk-full", 503, "The server's disk is full, so that this could not be written. Nothing that was there before is lost. Try again later, or tell an administrator.", full) { RetryAfter = TimeSpan.FromMinutes(1) },
        InvalidDataException bad => new("request", 400, $"The request's body cannot be read: {bad.Message}", bad),
        _ => new("internal", 500, "The server failed on this request. The failure is logged; give the request id when you report it.", exception),
    };

    /// <summary>ENOSPC and EDQUOT of Linux, ERROR_DISK_FULL of Windows.</summary>
    private static bool IsDiskFull(IOException exception) => exception.HResult is 28 or 122 or unchecked((int)0x80070070);

    /// <summary>Tells the caller when to try again, and which limit was met, in the headers of the IETF's draft RateLimit.</summary>
    public static void SetRetryAfter(HttpResponse response, ServiceException exception)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(exception);
        if (exception.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (exception.Limit is { } limit)
        {
            response.Headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";q={limit.Most}");
            response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";r=0;t={Math.Ceiling((exception.RetryAfter ?? TimeSpan.Zero).TotalSeconds):0}");
        }
    }

    [LoggerMessage(1003, LogLevel.Error, "{Method} {Path} failed, request {RequestId}")]
    private partial void LogFailed(Exception exception, string method, string path, string requestId);
}
