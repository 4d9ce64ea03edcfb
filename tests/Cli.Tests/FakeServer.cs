using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hven.Cli.Tests;

/// <summary>Answers the routes of the JSON API with what a test sets, over a real connection.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    public const string QueryId = "q1";

    private readonly WebApplication _application;

    private FakeServer(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.Single());

    public ConcurrentQueue<string> Requests { get; } = new();

    public string? LastAuthorization { get; private set; }

    public string? LastQuery { get; private set; }

    public string? LastFormat { get; private set; }

    public long? LastMaxRows { get; private set; }

    public JsonElement LastRequest { get; private set; }

    /// <summary>Answers POST /query; the query's id is set.</summary>
    public Func<HttpContext, Task> Query { get; set; } = context => context.Response.WriteAsync("a\n1\n");

    /// <summary>Answers GET /queries/q1.</summary>
    public string Status { get; set; } = """{"id":"q1","phase":"COMPLETED","rows":1,"overflow":false,"elapsedMs":1.5,"error":null}""";

    public Func<HttpContext, Task> Check { get; set; } = _ => Task.CompletedTask;

    public Func<HttpContext, Task> Explain { get; set; } = _ => Task.CompletedTask;

    public Func<HttpContext, Task> Tables { get; set; } = _ => Task.CompletedTask;

    /// <summary>Answers the routes of accounts and of the sign-in of devices.</summary>
    public Func<HttpContext, Task> Account { get; set; } = _ => Task.CompletedTask;

    /// <summary>Answers the routes of files.</summary>
    public Func<HttpContext, Task> Files { get; set; } = _ => Task.CompletedTask;

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<FakeServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        FakeServer? server = null;
        WebApplication application = builder.Build();
        application.Run(context => server!.AnswerAsync(context));
        server = new FakeServer(application);
        await application.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
    }

    public static Func<HttpContext, Task> Problem(int status, string json) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        return context.Response.WriteAsync(json);
    };

    public static Func<HttpContext, Task> Json(string json) => context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    };

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        Requests.Enqueue($"{context.Request.Method} {path}");
        LastAuthorization = context.Request.Headers.Authorization;
        switch (context.Request.Method, path)
        {
            case ("POST", "/api/v1/query"):
                JsonElement body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
                LastRequest = body;
                LastQuery = body.GetProperty("query").GetString();
                LastFormat = body.GetProperty("format").GetString();
                LastMaxRows = body.GetProperty("maxRows").GetInt64();
                context.Response.Headers["Hven-Query-Id"] = QueryId;
                await Query(context);
                break;
            case ("POST", "/api/v1/query/check"):
                await Check(context);
                break;
            case ("POST", "/api/v1/query/explain"):
                await Explain(context);
                break;
            case ("GET", "/api/v1/queries/q1"):
                await Json(Status)(context);
                break;
            case ("DELETE", "/api/v1/queries/q1"):
                Cancelled.TrySetResult();
                await Json(Status)(context);
                break;
            case ("GET", var tables) when tables.StartsWith("/api/v1/tables", StringComparison.Ordinal):
                await Tables(context);
                break;
            case (_, "/api/v1/me" or "/api/v1/session" or "/api/v1/device" or "/api/v1/device/token"):
                await Account(context);
                break;
            case (_, var files) when files.StartsWith("/api/v1/files", StringComparison.Ordinal) || files.StartsWith("/files/", StringComparison.Ordinal):
                await Files(context);
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }
}
