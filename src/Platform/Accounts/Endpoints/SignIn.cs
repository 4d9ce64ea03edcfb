using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Accounts.Endpoints;

/// <summary>Name and password.</summary>
/// <param name="Name">Name of the account, or its address for mail.</param>
/// <param name="Password">The password.</param>
public sealed record SignInRequest(string Name, string Password);

/// <summary><c>/api/v1/session</c>: in and out.</summary>
internal static class SignIn
{
    public static async Task<NoContent> HandleAsync(SignInRequest request, HttpContext context, AccountStore accounts, IOptions<AccountOptions> options, CancellationToken cancellationToken)
    {
        await BeginAsync(request.Name ?? "", request.Password ?? "", context, accounts, options.Value, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>As a form with <c>username</c> and <c>password</c>, which is what astronomy's programs send (IVOA SSO 2.0, tls-with-password).</summary>
    public static async Task<NoContent> HandleFormAsync(HttpContext context, AccountStore accounts, IOptions<AccountOptions> options, CancellationToken cancellationToken)
    {
        if (!context.Request.HasFormContentType)
        {
            throw new ServiceException("request", 415, "This address takes a form with username and password.");
        }

        IFormCollection form = await context.Request.ReadFormAsync(cancellationToken);
        await BeginAsync(form["username"].ToString(), form["password"].ToString(), context, accounts, options.Value, cancellationToken);
        return TypedResults.NoContent();
    }

    public static async Task<NoContent> OutAsync(HttpContext context, AccountStore accounts, CancellationToken cancellationToken)
    {
        Caller caller = context.Caller();
        if (caller is { Credential: Credential.Session, CredentialId: { } session, UserId: { } user })
        {
            await accounts.EndSessionAsync(user, session, caller, cancellationToken);
        }
        else if (caller is { Credential: Credential.Token, CredentialId: { } token, UserId: { } owner })
        {
            await accounts.RevokeTokenAsync(owner, token, caller, cancellationToken);
        }

        Gate.DeleteCookie(context);
        return TypedResults.NoContent();
    }

    private static async Task BeginAsync(string name, string password, HttpContext context, AccountStore accounts, AccountOptions options, CancellationToken cancellationToken)
    {
        Gate.RequireOwnSite(context.Request);
        (_, string secret) = await accounts.SignInAsync(name, password, context.Caller(), context.Request.Headers.UserAgent, cancellationToken);
        Gate.SetCookie(context, secret, TimeSpan.FromDays(options.SessionDays));
    }
}
