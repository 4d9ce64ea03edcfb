using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hven.Platform.Accounts;

/// <summary>Tells a client how it can sign in (RFC 9110, section 11.6.1, and the IVOA's draft AuthVO).</summary>
public static class Challenge
{
    /// <summary>Adds the ways to an answer.</summary>
    public static void Add(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        HttpRequest request = context.Request;
        string signIn = $"{request.Scheme}://{request.Host}{request.PathBase}/api/v1/session/vo";
        var ways = new List<string> { $"ivoa_cookie standard_id=\"ivo://ivoa.net/sso#tls-with-password\", access_url=\"{signIn}\"", "Bearer realm=\"Hven\"" };

        // A browser would ask for a password in a window of its own, which the page does in a better way.
        if (!request.Headers.ContainsKey("Sec-Fetch-Mode"))
        {
            ways.Insert(1, "Basic realm=\"Hven: any name, and a token as the password\", charset=\"UTF-8\"");
        }

        // Error pages begin with an empty answer, so the header is set as it starts.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.WWWAuthenticate = new StringValues([.. ways]);
            return Task.CompletedTask;
        });
    }
}
