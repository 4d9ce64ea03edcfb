using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Hven.Adql.Binding;
using Hven.Platform.Accounts;
using Hven.Platform.Catalog;
using Hven.Platform.Files;
using Hven.Platform.Http;
using Hven.Platform.Storage;
using Hven.Query.Uploads;
using Hven.Tables;
using Hven.Tables.Parquet;

namespace Hven.Query.UserTables;

/// <summary>
/// The tables of users: a folder each below <c>users/NUMBER/mydb</c>. A table is there when its <c>columns.json</c> is; rows are written to a file of a new name before
/// that is replaced, and files that nothing names any more stay for a while, since queries may still read them.
/// </summary>
public sealed class UserTableStore(DataDirectory data, SharedTableIndex sharing, TimeProvider time) : IUserBytes
{
    private const string Description = "columns.json";
    private static readonly TimeSpan s_readers = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<long, (DateTime Stamp, IReadOnlyList<UserTable> Tables)> _known = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>The tables of a user, by name.</summary>
    public IReadOnlyList<UserTable> List(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.UserId is not { } user || !caller.May(Capability.MyDb))
        {
            return [];
        }

        string folder = Folder(user);
        DateTime stamp = Directory.GetLastWriteTimeUtc(folder);
        if (_known.TryGetValue(user, out (DateTime Stamp, IReadOnlyList<UserTable> Tables) known) && known.Stamp == stamp)
        {
            return known.Tables;
        }

