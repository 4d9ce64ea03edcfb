using System.Globalization;
using System.Text;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Files.Endpoints;

/// <summary><c>/files/uploads</c>: files in pieces, by tus 1.0 (https://tus.io/protocols/resumable-upload).</summary>
internal static class TusEndpoints
{
    private const string Version = "1.0.0";
    private const string Piece = "application/offset+octet-stream";

    public static IResult Options(HttpContext context, IOptions<UserFileOptions> options)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers["Tus-Resumable"] = Version;
        headers["Tus-Version"] = Version;
        headers["Tus-Extension"] = "creation,expiration,checksum,termination";
        headers["Tus-Max-Size"] = ((long)options.Value.MaxFileMiB << 20).ToString(CultureInfo.InvariantCulture);
        headers["Tus-Checksum-Algorithm"] = string.Join(',', PieceDigest.Algorithms);
        return TypedResults.NoContent();
    }

    public static async Task<IResult> CreateAsync(HttpContext context, ResumableUploads uploads, Maintenance maintenance)
    {
        Begin(context);
        await maintenance.RequireOpenAsync(context.Caller(), context.RequestAborted);
        string name = Metadata(context.Request.Headers["Upload-Metadata"].ToString()).GetValueOrDefault("filename") ?? throw new ServiceException("tus", 400, "Upload-Metadata has no filename, in base64 behind its name, by which the file will be called.");
        if (!long.TryParse(context.Request.Headers["Upload-Length"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long length))
        {
            throw new ServiceException("tus", 400, $"Upload-Length is '{context.Request.Headers["Upload-Length"]}'; it must be the size of the file in bytes.");
        }

        FileUpload upload = await uploads.BeginAsync(context.Caller(), name, length, context.RequestAborted);
        context.Response.Headers.Location = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}/files/uploads/{upload.Id}";
        context.Response.Headers["Upload-Expires"] = upload.Expires.ToString("R", CultureInfo.InvariantCulture);
        return TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    public static async Task<IResult> HeadAsync(string id, HttpContext context, ResumableUploads uploads)
    {
        Begin(context);
        (FileUpload upload, long offset) = await uploads.GetAsync(context.Caller(), id, context.RequestAborted);
        Tell(context, upload, offset);
        context.Response.Headers["Upload-Length"] = upload.Length.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok();
    }

    public static async Task<IResult> AppendAsync(string id, HttpContext context, ResumableUploads uploads)
    {
        Begin(context);
        if (context.Request.ContentType != Piece)
        {
            throw new ServiceException("tus", 415, $"The content's type is '{context.Request.ContentType}'; a piece has {Piece}.");
        }

        if (!long.TryParse(context.Request.Headers["Upload-Offset"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long offset))
        {
            throw new ServiceException("tus", 400, $"Upload-Offset is '{context.Request.Headers["Upload-Offset"]}'; it must be where the piece begins.");
        }

        FileEndpoints.OpenBody(context);
        using PieceDigest? check = PieceDigest.Of(context.Request.Headers["Upload-Checksum"]);
        (FileUpload upload, long there) = await uploads.AppendAsync(context.Caller(), id, offset, context.Request.Body, check, context.RequestAborted);
        Tell(context, upload, there);
        return TypedResults.NoContent();
    }

    public static async Task<IResult> DeleteAsync(string id, HttpContext context, ResumableUploads uploads)
    {
        Begin(context);
        await uploads.DeleteAsync(context.Caller(), id, context.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>For clients whose surroundings know GET and POST alone.</summary>
    public static Task<IResult> OverrideAsync(string id, HttpContext context, ResumableUploads uploads) => context.Request.Headers["X-HTTP-Method-Override"].ToString().ToUpperInvariant() switch
    {
        "PATCH" => AppendAsync(id, context, uploads),
        "HEAD" => HeadAsync(id, context, uploads),
        "DELETE" => DeleteAsync(id, context, uploads),
        _ => throw new ServiceException("method", 405, "An upload takes HEAD, PATCH and DELETE; POST only with one of these in X-HTTP-Method-Override."),
    };

    private static void Begin(HttpContext context)
    {
        context.Response.Headers["Tus-Resumable"] = Version;
        if (context.Request.Headers["Tus-Resumable"] != Version)
        {
            // An error begins with an empty answer, so the header is set as it starts.
            context.Response.OnStarting(() =>
            {
                context.Response.Headers["Tus-Version"] = Version;
                return Task.CompletedTask;
            });
            throw new ServiceException("tus", 412, $"Tus-Resumable is '{context.Request.Headers["Tus-Resumable"]}'; this server speaks {Version}.");
        }
    }

    private static void Tell(HttpContext context, FileUpload upload, long offset)
    {
        context.Response.Headers["Upload-Offset"] = offset.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["Upload-Expires"] = upload.Expires.ToString("R", CultureInfo.InvariantCulture);
    }

    private static Dictionary<string, string> Metadata(string text)
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] pair = part.Split(' ', 2);
            byte[] bytes = new byte[pair[^1].Length];
            found[pair[0]] = pair.Length == 2 && Convert.TryFromBase64String(pair[1].Trim(), bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        }

        return found;
    }
}
