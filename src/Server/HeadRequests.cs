using Hven.Platform.Http;

namespace Hven.Server;

/// <summary>Answers HEAD wherever GET is answered (RFC 9110, section 9.3.2): the web server keeps the body back by itself.</summary>
internal static class HeadRequests
{
    public static void Use(WebApplication application) => application.Use((context, next) =>
    {
        HeadRequest.RouteAsGet(context);
        return next(context);
    });
}
