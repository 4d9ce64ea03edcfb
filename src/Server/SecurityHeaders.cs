using System.Security.Cryptography;

namespace Hven.Server;

/// <summary>Headers that keep a page to itself: no script, style, frame or connection from elsewhere.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>The item of a request that holds the nonce for its page's style elements.</summary>
    public const string NonceItem = "hven.csp-nonce";

    public Task InvokeAsync(HttpContext context)
    {
        string nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceItem] = nonce;

        // At the start of the answer: an error that replaces it takes away what was set before.
        context.Response.OnStarting(() =>
        {
            Set(context.Response.Headers, nonce);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static void Set(IHeaderDictionary headers, string nonce)
    {
        headers.ContentSecurityPolicy =
            $"default-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
    }
}
