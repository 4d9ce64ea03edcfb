using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Hven.Testing;

/// <summary>A PostgreSQL of its own from Debian's package, on a port of the loopback and in a folder that goes with it.</summary>
public sealed class PostgresProcess : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly string _programs;

    private PostgresProcess(TemporaryFolder folder, string programs, int port)
    {
        _folder = folder;
        _programs = programs;
        Port = port;
    }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Why there is none on this machine, or null.</summary>
    public static string? Missing => Programs() is null ? "PostgreSQL is not installed (on Debian: apt-get install postgresql)." : null;

    /// <summary>Starts a server with no database of ours.</summary>
    public static async Task<PostgresProcess> StartAsync()
    {
        string programs = Programs() ?? throw new InvalidOperationException(Missing);
        TemporaryFolder folder = new();
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        PostgresProcess server = new(folder, programs, port);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", ["postgres", folder.Path]);
        }

        await server.AsPostgresAsync("initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await server.ResumeAsync();
        return server;
    }

    /// <summary>Makes a database, and gives its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        string name = $"t{Guid.NewGuid():N}";
        await AsPostgresAsync("createdb", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", name);
        return $"Host=127.0.0.1;Port={Port};Username=postgres;Database={name}";
    }

    /// <summary>Stops it, as its operator would; connections are cut.</summary>
    public Task PauseAsync() => AsPostgresAsync("pg_ctl", "-D", Data, "-w", "-m", "fast", "stop");

    /// <summary>Starts it again.</summary>
    public Task ResumeAsync() => AsPostgresAsync(
        "pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder.Path, "log.txt"), "-o", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder.Path} -c fsync=off -c max_connections=200", "start");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await AsPostgresAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");
        }
        catch (InvalidOperationException)
        {
            // It was stopped already.
        }

        _folder.Dispose();
    }

    private string Data => Path.Combine(_folder.Path, "data");

    private static string? Programs() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;

    private Task AsPostgresAsync(string program, params string[] arguments)
    {
        string path = Path.Combine(_programs, program);
        return Environment.IsPrivilegedProcess ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        // A server that stays behind would hold a pipe open: its output goes to its log.
        ProcessStartInfo start = new(program) { UseShellExecute = false, WorkingDirectory = "/", RedirectStandardOutput = false };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"The system did not start {program}.");
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
        }
    }
}
