using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Hven.Client;

/// <summary>The JSON API of a Hven server. Safe for concurrent use.</summary>
/// <remarks>
/// Every method throws <see cref="HvenApiException"/> when the server refuses, <see cref="HvenConnectionException"/> when no complete answer comes, and
/// <see cref="OperationCanceledException"/> when the caller stops it.
/// </remarks>
public sealed partial class HvenClient
{
    private readonly HttpClient _http;

    /// <summary>Makes a client.</summary>
    /// <param name="http">Sends the requests. Its base address is the server's, and ends with a slash. The caller disposes of it.</param>
    /// <exception cref="ArgumentException">The base address is missing or does not end with a slash.</exception>
    public HvenClient(HttpClient http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.BaseAddress is not { IsAbsoluteUri: true } address || !address.AbsolutePath.EndsWith('/'))
        {
            throw new ArgumentException("The base address must be set and end with a slash.", nameof(http));
        }

        _http = http;
    }

    /// <summary>Where the server is.</summary>
    public Uri Server => _http.BaseAddress!;

    /// <summary>Runs a query. Returns when the first rows are on their way; the caller reads and disposes of the answer.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="cancellationToken">Stops waiting; the closed connection stops the query on the server.</param>
    public async Task<QueryAnswer> RunQueryAsync(RunQueryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var message = new HttpRequestMessage(HttpMethod.Post, Resolve("api/v1/query"))
        {
            Content = JsonContent.Create(request, HvenJson.Default.RunQueryRequest),
        };
        HttpResponseMessage response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        try
        {
            string id = response.Headers.TryGetValues("Hven-Query-Id", out IEnumerable<string>? values) ? values.First() : throw NotHven();
            Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            string? adql = response.Headers.TryGetValues("Hven-Adql", out IEnumerable<string>? readings) ? Uri.UnescapeDataString(readings.First()) : null;
            return new QueryAnswer(response, id, body) { Adql = adql };
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Reads a query without touching data.</summary>
    /// <param name="query">ADQL text.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<CheckQueryResponse> CheckQueryAsync(string query, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Resolve("api/v1/query/check"))
        {
            Content = JsonContent.Create(new CheckQueryRequest(query), HvenJson.Default.CheckQueryRequest),
        };
        return await ReadAsync(message, HvenJson.Default.CheckQueryResponse, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells how a query would be answered, without running it.</summary>
    /// <param name="query">ADQL text.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<ExplainQueryResponse> ExplainQueryAsync(string query, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Resolve("api/v1/query/explain"))
        {
            Content = JsonContent.Create(new CheckQueryRequest(query), HvenJson.Default.CheckQueryRequest),
        };
        return await ReadAsync(message, HvenJson.Default.ExplainQueryResponse, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells where a quick query stands.</summary>
    /// <param name="id">See <see cref="QueryAnswer.Id"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<QueryStatus> GetQueryStatusAsync(string id, CancellationToken cancellationToken) =>
        SendForStatusAsync(HttpMethod.Get, id, cancellationToken);

    /// <summary>Stops a quick query; nothing happens when it has ended.</summary>
    /// <param name="id">See <see cref="QueryAnswer.Id"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<QueryStatus> CancelQueryAsync(string id, CancellationToken cancellationToken) =>
        SendForStatusAsync(HttpMethod.Delete, id, cancellationToken);

    /// <summary>Lists the releases and their tables.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<TablesResponse> ListTablesAsync(CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, Resolve("api/v1/tables"));
        return await ReadAsync(message, HvenJson.Default.TablesResponse, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Describes a table with its columns.</summary>
    /// <param name="release">Name of the release.</param>
    /// <param name="table">Name of the table within it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<TableDescription> DescribeTableAsync(string release, string table, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, Resolve($"api/v1/tables/{Segment(release)}/{Segment(table)}"));
        return await ReadAsync(message, HvenJson.Default.TableDescription, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The server's address as people write it.</summary>
    private string Address => Server.AbsoluteUri.TrimEnd('/');

    private async Task<QueryStatus> SendForStatusAsync(HttpMethod method, string id, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(method, Resolve($"api/v1/queries/{Segment(id)}"));
        return await ReadAsync(message, HvenJson.Default.QueryStatus, cancellationToken).ConfigureAwait(false);
    }

    private Uri Resolve(string path) => new(Server, path);

    /// <summary>One segment of a path. "." and ".." have a meaning there that no escape takes away.</summary>
    private static string Segment(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name is "." or ".." ? throw new ArgumentException($"'{name}' is no name.", nameof(name)) : Uri.EscapeDataString(name);
    }

    private async Task<T> ReadAsync<T>(HttpRequestMessage message, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using HttpResponseMessage response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false) ?? throw NotHven();
        }
        catch (JsonException exception)
        {
            throw NotHven(exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw CutOff(exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable(exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HvenConnectionException(ConnectionFault.Unreachable, $"{Address} does not answer in time.", exception);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ProblemReader.ReadAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    private HvenConnectionException Unreachable(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError =>
            new(ConnectionFault.Unreachable, $"No Hven server answers at {Address}.", exception),
        HttpRequestError.ResponseEnded or HttpRequestError.Unknown => CutOff(exception),
        _ => new(ConnectionFault.NotHven, $"{Address}: {exception.InnerException?.Message ?? exception.Message}", exception),
    };

    private HvenConnectionException CutOff(Exception cause) => new(ConnectionFault.CutOff, $"{Address} closed the connection without a complete answer.", cause);

    private HvenConnectionException NotHven(Exception? cause = null) =>
        new(ConnectionFault.NotHven, $"What answers at {Address} is not a Hven server, or one of another version.", cause);
}
