using System.Diagnostics;
using System.Reflection;

namespace Hven.Browser.Tests;

/// <summary>The browser checks of <c>web/tests/browser</c>, which drive Chromium through playwright-core.</summary>
internal static class WebScript
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>The browser, or <see langword="null"/> when this machine has none.</summary>
    public static string? Chromium { get; } =
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium" }.FirstOrDefault(File.Exists);

    private static string WebFolder { get; } = typeof(WebScript).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "WebFolder").Value!;

    /// <summary>Names of all checks, as the script itself tells them.</summary>
    public static IReadOnlyList<string> List()
    {
        using Process process = Start("--list", serverUrl: null);
        string names = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? names.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"The browser checks cannot be listed: {process.StandardError.ReadToEnd()}");
    }

    /// <summary>Runs one check against a server.</summary>
    /// <param name="name">One of <see cref="List"/>.</param>
    /// <param name="serverUrl">Address of the server.</param>
    /// <param name="cancellationToken">Ends the script.</param>
    /// <returns>Its exit code, and what it said.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string name, string serverUrl, CancellationToken cancellationToken)
    {
        using Process process = Start(name, serverUrl);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(s_patience);
        try
        {
            await process.WaitForExitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return (-1, $"Not done after {s_patience.TotalMinutes} minutes.\n{await output}{await error}");
        }

        return (process.ExitCode, await output + await error);
    }

    private static Process Start(string argument, string? serverUrl)
    {
        ProcessStartInfo start = new("node", [Path.Combine("tests", "browser", "run.mjs"), argument])
        {
            WorkingDirectory = WebFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HVEN_URL"] = serverUrl;
        start.Environment["CHROMIUM"] = Chromium;
        return Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
    }
}
