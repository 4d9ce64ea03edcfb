using System.Net.Http.Json;

namespace Hven.Client;

/// <content>The caller's own tables.</content>
public sealed partial class HvenClient
{
    /// <summary>Lists the caller's own tables.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<MyTablesResponse> ListMyTablesAsync(CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, Resolve("api/v1/mydb"));
        return await ReadAsync(message, HvenJson.Default.MyTablesResponse, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Describes one of the caller's tables.</summary>
    /// <param name="name">Its name without schema.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<MyTableDetail> DescribeMyTableAsync(string name, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, Resolve($"api/v1/mydb/{Segment(name)}"));
        return await ReadAsync(message, HvenJson.Default.MyTableDetail, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a table of a file, as a job.</summary>
    /// <param name="name">Its name without schema.</param>
    /// <param name="file">The file.</param>
    /// <param name="options">Parameters of the request: replace, description, columns, types.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    public async Task<MyUploadJob> UploadMyTableAsync(string name, Stream file, IEnumerable<KeyValuePair<string, string>> options, CancellationToken cancellationToken)
    {
        string query = string.Concat(options.Select(pair => $"&{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        using var message = new HttpRequestMessage(HttpMethod.Put, Resolve($"api/v1/mydb/{Segment(name)}?job=true{query}")) { Content = new StreamContent(file) };
        return await ReadAsync(message, HvenJson.Default.MyUploadJob, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a table longer by the rows of a file.</summary>
    /// <param name="name">Its name without schema.</param>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    public async Task<MyTable> AppendToMyTableAsync(string name, Stream file, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Resolve($"api/v1/mydb/{Segment(name)}/rows")) { Content = new StreamContent(file) };
        return await ReadAsync(message, HvenJson.Default.MyTable, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes what is said of a table, its name, or who may read it.</summary>
    /// <param name="name">Its name without schema.</param>
    /// <param name="request">What changes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<MyTableDetail> ChangeMyTableAsync(string name, ChangeMyTableRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Patch, Resolve($"api/v1/mydb/{Segment(name)}")) { Content = JsonContent.Create(request, HvenJson.Default.ChangeMyTableRequest) };
        return await ReadAsync(message, HvenJson.Default.MyTableDetail, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a table.</summary>
    /// <param name="name">Its name without schema.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task DropMyTableAsync(string name, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Delete, Resolve($"api/v1/mydb/{Segment(name)}"));
        using HttpResponseMessage response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
    }
}
