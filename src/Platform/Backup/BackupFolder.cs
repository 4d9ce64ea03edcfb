using System.Security.Cryptography;
using System.Text;
using Hven.Platform.Catalog;
using Hven.Platform.State;
using Hven.Platform.Storage;

namespace Hven.Platform.Backup;

/// <summary>What a backup or a restore did.</summary>
/// <param name="Files">Files of the backup.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Copied">Files that were copied; others were there already.</param>
/// <param name="Rows">Rows of the state.</param>
public sealed record BackupOutcome(int Files, long Bytes, int Copied, long Rows);

/// <summary>
/// A backup of a data directory: a folder with the same tree, the state as lines of JSON, and a manifest that is written last. The server may run
/// meanwhile: files that it publishes are never changed, and the state is that of one moment.
/// </summary>
/// <param name="path">The folder of the backup.</param>
public sealed class BackupFolder(string path)
{
    private const string State = "state.jsonl";
    private const string ReadMe = "README.txt";
    private static readonly string[] s_folders = ["releases", "users", "jobs"];

    /// <summary>The folder of the backup.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    private string ManifestFile => System.IO.Path.Combine(Path, Manifest.FileName);

    /// <summary>Brings the backup to what the data directory is now; what it has already is not copied again.</summary>
    /// <exception cref="InvalidDataException">The folder holds something else.</exception>
    public async Task<BackupOutcome> WriteAsync(DataDirectory data, IStateDatabase database, HvenState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        if ((Path + "/").StartsWith(data.Root + "/", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{Path} lies in the data directory itself. A backup belongs elsewhere, best on another disk.");
        }

        Dictionary<string, Entry> known = ReadManifest();
        if (known.Count == 0 && Directory.Exists(Path) && Directory.EnumerateFileSystemEntries(Path).Any() && !File.Exists(System.IO.Path.Combine(Path, ReadMe)))
        {
            throw new InvalidDataException($"{Path} holds something that is no backup. Give an empty folder, or the folder of a former backup.");
        }

        Directory.CreateDirectory(Path);
        if (!OperatingSystem.IsWindows())
        {
            // It holds hashes of passwords.
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await AtomicFile.WriteTextAsync(System.IO.Path.Combine(Path, ReadMe), "A backup of a Hven data directory. hvend restore --from FOLDER --data DIR brings it back. It is whole when MANIFEST.sha256 is there.\n", cancellationToken);
        File.Delete(ManifestFile);

        // Files first, so that what the state tells of is there; and after it once more, for what it tells of that came meanwhile.
        Dictionary<string, Entry> files = new(StringComparer.Ordinal);
        int copied = await CopyAsync(data.Root, known, files, cancellationToken);
        long rows = 0;
        string stateFile = System.IO.Path.Combine(Path, State);
        await AtomicFile.WriteAsync(stateFile, async (stream, token) => rows = await StateFile.WriteAsync(database, state, stream, token), cancellationToken);
        copied += await CopyAsync(data.Root, new(files, StringComparer.Ordinal), files, cancellationToken);
        files[State] = new(await HashAsync(stateFile, cancellationToken), new FileInfo(stateFile).Length);
        DeleteOthers(files);
        StringBuilder manifest = new();
        foreach ((string name, Entry entry) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            manifest.Append(entry.Sha256).Append("  ").Append(name).Append('\n');
        }

        await AtomicFile.WriteTextAsync(ManifestFile, manifest.ToString(), cancellationToken);
        return new(files.Count, files.Values.Sum(file => file.Bytes), copied, rows);
    }

    /// <summary>Makes a data directory of the backup; every file is compared with the manifest on the way.</summary>
    /// <param name="data">The data directory, which must not exist or be empty.</param>
    /// <param name="fill">Fills the database of the data directory.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidDataException">The backup is not whole, or the data directory holds something.</exception>
    public async Task<BackupOutcome> ReadAsync(DataDirectory data, Func<DataDirectory, Stream, Task<long>> fill, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(fill);
        Dictionary<string, Entry> files = ReadManifest();
        if (files.Count == 0)
        {
            throw new InvalidDataException($"{ManifestFile} is missing: the folder is no backup, or the backup was not finished.");
        }

        if (Directory.Exists(data.Root) && Directory.EnumerateFileSystemEntries(data.Root).Any())
        {
            throw new InvalidDataException($"{data.Root} is not empty. Restore into a folder that does not exist; move the old one away first.");
        }

        // Beside its place, and renamed: a restore that is stopped leaves no half of a data directory.
        DataDirectory target = new(data.Root + ".restoring");
        if (Directory.Exists(target.Root))
        {
            Directory.Delete(target.Root, recursive: true);
        }

        long bytes = 0;
        foreach ((string name, Entry entry) in files)
        {
            string source = Inside(Path, name);
            string place = Inside(target.Root, name);
            if (!File.Exists(source))
            {
                throw new InvalidDataException($"{source} is missing, though the backup's manifest lists it.");
            }

            (string hash, long length) = await CopyAsync(source, place, cancellationToken);
            if (hash != entry.Sha256)
            {
                throw new InvalidDataException($"{source} is damaged: its SHA-256 differs from the backup's manifest.");
            }

            bytes += length;
        }

        long rows;
        string stateFile = Inside(target.Root, State);
        await using (FileStream stream = File.OpenRead(stateFile))
        {
            rows = await fill(target, stream);
        }

        File.Delete(stateFile);
        if (Directory.Exists(data.Root))
        {
            Directory.Delete(data.Root);
        }

        Directory.Move(target.Root, data.Root);
        return new(files.Count, bytes, files.Count, rows);
    }

    private async Task<int> CopyAsync(string root, Dictionary<string, Entry> known, Dictionary<string, Entry> files, CancellationToken cancellationToken)
    {
        int copied = 0;
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string source in Sources(root))
        {
            string name = System.IO.Path.GetRelativePath(root, source).Replace('\\', '/');
            string place = Inside(Path, name);
            seen.Add(name);
            try
            {
                FileInfo now = new(source);
                FileInfo old = new(place);
                if (known.TryGetValue(name, out Entry? entry) && old.Exists && now.Exists && old.Length == now.Length && old.LastWriteTimeUtc == now.LastWriteTimeUtc)
                {
                    files[name] = entry with { Bytes = old.Length };
                    continue;
                }

                (string hash, long length) = await CopyAsync(source, place, cancellationToken);
                files[name] = new(hash, length);
                copied++;
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                // Deleted while the backup ran: as if it had been deleted before.
                seen.Remove(name);
            }
        }

        foreach (string gone in files.Keys.Where(name => !seen.Contains(name)).ToArray())
        {
            files.Remove(gone);
        }

        return copied;
    }

    /// <summary>What is to be kept: no accelerators, no ingest that runs, no file that is being written, no database.</summary>
    private static IEnumerable<string> Sources(string root)
    {
        string settings = System.IO.Path.Combine(root, "hven.json");
        if (File.Exists(settings))
        {
            yield return settings;
        }

        EnumerationOptions all = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (string folder in s_folders.Select(folder => System.IO.Path.Combine(root, folder)).Where(Directory.Exists))
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*", all))
            {
                string name = System.IO.Path.GetRelativePath(root, file);
                bool isUnfinished = name.EndsWith(".part", StringComparison.Ordinal) || name.Split(System.IO.Path.DirectorySeparatorChar).Any(part => part.StartsWith('.'));
                if (!isUnfinished && new FileInfo(file).LinkTarget is null)
                {
                    yield return file;
                }
            }
        }
    }

