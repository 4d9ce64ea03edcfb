using System.Collections.Concurrent;
using System.Security.Cryptography;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Files;

/// <summary>Files that come in pieces, after a break from where they were (tus 1.0: core, creation, expiration, termination). How much is there is how long the content is: a server that was killed knows it.</summary>
public sealed class ResumableUploads(FileStore store, IDbContextFactory<HvenState> contexts, UserSpace space, IOptions<UserFileOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>Begins a file of a known size; the room for it counts from now.</summary>
    /// <exception cref="ServiceException">It does not fit, or cannot be called so.</exception>
    public async Task<FileUpload> BeginAsync(Caller owner, string path, long length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        string name = FilePath.Of(path);
        if (length < 0 || length > (long)options.Value.MaxFileMiB << 20)
        {
            throw new ServiceException("file-size", 413, $"Upload-Length is {length}; a file may have {options.Value.MaxFileMiB} MiB here.");
        }

        if (length > await space.LeftAsync(owner, cancellationToken))
        {
            throw UserSpace.Full(length);
        }

        FileUpload upload = new() { Id = store.NewBlob(owner.UserId!.Value), OwnerId = owner.UserId.Value, Path = name, Length = length, Expires = time.GetUtcNow().AddHours(options.Value.UploadHours) };
        await using (FileStream file = new(store.Blob(upload.OwnerId, upload.Id), FileMode.CreateNew))
        {
            // Empty until something comes.
        }

        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        state.FileUploads.Add(upload);
        await state.SaveChangesAsync(cancellationToken);
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
    /// <param name="cancellationToken">Stops it; what has come by then is kept.</param>
    /// <returns>How much is there now.</returns>
    /// <exception cref="ServiceException">The piece does not begin where the last one ended.</exception>
    public async Task<(FileUpload Upload, long Offset)> AppendAsync(Caller owner, string id, long offset, Stream piece, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(piece);
        (FileUpload upload, _) = await GetAsync(owner, id, cancellationToken);
        SemaphoreSlim turn = _turns.GetOrAdd(id, _ => new(1, 1));
        if (!await turn.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            throw new ServiceException("upload-busy", 423, "Another piece of this upload is coming in at this moment. Ask for the offset again when it has ended.");
        }

        try
        {
            string file = store.Blob(upload.OwnerId, upload.Id);
            long there;
            await using (FileStream target = new(file, FileMode.Open, FileAccess.Write, FileShare.None, 1 << 17, System.IO.FileOptions.Asynchronous))
            {
                if (target.Length != offset)
                {
                    throw new ServiceException("upload-offset", 409, $"The piece begins at {offset}, and {target.Length} bytes are there. Ask for the offset again and go on from it.");
                }

                target.Seek(0, SeekOrigin.End);
                byte[] buffer = new byte[1 << 17];
                while (await piece.ReadAsync(buffer, cancellationToken) is > 0 and int count)
                {
                    if (target.Position + count > upload.Length)
                    {
                        throw new ServiceException("upload-offset", 400, $"More bytes came than the {upload.Length} that were told.");
                    }

                    await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                }

                await target.FlushAsync(CancellationToken.None);
                target.Flush(flushToDisk: true);
                there = target.Length;
            }

            await using HvenState state = await contexts.CreateDbContextAsync(CancellationToken.None);
            if (there < upload.Length)
            {
                DateTimeOffset expires = time.GetUtcNow().AddHours(options.Value.UploadHours);
                await state.FileUploads.Where(one => one.Id == id).ExecuteUpdateAsync(set => set.SetProperty(one => one.Expires, expires), CancellationToken.None);
                return (upload, there);
            }

            await using FileStream whole = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, System.IO.FileOptions.Asynchronous | System.IO.FileOptions.SequentialScan);
            byte[] hash = await SHA256.HashDataAsync(whole, CancellationToken.None);

            await store.PublishAsync(owner, upload.Path, upload.Id, upload.Length, hash, _ => { }, CancellationToken.None, upload);
            return (upload, there);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Gives an upload up.</summary>
    public async Task DeleteAsync(Caller owner, string id, CancellationToken cancellationToken)
    {
        (FileUpload upload, _) = await GetAsync(owner, id, cancellationToken);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        await state.FileUploads.Where(one => one.Id == id).ExecuteDeleteAsync(cancellationToken);
        File.Delete(store.Blob(upload.OwnerId, upload.Id));
    }

    /// <summary>Gives those up whose time is over.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        foreach (FileUpload upload in await state.FileUploads.AsNoTracking().Where(one => one.Expires <= now).ToListAsync(cancellationToken))
        {
            await state.FileUploads.Where(one => one.Id == upload.Id).ExecuteDeleteAsync(cancellationToken);
            File.Delete(store.Blob(upload.OwnerId, upload.Id));
        }
    }
}
