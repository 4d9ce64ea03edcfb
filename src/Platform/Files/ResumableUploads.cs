using System.Security.Cryptography;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Files;

/// <summary>Files that come in pieces, after a break from where they were (tus 1.0: core, creation, expiration, checksum, termination). How much is there is how long the content is: a server that was killed knows it.</summary>
public sealed class ResumableUploads(FileStore store, IDbContextFactory<HvenState> contexts, IOptions<UserFileOptions> options, TimeProvider time)
{
    /// <summary>Begins a file of a known size; the room for it counts from now.</summary>
    /// <exception cref="ServiceException">It does not fit, or cannot be called so.</exception>
    public async Task<FileUpload> BeginAsync(Caller owner, string path, long length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        string name = FilePath.Of(path);
        store.RequireSize(length);
        FileUpload upload = new() { Id = store.NewBlob(owner.UserId!.Value), OwnerId = owner.UserId.Value, Path = name, Length = length, Expires = Expiry() };

        // One after another: each sees what the others have left.
        using (await store.TurnAsync(upload.OwnerId, cancellationToken))
        {
            await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
            int most = options.Value.Uploads;
            if (await state.FileUploads.CountAsync(one => one.OwnerId == upload.OwnerId, cancellationToken) >= most)
            {
                throw new ServiceException("too-many-uploads", 429, $"{most} uploads of yours are under way, which is as many as may. Finish some, or give some up.") { RetryAfter = TimeSpan.FromSeconds(60), Limit = new("uploads", most) };
            }

            if (length > await store.LeftAsync(owner, cancellationToken))
            {
                throw UserSpace.Full(length);
            }

            await using (FileStream file = new(store.Blob(upload.OwnerId, upload.Id), FileMode.CreateNew))
            {
                // Empty until something comes.
            }

            state.FileUploads.Add(upload);
            await state.SaveChangesAsync(cancellationToken);
        }

        if (length == 0)
        {
            // Nothing more comes for it.
            await store.PublishAsync(owner, name, upload.Id, 0, SHA256.HashData([]), _ => { }, cancellationToken, upload);
        }

        return upload;
    }

