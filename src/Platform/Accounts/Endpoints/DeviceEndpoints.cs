using System.Text.Json.Serialization;
using Hven.Platform.Accounts.Devices;
using Hven.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hven.Platform.Accounts.Endpoints;

/// <summary>A device that waits to be let in.</summary>
/// <param name="Name">What it calls itself.</param>
/// <param name="Scopes">What it wants to be let do.</param>
/// <param name="Address">Address that it asked from.</param>
/// <param name="Created">When it asked.</param>
public sealed record DeviceRequestAnswer(string Name, IReadOnlyList<string> Scopes, string Address, DateTimeOffset Created);

/// <summary>Whether a device is let in.</summary>
/// <param name="Allow">Whether it is.</param>
public sealed record AnswerDeviceRequest(bool Allow);

/// <summary><c>/api/v1/device</c>: programs sign in by a code that their user types on a page (RFC 8628).</summary>
internal static class DeviceEndpoints
{
    private const string GrantType = "urn:ietf:params:oauth:grant-type:device_code";
    private static readonly string[] s_defaultScopes = [Capability.Query, Capability.Jobs];

    /// <summary>The request of section 3.1, a form; <c>client_name</c> is our own.</summary>
    public static async Task<JsonHttpResult<DeviceCodes>> BeginAsync(HttpContext context, DeviceSignIns devices, CancellationToken cancellationToken)
    {
        IFormCollection form = await FormAsync(context, cancellationToken);
        string[] scopes = form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (string device, string user) = await devices.BeginAsync(form["client_name"].ToString(), scopes.Length == 0 ? s_defaultScopes : scopes, context.Caller(), cancellationToken);
        string page = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}/device";
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new DeviceCodes(device, user, page, $"{page}?code={user}", (int)DeviceSignIns.Lasts.TotalSeconds, (int)DeviceSignIns.Interval.TotalSeconds));
    }

    /// <summary>The request of section 3.4, a form.</summary>
    public static async Task<IResult> PollAsync(HttpContext context, DeviceSignIns devices, TimeProvider time, CancellationToken cancellationToken)
    {
        IFormCollection form = await FormAsync(context, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        if (form["grant_type"] != GrantType)
        {
            return TypedResults.Json(new DeviceError("unsupported_grant_type"), statusCode: 400);
        }

        DeviceAnswer answer = await devices.PollAsync(form["device_code"].ToString(), context.Caller(), cancellationToken);
        return answer.Error is { } error
            ? TypedResults.Json(new DeviceError(error), statusCode: 400)
            : TypedResults.Json(new DeviceToken(answer.Token!, "Bearer", (int)(answer.Record!.Expires - time.GetUtcNow()).TotalSeconds, string.Join(' ', answer.Record.Scopes)));
    }

    public static async Task<DeviceRequestAnswer> GetAsync(string code, HttpContext context, DeviceSignIns devices, CancellationToken cancellationToken)
    {
        DeviceSignIn device = await devices.FindAsync(code, context.Caller(), cancellationToken);
        return new(device.Name, device.Scopes, device.Address, device.Created);
    }

    public static async Task<NoContent> AnswerAsync(string code, AnswerDeviceRequest request, HttpContext context, DeviceSignIns devices, CancellationToken cancellationToken)
    {
        await devices.AnswerAsync(code, request.Allow, context.Caller(), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IFormCollection> FormAsync(HttpContext context, CancellationToken cancellationToken)
    {
        Gate.RequireOwnSite(context.Request);
        return context.Request.HasFormContentType ? await context.Request.ReadFormAsync(cancellationToken) : throw new ServiceException("request", 415, "This address takes a form (RFC 8628).");
    }

    internal sealed record DeviceCodes(
        [property: JsonPropertyName("device_code")] string DeviceCode, [property: JsonPropertyName("user_code")] string UserCode, [property: JsonPropertyName("verification_uri")] string VerificationUri,
        [property: JsonPropertyName("verification_uri_complete")] string VerificationUriComplete, [property: JsonPropertyName("expires_in")] int ExpiresIn, [property: JsonPropertyName("interval")] int Interval);

    internal sealed record DeviceError([property: JsonPropertyName("error")] string Error);

    internal sealed record DeviceToken(
        [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("token_type")] string TokenType, [property: JsonPropertyName("expires_in")] int ExpiresIn,
        [property: JsonPropertyName("scope")] string Scope);
}
