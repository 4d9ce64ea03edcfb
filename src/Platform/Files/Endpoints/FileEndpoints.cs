using Hven.Platform.Accounts;
using Hven.Platform.Audit;
using Hven.Platform.Http;
using Hven.Platform.Jobs;
using Hven.Platform.Operations;
using Hven.Platform.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Files.Endpoints;

/// <summary>A file of the caller.</summary>
/// <param name="Path">Its name with its folders.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="MediaType">What it is, as far as its name tells.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal digits.</param>
/// <param name="Modified">When it came.</param>
public sealed record FileAnswer(string Path, long Bytes, string MediaType, string Sha256, DateTimeOffset Modified)
{
    internal static FileAnswer Of(UserFile file) => new(file.Path, file.Bytes, file.MediaType, file.Sha256, file.Modified);
}

/// <summary>A page of the caller's files.</summary>
/// <param name="Files">The files in the order of their names.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null at the end.</param>
/// <param name="UsedBytes">Bytes that files, tables and jobs take.</param>
/// <param name="MaxBytes">Bytes that they may take.</param>
public sealed record FilesAnswer(IReadOnlyList<FileAnswer> Files, string? Next, long UsedBytes, long? MaxBytes);

/// <summary>A file's new name.</summary>
/// <param name="From">Its name.</param>
/// <param name="To">The new one.</param>
public sealed record MoveFileRequest(string From, string To);

/// <summary>Files for an archive.</summary>
/// <param name="Paths">Their names; a folder's name with a / at its end stands for all below it.</param>
/// <param name="Jobs">Jobs, all of whose files come.</param>
/// <param name="Format">zip, tar or tar.zst.</param>
public sealed record ArchiveRequest(IReadOnlyList<string>? Paths = null, IReadOnlyList<string>? Jobs = null, string? Format = null);

/// <summary>A link to make.</summary>
/// <param name="Path">The file, of the caller's or of the job.</param>
/// <param name="Job">The job, for a file that it left.</param>
/// <param name="Days">Days that the link lasts; 7 when absent.</param>
public sealed record LinkRequest(string Path, string? Job = null, int? Days = null);

/// <summary>A link.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Path">The file.</param>
/// <param name="Job">The job that left it.</param>
/// <param name="Expires">When it ends.</param>
/// <param name="Href">The link itself, told once.</param>
public sealed record LinkAnswer(long Id, string Path, string? Job, DateTimeOffset Expires, string? Href);

/// <summary><c>/api/v1/files</c> and <c>/files</c>: the files of users, and those that jobs left.</summary>
internal static class FileEndpoints
{
    private const int DefaultLimit = 1000;
    private const int MostListed = 10_000;
    private const int MostNamed = 10_000;
    private const int DefaultLinkDays = 7;
    private const int MostLinks = 1000;

    public static async Task<FilesAnswer> ListAsync(HttpContext context, FileStore store, UserSpace space, string? prefix = null, string? after = null, int? limit = null)
    {
        int most = limit is null or (>= 1 and <= MostListed) ? limit ?? DefaultLimit : throw new ServiceException("usage", 400, $"limit is {limit}; it must be from 1 to {MostListed}.");
        Caller caller = context.Caller();
        IReadOnlyList<UserFile> files = await store.ListAsync(caller, prefix, after, most, context.RequestAborted);
        return new([.. files.Select(FileAnswer.Of)], files.Count == most ? files[^1].Path : null, await space.UsedAsync(caller, context.RequestAborted), caller.Quota.StoredBytes);
    }

