using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace Hven.Client;

/// <content>The caller's files.</content>
public sealed partial class HvenClient
{
    private const string TusVersion = "1.0.0";

    /// <summary>Lists the caller's files, page by page, in the order of their names.</summary>
    /// <param name="prefix">What their names begin with; null for all.</param>
    /// <param name="after">Those after this name; null from the beginning.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<FilesResponse> ListFilesAsync(string? prefix, string? after, CancellationToken cancellationToken)
    {
        string query = $"{(prefix is null ? "" : $"&prefix={Uri.EscapeDataString(prefix)}")}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}";
        using var message = new HttpRequestMessage(HttpMethod.Get, Resolve($"api/v1/files?limit=1000{query}"));
        return await ReadAsync(message, HvenJson.Default.FilesResponse, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins to take a file. The caller disposes of the answer.</summary>
    /// <param name="file">The file.</param>
    /// <param name="from">Bytes that the caller has already; the answer may begin at 0 nevertheless, and says so by its status.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<HttpResponseMessage> OpenFileAsync(FileDescription file, long from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var message = new HttpRequestMessage(HttpMethod.Get, Resolve(FileAddress(file.Path)));
        if (from > 0)
        {
            message.Headers.Range = new RangeHeaderValue(from, null);
            message.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue($"\"{file.Sha256}\""));
        }

        return SendAsync(message, cancellationToken);
    }

    /// <summary>Begins a file that is sent in pieces (tus 1.0).</summary>
    /// <param name="path">Its name.</param>
    /// <param name="length">Its size.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Name of the upload, which the pieces are sent to.</returns>
    public async Task<string> BeginUploadAsync(string path, long length, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Resolve("files/uploads"));
        message.Headers.Add("Tus-Resumable", TusVersion);
        message.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        message.Headers.Add("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(path))}");
        using HttpResponseMessage response = await SendAsync(message, cancellationToken).ConfigureAwait(false);

        // Pieces carry the token: they go to this very server, whatever the address says.
        return response.Headers.Location?.Segments[^1] ?? throw NotHven();
    }

    /// <summary>How much of a file is there.</summary>
    /// <param name="upload">What <see cref="BeginUploadAsync"/> gave.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<long> GetUploadOffsetAsync(string upload, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Head, Resolve($"files/uploads/{Segment(upload)}"));
        message.Headers.Add("Tus-Resumable", TusVersion);
        using HttpResponseMessage response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        return Offset(response);
    }

    /// <summary>Sends a piece of a file.</summary>
    /// <param name="upload">What <see cref="BeginUploadAsync"/> gave.</param>
    /// <param name="offset">Where the piece begins.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <returns>How much is there now.</returns>
    public async Task<long> SendPieceAsync(string upload, long offset, HttpContent piece, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(piece);
        using var message = new HttpRequestMessage(HttpMethod.Patch, Resolve($"files/uploads/{Segment(upload)}")) { Content = piece };
        piece.Headers.ContentType = new("application/offset+octet-stream");
        message.Headers.Add("Tus-Resumable", TusVersion);
        message.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        using HttpResponseMessage response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        return Offset(response);
    }

    /// <summary>Deletes a file.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task DeleteFileAsync(string path, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Delete, Resolve(FileAddress(path)));
        using HttpResponseMessage response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a file another name.</summary>
    /// <param name="from">Its name.</param>
    /// <param name="to">The new one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<FileDescription> MoveFileAsync(string from, string to, CancellationToken cancellationToken) =>
        PostAsync("api/v1/files/move", new MoveFileRequest(from, to), HvenJson.Default.MoveFileRequest, HvenJson.Default.FileDescription, cancellationToken);

    /// <summary>Makes a link to a file.</summary>
    /// <param name="request">Which, and how long.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<FileLink> LinkFileAsync(FileLinkRequest request, CancellationToken cancellationToken) => PostAsync("api/v1/files/links", request, HvenJson.Default.FileLinkRequest, HvenJson.Default.FileLink, cancellationToken);

    private static string FileAddress(string path) => $"files/me/{string.Join('/', path.Split('/').Select(Segment))}";

    private long Offset(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Upload-Offset", out IEnumerable<string>? values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out long offset) ? offset : throw NotHven();
}
