using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Hven.Platform.Accounts;
using Hven.Platform.Storage;

namespace Hven.Query.UserTables;

/// <summary>Tables of one user that groups may read.</summary>
/// <param name="Owner">Name of the user.</param>
/// <param name="Number">Number of the account.</param>
/// <param name="Tables">The tables with the groups.</param>
public sealed record SharedTables(string Owner, long Number, IReadOnlyList<SharedTable> Tables)
{
    /// <summary>The schema under which others name them.</summary>
    public string Schema => $"{UserTable.Schema}_{Owner.ToLowerInvariant()}";
}

/// <summary>A table that groups may read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Groups">The groups.</param>
public sealed record SharedTable(string Name, IReadOnlyList<string> Groups);

/// <summary>What users share: a small file for each who does below <c>users/.shared</c>, since looking into the tables of all users for each query would not do.</summary>
public sealed class SharedTableIndex(DataDirectory data)
{
    private readonly ConcurrentDictionary<string, (DateTime Stamp, SharedTables Shared)> _known = new(StringComparer.Ordinal);
    private (DateTime Stamp, IReadOnlyList<SharedTables> All) _all = (DateTime.MinValue, []);

    private string Folder => Path.Combine(data.Users, ".shared");

    /// <summary>Everything that is shared.</summary>
    public IReadOnlyList<SharedTables> All()
    {
        DateTime stamp = Directory.GetLastWriteTimeUtc(Folder);
        (DateTime Stamp, IReadOnlyList<SharedTables> All) all = _all;
        if (all.Stamp == stamp)
        {
            return all.All;
        }

        SharedTables[] found = Directory.Exists(Folder) ? [.. Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal).Select(Read).OfType<SharedTables>()] : [];
        _all = (stamp, found);
        return found;
    }

    /// <summary>Notes what a user shares now. A file that is replaced changes the time of the folder, which is what readers look at.</summary>
    public async Task SetAsync(Caller owner, IEnumerable<UserTable> tables, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        SharedTable[] shared = [.. tables.Where(table => table.Groups.Count > 0).Select(table => new SharedTable(table.Table.Name, table.Groups))];
        string file = Path.Combine(Folder, $"{owner.UserId!.Value.ToString(CultureInfo.InvariantCulture)}.json");
        if (shared.Length > 0)
        {
            Directory.CreateDirectory(Folder);
            await AtomicFile.WriteJsonAsync(file, new SharedTables(owner.Name, owner.UserId.Value, shared), cancellationToken);
        }
        else if (Directory.Exists(Folder))
        {
            File.Delete(file);
        }
    }

    private SharedTables? Read(string file)
    {
        DateTime stamp = File.GetLastWriteTimeUtc(file);
        if (_known.TryGetValue(file, out (DateTime Stamp, SharedTables Shared) known) && known.Stamp == stamp)
        {
            return known.Shared;
        }

        try
        {
            SharedTables? shared = JsonSerializer.Deserialize<SharedTables>(File.ReadAllBytes(file), AtomicFile.Json);
            if (shared is not null)
            {
                _known[file] = (stamp, shared);
            }

            return shared;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
