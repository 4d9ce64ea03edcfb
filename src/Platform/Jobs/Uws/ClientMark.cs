using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Hven.Platform.Jobs.Uws;

/// <summary>
/// Tells a client without an account again by a random cookie, so that a list can show it the jobs that it made. The cookie opens nothing: a job is
/// open to whoever has its name. What is kept with a job is the cookie's hash, so that a copy of the records gives nobody's list away.
/// </summary>
internal static class ClientMark
{
    private const string Cookie = "hven-client";
    private const int Bytes = 16;

    /// <summary>The mark of a client that has one.</summary>
    public static string? Of(HttpRequest request) =>
        request.Cookies[Cookie] is { Length: 2 * Bytes } value && value.All(char.IsAsciiHexDigitLower) ? Hash(value) : null;

    /// <summary>The mark of a client, which gets one if it has none.</summary>
    public static string OfOrNew(HttpContext context)
    {
        if (Of(context.Request) is { } known)
        {
            return known;
        }

        string value = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        context.Response.Cookies.Append(Cookie, value, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            Path = "/",
            MaxAge = TimeSpan.FromDays(90),
        });
        return Hash(value);
    }

    private static string Hash(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(value)));
}
