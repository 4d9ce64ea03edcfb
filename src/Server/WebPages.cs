
namespace Hven.Server;

/// <summary>The browser application: hashed files that may be cached for ever, and one page that may not.</summary>
internal static class WebPages
{
    private const string NoncePlaceholder = "__CSP_NONCE__";
    private static readonly string[] s_notPages = ["/api", "/tap", "/scs", "/sia", "/soda", "/datalink", "/hips", "/moc", "/files", "/labs", "/services", "/assets", "/healthz", "/readyz", "/metrics"];

    /// <summary>Serves the files; goes before routing, so that the page's route does not take their place.</summary>
    public static void Use(WebApplication application) => application.UseStaticFiles(new StaticFileOptions
    {
        OnPrepareResponse = context =>
        {
            bool hashed = context.Context.Request.Path.StartsWithSegments("/assets");
            context.Context.Response.Headers.CacheControl = hashed ? "public,max-age=31536000,immutable" : "no-cache";
        },
    });

    /// <summary>
    /// Answers every address of the application with its page; goes after routing. It is no route itself: one that takes every address would also
    /// take those that exist with another method.
    /// </summary>
    public static void UsePage(WebApplication application)
    {
        string file = Path.Combine(application.Environment.WebRootPath ?? "", "index.html");
        application.Use(async (context, next) =>
        {
            if (context.GetEndpoint() is not null || !IsPage(context.Request) || !File.Exists(file))
            {
                await next(context);
                return;
            }

            string page = await File.ReadAllTextAsync(file, context.RequestAborted);
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.CacheControl = "no-cache";
            await context.Response.WriteAsync(page.Replace(NoncePlaceholder, (string)context.Items[SecurityHeaders.NonceItem]!, StringComparison.Ordinal), context.RequestAborted);
        });
    }

    private static bool IsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && !s_notPages.Any(prefix => request.Path.StartsWithSegments(prefix)) && !Path.HasExtension(request.Path.Value);
}
