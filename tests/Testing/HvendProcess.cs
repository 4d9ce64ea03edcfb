using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Hven.Testing;

/// <summary>How a command of <c>hvend</c> ended.</summary>
/// <param name="ExitCode">0 done, 1 failed, 2 wrong usage.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="PeakMiB">The most memory that it was seen to hold, looked at every 25 ms; 0 for one that ended sooner.</param>
public sealed record HvendOutcome(int ExitCode, string Output, string Error, double PeakMiB)
{
    /// <summary>Fails the test unless the command did what it was asked.</summary>
    public HvendOutcome MustSucceed()
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}.\n{Error}\n{Output}");
        return this;
    }
}

/// <summary>
/// The real server as a child process on a port of its own. The test project references src/Server, so <c>hvend.dll</c> lies beside the tests.
/// </summary>
public sealed class HvendProcess : IAsyncDisposable
{
    private const int LogLinesKept = 400;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private HvendProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadLogAsync(process.StandardOutput), ReadLogAsync(process.StandardError));
        Client = new HttpClient { Timeout = s_patience };
    }

    /// <summary>Talks to the server.</summary>
    public HttpClient Client { get; }

    /// <summary>Where the server listens.</summary>
    public Uri Address => Client.BaseAddress!;

    /// <summary>The last lines of its log.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>Whether it still runs.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Memory that it holds now, in MiB.</summary>
    public double ResidentMiB => StatusMiB(_process.Id, "VmRSS:");

    /// <summary>The most memory that it ever held, in MiB.</summary>
    public double PeakResidentMiB => StatusMiB(_process.Id, "VmHWM:");

    /// <summary>Time that it has spent on all cores.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="environment">Settings as environment variables, for instance <c>HVEN__QUERY__QUICKSECONDS</c>.</param>
    public static async Task<HvendProcess> ServeAsync(string data, params (string Name, string Value)[] environment)
    {
        HvendProcess server = new(Start(["serve", "--data", data, "--urls", "http://127.0.0.1:0"], environment));
        try
        {
            Task exit = server._process.WaitForExitAsync();
            Task first = await Task.WhenAny(server._listening.Task, exit, Task.Delay(s_patience));
            if (first != server._listening.Task)
            {
                throw new InvalidOperationException($"hvend serve {(first == exit ? $"ended with exit code {server._process.ExitCode}" : "did not listen in time")}:\n{server.Log}");
            }

            server.Client.BaseAddress = await server._listening.Task;
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command to its end.</summary>
    /// <param name="arguments">The words after <c>hvend</c>.</param>
    public static Task<HvendOutcome> RunAsync(params string[] arguments) => RunAsync(arguments, [], CancellationToken.None);

    /// <summary>Runs a command to its end, or until it is killed.</summary>
    /// <param name="arguments">The words after <c>hvend</c>.</param>
    /// <param name="environment">Settings as environment variables.</param>
    /// <param name="kill">Kills the process at once, as <c>kill -9</c> does.</param>
    public static async Task<HvendOutcome> RunAsync(string[] arguments, (string Name, string Value)[] environment, CancellationToken kill)
    {
        using Process process = Start(arguments, environment);
        await using CancellationTokenRegistration registration = kill.Register(() => process.Kill());
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        Task exit = process.WaitForExitAsync(CancellationToken.None);
        double peakMiB = 0;
        while (await Task.WhenAny(exit, Task.Delay(25, CancellationToken.None)) != exit)
        {
            peakMiB = Math.Max(peakMiB, StatusMiB(process.Id, "VmHWM:"));
        }

        return new(process.ExitCode, await output, await error, peakMiB);
    }

    /// <summary>Starts a command without waiting for it; the caller ends it.</summary>
    /// <param name="arguments">The words after <c>hvend</c>.</param>
    /// <param name="environment">Settings as environment variables.</param>
    public static Process Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "hvend.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The system did not start dotnet.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadLogAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            _log.Enqueue(line);
            if (_log.Count > LogLinesKept)
            {
                _log.TryDequeue(out _);
            }

            if (!_listening.Task.IsCompleted && ListeningAddress(line) is { } address)
            {
                _listening.TrySetResult(address);
            }
        }
    }

    private static Uri? ListeningAddress(string line)
    {
        const string Words = "Now listening on: ";
        if (!line.Contains(Words, StringComparison.Ordinal))
        {
            return null;
        }

        using JsonDocument entry = JsonDocument.Parse(line);
        return new(entry.RootElement.GetProperty("Message").GetString()![Words.Length..]);
    }

    /// <summary>A line of the kernel's status of a process; 0 when the process has ended.</summary>
    private static double StatusMiB(int process, string key)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(candidate => candidate.StartsWith(key, StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line[key.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            // It ended between the two looks.
            return 0;
        }
    }
}
