using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using DuckDB.NET.Data;
using Hven.Benchmarks.Interop;
using Npgsql;
using NpgsqlTypes;

namespace Hven.Benchmarks.Peers;

/// <summary>
/// A PostgreSQL of our own with q3c, on a Unix socket and a port of the loopback only, with the rows of a demo survey: clustered by q3c's index on
/// the position, with btrees on the HEALPix index and on the identifier.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly int _port;

    private PostgresServer(string folder, int port)
    {
        _folder = folder;
        _port = port;
        Source = new NpgsqlDataSourceBuilder($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Maximum Pool Size=8;Command Timeout=1800;No Reset On Close=true").Build();
    }

    /// <summary>Connections to it.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Where Debian puts version 15; its package postgresql-15-q3c brings the extension.</summary>
    private static string Programs => "/usr/lib/postgresql/15/bin";

    public static async Task<PostgresServer> StartAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(Programs, "postgres")))
        {
            throw new InvalidOperationException("PostgreSQL 15 is missing. Install it (on Debian: apt-get install postgresql-15 postgresql-15-q3c), then run this again.");
        }

        string folder = Path.Combine(BenchmarkOptions.Artifacts, "pg");
        Directory.CreateDirectory(folder);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", ["postgres", folder], cancellationToken);
        }

        string data = Path.Combine(folder, "data");
        if (!File.Exists(Path.Combine(data, "PG_VERSION")))
        {
            await AsPostgresAsync([Path.Combine(Programs, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"], cancellationToken);
        }

        int port = HvenServerProcess.FreePort();
        string settings = $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c shared_buffers=4GB -c work_mem=256MB -c maintenance_work_mem=1GB "
            + "-c effective_cache_size=8GB -c random_page_cost=1.1 -c max_wal_size=8GB -c wal_level=minimal -c max_wal_senders=0 -c fsync=off -c autovacuum=off -c max_parallel_workers_per_gather=2";
        await AsPostgresAsync([Path.Combine(Programs, "pg_ctl"), "-D", data, "-w", "-l", Path.Combine(folder, "log.txt"), "-o", settings, "-m", "fast", "restart"], cancellationToken);
        return new(folder, port);
    }

    /// <summary>CPU seconds of all server processes that live, and of those that have ended, parallel workers among them.</summary>
    public double CpuSeconds()
    {
        return CpuSeconds(int.Parse(File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture));
    }

    /// <summary>The same of any PostgreSQL, by the process that started its others.</summary>
    public static double CpuSeconds(int postmaster)
    {
        string children = File.ReadAllText($"/proc/{postmaster}/task/{postmaster}/children");
        return ProcStat.ChildrenSeconds(postmaster.ToString(CultureInfo.InvariantCulture))
            + children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Sum(child => ProcessClock.CpuSeconds(int.Parse(child, CultureInfo.InvariantCulture)));
    }

    public async Task<string> VersionAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Source.CreateCommand("SELECT split_part(version(), ' ', 2) || ' with q3c ' || q3c_version()");
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Copies the rows of an accelerator, unless an earlier run did.</summary>
    /// <param name="accelerator">The DuckDB file.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="cancellationToken">Stops the copying.</param>
    /// <returns>Name of the table.</returns>
    public async Task<string> LoadAsync(string accelerator, long rows, CancellationToken cancellationToken)
    {
        string table = $"objects_{rows.ToString(CultureInfo.InvariantCulture)}";
        await using NpgsqlConnection connection = await Source.OpenConnectionAsync(cancellationToken);
        if (await ScalarAsync(connection, $"SELECT count(*) FROM pg_class WHERE relname = '{table}_id'", cancellationToken) is 1L)
        {
            return table;
        }

        Console.WriteLine($"Copying {rows} rows into PostgreSQL ...");
        string columns = string.Join(", ", SurveyColumns.All.Select(column => $"\"{column.Name.ToLowerInvariant()}\" {column.PostgresType} not null"));
        await ScalarAsync(connection, $"CREATE EXTENSION IF NOT EXISTS q3c; DROP TABLE IF EXISTS {table}; CREATE UNLOGGED TABLE {table} ({columns})", cancellationToken);
        await CopyAsync(connection, table, accelerator, cancellationToken);
        await ScalarAsync(connection, $"CREATE INDEX {table}_q3c ON {table} (q3c_ang2ipix(ra, dec)); CLUSTER {table} USING {table}_q3c", cancellationToken);
        await ScalarAsync(connection, $"CREATE INDEX {table}_healpix ON {table} (_healpix_29)", cancellationToken);
        await ScalarAsync(connection, $"CREATE INDEX {table}_id ON {table} (coadd_object_id)", cancellationToken);
        await ScalarAsync(connection, $"VACUUM ANALYZE {table}", cancellationToken);
        return table;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await AsPostgresAsync([Path.Combine(Programs, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-m", "fast", "stop"], CancellationToken.None);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string table, string accelerator, CancellationToken cancellationToken)
    {
        await using DuckDBConnection source = BareDuckDb.Open(accelerator);
        await using DuckDBCommand select = source.CreateCommand();
        select.UseStreamingMode = true;
        select.CommandText = $"SELECT {string.Join(", ", SurveyColumns.All.Select(column => $"\"{column.Name}\""))} FROM \"rows\"";
        await using DuckDBDataReader reader = (DuckDBDataReader)await select.ExecuteReaderAsync(cancellationToken);
        await using NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT binary, FREEZE false)", cancellationToken);
        importer.Timeout = TimeSpan.FromHours(1);
        while (await reader.ReadAsync(cancellationToken))
        {
            await importer.StartRowAsync(cancellationToken);
            for (int index = 0; index < SurveyColumns.All.Count; index++)
            {
                // A row stays in the importer's buffer, so the calls that wait for nothing are the fast ones.
                switch (SurveyColumns.All[index].PostgresType)
                {
                    case "bigint": await importer.WriteAsync(reader.GetInt64(index), NpgsqlDbType.Bigint, cancellationToken); break;
                    case "double precision": await importer.WriteAsync(reader.GetDouble(index), NpgsqlDbType.Double, cancellationToken); break;
                    case "real": await importer.WriteAsync(reader.GetFloat(index), NpgsqlDbType.Real, cancellationToken); break;
                    default: await importer.WriteAsync(reader.GetInt16(index), NpgsqlDbType.Smallint, cancellationToken); break;
                }
            }
        }

        await importer.CompleteAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>PostgreSQL refuses to run as root; Debian's package brings a user for it.</summary>
    private static Task AsPostgresAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        Environment.IsPrivilegedProcess ? RunAsync("runuser", ["-u", "postgres", "--", .. command], cancellationToken) : RunAsync(command[0], [.. command.Skip(1)], cancellationToken);

    private static async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        // Its output is not read: the server it leaves behind would hold the pipe open.
        ProcessStartInfo start = new(program) { WorkingDirectory = Path.GetTempPath() };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} cannot be started.");
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
        }
    }
}