    /// <summary>An upload of somebody's, with how much of it is there.</summary>
    /// <exception cref="ServiceException">There is none any more.</exception>
    public async Task<(FileUpload Upload, long Offset)> GetAsync(Caller owner, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        FileUpload upload = await state.FileUploads.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id && one.OwnerId == owner.UserId && one.Expires > now, cancellationToken)
            ?? throw new ServiceException("upload-unknown", 404, "There is no such upload: it is whole already, was given up, or its time is over. Begin anew.");
        return (upload, new FileInfo(store.Blob(upload.OwnerId, upload.Id)).Length);
    }

    /// <summary>Adds a piece; with the last one the file is there.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="id">The upload.</param>
    /// <param name="offset">Where the piece begins.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="check">Its digest, if the sender told it: the piece counts as a whole then, or not at all.</param>
    /// <param name="cancellationToken">Stops it; what has come by then is kept.</param>
    /// <returns>How much is there now.</returns>
    /// <exception cref="ServiceException">The piece does not begin where the last one ended, or is not what was told.</exception>
    public async Task<(FileUpload Upload, long Offset)> AppendAsync(Caller owner, string id, long offset, Stream piece, PieceDigest? check, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(piece);
        (FileUpload upload, _) = await GetAsync(owner, id, cancellationToken);
        (long there, byte[]? hash) = await WriteAsync(upload, offset, piece, check, cancellationToken);
        if (hash is not null)
        {
            await store.PublishAsync(owner, upload.Path, upload.Id, upload.Length, hash, _ => { }, CancellationToken.None, upload);
        }

        return (upload, there);
    }

    /// <summary>Gives an upload up.</summary>
    public async Task DeleteAsync(Caller owner, string id, CancellationToken cancellationToken)
    {
        (FileUpload upload, _) = await GetAsync(owner, id, cancellationToken);
        string file = store.Blob(upload.OwnerId, upload.Id);
        await using FileStream held = Hold(file);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        await state.FileUploads.Where(one => one.Id == id).ExecuteDeleteAsync(cancellationToken);
        File.Delete(file);
    }

    /// <summary>Gives those up whose time is over, and forgets links that ended.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        await state.FileLinks.Where(link => link.Expires <= now).ExecuteDeleteAsync(cancellationToken);
        foreach (FileUpload upload in await state.FileUploads.AsNoTracking().Where(one => one.Expires <= now).ToListAsync(cancellationToken))
        {
            string file = store.Blob(upload.OwnerId, upload.Id);
            try
            {
                // One that comes in still is not given up.
                await using FileStream? held = File.Exists(file) ? Hold(file) : null;
                await state.FileUploads.Where(one => one.Id == upload.Id && one.Expires <= now).ExecuteDeleteAsync(cancellationToken);
                File.Delete(file);
            }
            catch (ServiceException exception) when (exception.Status == 423)
            {
                // Its time is looked at again.
            }
        }
    }

    /// <summary>Opens the content for one writer: others, in other processes too, are told to wait.</summary>
    private static FileStream Hold(string file)
    {
        try
        {
            return new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 17, System.IO.FileOptions.Asynchronous);
        }
        catch (FileNotFoundException exception)
        {
            throw new ServiceException("upload-unknown", 404, "There is no such upload: it is whole already, was given up, or its time is over. Begin anew.", exception);
        }
        catch (IOException exception) when (exception.HResult is 11 or unchecked((int)0x80070020))
        {
            // EWOULDBLOCK of Linux, the violation of sharing of Windows.
            throw new ServiceException("upload-busy", 423, "Another piece of this upload is coming in at this moment, or one that broke off has not been noticed yet. Ask for the offset again in a few seconds.", exception) { RetryAfter = TimeSpan.FromSeconds(5) };
        }
    }

    /// <summary>Writes a piece behind the others.</summary>
    /// <returns>How much is there now; and the SHA-256 of all of it when it is whole.</returns>
    private async Task<(long There, byte[]? Hash)> WriteAsync(FileUpload upload, long offset, Stream piece, PieceDigest? check, CancellationToken cancellationToken)
    {
        string file = store.Blob(upload.OwnerId, upload.Id);
        await using FileStream target = Hold(file);
        if (target.Length != offset)
        {
            throw new ServiceException("upload-offset", 409, $"The piece begins at {offset}, and {target.Length} bytes are there. Ask for the offset again and go on from it.");
        }

        await ExtendAsync(upload);
        target.Seek(0, SeekOrigin.End);
        using IncrementalHash? whole = offset == 0 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        if (check is null)
        {
            await CopyAsync(piece, target, upload.Length, whole, check, cancellationToken);
        }
        else
        {
            // Beside the others until it is known to be good: how long the content is tells what has come.
            await using FileStream beside = new(file + ".piece", FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 17, System.IO.FileOptions.Asynchronous | System.IO.FileOptions.DeleteOnClose);
            await CopyAsync(piece, beside, upload.Length - offset, whole: null, check, cancellationToken);
            check.Require();
            beside.Position = 0;
            await CopyAsync(beside, target, upload.Length, whole, check: null, CancellationToken.None);
        }

        await target.FlushAsync(CancellationToken.None);
        target.Flush(flushToDisk: true);
        if (target.Length < upload.Length)
        {
            await ExtendAsync(upload);
            return (target.Length, null);
        }

        target.Position = 0;
        return (target.Length, whole?.GetHashAndReset() ?? await SHA256.HashDataAsync(target, CancellationToken.None));
    }

    private static async Task CopyAsync(Stream piece, FileStream target, long most, IncrementalHash? whole, PieceDigest? check, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[1 << 17];
        while (await piece.ReadAsync(buffer, cancellationToken) is > 0 and int count)
        {
            if (target.Position + count > most)
            {
                throw new ServiceException("upload-offset", 413, "More bytes came than were told when the upload was begun.");
            }

            whole?.AppendData(buffer, 0, count);
            check?.Add(buffer.AsSpan(0, count));
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }

    private async Task ExtendAsync(FileUpload upload)
    {
        DateTimeOffset expires = upload.Expires = Expiry();
        await using HvenState state = await contexts.CreateDbContextAsync(CancellationToken.None);
        await state.FileUploads.Where(one => one.Id == upload.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.Expires, expires), CancellationToken.None);
    }

    private DateTimeOffset Expiry() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().AddHours(options.Value.UploadHours).ToUnixTimeMilliseconds());
}
