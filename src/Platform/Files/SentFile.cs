using Hven.Platform.Http;
using Hven.Platform.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Hven.Platform.Files;

/// <summary>
/// A file as an answer: ranges and conditions of HTTP are understood, the digest is told (RFC 9530), and a browser saves it instead of showing it. What users bring never runs
/// in this server's origin: besides, all addresses of files are sandboxed (<c>SecurityHeaders</c> of the server).
/// </summary>
internal sealed class SentFile : IResult
{
    private readonly FileStream _stream;
    private readonly string _mediaType;

    private SentFile(FileStream stream, string mediaType) => (_stream, _mediaType) = (stream, mediaType);

    /// <summary>Name under which a browser saves it.</summary>
    public required string Name { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset? Modified { get; init; }

    /// <summary>Tells one state of the file from all others.</summary>
    public required string Tag { get; init; }

    /// <summary>Its SHA-256 in lower-case hexadecimal digits; null when it is not known.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether a browser may show it where it can.</summary>
    public bool IsInline { get; init; }

    /// <summary>An open file; the answer closes it.</summary>
    public static SentFile Of(FileStream stream, string mediaType, string name, DateTimeOffset modified, string tag, string? sha256) =>
        new(stream, mediaType) { Name = name, Modified = modified, Tag = tag, Sha256 = sha256 };

    /// <summary>A file that a job left.</summary>
    /// <exception cref="ServiceException">It is gone.</exception>
    public static SentFile Of(JobFolder folder, Job job, JobResult result, bool isInline = false)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(result);
        return new(Open(folder.Result(result.File)), result.MediaType) { Name = result.File, Modified = job.Ended, Tag = result.Sha256, Sha256 = result.Sha256, IsInline = isInline };
    }

    /// <summary>Opens a result for one reader.</summary>
    /// <exception cref="ServiceException">It is gone.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ServiceException("result-gone", 404, "The file is gone: the job was deleted, or its time came, a moment ago.", exception);
        }
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (HeadRequest.IsHead(httpContext))
        {
            // So that nothing is read of it.
            httpContext.Request.Method = HttpMethods.Head;
        }

        IHeaderDictionary headers = httpContext.Response.Headers;
        if (Sha256 is { } hash)
        {
            headers["Repr-Digest"] = Digest(hash);
        }

        ContentDispositionHeaderValue disposition = new(IsInline ? "inline" : "attachment");
        disposition.SetHttpFileName(Name);
        headers.ContentDisposition = disposition.ToString();
        FileStreamHttpResult result = TypedResults.Stream(_stream, _mediaType, lastModified: Modified, entityTag: new($"\"{Tag}\""), enableRangeProcessing: true);
        await result.ExecuteAsync(httpContext);
    }

    /// <summary>A SHA-256 as RFC 9530 writes it.</summary>
    public static string Digest(string sha256) => $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(sha256))}:";
}
