using Microsoft.AspNetCore.Http;

namespace Hven.Platform.Http;

/// <summary>
/// HEAD is routed as GET (RFC 9110, section 9.3.2), and the web server keeps the body back. Whoever would make a long body asks here first, since making it would be work for nothing.
/// </summary>
public static class HeadRequest
{
    private static readonly object s_mark = new();

    /// <summary>Lets a request for HEAD go the way of GET.</summary>
    public static void RouteAsGet(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Request.Method = HttpMethods.Get;
            context.Items[s_mark] = s_mark;
        }
    }

    /// <summary>Whether the client asked for the head alone.</summary>
    public static bool IsHead(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return HttpMethods.IsHead(context.Request.Method) || context.Items.ContainsKey(s_mark);
    }
}
