using System.Security.Cryptography;

namespace Hven.Server;

/// <summary>Headers that keep a page to itself: no script, style, frame or connection from elsewhere.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>The item of a request that holds the nonce for its page's style elements.</summary>
    public const string NonceItem = "hven.csp-nonce";

    /// <summary>What clients log of a service that they talk to.</summary>
    private static readonly string s_product = $"Hven/{typeof(SecurityHeaders).Assembly.GetName().Version?.ToString(3)}";

    // What programs read holds nothing that a browser may run, whatever it takes it for.
    private const string DataPolicy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'; sandbox";

    private static readonly PathString s_tap = new("/tap");

    public Task InvokeAsync(HttpContext context)
    {
        string policy = DataPolicy;
        if (!context.Request.Path.StartsWithSegments(s_tap))
        {
            string nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            context.Items[NonceItem] = nonce;
            policy = $"default-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
        }

        // At the start of the answer: an error that replaces it takes away what was set before.
        context.Response.OnStarting(() =>
        {
            Set(context.Response.Headers, policy);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static void Set(IHeaderDictionary headers, string policy)
    {
        headers.ContentSecurityPolicy = policy;
        headers.Server = s_product;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
    }
}
