namespace Hven.Client;

/// <summary>The answer to a query, whose body is still on its way. Disposing of it before its end closes the connection, which stops the query.</summary>
public sealed class QueryAnswer : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;

    internal QueryAnswer(HttpResponseMessage response, string id, Stream body)
    {
        _response = response;
        Id = id;
        Body = new AnswerStream(body);
    }

    /// <summary>The server's name for this run of the query; see <see cref="HvenClient.CancelQueryAsync"/>.</summary>
    public string Id { get; }

    /// <summary>The query as it reads in ADQL, when something of another dialect was understood in it.</summary>
    public string? Adql { get; internal init; }

    /// <summary>What the body is, for instance <c>text/csv</c>.</summary>
    public string? MediaType => _response.Content.Headers.ContentType?.MediaType;

    /// <summary>The result in the form that was asked for. Reading throws <see cref="HvenConnectionException"/> when the body breaks off before its end.</summary>
    public Stream Body { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Body.DisposeAsync().ConfigureAwait(false);
        _response.Dispose();
    }
}
