using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Files;

/// <summary>
/// The files of users: names, sizes and hashes in the database, contents below <c>users/NUMBER/files</c> under random names. A content is written, and hashed on the way, before a row names it; a row that
/// changes names another content, so that who reads the old one reads it to its end.
/// </summary>
public sealed class FileStore(DataDirectory data, IDbContextFactory<HvenState> contexts, UserSpace space, IOptions<UserFileOptions> options, TimeProvider time)
{
    private static readonly TimeSpan s_readers = TimeSpan.FromHours(24);
    private readonly ConcurrentDictionary<long, SemaphoreSlim> _turns = new();

    /// <summary>A page of somebody's files in the order of their names.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="prefix">What their names begin with; null for all.</param>
    /// <param name="after">Those whose names come after this one; null from the beginning.</param>
    /// <param name="limit">So many at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<UserFile>> ListAsync(Caller owner, string? prefix, string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        IQueryable<UserFile> files = state.Files.AsNoTracking().Where(file => file.OwnerId == owner.UserId);
        files = prefix is null ? files : files.Where(file => file.Path.StartsWith(prefix));
        files = after is null ? files : files.Where(file => string.Compare(file.Path, after) > 0);
        return await files.OrderBy(file => file.Path).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>A file by its name.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public async Task<UserFile> GetAsync(long owner, string path, CancellationToken cancellationToken)
    {
        string name = FilePath.Of(path);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        return await state.Files.AsNoTracking().SingleOrDefaultAsync(file => file.OwnerId == owner && file.Path == name, cancellationToken) ?? throw new ServiceException("file-unknown", 404, $"There is no file '{name}'.");
    }

    /// <summary>Where a file's content lies.</summary>
    public string ContentOf(UserFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Blob(file.OwnerId, file.Blob);
    }

    /// <summary>Keeps a content under a name, all of it or nothing.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="path">Its name.</param>
    /// <param name="content">The content.</param>
    /// <param name="expected">Its SHA-256, if the sender told it.</param>
    /// <param name="condition">Looks at what is there under the name, null for nothing, and throws when it must not be replaced.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ServiceException">It does not fit, is not what was told, or may not replace what is there.</exception>
    public async Task<(UserFile File, bool IsNew)> PutAsync(Caller owner, string path, Stream content, byte[]? expected, Action<UserFile?> condition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(content);
        string name = FilePath.Of(path);
        string blob = NewBlob(owner.UserId!.Value);
        string file = Blob(owner.UserId.Value, blob);
        try
        {
            (long bytes, byte[] hash) = await CopyAsync(content, file, await space.LeftAsync(owner, cancellationToken), cancellationToken);
            return expected is null || expected.AsSpan().SequenceEqual(hash)
                ? await PublishAsync(owner, name, blob, bytes, hash, condition, cancellationToken)
                : throw new ServiceException("digest", 400, $"The content has the SHA-256 {Convert.ToHexStringLower(hash)}, and {Convert.ToHexStringLower(expected)} was told: it was damaged on its way. Send it again; nothing was kept.");
        }
        catch
        {
            File.Delete(file);
            throw;
        }
    }

