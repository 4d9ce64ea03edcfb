using System.Net.Sockets;
using Hven.Platform.Http;
using Microsoft.Extensions.Options;

namespace Hven.Query.Uploads;

/// <summary>
/// Fetches files from addresses that a user gives: only from hosts that the operator lists, within bounds of size and time.
/// </summary>
internal sealed class RemoteFiles : IDisposable
{
    private const int MostRedirects = 5;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly AllowedHosts _hosts;
    private readonly HttpClient _client;

    public RemoteFiles(IOptions<QueryOptions> options)
    {
        _hosts = new(options.Value.UploadHosts);
        _client = new(GuardedConnections.Handler(
            _hosts, host => new ServiceException("upload", 403, $"The host {host} has no public address; files are fetched from private ones only when the operator lists that very host.")))
        {
            Timeout = s_patience,
        };
        _client.DefaultRequestHeaders.Add("User-Agent", "Hven");
    }

    /// <summary>Fetches a file.</summary>
    /// <param name="uri">Where from.</param>
    /// <param name="path">Where to.</param>
    /// <param name="mostBytes">Its size at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ServiceException">The address is not allowed, or gives no file within the bounds.</exception>
    public async Task FetchAsync(Uri uri, string path, long mostBytes, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(s_patience);
        try
        {
            using HttpResponseMessage response = await FollowAsync(uri, stop.Token);
            await using Stream body = await response.Content.ReadAsStreamAsync(stop.Token);
            await using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 17, FileOptions.Asynchronous);
            byte[] buffer = new byte[1 << 17];
            for (int count = await body.ReadAsync(buffer, stop.Token); count > 0; count = await body.ReadAsync(buffer, stop.Token))
            {
                if (file.Position + count > mostBytes)
                {
                    throw new ServiceException("upload-limit", 413, $"{uri} is larger than {mostBytes >> 20} MiB, which is what this server takes as an upload.");
                }

                await file.WriteAsync(buffer.AsMemory(0, count), stop.Token);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceException("upload", 400, $"{uri} did not give its file within {s_patience.TotalSeconds:0} s. Send the file with the request (param:).", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or IOException)
        {
            throw exception.GetBaseException() as ServiceException ?? new ServiceException("upload", 400, $"{uri} cannot be fetched: {exception.Message}", exception);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(Uri uri, CancellationToken cancellationToken)
    {
        for (int hop = 0; hop <= MostRedirects; hop++)
        {
            Require(uri);
            HttpResponseMessage response = await _client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            Uri? next = response.Headers.Location is { } location ? new Uri(uri, location) : null;
            int status = (int)response.StatusCode;
            response.Dispose();
            uri = status is >= 300 and < 400 && next is not null ? next : throw new ServiceException("upload", 400, $"{uri} answered with status {status}.");
        }

        throw new ServiceException("upload", 400, $"{uri} redirects more than {MostRedirects} times.");
    }

    /// <exception cref="ServiceException">The operator does not allow it.</exception>
    private void Require(Uri uri)
    {
        if (!_hosts.Allows(uri))
        {
            throw new ServiceException("upload", 403, _hosts.IsEmpty
                ? "This server fetches no uploads from addresses. Send the file with the request: UPLOAD=name,param:part as multipart/form-data."
                : $"This server does not fetch uploads from {uri.Scheme}://{uri.Authority}. It fetches from: {_hosts}. Or send the file with the request (param:).");
        }
    }
}