    /// <summary>Takes the request's body. <c>If-None-Match: *</c> and <c>If-Match</c> keep what is there; <c>Content-Digest</c> or <c>Repr-Digest</c> (RFC 9530) are held against what came.</summary>
    public static async Task<IResult> PutAsync(string path, HttpContext context, FileStore store, Maintenance maintenance)
    {
        await maintenance.RequireOpenAsync(context.Caller(), context.RequestAborted);
        IHeaderDictionary headers = context.Request.Headers;
        if (headers.ContentRange.Count > 0 || headers.ContentEncoding.Any(value => value is not (null or "" or "identity")))
        {
            throw new ServiceException("file-part", headers.ContentRange.Count > 0 ? 400 : 415, "A file is sent whole and as it is: without Content-Range and Content-Encoding. To go on after a break, use uploads in pieces (/files/uploads).");
        }

        OpenBody(context);
        FileConditions conditions = FileConditions.Of(context.Request);
        (UserFile file, bool made) = await store.PutAsync(context.Caller(), path, context.Request.Body, context.Request.ContentLength, Digest(context.Request), conditions.Require, context.RequestAborted);
        context.Response.Headers.ETag = $"\"{file.Sha256}\"";
        return made ? TypedResults.Created($"/files/me/{string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString))}", FileAnswer.Of(file)) : TypedResults.Ok(FileAnswer.Of(file));
    }

