using Hven.Platform.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hven.Platform.Messages.Endpoints;

/// <summary>A code that was mailed.</summary>
/// <param name="Code">The code.</param>
public sealed record ConfirmRequest(string Code);

/// <summary>The account whose address was confirmed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status">Whether it can be used: <c>active</c>, or what it waits for.</param>
public sealed record ConfirmAnswer(string Name, string Status);

/// <summary>A forgotten password.</summary>
/// <param name="Name">Name of the account, or its address for mail.</param>
public sealed record ResetRequest(string Name);

/// <summary>A password to set.</summary>
/// <param name="Code">The code that was mailed.</param>
/// <param name="Password">The new password.</param>
public sealed record FinishResetRequest(string Code, string Password);

/// <summary><c>/api/v1/accounts/confirm</c> and <c>reset</c>: what is done by mail.</summary>
internal static class AccountMail
{
    public static async Task<ConfirmAnswer> ConfirmAsync(ConfirmRequest request, HttpContext context, Recovery recovery, CancellationToken cancellationToken)
    {
        Gate.RequireOwnSite(context.Request);
        User user = await recovery.ConfirmAsync(request.Code, context.Caller(), cancellationToken);
        return new(user.Name, user.Status.ToString().ToLowerInvariant());
    }

    /// <summary>Answers alike whether or not there is such an account.</summary>
    public static async Task<Accepted> AskResetAsync(ResetRequest request, HttpContext context, Recovery recovery, CancellationToken cancellationToken)
    {
        Gate.RequireOwnSite(context.Request);
        await recovery.AskResetAsync(request.Name, context.Caller(), cancellationToken);
        return TypedResults.Accepted((string?)null);
    }

    public static async Task<NoContent> FinishResetAsync(FinishResetRequest request, HttpContext context, Recovery recovery, CancellationToken cancellationToken)
    {
        Gate.RequireOwnSite(context.Request);
        await recovery.FinishResetAsync(request.Code, request.Password, context.Caller(), cancellationToken);
        return TypedResults.NoContent();
    }
}