    /// <summary>Gives a content that is there whole its name.</summary>
    internal async Task<(UserFile File, bool IsNew)> PublishAsync(Caller owner, string name, string blob, long bytes, byte[] hash, Action<UserFile?> condition, CancellationToken cancellationToken, FileUpload? upload = null)
    {
        // One after another: each sees what the others have left.
        SemaphoreSlim turn = _turns.GetOrAdd(owner.UserId!.Value, _ => new(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
            UserFile? file = await state.Files.SingleOrDefaultAsync(one => one.OwnerId == owner.UserId && one.Path == name, cancellationToken);
            condition(file);
            if (upload is not null)
            {
                // The room counted for it is the file's from now on.
                state.FileUploads.Remove(upload);
            }

            if (bytes - (file?.Bytes ?? 0) - (upload?.Length ?? 0) > await space.LeftAsync(owner, cancellationToken))
            {
                throw UserSpace.Full(bytes);
            }

            bool isNew = file is null;
            if (file is null)
            {
                if (await state.Files.CountAsync(one => one.OwnerId == owner.UserId, cancellationToken) >= options.Value.MaxFiles)
                {
                    throw new ServiceException("quota-files", 413, $"You have {options.Value.MaxFiles} files, which is as many as may be. Delete some, or put them into archives.");
                }

                file = new() { OwnerId = owner.UserId.Value, Path = name, Blob = blob, Sha256 = "", MediaType = "", Modified = default };
                state.Files.Add(file);
            }

            string? former = isNew ? null : file.Blob;
            (file.Blob, file.Bytes, file.Sha256, file.MediaType, file.Modified) = (blob, bytes, Convert.ToHexStringLower(hash), FilePath.MediaType(name), time.GetUtcNow());
            await state.SaveChangesAsync(cancellationToken);
            Retire(owner.UserId.Value, former);
            return (file, isNew);
        }
        catch (DbUpdateException exception)
        {
            throw new ServiceException("file-changed", 409, $"'{name}' was changed by somebody else in this moment; nothing was kept. Try again.", exception);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Deletes a file. Who reads it reads it to its end.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public async Task DeleteAsync(Caller owner, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        UserFile file = await GetAsync(owner.UserId!.Value, path, cancellationToken);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        await state.Files.Where(one => one.Id == file.Id).ExecuteDeleteAsync(cancellationToken);
        Retire(file.OwnerId, file.Blob);
    }

    /// <summary>Gives a file another name.</summary>
    /// <exception cref="ServiceException">There is none, or one of the new name.</exception>
    public async Task<UserFile> MoveAsync(Caller owner, string path, string newPath, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        UserFile known = await GetAsync(owner.UserId!.Value, path, cancellationToken);
        string name = FilePath.Of(newPath);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        UserFile file = await state.Files.SingleAsync(one => one.Id == known.Id, cancellationToken);
        (file.Path, file.MediaType) = (name, FilePath.MediaType(name));
        try
        {
            await state.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception)
        {
            throw new ServiceException("file-exists", 409, $"There is a file '{name}' already. Delete it first, or choose another name.", exception);
        }

        return file;
    }

    /// <summary>Deletes contents that nothing names any more.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        DateTime old = (time.GetUtcNow() - s_readers).UtcDateTime;
        foreach (string folder in Directory.Exists(data.Users) ? Directory.EnumerateDirectories(data.Users) : [])
        {
            string files = Path.Combine(folder, "files");
            if (!long.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out long owner) || !Directory.Exists(files))
            {
                continue;
            }

            foreach (string[] some in Directory.EnumerateFiles(files, "*", SearchOption.AllDirectories).Where(file => File.GetLastWriteTimeUtc(file) < old).Chunk(500))
            {
                string[] names = [.. some.Select(file => Path.GetFileName(file))];
                await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
                HashSet<string> used = [.. await state.Files.Where(file => file.OwnerId == owner && names.Contains(file.Blob)).Select(file => file.Blob).ToListAsync(cancellationToken), .. await state.FileUploads.Where(upload => upload.OwnerId == owner && names.Contains(upload.Id)).Select(upload => upload.Id).ToListAsync(cancellationToken)];
                foreach (string file in some.Where(file => !used.Contains(Path.GetFileName(file))))
                {
                    File.Delete(file);
                }
            }
        }
    }

    /// <summary>A name for a new content, whose folder is made.</summary>
    internal string NewBlob(long owner)
    {
        string blob = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        Directory.CreateDirectory(Path.GetDirectoryName(Blob(owner, blob))!);
        return blob;
    }

    /// <summary>Place of a content.</summary>
    internal string Blob(long owner, string blob) => Path.Combine(data.Users, owner.ToString(CultureInfo.InvariantCulture), "files", blob[..2], blob);

    /// <summary>The age of a content that nothing names counts from now.</summary>
    private void Retire(long owner, string? blob)
    {
        if (blob is not null && File.Exists(Blob(owner, blob)))
        {
            File.SetLastWriteTimeUtc(Blob(owner, blob), time.GetUtcNow().UtcDateTime);
        }
    }

    private async Task<(long Bytes, byte[] Hash)> CopyAsync(Stream content, string file, long left, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using FileStream target = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 17, System.IO.FileOptions.Asynchronous);
        byte[] buffer = new byte[1 << 17];
        long bytes = 0;
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and int count)
        {
            bytes += count;
            if (bytes > left || bytes > (long)options.Value.MaxFileMiB << 20)
            {
                throw bytes > left ? UserSpace.Full(bytes) : new ServiceException("file-size", 413, $"A file may have {options.Value.MaxFileMiB} MiB here; this one has more.");
            }

            hash.AppendData(buffer.AsSpan(0, count));
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        await target.FlushAsync(cancellationToken);
        target.Flush(flushToDisk: true);
        return (bytes, hash.GetHashAndReset());
    }
}
