using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hven.Client;

/// <summary>Reads why the server refuses.</summary>
internal static class ProblemReader
{
    private const int MaxBytes = 1 << 20;

    public static async Task<HvenApiException> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ProblemDocument? problem = IsJson(response) ? await ReadDocumentAsync(response, cancellationToken).ConfigureAwait(false) : null;
        return new HvenApiException(response.StatusCode, problem?.Code ?? "http", problem?.Detail ?? problem?.Title ?? Describe(response))
        {
            Diagnostics = problem?.Diagnostics ?? [],
            RequestId = problem?.RequestId,
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }

    private static bool IsJson(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is { } type && (type.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private static async Task<ProblemDocument?> ReadDocumentAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxBytes, cancellationToken).ConfigureAwait(false);
            return await response.Content.ReadFromJsonAsync(HvenJson.Default.ProblemDocument, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is JsonException or HttpRequestException or IOException)
        {
            // The status alone then says what is known: the reason cannot be read.
            return null;
        }
    }

    private static string Describe(HttpResponseMessage response)
    {
        string status = $"{((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)} {response.ReasonPhrase}".TrimEnd();
        Uri? asked = response.RequestMessage?.RequestUri;
        return response.Headers.Location is { } elsewhere
            ? $"{asked} answers {status} and points to {elsewhere}. Give that server's address."
            : $"{asked} answers {status} without saying why. Is that the address of a Hven server?";
    }
}
