using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;
using Hven.Benchmarks.Interop;

namespace Hven.Benchmarks.Peers;

/// <summary>
/// GAVO DaCHS as Debian packages it (gavodachs2-server), over the PostgreSQL cluster that it was set up in, with ten columns of a demo survey and
/// q3c's index on the position.
/// </summary>
internal sealed class DachsServer : IAsyncDisposable
{
    private const string Root = "/var/gavo";
    private const string Cluster = "/var/lib/postgresql/15/main";

    // DaCHS reads its description of the table from here; its rows come by COPY, since its own reading of text files takes minutes.
    private const string Description = """
        <resource schema="hven">
          <meta name="title">Demo survey</meta>
          <meta name="creationDate">2026-01-01T00:00:00Z</meta>
          <meta name="description">The rows of Hven's demo survey.</meta>
          <meta name="subject">surveys</meta>
          <table id="main" onDisk="True" adql="True" mixin="//scs#q3cindex" primary="coadd_object_id">
            <column name="coadd_object_id" type="bigint" required="True" ucd="meta.id;meta.main"/>
            <column name="ra" type="double precision" unit="deg" ucd="pos.eq.ra;meta.main"/>
            <column name="dec" type="double precision" unit="deg" ucd="pos.eq.dec;meta.main"/>
            <column name="mag_auto_g" unit="mag"/>
            <column name="mag_auto_r" unit="mag"/>
            <column name="mag_auto_i" unit="mag"/>
            <column name="mag_auto_z" unit="mag"/>
            <column name="mag_auto_y" unit="mag"/>
            <column name="spread_model_i"/>
            <column name="flags_i" type="smallint" required="True"/>
          </table>
          <data id="import">
            <sources pattern="first.csv"/>
            <csvGrammar names="coadd_object_id, ra, dec, mag_auto_g, mag_auto_r, mag_auto_i, mag_auto_z, mag_auto_y, spread_model_i, flags_i"/>
            <make table="main"><rowmaker idmaps="*"/></make>
          </data>
        </resource>
        """;

    private readonly Process _process;

    private DachsServer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Loads the rows and serves them.</summary>
    /// <param name="accelerator">The DuckDB file with the rows.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<DachsServer> StartAsync(string accelerator, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(Root, "etc")))
        {
            throw new InvalidOperationException(
                "GAVO DaCHS is missing. Install and start it (on Debian: apt-get install postgresql-15 postgresql-15-q3c postgresql-15-pgsphere; pg_ctlcluster 15 main start; apt-get install gavodachs2-server), then run this again.");
        }

        if (!File.Exists(Path.Combine(Cluster, "postmaster.pid")))
        {
            await RunAsync("pg_ctlcluster", ["15", "main", "start"], cancellationToken);
        }

        await LoadAsync(accelerator, cancellationToken);
        int port = HvenServerProcess.FreePort();
        string settings = Path.Combine(BenchmarkOptions.Artifacts, "gavo.rc");
        await File.WriteAllTextAsync(settings, Report.Invariant($"[general]\nrootDir: {Root}\n[web]\nserverPort: {port}\nserverURL: http://127.0.0.1:{port}\nbindAddress: 127.0.0.1\n"), cancellationToken);
        ProcessStartInfo start = new("dachs") { ArgumentList = { "serve", "debug" }, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GAVOSETTINGS"] = settings;
        Process process = Process.Start(start) ?? throw new InvalidOperationException("dachs cannot be started.");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        DachsServer server = new(process, port);
        using HttpClient client = new();
        for (int attempt = 0; attempt < 600 && !process.HasExited; attempt++)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/tap/availability"), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return server;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(200, cancellationToken);
        }

        await server.DisposeAsync();
        throw new InvalidOperationException("dachs serve was not ready within two minutes.");
    }

    /// <summary>CPU seconds of DaCHS, of what it started, and of its database.</summary>
    public double CpuSeconds()
    {
        int postmaster = int.Parse(File.ReadLines(Path.Combine(Cluster, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        return PostgresServer.CpuSeconds(postmaster) + TreeSeconds(_process.Id);
    }

    public static async Task<string> VersionAsync(CancellationToken cancellationToken)
    {
        string output = await RunAsync("dpkg-query", ["-W", "-f", "${Version}", "gavodachs2-server"], cancellationToken);
        return output.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static double TreeSeconds(int process)
    {
        string children = string.Concat(Directory.EnumerateDirectories($"/proc/{process}/task").Select(task => File.ReadAllText(Path.Combine(task, "children")) + " "));
        return ProcessClock.CpuSeconds(process) + ProcStat.ChildrenSeconds(process.ToString(CultureInfo.InvariantCulture))
            + children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Sum(child => TreeSeconds(int.Parse(child, CultureInfo.InvariantCulture)));
    }

    private static async Task LoadAsync(string accelerator, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(Root, "inputs", "hven");
        Directory.CreateDirectory(folder);
        string rows = Path.Combine(folder, "rows.csv");
        await File.WriteAllTextAsync(Path.Combine(folder, "q.rd"), Description, cancellationToken);
        await using (DuckDBConnection source = BareDuckDb.Open(accelerator))
        {
            await using DuckDBCommand copy = source.CreateCommand();
            copy.CommandText = $"COPY (SELECT {SurveyColumns.TenNames} FROM \"rows\") TO '{rows}' (FORMAT csv, HEADER false)";
            await copy.ExecuteNonQueryAsync(cancellationToken);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "first.csv"), (await File.ReadAllLinesAsync(rows, cancellationToken))[0] + "\n", cancellationToken);
        await RunAsync("chown", ["-R", "dachsroot:gavo", folder], cancellationToken);
        await RunAsync("runuser", ["-u", "dachsroot", "--", "dachs", "imp", Path.Combine(folder, "q.rd")], cancellationToken);
        await RunAsync(
            "runuser",
            ["-u", "dachsroot", "--", "psql", "-q", "-v", "ON_ERROR_STOP=1", "gavo", "-c", "TRUNCATE hven.main", "-c", $"\\copy hven.main FROM '{rows}' (FORMAT csv)", "-c", "ANALYZE hven.main"],
            cancellationToken);
    }

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(program) { WorkingDirectory = Path.GetTempPath(), RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} cannot be started.");
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}: {await errors}");
    }
}
