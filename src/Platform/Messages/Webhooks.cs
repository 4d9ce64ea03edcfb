using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Hven.Platform.Http;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Messages;

/// <summary>
/// Posts to addresses that users give: of hosts that the operator lists, never to private addresses, without following where they point. What they answer is not read.
/// </summary>
public sealed class Webhooks : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly AllowedHosts _hosts;
    private readonly HttpClient _client;

    /// <summary>Makes the sender; nothing is sent yet.</summary>
    public Webhooks(IOptions<MailOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _hosts = new(options.Value.WebhookHosts);
        _client = new(GuardedConnections.Handler(_hosts, host => new ServiceException("webhook", 403, $"The host {host} has no public address."))) { Timeout = s_patience };
        _client.DefaultRequestHeaders.Add("User-Agent", "Hven");
    }

    /// <summary>The address of a webhook, looked at.</summary>
    /// <exception cref="ServiceException">It is none, or none that may be used here.</exception>
    public Uri Require(string text) =>
        _hosts.IsEmpty ? throw new ServiceException("webhook", 403, "This server sends no webhooks: the operator lists no hosts for them. Follow the job by its events, or ask for mail.")
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && text.Length <= 2000 && address.Fragment.Length == 0 && _hosts.Allows(address) ? address
        : throw new ServiceException("webhook", 400, $"A webhook cannot go to '{text}'. It must be an http or https address of one of {_hosts}, without a name or password in it.");

    /// <summary>Posts a message.</summary>
    /// <exception cref="Exception">It was not taken.</exception>
    internal async Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        Uri address = Require(message.Address);
        byte[] body = Encoding.UTF8.GetBytes(message.Text);
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.Add("Hven-Delivery", message.Id.ToString(CultureInfo.InvariantCulture));
        if (message.Secret is { } secret)
        {
            request.Headers.Add("Hven-Signature", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}");
        }

        using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{address.Authority} answered with status {(int)response.StatusCode}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
