using Hven.Platform.Accounts.OpenId;
using Hven.Platform.Http;
using Hven.Platform.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Accounts.Endpoints;

/// <summary>How people can sign in here.</summary>
/// <param name="Registration">Who may register: <c>off</c>, <c>approval</c> or <c>open</c>.</param>
/// <param name="Mail">Whether mail is sent, by which forgotten passwords are set anew.</param>
/// <param name="ConfirmsMail">Whether who registers has to confirm an address.</param>
/// <param name="Providers">Identities from elsewhere.</param>
public sealed record SignInWays(string Registration, bool Mail, bool ConfirmsMail, IReadOnlyList<SignInProvider> Providers);

/// <summary>A provider of identities.</summary>
/// <param name="Name">Its name in addresses.</param>
/// <param name="Title">What its button says.</param>
public sealed record SignInProvider(string Name, string Title);

/// <summary>Where a browser goes next.</summary>
/// <param name="Location">The provider's address.</param>
public sealed record LinkAnswer(string Location);

/// <summary><c>/api/v1/session/oidc</c>: sign-in by an OpenID provider, in a browser; <c>/api/v1/me/identity</c>: linking an account to an identity there.</summary>
internal static class OpenIdEndpoints
{
    private const string Cookie = "hven-oidc";

    public static SignInWays Ways(OpenIdSignIn openId, Outbox outbox, Recovery recovery, IOptions<AccountOptions> options) =>
        new(options.Value.Registration.ToString().ToLowerInvariant(), outbox.HasMail, recovery.AsksToConfirm, [.. openId.Providers.Select(one => new SignInProvider(one.Name, one.Title))]);

    /// <summary>Sends the browser to a provider.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="context">The request.</param>
    /// <param name="openId">Does it.</param>
    /// <param name="to">Page of this server for afterwards; any other address is not taken.</param>
    public static async Task<RedirectHttpResult> BeginAsync(string provider, HttpContext context, OpenIdSignIn openId, string? to = null)
    {
        try
        {
            return TypedResults.Redirect(await BeginAsync(provider, context, openId, LocalPage(to), context.Caller() with { UserId = null }));
        }
        catch (ServiceException exception) when (context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html"))
        {
            // A person followed a link; programs are told by a problem document.
            return TypedResults.Redirect($"{context.Request.PathBase}/sign-in?failure={exception.Code}");
        }
    }

    /// <summary>Begins to link the caller's account. A POST of the own site: by a mere link another's page could tie an identity of its maker to the account of whoever follows it.</summary>
    public static async Task<LinkAnswer> LinkAsync(string provider, HttpContext context, OpenIdSignIn openId)
    {
        Caller caller = context.Caller();
        return caller.Credential == Credential.Session
            ? new(await BeginAsync(provider, context, openId, "/account", caller))
            : throw new ServiceException("oidc-link", 403, "Link an account in the browser where you are signed in: a token cannot.");
    }

    public static async Task<NoContent> UnlinkAsync(HttpContext context, OpenIdSignIn openId, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        await openId.UnlinkAsync(caller.UserId!.Value, caller, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Takes the browser back. A failure is shown on the page for sign-in.</summary>
    public static async Task<RedirectHttpResult> FinishAsync(string provider, HttpContext context, OpenIdSignIn openId, IOptions<AccountOptions> options, string? state = null, string? code = null)
    {
        try
        {
            (string? secret, string to) = await openId.FinishAsync(provider, state, code, Callback(context, provider), context.Request.Cookies[Cookie], context.Caller(), context.Request.Headers.UserAgent, context.RequestAborted);
            if (secret is not null)
            {
                Gate.SetCookie(context, secret, TimeSpan.FromDays(options.Value.SessionDays));
            }

            return TypedResults.Redirect($"{context.Request.PathBase}{to}");
        }
        catch (ServiceException exception)
        {
            // The page knows what the codes mean: no text comes by the address.
            return TypedResults.Redirect($"{context.Request.PathBase}/sign-in?failure={exception.Code}");
        }
    }

    private static async Task<string> BeginAsync(string provider, HttpContext context, OpenIdSignIn openId, string to, Caller caller)
    {
        string browser = context.Request.Cookies[Cookie] is { Length: 43 } kept ? kept : Secret.Create();
        string address = await openId.BeginAsync(provider, Callback(context, provider), browser, to, caller, context.RequestAborted);
        context.Response.Cookies.Append(Cookie, browser, new() { HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = Path(context), MaxAge = OpenIdSignIn.Lasts });
        return address;
    }

    private static string Path(HttpContext context) => $"{context.Request.PathBase}/api/v1/session/oidc";

    private static string Callback(HttpContext context, string provider) => $"{context.Request.Scheme}://{context.Request.Host}{Path(context)}/{provider}/callback";

    /// <summary>A page of this server: a browser takes <c>//host</c> and <c>/\host</c> for another's; an address has plain characters, others are encoded in it.</summary>
    private static string LocalPage(string? to) => to is ['/', not ('/' or '\\'), ..] && to.Length < 500 && to.All(letter => letter is > ' ' and <= '~' and not ('\\' or '"')) ? to : "/query";
}
