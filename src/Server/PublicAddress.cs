namespace Hven.Server;

/// <summary>
/// The address under which people reach the server, when a proxy stands in between: the setting <c>PublicUrl</c>. All addresses that the server gives of
/// itself are made of it; without it they are made of what a request says.
/// </summary>
internal static class PublicAddress
{
    /// <summary>Name of the setting.</summary>
    public const string Key = "PublicUrl";

    /// <summary>Makes requests look as their senders made them.</summary>
    /// <exception cref="InvalidDataException">The setting is no address.</exception>
    public static void Use(WebApplication application)
    {
        if (application.Configuration[Key] is not { } text)
        {
            return;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https") || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw new InvalidDataException($"{Key} is '{text}'; it must be an address such as https://survey.example.org or https://example.org/survey.");
        }

        HostString host = new(address.Authority);
        PathString path = new(address.AbsolutePath.TrimEnd('/'));
        application.Use((context, next) =>
        {
            context.Request.Scheme = address.Scheme;
            context.Request.Host = host;

            // A proxy that serves the server below a path takes the path away.
            context.Request.PathBase = path;
            return next(context);
        });
    }
}
