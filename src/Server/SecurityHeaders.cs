using System.Security.Cryptography;

namespace Hven.Server;

/// <summary>Headers that keep a page to itself: no script, style, frame or connection from elsewhere.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>The item of a request that holds the nonce for its page's style elements.</summary>
    public const string NonceItem = "hven.csp-nonce";

    /// <summary>What clients log of a service that they talk to.</summary>
    private static readonly string s_product = $"Hven/{typeof(SecurityHeaders).Assembly.GetName().Version?.ToString(3)}";

    public Task InvokeAsync(HttpContext context)
    {
        string nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceItem] = nonce;
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
        headers.Server = s_product;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        return next(context);
    }
}
