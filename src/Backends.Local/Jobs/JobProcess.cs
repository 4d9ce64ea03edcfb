using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Hven.Platform.Jobs;
using Hven.Platform.Storage;
using Microsoft.Extensions.Logging;

namespace Hven.Backends.Local.Jobs;

/// <summary>
/// A child process that runs jobs, one after another. It is told a job's name by a line, and tells by lines how the job goes. It ends when its input
/// ends, so that none outlives a server that was killed.
/// </summary>
internal sealed partial class JobProcess : IDisposable
{
    private static readonly JsonSerializerOptions s_json = JsonSerializerOptions.Web;

    /// <summary>Variables that are handed on; all others, and with them all secrets, stay with the server.</summary>
    private static readonly string[] s_environment = ["PATH", "HOME", "DOTNET_ROOT", "TMPDIR", "TZ", "LANG", "LC_ALL", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"];
    private static readonly string[] s_settings = ["HVEN__QUERY__", "HVEN__ENGINE__"];

    private readonly Process _process;
    private readonly ILogger _logger;

    private JobProcess(Process process, ILogger logger)
    {
        _process = process;
        _logger = logger;
        _ = RelayAsync();
    }

    /// <summary>Number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Jobs that it has run.</summary>
    public int Jobs { get; set; }

    /// <summary>Whether it still runs.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>Memory in MiB that it holds for itself, mapped files not counted.</summary>
    public double MemoryMiB
    {
        get
        {
            try
            {
                string? line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(candidate => candidate.StartsWith("RssAnon:", StringComparison.Ordinal));
                return line is null ? 0 : double.Parse(line[8..].Trim().Split(' ')[0], CultureInfo.InvariantCulture) / 1024;
            }
            catch (IOException)
            {
                // It has ended.
                return 0;
            }
        }
    }

    /// <summary>Starts a process.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="memoryMiB">Memory that it may take.</param>
    /// <param name="logger">Where its complaints go.</param>
    public static JobProcess Start(DataDirectory data, int memoryMiB, ILogger logger)
    {
        string program = Environment.ProcessPath!;
        ProcessStartInfo start = new(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Directory.CreateDirectory(data.Temporary).FullName };
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(System.Reflection.Assembly.GetEntryAssembly()!.Location);
        }

        foreach (string word in new[] { "run-job", "-", "--data", data.Root })
        {
            start.ArgumentList.Add(word);
        }

        Dictionary<string, string?> old = new(start.Environment);
        start.Environment.Clear();
        foreach ((string name, string? value) in old)
        {
            if (s_environment.Contains(name, StringComparer.Ordinal) || s_settings.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            {
                start.Environment[name] = value;
            }
        }

        // Half for the engine, half for what is around it.
        start.Environment["HVEN__ENGINE__MEMORYMIB"] = Math.Max(128, memoryMiB / 2).ToString(CultureInfo.InvariantCulture);
        start.Environment["DOTNET_GCHeapHardLimit"] = ((long)memoryMiB << 19).ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_TieredPGO"] = "0";
        Process process = Process.Start(start) ?? throw new InvalidOperationException("The system did not start a process for jobs.");
        return new(process, logger);
    }

    /// <summary>Tells it a job.</summary>
    public async Task TellAsync(string id)
    {
        await _process.StandardInput.WriteLineAsync(id);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>The next line that it writes, or null when it has ended.</summary>
    public async Task<JobMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        string? line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        return line is null ? null : JsonSerializer.Deserialize<JobMessage>(line, s_json);
    }

    /// <summary>Ends it at once.</summary>
    public async Task KillAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>How it ended, for people.</summary>
    public async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode > 128 ? $"signal {_process.ExitCode - 128}" : $"exit code {_process.ExitCode}";
    }

    public void Dispose()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }

        _process.Dispose();
    }

    private async Task RelayAsync()
    {
        StringBuilder text = new();
        try
        {
            while (await _process.StandardError.ReadLineAsync() is { } line)
            {
                if (text.Length + line.Length < 10_000)
                {
                    text.AppendLine(line);
                }
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or IOException)
        {
            // Let go of while it was read.
        }

        if (text.Length > 0)
        {
            LogComplaint(text.ToString());
        }
    }

    [LoggerMessage(3101, LogLevel.Warning, "A process for jobs said: {Text}")]
    private partial void LogComplaint(string text);
}
