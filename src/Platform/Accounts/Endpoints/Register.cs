using Hven.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hven.Platform.Accounts.Endpoints;

/// <summary>An account that somebody asks for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Password">Its password.</param>
/// <param name="Email">Address for mail.</param>
/// <param name="FullName">Name of the person.</param>
/// <param name="Invite">Code of an invitation.</param>
public sealed record RegisterRequest(string Name, string Password, string? Email = null, string? FullName = null, string? Invite = null);

/// <summary>The account.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status">Whether it can be used: <c>active</c>, or what it waits for.</param>
public sealed record RegisterAnswer(string Name, string Status);

/// <summary><c>POST /api/v1/accounts</c>: asks for an account.</summary>
internal static class Register
{
    public static async Task<Created<RegisterAnswer>> HandleAsync(RegisterRequest request, HttpContext context, Invitations invitations, SignInThrottle throttle, CancellationToken cancellationToken)
    {
        Gate.RequireOwnSite(context.Request);
        Caller caller = context.Caller();

        // Codes are too long to be guessed; names that exist are not, and each try counts as a wrong password would.
        throttle.Require(null, caller.Address);
        try
        {
            User user = await invitations.RegisterAsync(
                new(request.Name ?? "") { Password = request.Password, Email = request.Email, FullName = request.FullName }, request.Invite, caller, cancellationToken);
            return TypedResults.Created("/api/v1/me", new RegisterAnswer(user.Name, user.Status.ToString().ToLowerInvariant()));
        }
        catch (ServiceException exception) when (exception.Status is 403 or 409)
        {
            throttle.Failed(null, caller.Address);
            throw;
        }
    }
}