        UserTable[] tables = Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder).Where(path => DataDirectory.IsName(Path.GetFileName(path)) && File.Exists(Path.Combine(path, Description))).Order(StringComparer.Ordinal).Select(Read)]
            : [];
        _known[user] = (stamp, tables);
        return tables;
    }

    /// <summary>Tables that others share with one of somebody's groups, each with the schema under which it is named.</summary>
    public IReadOnlyList<(string Schema, UserTable Table)> SharedWith(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        List<(string, UserTable)> found = [];
        foreach (SharedTables shared in caller.Groups.Count == 0 ? [] : sharing.All())
        {
            foreach (SharedTable table in shared.Number == caller.UserId ? [] : shared.Tables.Where(table => table.Groups.Any(caller.Groups.Contains)))
            {
                // What the index says was so a moment ago; what is there counts.
                string folder = Path.Combine(Folder(shared.Number), table.Name);
                if (File.Exists(Path.Combine(folder, Description)) && Read(folder) is var one && one.Groups.Any(caller.Groups.Contains))
                {
                    found.Add((shared.Schema, one));
                }
            }
        }

        return found;
    }

    /// <summary>Makes a table longer by the rows of a file, all of them or none; who reads it meanwhile reads it as it was.</summary>
    /// <param name="caller">Whose it is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="reader">The rows; columns are told by their names.</param>
    /// <param name="leftBytes">Bytes that it may take besides what it takes.</param>
    /// <param name="cancellationToken">Stops it; nothing is changed then.</param>
    /// <exception cref="ServiceException">There is no such table, or the rows do not fit it.</exception>
    public async Task<UserTable> AppendAsync(Caller caller, string name, ITableReader reader, long leftBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(reader);
        UserTable table = Get(caller, name);
        Column[] columns = [.. table.Table.Columns.Select(column => column.ToColumn())];
        ParquetTableReader former = await ParquetTableReader.OpenAsync(File.OpenRead(table.Path), null, cancellationToken);
        await using ChainedReader all = new(
            new FittedReader(former, ColumnChoice.Onto(columns, new([.. former.Schema.Columns.Take(columns.Length)]), table.Table.FullName)), new FittedReader(reader, ColumnChoice.Onto(columns, reader.Schema, table.Table.FullName)));
        Directory.CreateDirectory(data.Temporary);
        UserTable staged = await StageAsync(table.Table.Name, all, data.Temporary, leftBytes > long.MaxValue - table.Bytes ? long.MaxValue : leftBytes + table.Bytes, table.Table.Description, cancellationToken);
        try
        {
            return await ChangeAsync(
                caller, name,
                now =>
                {
                    if (now.File != table.File)
                    {
                        throw new ServiceException("table-changed", 409, $"{table.Table.FullName} was changed while rows were appended to it; nothing was appended. Try again.");
                    }

                    string path = Path.Combine(Path.GetDirectoryName(now.Path)!, staged.File);
                    File.Move(staged.Path, path);
                    Retire(now.Path);
                    return now with { File = staged.File, Path = path, Bytes = staged.Bytes, Created = staged.Created, Table = now.Table with { RowCount = staged.Table.RowCount } };
                },
                cancellationToken);
        }
        finally
        {
            File.Delete(staged.Path);
        }
    }

    /// <summary>A table of a user.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public UserTable Get(Caller caller, string name) =>
        List(caller).FirstOrDefault(table => table.Table.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new ServiceException("table-unknown", 404, $"You have no table {UserTable.Schema}.{name}.");

    /// <summary>Makes a table of rows, all of them or none.</summary>
    /// <param name="caller">Whose it is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="reader">The rows.</param>
    /// <param name="replaces">Whether one of the name may be there already.</param>
    /// <param name="leftBytes">Bytes that it may take.</param>
    /// <param name="description">What it is.</param>
    /// <param name="cancellationToken">Stops it; nothing of it is left then.</param>
    /// <exception cref="ServiceException">The name cannot be or is taken, the rows do not fit, or a column cannot be kept.</exception>
    public async Task<UserTable> AddAsync(Caller caller, string name, ITableReader reader, bool replaces, long leftBytes, string? description, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(reader);
        RequireFree(caller, name, replaces, job: null);
        Directory.CreateDirectory(data.Temporary);
        UserTable staged = await StageAsync(name, reader, data.Temporary, leftBytes, description, cancellationToken);
        try
        {
            return await PublishAsync(caller, staged, replaces, job: null, cancellationToken);
        }
        finally
        {
            File.Delete(staged.Path);
        }
    }

    /// <summary>Refuses a name that cannot be, or is taken.</summary>
    /// <param name="caller">Whose table it will be.</param>
    /// <param name="name">Its name.</param>
    /// <param name="replaces">Whether one of the name may be there already.</param>
    /// <param name="job">The job that makes it; what the same job made before may be there.</param>
    /// <exception cref="ServiceException">The name cannot be or is taken, or somebody without an account asks.</exception>
    public void RequireFree(Caller caller, string name, bool replaces, string? job)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Require(Capability.MyDb);
        if (!DataDirectory.IsName(name))
        {
            throw new ServiceException("table-name", 400, $"'{name}' cannot name a table: use a lower-case letter, then at most 62 lower-case letters, digits or underscores.");
        }

        string folder = Path.Combine(Folder(caller.UserId!.Value), name);
        if (!replaces && File.Exists(Path.Combine(folder, Description)) && (job is null || Read(folder).Job != job))
        {
            throw new ServiceException("table-exists", 409, $"You have a table {UserTable.Schema}.{name} already. Choose another name, or ask to replace it.");
        }
    }

    /// <summary>Writes rows to a file that <see cref="PublishAsync"/> makes a table of.</summary>
    /// <param name="name">Name of the table.</param>
    /// <param name="reader">The rows.</param>
    /// <param name="folder">Folder for the file, on the disk of the tables.</param>
    /// <param name="leftBytes">Bytes that it may take.</param>
    /// <param name="description">What it is.</param>
    /// <param name="cancellationToken">Stops it; nothing of it is left then.</param>
    /// <exception cref="ServiceException">The rows do not fit, or a column cannot be kept.</exception>
    public async Task<UserTable> StageAsync(string name, ITableReader reader, string folder, long leftBytes, string? description, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        AdqlTable described = UploadedTable.Describe(name, reader.Schema);
        string file = $"rows-{time.GetUtcNow().ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture)}-{Guid.NewGuid():N}.parquet";
        string part = Path.Combine(folder, file + ".part");
        long rows;
        try
        {
            rows = await WriteAsync(reader, described, part, leftBytes, cancellationToken);
            File.Move(part, Path.Combine(folder, file));
        }
        catch
        {
            File.Delete(part);
            throw;
        }

        return new()
        {
            Table = new()
            {
                Release = UserTable.Schema,
                Name = name,
                Description = description,
                RowCount = rows,
                RaColumn = described.SkyIndex?.RaColumn ?? "",
                DecColumn = described.SkyIndex?.DecColumn ?? "",
                Columns = [.. reader.Schema.Columns.Select((column, index) => CatalogColumn.From(column with { Name = described.Columns[index].Name }))],
            },
            File = file,
            Bytes = new FileInfo(Path.Combine(folder, file)).Length,
            Created = time.GetUtcNow(),
            Path = Path.Combine(folder, file),
        };
    }

    /// <summary>Makes a table of rows that were written before, in one step.</summary>
    /// <param name="caller">Whose it is.</param>
    /// <param name="staged">What <see cref="StageAsync"/> gave.</param>
    /// <param name="replaces">Whether one of the name may be there already.</param>
    /// <param name="job">The job that made it; null for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ServiceException">The name is taken.</exception>
    public async Task<UserTable> PublishAsync(Caller caller, UserTable staged, bool replaces, string? job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(staged);
        string name = staged.Table.Name;
        SemaphoreSlim turn = _turns.GetOrAdd($"{caller.UserId}/{name}", _ => new(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            RequireFree(caller, name, replaces, job);
            string folder = Path.Combine(Folder(caller.UserId!.Value), name);
            DeleteOld(folder);
            Directory.CreateDirectory(folder);
            UserTable? before = File.Exists(Path.Combine(folder, Description)) ? Read(folder) : null;

            // Who replaces a table's rows goes on sharing it.
            UserTable table = staged with { Path = Path.Combine(folder, staged.File), Job = job, Groups = before?.Groups ?? [] };
            if (File.Exists(staged.Path))
            {
                File.Move(staged.Path, table.Path, overwrite: true);
            }

            await AtomicFile.WriteJsonAsync(Path.Combine(folder, Description), table, cancellationToken);
            Retire(before?.Path);
            Touch(caller.UserId.Value);
            return table;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Changes what is said of a table.</summary>
    public async Task<UserTable> ChangeAsync(Caller caller, string name, Func<UserTable, UserTable> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(change);
        SemaphoreSlim turn = _turns.GetOrAdd($"{caller.UserId}/{name}", _ => new(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            UserTable old = Get(caller, name);
            UserTable table = change(old);
            await AtomicFile.WriteJsonAsync(Path.Combine(Path.GetDirectoryName(table.Path)!, Description), table, cancellationToken);
            Touch(caller.UserId!.Value);
            if (!table.Groups.SequenceEqual(old.Groups))
            {
                await sharing.SetAsync(caller, List(caller), cancellationToken);
            }

            return table;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Renames a table.</summary>
    /// <exception cref="ServiceException">There is none, or one of the new name.</exception>
    public async Task RenameAsync(Caller caller, string name, string newName, CancellationToken cancellationToken)
    {
        UserTable table = Get(caller, name);
        if (!DataDirectory.IsName(newName))
        {
            throw new ServiceException("table-name", 400, $"'{newName}' cannot name a table: use a lower-case letter, then at most 62 lower-case letters, digits or underscores.");
        }

        string parent = Folder(caller.UserId!.Value);
        string target = Path.Combine(parent, newName);
        if (Directory.Exists(target))
        {
            if (File.Exists(Path.Combine(target, Description)))
            {
                throw new ServiceException("table-exists", 409, $"You have a table {UserTable.Schema}.{newName} already.");
            }

            Directory.Delete(target, recursive: true);
        }

        // The folder's name is the table's.
        Directory.Move(Path.Combine(parent, table.Table.Name), target);
        Touch(caller.UserId.Value);
        if (table.Groups.Count > 0)
        {
            await sharing.SetAsync(caller, List(caller), cancellationToken);
        }
    }

    /// <summary>Deletes a table. Queries that read it go on.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public async Task DropAsync(Caller caller, string name, CancellationToken cancellationToken)
    {
        UserTable table = Get(caller, name);
        string folder = Path.Combine(Folder(caller.UserId!.Value), table.Table.Name);
        File.Delete(Path.Combine(folder, Description));
        Retire(table.Path);
        Touch(caller.UserId.Value);
        DeleteOld(folder);
        if (table.Groups.Count > 0)
        {
            await sharing.SetAsync(caller, List(caller), cancellationToken);
        }
    }

    /// <summary>Bytes that the tables of a user take.</summary>
    public long Bytes(Caller caller) => List(caller).Sum(table => table.Bytes);

    private static UserTable Read(string folder)
    {
        string file = Path.Combine(folder, Description);
        try
        {
            UserTable table = JsonSerializer.Deserialize<UserTable>(File.ReadAllBytes(file), AtomicFile.Json) ?? throw new JsonException("The file holds null.");

            // The folder's name counts: a rename moves it.
            return table with { Table = table.Table with { Name = Path.GetFileName(folder), Identity = table.File }, Path = Path.Combine(folder, Path.GetFileName(table.File)) };
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{file} cannot be read: {exception.Message}", exception);
        }
    }

    private static async Task<long> WriteAsync(ITableReader reader, AdqlTable described, string path, long leftBytes, CancellationToken cancellationToken)
    {
        Column[] columns = [.. reader.Schema.Columns.Select((column, index) => column with { Name = described.Columns[index].Name })];
        UploadPixels? pixels = UploadPixels.Of(described);
        TableSchema schema = new(pixels is null ? columns : [.. columns, CatalogTable.HealpixColumnDescription with { Name = described.Columns[^1].Name }]);
        RecordBatch batch = new(reader.Schema);
        RecordBatch written = new(schema);
        int[] all = [];
        long rows = 0;
        try
        {
            await using FileStream stream = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 17, FileOptions.Asynchronous);
            await using ParquetTableWriter writer = new(stream, schema);
            while (await reader.ReadAsync(batch, cancellationToken))
            {
                all = all.Length == batch.RowCount ? all : [.. Enumerable.Range(0, batch.RowCount)];
                written.Clear();
                for (int column = 0; column < columns.Length; column++)
                {
                    written.Columns[column].AppendRows(batch.Columns[column], all);
                }

                if (pixels is not null)
                {
                    written.Columns[^1].AppendRows(pixels.Fill(batch), all);
                }

                await writer.WriteAsync(written, cancellationToken);
                rows += batch.RowCount;
                RequireRoom(stream.Position, leftBytes);
            }

            // Rows are written group by group: the last comes with the end.
            await writer.EndAsync(default, cancellationToken);
            RequireRoom(stream.Position, leftBytes);
            await stream.FlushAsync(cancellationToken);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception exception) when (exception is TableFormatException or NotSupportedException or ArgumentException)
        {
            throw new ServiceException("table-column", 400, $"The table cannot be kept: {exception.Message}", exception);
        }

        return rows;
    }

    private static void RequireRoom(long bytes, long leftBytes)
    {
        if (bytes > leftBytes)
        {
            throw new ServiceException("quota-bytes", 413, $"The table needs more than the {leftBytes} bytes that you have left. Delete tables or jobs that you no longer need, or ask an administrator for more.");
        }
    }

    /// <summary>Notes on a file that nothing names it from now on.</summary>
    private void Retire(string? file)
    {
        if (file is not null)
        {
            File.SetLastWriteTimeUtc(file, time.GetUtcNow().UtcDateTime);
        }
    }

    /// <summary>Deletes files that no description names, once nobody can read them any more.</summary>
    private void DeleteOld(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        string description = Path.Combine(folder, Description);
        string? used = File.Exists(description) ? Path.GetFileName(Read(folder).Path) : null;
        DateTime old = time.GetUtcNow().UtcDateTime - s_readers;
        foreach (string file in Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file) != Description && Path.GetFileName(file) != used && File.GetLastWriteTimeUtc(file) < old))
        {
            File.Delete(file);
        }

        if (used is null && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    /// <summary>Tells readers that something has changed: the time of the folder is what they look at.</summary>
    private void Touch(long user)
    {
        Directory.SetLastWriteTimeUtc(Folder(user), time.GetUtcNow().UtcDateTime);
        _known.TryRemove(user, out _);
    }

    private string Folder(long user) => Path.Combine(data.Users, user.ToString(CultureInfo.InvariantCulture), UserTable.Schema);
}
