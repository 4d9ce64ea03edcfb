using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Hven.Benchmarks.Interop;

namespace Hven.Benchmarks.Peers;

/// <summary><c>hvend</c> as a program of its own.</summary>
internal sealed class HvenServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private HvenServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Data directory of a demo survey with so many rows.</summary>
    public static string DataDirectory(long rows) => Path.Combine(BenchmarkOptions.Artifacts, rows.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public double CpuSeconds() => ProcessClock.CpuSeconds(_process.Id);

    /// <summary>Runs a command of <c>hvend</c> to its end.</summary>
    /// <returns>What it printed, and the CPU and wall seconds that it took.</returns>
    public static async Task<(string Output, double CpuSeconds, double WallSeconds)> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        double before = ProcStat.ChildrenSeconds("self");
        long started = Stopwatch.GetTimestamp();
        using Process process = Start(arguments);
        try
        {
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            double wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
            return process.ExitCode == 0
                ? (output, ProcStat.ChildrenSeconds("self") - before, wall)
                : throw new InvalidOperationException($"hvend {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>Makes the demo survey unless an earlier run left it.</summary>
    public static async Task MakeDemoAsync(long rows, CancellationToken cancellationToken)
    {
        string data = DataDirectory(rows);
        if (!File.Exists(Path.Combine(data, "releases", "dr1", "tables", "main", "MANIFEST.sha256")))
        {
            Console.WriteLine($"Making a demo survey of {rows} rows in {data} ...");
            (string output, _, _) = await RunAsync(["demo", "--objects", rows.ToString(System.Globalization.CultureInfo.InvariantCulture), "--data", data], cancellationToken);
            Console.Write(output);
        }
    }

    /// <summary>Starts a server over a demo survey and waits until it answers.</summary>
    public static async Task<HvenServerProcess> ServeAsync(long rows, CancellationToken cancellationToken)
    {
        int port = FreePort();
        Process process = Start(["serve", "--data", DataDirectory(rows), "--urls", $"http://127.0.0.1:{port}"]);
        HvenServerProcess server = new(process, port);
        // Its log would fill the pipe and stop it.
        process.BeginOutputReadLine();
        using HttpClient client = new() { BaseAddress = new($"http://127.0.0.1:{port}") };
        for (int attempt = 0; attempt < 600; attempt++)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"hvend serve ended with exit code {process.ExitCode}.");
            }

            try
            {
                using HttpResponseMessage answer = await client.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return server;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, cancellationToken);
        }

        await server.DisposeAsync();
        throw new InvalidOperationException("hvend serve was not ready within a minute.");
    }

    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static Process Start(IReadOnlyList<string> arguments)
    {
        string program = Path.Combine(BenchmarkOptions.Root(), "artifacts", "hvend", "hvend.dll");
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("dotnet cannot be started.");
    }
}
