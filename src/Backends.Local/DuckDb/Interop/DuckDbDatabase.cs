using DuckDB.NET.Native;

namespace Hven.Backends.Local.DuckDb.Interop;

/// <summary>One DuckDB instance in this process. Connections are cheap; each running query has its own.</summary>
internal sealed class DuckDbDatabase : IDisposable
{
    private readonly DuckDBDatabase _handle;

    private DuckDbDatabase(DuckDBDatabase handle) => _handle = handle;

    /// <summary>Name and version of the library.</summary>
    public static string Version { get; } = $"DuckDB {NativeMethods.Startup.DuckDBLibraryVersion().TrimStart('v')}";

    /// <summary>Opens an instance and lends it our functions.</summary>
    /// <param name="path">A database file, made when it does not exist, or <c>:memory:</c>.</param>
    /// <exception cref="DuckDbException">The file cannot be opened.</exception>
    public static DuckDbDatabase Open(string path)
    {
        DuckDBState state = NativeMethods.Startup.DuckDBOpen(path, out DuckDBDatabase handle, new DuckDBConfig(), out string error);
        if (state != DuckDBState.Success)
        {
            throw new DuckDbException($"DuckDB cannot open {path}: {error}");
        }

        DuckDbDatabase database = new(handle);
        using DuckDBNativeConnection connection = database.Connect();
        FunctionRegistry.Register(connection);
        return database;
    }

    /// <summary>Makes a connection; the caller disposes it.</summary>
    public DuckDBNativeConnection Connect() =>
        NativeMethods.Startup.DuckDBConnect(_handle, out DuckDBNativeConnection connection) == DuckDBState.Success
            ? connection
            : throw new DuckDbException("DuckDB gives no further connection.");

    /// <summary>Runs statements of our own whose result nobody reads.</summary>
    /// <param name="sql">SQL made by this program, never by a user.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    public void Execute(string sql, CancellationToken cancellationToken = default)
    {
        using DuckDBNativeConnection connection = Connect();
        Execute(connection, sql, cancellationToken);
    }

    /// <summary>Runs statements of our own on a connection; what they make may belong to it alone.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="sql">SQL made by this program, never by a user.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    public static void Execute(DuckDBNativeConnection connection, string sql, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.Register(() => NativeMethods.Startup.DuckDBInterrupt(connection));
        DuckDBResult result = default;
        try
        {
            if (NativeMethods.Query.DuckDBQuery(connection, sql, out result) != DuckDBState.Success)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new DuckDbException(NativeMethods.Query.DuckDBResultError(ref result));
            }
        }
        finally
        {
            NativeMethods.Query.DuckDBDestroyResult(ref result);
        }
    }

    /// <summary>Makes known what the engine's SQL calls back in this process.</summary>
    public void RegisterFunctions()
    {
        using DuckDBNativeConnection connection = Connect();
        EngineRowsFunction.Register(connection);
    }

    public void Dispose() => _handle.Dispose();
}

/// <summary>What DuckDB said when it failed.</summary>
internal sealed class DuckDbException(string message) : Exception(message);
