using System.Text;
using System.Text.Json;

namespace Hven.Client;

/// <content>What administrators see and change. The documents are those of <c>/api/v1/admin</c>, as they are.</content>
public sealed partial class HvenClient
{
    /// <summary>Asks for a document.</summary>
    /// <param name="path">What, below <c>/api/v1/admin/</c>, with its query.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<JsonElement> GetAdminAsync(string path, CancellationToken cancellationToken) => SendAdminAsync(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Changes something.</summary>
    /// <param name="method">POST, PUT, PATCH or DELETE.</param>
    /// <param name="path">What, below <c>/api/v1/admin/</c>.</param>
    /// <param name="json">The request; null for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The answer; undefined when there is none.</returns>
    public async Task<JsonElement> SendAdminAsync(HttpMethod method, string path, string? json, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(method, Resolve($"api/v1/admin/{path}")) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        string text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using JsonDocument? document = text.Length == 0 ? null : JsonDocument.Parse(text);
            return document?.RootElement.Clone() ?? default;
        }
        catch (JsonException exception)
        {
            throw NotHven(exception);
        }
    }
}
