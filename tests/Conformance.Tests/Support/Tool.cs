using System.Diagnostics;

namespace Hven.Conformance.Tests.Support;

/// <summary>Runs the programs that this suite compares with: stilts, Python with astropy and healpy, cfitsio's tools.</summary>
internal static class Tool
{
    /// <summary>Where this repository is.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>Folder of real files from other projects; HVEN_TEST_DATA, or shared/data beside the repository.</summary>
    public static string DataFolder { get; } =
        Environment.GetEnvironmentVariable("HVEN_TEST_DATA") ?? Path.Combine(RepositoryRoot, "..", "shared", "data");

    /// <summary>Skips the running test with a reason when a file of the real data is not there.</summary>
    /// <param name="relativePath">Path under <see cref="DataFolder"/>.</param>
    public static string DataFile(string relativePath)
    {
        string path = Path.Combine(DataFolder, relativePath);
        Assert.SkipUnless(File.Exists(path), $"{relativePath} is not in the test data folder; set HVEN_TEST_DATA.");
        return path;
    }

    /// <summary>Runs a program to its end and gives what it printed; a non-zero exit fails the test with its error output.</summary>
    /// <param name="program">Name on the PATH.</param>
    /// <param name="arguments">Arguments, each passed on as it is.</param>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\nexit {process.ExitCode}\n{await error}\n{await output}");
        return await output;
    }

    /// <summary>Runs a Python script of this suite's Reference folder with Debian's Python.</summary>
    /// <param name="script">File name in Reference.</param>
    /// <param name="arguments">Arguments of the script.</param>
    public static Task<string> PythonAsync(string script, params string[] arguments) =>
        RunAsync("/usr/bin/python3", [Path.Combine(RepositoryRoot, "tests", "Conformance.Tests", "Reference", script), .. arguments]);

    /// <summary>How a Python script of the Reference folder is started, for scripts that may fail.</summary>
    /// <param name="script">File name in Reference.</param>
    /// <param name="arguments">Arguments of the script.</param>
    public static ProcessStartInfo Python(string script, params string[] arguments) =>
        new("/usr/bin/python3", [Path.Combine(RepositoryRoot, "tests", "Conformance.Tests", "Reference", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

    private static string FindRepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Hven.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
