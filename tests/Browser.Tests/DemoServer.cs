using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Hven.Browser.Tests;
using Hven.Testing;

[assembly: AssemblyFixture(typeof(DemoServer))]

namespace Hven.Browser.Tests;

/// <summary>A real <c>hvend</c> over a demo survey of its own, on a free port; one for all tests.</summary>
public sealed class DemoServer : IAsyncLifetime
{
    private const string Objects = "100000";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _log = new();
    private Process? _server;

    /// <summary>Address of the server.</summary>
    public string Url { get; private set; } = "";

    /// <summary>What the server has logged.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (WebScript.Chromium is null)
        {
            return;
        }

        using (Process demo = Start("demo", "--data", _folder.Path, "--objects", Objects))
        {
            Task<string> error = demo.StandardError.ReadToEndAsync();
            await demo.StandardOutput.ReadToEndAsync();
            await demo.WaitForExitAsync();
            Assert.True(demo.ExitCode == 0, $"hvend demo: {await error}");
        }

        TaskCompletionSource<string> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _server = Start("serve", "--data", _folder.Path, "--urls", "http://127.0.0.1:0");
        _server.OutputDataReceived += (_, line) => Take(line.Data, listening);
        _server.ErrorDataReceived += (_, line) => Take(line.Data, listening);
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        Task ended = _server.WaitForExitAsync();
        await Task.WhenAny(listening.Task, ended).WaitAsync(s_patience);
        Assert.True(listening.Task.IsCompletedSuccessfully, $"hvend serve ended before it listened:\n{Log}");
        Url = await listening.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _server.Kill();
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        _folder.Dispose();
    }

    private static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "hvend.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("hvend did not start.");
    }

    /// <summary>Keeps a line of the log; the one that names the address ends the wait. Redirected logs are one JSON object a line.</summary>
    private void Take(string? line, TaskCompletionSource<string> listening)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.AppendLine(line);
        }

        if (line.Contains("Now listening on", StringComparison.Ordinal))
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            listening.TrySetResult(entry.RootElement.GetProperty("State").GetProperty("address").GetString()!);
        }
    }
}
