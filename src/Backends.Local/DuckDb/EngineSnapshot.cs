using System.Globalization;
using System.Text;
using Hven.Adql.Binding;
using Hven.Backends.Local.ColumnStore;
using Hven.Backends.Local.DuckDb.Interop;
using Hven.Platform.Catalog;
using Hven.Platform.Storage;
using Hven.Query;
using Hven.Query.Tap;

namespace Hven.Backends.Local.DuckDb;

/// <summary>
/// The engine over the catalogue of one moment: an instance that has every table attached read-only and is then locked. When the catalogue changes
/// a new one is made; this one closes when its last query ends.
/// </summary>
internal sealed class EngineSnapshot : IDisposable
{
    private readonly Dictionary<string, string> _sources = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, TableStore> _stores = new(StringComparer.OrdinalIgnoreCase);
    private int _users = 1;

    private EngineSnapshot(DuckDbDatabase database, string stamp)
    {
        Database = database;
        Stamp = stamp;
    }

    public DuckDbDatabase Database { get; }

    /// <summary>What the snapshot was made from.</summary>
    public string Stamp { get; }

    public static EngineSnapshot Open(QueryCatalog catalog, string stamp, DataDirectory data, LocalAccelerator accelerator, LocalOptions options)
    {
        Directory.CreateDirectory(data.Temporary);
        EngineSnapshot snapshot = new(DuckDbDatabase.Open(":memory:"), stamp);
        try
        {
            long memory = options.MemoryMiB > 0 ? options.MemoryMiB : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / (1 << 20);
            int threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
            var setup = new StringBuilder();
            setup.Append(CultureInfo.InvariantCulture, $"SET memory_limit='{memory}MiB';SET threads={threads};SET max_temp_directory_size='{options.SpillMiB}MiB';");
            setup.Append(CultureInfo.InvariantCulture, $"SET temp_directory={Literal(data.Temporary)};");
            setup.Append("SET autoinstall_known_extensions=false;SET autoload_known_extensions=false;SET TimeZone='UTC';");

            // Users' tables come with their queries, by paths of ours.
            List<string> folders = [data.Users];
            foreach (CatalogTable table in catalog.Survey.Releases.SelectMany(release => release.Tables))
            {
                if (accelerator.IsCurrent(table))
                {
                    string cache = accelerator.Folder(table);
                    setup.Append(CultureInfo.InvariantCulture, $"ATTACH {Literal(Path.Combine(cache, LocalAccelerator.DatabaseFile))} AS {Name(table.FullName)} (READ_ONLY);");
                    snapshot._sources.Add(table.FullName, $"{Name(table.FullName)}.main.{Name(LocalAccelerator.TableName)}");
                    snapshot._stores.Add(table.FullName, TableStore.Open(cache, table));
                }
                else
                {
                    // Without accelerators the Parquet answers by itself: the exact list of files, since a glob costs as much a file as a small query.
                    string folder = data.Table(table.Release, table.Name);
                    folders.Add(folder);
                    IEnumerable<string> files = PartitionList.Read(folder).Select(partition => Literal(Path.Combine(folder, partition.RelativePath)));
                    snapshot._sources.Add(table.FullName, $"read_parquet([{string.Join(',', files)}],hive_partitioning=false)");
                }
            }

            setup.Append("CREATE SCHEMA tap_schema;");
            foreach (TapSchemaTable table in catalog.TapSchema.Tables)
            {
                snapshot._sources.Add($"{table.Description.Schema}.{table.Description.Name}", $"memory.{TapSchema.SchemaName}.{Name(table.Description.Name)}");
                AppendTable(setup, table);
            }

            setup.Append(CultureInfo.InvariantCulture, $"SET allowed_directories=[{string.Join(',', folders.Select(Literal))}];");
            setup.Append("SET enable_external_access=false;SET lock_configuration=true;");
            snapshot.Database.RegisterFunctions();
            snapshot.Database.Execute(setup.ToString());
            return snapshot;
        }
        catch
        {
            snapshot.Release();
            throw;
        }
    }

    /// <summary>What stands in FROM for a table.</summary>
    public string Source(AdqlTable table) =>
        _sources.TryGetValue($"{table.Schema}.{table.Name}", out string? source)
            ? source
            : throw new InvalidOperationException($"{table.Schema}.{table.Name} is not among the engine's tables.");

    /// <summary>The table's mapped columns, when they are there.</summary>
    public TableStore? Store(AdqlTable table) => _stores.GetValueOrDefault($"{table.Schema}.{table.Name}");

    /// <summary>Takes part in the snapshot, unless it is closed already.</summary>
    public bool TryAcquire()
    {
        for (int users = Volatile.Read(ref _users); users > 0; users = Volatile.Read(ref _users))
        {
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Leaves the snapshot; the last to leave closes it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            Database.Dispose();
            foreach (TableStore store in _stores.Values)
            {
                store.Dispose();
            }
        }
    }

    public void Dispose() => Release();

    private static void AppendTable(StringBuilder sql, TapSchemaTable table)
    {
        IEnumerable<string> columns = table.Description.Columns.Select(column => $"{Name(column.Name)} {(column.Type == AdqlType.Varchar ? "VARCHAR" : "INTEGER")}");
        string target = $"tap_schema.{Name(table.Description.Name)}";
        sql.Append(CultureInfo.InvariantCulture, $"CREATE TABLE {target}({string.Join(',', columns)});");
        foreach (IReadOnlyList<object?>[] rows in table.Rows.Chunk(1000))
        {
            IEnumerable<string> values = rows.Select(row => $"({string.Join(',', row.Select(value => value switch
            {
                null => "NULL",
                int number => number.ToString(CultureInfo.InvariantCulture),
                _ => Literal((string)value),
            }))})");
            sql.Append(CultureInfo.InvariantCulture, $"INSERT INTO {target} VALUES {string.Join(',', values)};");
        }
    }

    internal static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    internal static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal)}'";
}