    private void DeleteOthers(Dictionary<string, Entry> files)
    {
        foreach (string file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            string name = System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/');
            if (!files.ContainsKey(name) && name != ReadMe)
            {
                File.Delete(file);
            }
        }
    }

    private Dictionary<string, Entry> ReadManifest()
    {
        Dictionary<string, Entry> files = new(StringComparer.Ordinal);
        if (!File.Exists(ManifestFile))
        {
            return files;
        }

        foreach (string line in File.ReadLines(ManifestFile))
        {
            if (line.Length < 67)
            {
                throw new InvalidDataException($"{ManifestFile}: '{line}' is not a SHA-256, two blanks and a path.");
            }

            files[line[66..]] = new(line[..64], 0);
        }

        return files;
    }

    /// <summary>A path below a folder; names come from a manifest, which may have been changed.</summary>
    private static string Inside(string folder, string name)
    {
        string full = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, name));
        return full.StartsWith(folder + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new InvalidDataException($"The manifest lists '{name}', which lies outside of the backup.");
    }

    private static async Task<(string Hash, long Length)> CopyAsync(string source, string place, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(place)!);
        string part = place + ".part";
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        await using (FileStream from = new(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan | FileOptions.Asynchronous))
        await using (FileStream to = new(part, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous))
        {
            byte[] buffer = new byte[1 << 20];
            for (int read; (read = await from.ReadAsync(buffer, cancellationToken)) > 0; length += read)
            {
                hash.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            to.Flush(flushToDisk: true);
        }

        File.SetLastWriteTimeUtc(part, File.GetLastWriteTimeUtc(source));
        File.Move(part, place, overwrite: true);
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), length);
    }

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    private sealed record Entry(string Sha256, long Bytes);
}
