
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

    /// <summary>Answers every address of the application with its page.</summary>
    public static void Map(WebApplication application)
    {
        IWebHostEnvironment environment = application.Environment;
        application.MapFallback(async context =>
        {
            PathString path = context.Request.Path;
            string file = Path.Combine(environment.WebRootPath ?? "", "index.html");
            bool isPage = HttpMethods.IsGet(context.Request.Method) && !s_notPages.Any(prefix => path.StartsWithSegments(prefix)) && !Path.HasExtension(path.Value);
            if (!isPage || !File.Exists(file))
            {
                context.Response.StatusCode = 404;
                await context.Response.WriteAsync(isPage ? "The browser application is not part of this build.\n" : $"There is nothing at {path}.\n", context.RequestAborted);
                return;
            }

            string page = await File.ReadAllTextAsync(file, context.RequestAborted);
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.CacheControl = "no-cache";
            await context.Response.WriteAsync(page.Replace(NoncePlaceholder, (string)context.Items[SecurityHeaders.NonceItem]!, StringComparison.Ordinal), context.RequestAborted);
        });
    }
}
