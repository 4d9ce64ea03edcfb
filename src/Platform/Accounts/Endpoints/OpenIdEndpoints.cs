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

/// <summary><c>/api/v1/session/oidc</c>: sign-in by an OpenID provider, in a browser.</summary>
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
    /// <param name="link">Whether the account that is signed in is to be linked.</param>
    public static async Task<RedirectHttpResult> BeginAsync(string provider, HttpContext context, OpenIdSignIn openId, string? to = null, bool link = false)
    {
        Caller caller = context.Caller();
        if (link && caller.Credential != Credential.Session)
        {
            throw new ServiceException("oidc-link", 403, "Sign in to the account that is to be linked first.");
        }

        string browser = context.Request.Cookies[Cookie] is { Length: 43 } kept ? kept : Secret.Create();
        string address = await openId.BeginAsync(provider, Callback(context, provider), browser, LocalPage(to), link ? caller : caller with { UserId = null }, context.RequestAborted);
        context.Response.Cookies.Append(Cookie, browser, new() { HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = Path(context), MaxAge = OpenIdSignIn.Lasts });
        return TypedResults.Redirect(address);
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

    private static string Path(HttpContext context) => $"{context.Request.PathBase}/api/v1/session/oidc";

    private static string Callback(HttpContext context, string provider) => $"{context.Request.Scheme}://{context.Request.Host}{Path(context)}/{provider}/callback";

    /// <summary>A page of this server: a browser takes <c>//host</c> and <c>/\host</c> for another's.</summary>
    private static string LocalPage(string? to) => to is ['/', not ('/' or '\\'), ..] && to.Length < 500 && !to.Any(letter => char.IsControl(letter) || letter == '\\') ? to : "/query";
}
