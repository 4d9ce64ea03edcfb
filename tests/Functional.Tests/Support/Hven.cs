using System.Diagnostics;

namespace Hven.Functional.Tests.Support;

/// <summary>The command line <c>hven</c>, run as its users run it.</summary>
internal static class HvenProgram
{
    /// <summary>Starts it without waiting; the caller disposes of it.</summary>
    public static Process Start(Uri? server, string? token, string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = folder };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "hven.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["HVEN_URL"] = server?.ToString() ?? "";
        start.Environment["HVEN_TOKEN"] = token ?? "";
        start.Environment["XDG_CONFIG_HOME"] = folder;
        return Process.Start(start) ?? throw new InvalidOperationException("The system did not start dotnet.");
    }

    public static async Task<(int Code, string Output, string Error)> RunAsync(Uri? server, string? token, string folder, params string[] arguments)
    {
        using Process process = Start(server, token, folder, arguments);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>What a run that must succeed wrote.</summary>
    public static async Task<string> MustAsync(Uri? server, string? token, string folder, params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync(server, token, folder, arguments);
        Assert.True(code == 0, $"hven {string.Join(' ', arguments)}: {code}\n{output}\n{error}");
        return output;
    }
}
