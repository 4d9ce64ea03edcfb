using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Hven.Platform.Accounts;
using Hven.Platform.Audit;
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
public sealed class FileStore(DataDirectory data, IDbContextFactory<HvenState> contexts, IStateDatabase database, UserSpace space, AuditLog audit, IOptions<UserFileOptions> options, TimeProvider time)
{
    private static readonly TimeSpan s_readers = TimeSpan.FromHours(24);
    private readonly ConcurrentDictionary<long, SemaphoreSlim> _turns = new();

    private const long Step = 16 << 20;

    // Bytes that are coming in for each user, so that many at once do not fill the disk together.
    private readonly ConcurrentDictionary<long, long> _coming = new();

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
        if (prefix is { Length: > 0 })
        {
            // By equality, which every database does by code points: its patterns may not tell capitals apart.
            string start = ComposedText.Of(StateText.Clean(prefix, FilePath.Most)!);
            int length = start.EnumerateRunes().Count();
            files = files.Where(file => file.Path.Substring(0, length) == start);
        }

        files = after is null ? files : files.Where(file => string.Compare(file.Path, after) > 0);
        return await files.OrderBy(file => file.Path).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>A file by its name.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public async Task<UserFile> GetAsync(long owner, string path, CancellationToken cancellationToken)
    {
        string name = FilePath.Of(path);
        return await FindAsync(owner, name, cancellationToken) ?? throw new ServiceException("file-unknown", 404, $"There is no file '{name}'.");
    }

    private async Task<UserFile?> FindAsync(long owner, string name, CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        return await state.Files.AsNoTracking().SingleOrDefaultAsync(file => file.OwnerId == owner && file.Path == name, cancellationToken);
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
    /// <param name="length">Its size, if the sender told it.</param>
    /// <param name="expected">Its SHA-256, if the sender told it.</param>
    /// <param name="condition">Looks at what is there under the name, null for nothing, and throws when it must not be replaced.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ServiceException">It does not fit, is not what was told, or may not replace what is there.</exception>
    public async Task<(UserFile File, bool IsNew)> PutAsync(Caller owner, string path, Stream content, long? length, byte[]? expected, Action<UserFile?> condition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(content);
        string name = FilePath.Of(path);
        RequireSize(length ?? 0);

        // What it may not replace need not come first.
        condition(await FindAsync(owner.UserId!.Value, name, cancellationToken));
        string blob = NewBlob(owner.UserId.Value);
        string file = Blob(owner.UserId.Value, blob);
        Room room = new();
        try
        {
            await TakeAsync(owner, room, length ?? 0, cancellationToken);
            (long bytes, byte[] hash) = await CopyAsync(owner, content, file, room, cancellationToken);
            return expected is null || expected.AsSpan().SequenceEqual(hash)
                ? await PublishAsync(owner, name, blob, bytes, hash, condition, cancellationToken, room: room)
                : throw new ServiceException("digest", 400, $"The content has the SHA-256 {Convert.ToHexStringLower(hash)}, and {Convert.ToHexStringLower(expected)} was told: it was damaged on its way. Send it again; nothing was kept.");
        }
        catch
        {
            File.Delete(file);
            throw;
        }
        finally
        {
            Give(owner, room);
        }
    }

    /// <summary>Gives a content that is there whole its name.</summary>
    internal async Task<(UserFile File, bool IsNew)> PublishAsync(Caller owner, string name, string blob, long bytes, byte[] hash, Action<UserFile?> condition, CancellationToken cancellationToken, FileUpload? upload = null, Room? room = null)
    {
        // One after another: each sees what the others have left.
        using IDisposable turn = await TurnAsync(owner.UserId!.Value, cancellationToken);
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
            audit.Note(state, owner, "file.put", $"file:{name}", FormattableString.Invariant($"{bytes} bytes"));
            await state.SaveChangesAsync(cancellationToken);

            // Counted by its record from now on.
            Give(owner, room);
            Retire(owner.UserId.Value, former);
            return (file, isNew);
        }
        catch (DbUpdateException exception) when (IsChanged(exception))
        {
            throw new ServiceException("file-changed", 409, $"'{name}' was changed by somebody else in this moment; nothing was kept. Try again.", exception);
        }
    }

    /// <summary>Deletes a file. Who reads it reads it to its end.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="path">Its name.</param>
    /// <param name="condition">Looks at what is there, and throws when it must not be deleted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ServiceException">There is none, or it may not be deleted.</exception>
    public async Task DeleteAsync(Caller owner, string path, Action<UserFile?> condition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(condition);
        UserFile file = await GetAsync(owner.UserId!.Value, path, cancellationToken);
        condition(file);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);

