using System.Security.Cryptography;

namespace Hven.Server;

/// <summary>Headers that keep a page to itself: no script, style, frame or connection from elsewhere.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>The item of a request that holds the nonce for its page's style elements.</summary>
    public const string NonceItem = "hven.csp-nonce";

    // What programs read holds nothing that a browser may run, whatever it takes it for.
    private const string DataPolicy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'; sandbox";

    /// <summary>What clients log of a service that they talk to.</summary>
    private static readonly string s_product = $"Hven/{typeof(SecurityHeaders).Assembly.GetName().Version?.ToString(3)}";

    private static readonly PathString[] s_data = [new("/tap"), new("/scs"), new("/api"), new("/files")];

    public Task InvokeAsync(HttpContext context)
    {
        if (!s_data.Any(prefix => context.Request.Path.StartsWithSegments(prefix)))
        {
            context.Items[NonceItem] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        }

        // At the start of the answer: an error that replaces it takes away what was set before.
        context.Response.OnStarting(Set, context);
        return next(context);
    }

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.Items.TryGetValue(NonceItem, out object? nonce)
            ? $"default-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
            : DataPolicy;
        headers.Server = s_product;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        return Task.CompletedTask;
    }
}