    /// <summary>Lets a request's body be as large as files may be: whoever takes it counts, and refuses it in words. Other bodies are held to less.</summary>
    internal static void OpenBody(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = null;
        }
    }

    public static async Task<SentFile> GetAsync(string path, HttpContext context, FileStore store)
    {
        UserFile file = await store.GetAsync(context.Caller().UserId!.Value, path, context.RequestAborted);
        return Send(context, store.ContentOf(file), file.Path, file.MediaType, file.Sha256, file.Modified);
    }

    public static async Task<NoContent> DeleteAsync(string path, HttpContext context, FileStore store)
    {
        await store.DeleteAsync(context.Caller(), path, FileConditions.Of(context.Request).Require, context.RequestAborted);
        return TypedResults.NoContent();
    }

    public static async Task<FileAnswer> MoveAsync(MoveFileRequest request, HttpContext context, FileStore store) => FileAnswer.Of(await store.MoveAsync(context.Caller(), request.From, request.To, context.RequestAborted));

    /// <summary>Sends files and what jobs left as an archive while it is made.</summary>
    public static async Task ArchiveAsync(ArchiveRequest request, HttpContext context, FileStore store, JobStore jobs, ArchiveSender sender, IOptions<UserFileOptions> options, TimeProvider time)
    {
        ArchiveFormat format = Archive.FormatOf(request.Format);
        Caller caller = context.Caller();
        int most = options.Value.ArchiveFiles;
        if ((request.Paths?.Count ?? 0) + (request.Jobs?.Count ?? 0) is 0 or > MostNamed)
        {
            throw new ServiceException("archive", 400, $"Name from 1 to {MostNamed} paths or jobs.");
        }

        Dictionary<string, ArchiveEntry> entries = new(StringComparer.Ordinal);
        foreach (string path in request.Paths ?? [])
        {
            IReadOnlyList<UserFile> some = path.EndsWith('/') ? await store.ListAsync(caller, path, null, most + 1, context.RequestAborted) : [await store.GetAsync(caller.UserId!.Value, path, context.RequestAborted)];
            foreach (UserFile file in some)
            {
                entries[file.Path] = new(file.Path, store.ContentOf(file), file.Sha256, file.Modified);
            }
        }

        foreach (string id in request.Jobs ?? [])
        {
            Job job = await jobs.FindAsync(id, context.RequestAborted) is { } found && JobAccess.MaySee(caller, found, key: null, time.GetUtcNow()) ? found : throw UnknownJob();
            foreach (ArchiveEntry entry in Entries(jobs, job, $"job-{job.Id}/"))
            {
                entries[entry.Name] = entry;
            }
        }

        await sender.SendAsync(context, "files", format, [.. entries.Values]);
    }

    /// <summary>Sends all that a job left as an archive, to who may see the job: <c>ID.zip</c>, <c>ID.tar</c> or <c>ID.tar.zst</c>.</summary>
    public static async Task JobArchiveAsync(string archive, HttpContext context, JobStore jobs, ArchiveSender sender, TimeProvider time, string? key = null)
    {
        (string id, string format) = archive.Split('.', 2) is [string before, string after] ? (before, after) : (archive, "");
        Job job = await SeenAsync(id, context, jobs, time, key);
        await sender.SendAsync(context, $"job-{job.Id[..8]}", Archive.FormatOf(format), [.. Entries(jobs, job, "")]);
    }

    /// <summary>One of the files that a job left, to who may see the job.</summary>
    public static async Task<SentFile> JobFileAsync(string id, string name, HttpContext context, JobStore jobs, TimeProvider time, string? key = null)
    {
        Job job = await SeenAsync(id, context, jobs, time, key);
        JobResult result = (job.Phase == JobPhase.Archived ? null : job.Results.FirstOrDefault(one => one.File == name) ?? job.Results.FirstOrDefault(one => one.Name == name))
            ?? throw new ServiceException("result-unknown", 404, $"The job is {job.Phase.Word()} and has no file '{StateText.Clean(name, 100)}'.{(job.Phase == JobPhase.Archived ? " Its results were deleted when their time had come; run it again." : "")}");
        return SentFile.Of(jobs.Folder(job), job, result);
    }

    private static async Task<Job> SeenAsync(string id, HttpContext context, JobStore jobs, TimeProvider time, string? key) =>
        await jobs.FindAsync(id, context.RequestAborted) is { } found && JobAccess.MaySee(context.Caller(), found, key, time.GetUtcNow()) ? found : throw UnknownJob();

    private static IEnumerable<ArchiveEntry> Entries(JobStore jobs, Job job, string folder) => job.Results.Count == 0 || job.Phase == JobPhase.Archived
        ? throw new ServiceException("result-unknown", 404, $"The job {job.Id} is {job.Phase.Word()} and has no files.")
        : job.Results.Select(result => new ArchiveEntry(folder + FilePath.Of(result.File), jobs.Folder(job).Result(result.File), result.Sha256, job.Ended ?? job.Created));

    public static async Task<LinkAnswer> LinkAsync(
        LinkRequest request, HttpContext context, FileStore store, JobStore jobs, IDbContextFactory<HvenState> contexts, AuditLog audit, IOptions<UserFileOptions> options, TimeProvider time)
    {
        Caller caller = context.Caller();
        int days = request.Days ?? DefaultLinkDays;
        if (days < 1 || days > options.Value.MaxLinkDays)
        {
            throw new ServiceException("usage", 400, $"days is {days}; it must be from 1 to {options.Value.MaxLinkDays}.");
        }

        if (request.Job is not null)
        {
            caller.Require(Capability.Jobs);
        }

        string path = request.Job is null
            ? (await store.GetAsync(caller.UserId!.Value, request.Path, context.RequestAborted)).Path
            : await jobs.FindAsync(request.Job, context.RequestAborted) is { } job && job.OwnerId == caller.UserId ? job.Results.FirstOrDefault(result => result.File == request.Path)?.File ?? throw new ServiceException("result-unknown", 404, $"The job has no file '{request.Path}'.")
            : throw UnknownJob();
        string secret = Secret.Create();
        DateTimeOffset now = time.GetUtcNow();
        FileLink link = new() { OwnerId = caller.UserId!.Value, Hash = Secret.Hash(secret), JobId = request.Job, Path = path, Created = now, Expires = now.AddDays(days) };
        await using HvenState state = await contexts.CreateDbContextAsync(context.RequestAborted);
        if (await state.FileLinks.CountAsync(one => one.OwnerId == caller.UserId && one.Expires > now, context.RequestAborted) >= MostLinks)
        {
            throw new ServiceException("links-many", 429, $"You have {MostLinks} links, which is as many as may be. Take some back.");
        }

        state.FileLinks.Add(link);
        audit.Note(state, caller, "file.link", $"file:{path}", FormattableString.Invariant($"until {link.Expires:yyyy-MM-dd}"));
        await state.SaveChangesAsync(context.RequestAborted);
        return new(link.Id, path, request.Job, link.Expires, $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}/files/link/{secret}/{Uri.EscapeDataString(path.Split('/')[^1])}");
    }

    public static async Task<LinkAnswer[]> LinksAsync(HttpContext context, IDbContextFactory<HvenState> contexts, TimeProvider time)
    {
        Caller caller = context.Caller();
        DateTimeOffset now = time.GetUtcNow();
        await using HvenState state = await contexts.CreateDbContextAsync(context.RequestAborted);
        return [.. (await state.FileLinks.AsNoTracking().Where(link => link.OwnerId == caller.UserId && link.Expires > now).OrderByDescending(link => link.Created).ToListAsync(context.RequestAborted)).Select(link => new LinkAnswer(link.Id, link.Path, link.JobId, link.Expires, null))];
    }

    public static async Task<NoContent> UnlinkAsync(long id, HttpContext context, IDbContextFactory<HvenState> contexts, AuditLog audit)
    {
        Caller caller = context.Caller();
        await using HvenState state = await contexts.CreateDbContextAsync(context.RequestAborted);
        FileLink link = await state.FileLinks.SingleOrDefaultAsync(one => one.Id == id && one.OwnerId == caller.UserId, context.RequestAborted) ?? throw new ServiceException("link-unknown", 404, $"You have no link {id}.");
        state.FileLinks.Remove(link);
        audit.Note(state, caller, "file.unlink", $"file:{link.Path}");
        await state.SaveChangesAsync(context.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>Opens a link: what its maker may still hand out, as long as it lasts. The name at its end is for people and is not looked at.</summary>
    public static async Task<SentFile> OpenLinkAsync(string secret, string name, HttpContext context, FileStore store, JobStore jobs, IDbContextFactory<HvenState> contexts, AccountStore accounts, TimeProvider time)
    {
        string hash = Secret.Hash(secret);
        DateTimeOffset now = time.GetUtcNow();
        await using HvenState state = await contexts.CreateDbContextAsync(context.RequestAborted);
        FileLink? link = await state.FileLinks.AsNoTracking().SingleOrDefaultAsync(one => one.Hash == hash && one.Expires > now, context.RequestAborted);
        if (link is null || await accounts.OwnerAsync(FormattableString.Invariant($"u:{link.OwnerId}"), context.RequestAborted) is not { } owner || !owner.May(link.JobId is null ? Capability.MyDb : Capability.Jobs))
        {
            throw new ServiceException("link-unknown", 404, "This link opens nothing: it is not whole, its time is over, or it was taken back.");
        }

        if (link.JobId is not { } id)
        {
            UserFile file = await store.GetAsync(link.OwnerId, link.Path, context.RequestAborted);
            return Send(context, store.ContentOf(file), file.Path, file.MediaType, file.Sha256, file.Modified);
        }

        Job job = await jobs.FindAsync(id, context.RequestAborted) is { } found && found.OwnerId == link.OwnerId && found.Phase != JobPhase.Archived ? found : throw UnknownJob();
        JobResult result = job.Results.FirstOrDefault(one => one.File == link.Path) ?? throw UnknownJob();
        return Send(context, jobs.Folder(job).Result(result.File), result.File, result.MediaType, result.Sha256, job.Ended ?? job.Created);
    }

    /// <summary>A file with what programs need to take it in parts and to verify it, and nothing that a browser would run.</summary>
    internal static SentFile Send(HttpContext context, string path, string name, string mediaType, string sha256, DateTimeOffset modified)
    {
        context.Response.Headers.CacheControl = "private, no-cache";
        return SentFile.Of(SentFile.Open(path), mediaType, name.Split('/')[^1], modified, sha256, sha256);
    }

    private static ServiceException UnknownJob() => new("job-unknown", 404, "There is no such job here. It may have been deleted, or its time may have come.");

    /// <summary>The SHA-256 that the sender told (RFC 9530).</summary>
    private static byte[]? Digest(HttpRequest request)
    {
        string told = $"{request.Headers["Content-Digest"]},{request.Headers["Repr-Digest"]}";
        int start = told.IndexOf("sha-256=:", StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return null;
        }

        string text = told[(start + 9)..].Split(':')[0];
        byte[] hash = new byte[32];
        return text.Length == 44 && Convert.TryFromBase64String(text, hash, out int length) && length == 32 ? hash : throw new ServiceException("digest", 400, $"'{text}' is no SHA-256 in base64, which sha-256=:...: has.");
    }
}