        // The content is a part of what is compared: another one is another file.
        state.Files.Remove(file);
        audit.Note(state, owner, "file.delete", $"file:{file.Path}");
        try
        {
            await state.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException exception)
        {
            throw new ServiceException("file-changed", 409, $"'{file.Path}' was changed in this moment and was not deleted. Look at it, and try again.", exception);
        }

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
        audit.Note(state, owner, "file.move", $"file:{known.Path}", $"to {name}");
        try
        {
            await state.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (IsChanged(exception))
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
    internal string Blob(long owner, string blob) => Blob(data, owner, blob);

    /// <summary>Place of a content in a data directory.</summary>
    internal static string Blob(DataDirectory data, long owner, string blob) => Path.Combine(data.Users, owner.ToString(CultureInfo.InvariantCulture), "files", blob[..2], blob);

    /// <summary>Whether a change came to nothing because somebody else was faster.</summary>
    private bool IsChanged(DbUpdateException exception) => exception is DbUpdateConcurrencyException || (exception.InnerException is DbException cause && database.IsDuplicate(cause));

    /// <summary>The age of a content that nothing names counts from now.</summary>
    private void Retire(long owner, string? blob)
    {
        if (blob is not null && File.Exists(Blob(owner, blob)))
        {
            File.SetLastWriteTimeUtc(Blob(owner, blob), time.GetUtcNow().UtcDateTime);
        }
    }

    /// <summary>Makes room for bytes that are to come; they count until they are given back.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    private async Task TakeAsync(Caller owner, Room room, long bytes, CancellationToken cancellationToken)
    {
        using IDisposable turn = await TurnAsync(owner.UserId!.Value, cancellationToken);
        long left = await LeftAsync(owner, cancellationToken);
        if (bytes > left)
        {
            throw UserSpace.Full(bytes);
        }

        // Where the size is not told, steps save looks; the last of the room is given as well.
        long taken = room.Bytes == 0 ? bytes : Math.Max(bytes, Math.Min(Step, left));
        room.Bytes += taken;
        _coming.AddOrUpdate(owner.UserId.Value, taken, (_, all) => all + taken);
    }

    /// <summary>Bytes that somebody may still take, those that are coming in taken off; looked at in the user's turn.</summary>
    internal async Task<long> LeftAsync(Caller owner, CancellationToken cancellationToken) =>
        await space.LeftAsync(owner, cancellationToken) - _coming.GetValueOrDefault(owner.UserId!.Value);

    /// <summary>Waits for the turn of a user's changes; disposing of what is returned ends it.</summary>
    internal async Task<IDisposable> TurnAsync(long owner, CancellationToken cancellationToken)
    {
        SemaphoreSlim turn = _turns.GetOrAdd(owner, _ => new(1, 1));
        await turn.WaitAsync(cancellationToken);
        return new Turn(turn);
    }

    /// <summary>Refuses a file that is too large.</summary>
    internal void RequireSize(long bytes)
    {
        if (bytes > (long)options.Value.MaxFileMiB << 20)
        {
            throw new ServiceException("file-size", 413, $"A file may have {options.Value.MaxFileMiB} MiB here; this one has more.");
        }
    }

    private void Give(Caller owner, Room? room)
    {
        if (room is { Bytes: > 0 and var bytes })
        {
            _coming.AddOrUpdate(owner.UserId!.Value, 0, (_, all) => all - bytes);
            room.Bytes = 0;
        }
    }

    private async Task<(long Bytes, byte[] Hash)> CopyAsync(Caller owner, Stream content, string file, Room room, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using FileStream target = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 17, System.IO.FileOptions.Asynchronous);
        byte[] buffer = new byte[1 << 17];
        long bytes = 0;
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and int count)
        {
            bytes += count;
            RequireSize(bytes);
            if (bytes > room.Bytes)
            {
                await TakeAsync(owner, room, bytes - room.Bytes, cancellationToken);
            }

            hash.AppendData(buffer.AsSpan(0, count));
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        await target.FlushAsync(cancellationToken);
        target.Flush(flushToDisk: true);
        return (bytes, hash.GetHashAndReset());
    }

    /// <summary>Bytes that were taken for a file that is coming in.</summary>
    internal sealed class Room
    {
        public long Bytes { get; set; }
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
