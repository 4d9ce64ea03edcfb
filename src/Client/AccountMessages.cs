using System.Text.Json.Serialization;

namespace Hven.Client;

/// <summary>Who the caller is.</summary>
/// <param name="Name">Name of the account; <c>anonymous</c> without one.</param>
/// <param name="SignedIn">Whether there is an account.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Groups">Its groups.</param>
/// <param name="Capabilities">What it may do with this token.</param>
/// <param name="FullName">Name of the person.</param>
/// <param name="Email">Address for mail.</param>
public sealed record MeResponse(string Name, bool SignedIn, IReadOnlyList<string> Roles, IReadOnlyList<string> Groups, IReadOnlyList<string> Capabilities, string? FullName = null, string? Email = null);

/// <summary>The codes of a sign-in by a browser elsewhere (RFC 8628, section 3.2).</summary>
/// <param name="DeviceCode">What this program keeps.</param>
/// <param name="UserCode">What its user types.</param>
/// <param name="VerificationUri">Where the user types it.</param>
/// <param name="VerificationUriComplete">The same with the code in it.</param>
/// <param name="ExpiresIn">Seconds that it lasts.</param>
/// <param name="Interval">Seconds between questions.</param>
public sealed record DeviceCodes(
    [property: JsonPropertyName("device_code")] string DeviceCode, [property: JsonPropertyName("user_code")] string UserCode, [property: JsonPropertyName("verification_uri")] string VerificationUri,
    [property: JsonPropertyName("verification_uri_complete")] string VerificationUriComplete, [property: JsonPropertyName("expires_in")] int ExpiresIn, [property: JsonPropertyName("interval")] int Interval);

/// <summary>How a sign-in stands: a token, or why there is none yet (RFC 8628, section 3.5).</summary>
/// <param name="AccessToken">The token.</param>
/// <param name="Error"><c>authorization_pending</c>, <c>slow_down</c>, <c>access_denied</c> or <c>expired_token</c>.</param>
/// <param name="Scope">What the token allows.</param>
public sealed record DevicePoll([property: JsonPropertyName("access_token")] string? AccessToken = null, [property: JsonPropertyName("error")] string? Error = null, [property: JsonPropertyName("scope")] string? Scope = null);
