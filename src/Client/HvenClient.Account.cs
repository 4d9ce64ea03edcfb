using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hven.Client;

/// <content>Accounts and sign-in.</content>
public sealed partial class HvenClient
{
    /// <summary>Tells who the caller is.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<MeResponse> GetMeAsync(CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, Resolve("api/v1/me"));
        return await ReadAsync(message, HvenJson.Default.MeResponse, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes back the token that this client shows.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task RevokeOwnTokenAsync(CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Delete, Resolve("api/v1/session"));
        using HttpResponseMessage response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins a sign-in by a browser elsewhere.</summary>
    /// <param name="name">What this program calls itself.</param>
    /// <param name="scopes">What the token is to allow.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<DeviceCodes> BeginDeviceSignInAsync(string name, IEnumerable<string> scopes, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Resolve("api/v1/device"))
        {
            Content = new FormUrlEncodedContent([new("client_id", "hven"), new("client_name", name), new("scope", string.Join(' ', scopes))]),
        };
        return await ReadAsync(message, HvenJson.Default.DeviceCodes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks how a sign-in stands.</summary>
    /// <param name="deviceCode">What <see cref="BeginDeviceSignInAsync"/> gave.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<DevicePoll> PollDeviceSignInAsync(string deviceCode, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Resolve("api/v1/device/token"))
        {
            Content = new FormUrlEncodedContent([new("client_id", "hven"), new("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), new("device_code", deviceCode)]),
        };
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable(exception);
        }

        using (response)
        {
            if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.BadRequest))
            {
                throw await ProblemReader.ReadAsync(response, cancellationToken).ConfigureAwait(false);
            }

            try
            {
                // What is not there yet is told by status 400 and a document of its own.
                return await response.Content.ReadFromJsonAsync(HvenJson.Default.DevicePoll, cancellationToken).ConfigureAwait(false) is { } poll && (poll.AccessToken ?? poll.Error) is not null ? poll : throw NotHven();
            }
            catch (JsonException exception)
            {
                throw NotHven(exception);
            }
        }
    }
}
