using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Hven.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Hven.Platform.Accounts;

/// <summary>Stands between routing and the endpoints: finds out who asks, and lets in whom the endpoint's rule lets in.</summary>
public sealed class Gate(RequestDelegate next, AccountStore accounts, AccountCache cache, ILoggerFactory loggers)
{
    /// <summary>The cookie of a session.</summary>
    public const string Cookie = "hven-session";

    private const string VoUser = "X-VO-Authenticated";

    /// <summary>Handles a request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        // Those that refuse a method or a type of body are routing's own and no route's.
        RouteEndpoint? endpoint = context.GetEndpoint() as RouteEndpoint;
        return endpoint is null ? next(context)
            : endpoint.Metadata.GetMetadata<VotableErrors>() is null ? PassAsync(context, endpoint)
            : VotableFault.AnswerAsync(context, loggers, () => PassAsync(context, endpoint));
    }

    /// <summary>Sets the cookie of a session.</summary>
    public static void SetCookie(HttpContext context, string secret, TimeSpan age)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Cookies.Append(Cookie, secret, Options(context, age));
    }

    /// <summary>Takes the cookie of a session away.</summary>
    public static void DeleteCookie(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Cookies.Delete(Cookie, Options(context, null));
    }

    private static CookieOptions Options(HttpContext context, TimeSpan? age) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/",
        MaxAge = age,
    };

    private async Task PassAsync(HttpContext context, Endpoint endpoint)
    {
        Caller caller = await FindAsync(context);
        context.Features.Set(caller);
        if (!caller.IsAnonymous)
        {
            // Header values are ASCII.
            context.Response.Headers[VoUser] = Uri.EscapeDataString(caller.Name);
            context.Response.Headers.CacheControl = "no-store";
        }

        AccessRule? rule = endpoint.Metadata.GetMetadata<AccessRule>();
        if (rule is null)
        {
            throw new ServiceException("no-rule", 403, "This address has no rule that says who may use it, so nobody may. Report it.");
        }

        if (caller.Credential == Credential.Session)
        {
            RequireOwnSite(context.Request);
        }

        try
        {
            if (rule.Needed is { } capability)
            {
                caller.Require(capability);
            }
        }
        catch (ServiceException exception) when (exception.Status == StatusCodes.Status401Unauthorized)
        {
            Challenge.Add(context);
            throw;
        }

        await next(context);
    }

    private async ValueTask<Caller> FindAsync(HttpContext context)
    {
        string address = Address(context);
        CancellationToken cancellationToken = context.RequestAborted;
        if (Token(context.Request) is { } token)
        {
            // Who shows a token means it: one that is not good is not taken for nobody's.
            if (await accounts.FindByTokenAsync(token, address, cancellationToken) is not { } bearer)
            {
                Challenge.Add(context);
                throw new ServiceException("token", 401, "This token is unknown, was revoked or has expired. Make a new one on the account's page or with hvend user token.");
            }

            return bearer with { Address = address };
        }

        if (context.Request.Cookies[Cookie] is { } secret)
        {
            if (await accounts.FindBySessionAsync(secret, address, cancellationToken) is { } user)
            {
                return user with { Address = address };
            }

            DeleteCookie(context);
        }

        return await cache.AnonymousAsync(cancellationToken) with { Address = address };
    }

    /// <summary>The token of a request: a Bearer token, or the password of Basic, whatever the user's name.</summary>
    private static string? Token(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ Length: > 0 } header])
        {
            return null;
        }

        if (!AuthenticationHeaderValue.TryParse(header, out AuthenticationHeaderValue? value) || value.Parameter is not { } parameter)
        {
            return "";
        }

        if (value.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return parameter;
        }

        if (!value.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            return "";
        }

        byte[] bytes = new byte[parameter.Length];
        string pair = Convert.TryFromBase64String(parameter, bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>
    /// Refuses a change that another site's page asks for in the name of a user. Browsers say where a request comes from; programs that are no
    /// browsers say nothing, and no page makes them send one.
    /// </summary>
    internal static void RequireOwnSite(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        {
            return;
        }

        bool same = request.Headers["Sec-Fetch-Site"] is [{ } site]
            ? site is "same-origin" or "none"
            : request.Headers.Origin is not [{ } origin] || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
        if (!same)
        {
            throw new ServiceException("cross-site", 403, "A page of another site asked for this change with your sign-in, so it was not done. Open Hven itself and do it there.");
        }
    }

    private static string Address(HttpContext context)
    {
        IPAddress? address = context.Connection.RemoteIpAddress;
        return address is null ? "" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
