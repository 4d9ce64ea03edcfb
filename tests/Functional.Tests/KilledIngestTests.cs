using Hven.Functional.Tests.Support;
using Hven.Platform.Catalog;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Ingests that are killed and asked for again end with the bytes of one that was left alone.</summary>
public sealed class KilledIngestTests(DemoServer demo) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Demo_killed_at_any_moment_is_finished_with_the_same_bytes()
    {
        string data = _folder["data"];
        string[] arguments = ["demo", "--objects", $"{DemoServer.Objects}", "--data", data];
        await KillThenFinishAsync(arguments, data, "dr1", "main", TimeSpan.FromSeconds(3));
        Assert.Equal(ManifestOf(demo.Data, "dr1", "main"), ManifestOf(data, "dr1", "main"));
    }

    [Fact]
    public async Task Ingest_killed_at_any_moment_is_finished_with_the_same_bytes()
    {
        int part = SampleCatalog.Rows.Count / CatalogFiles.Formats.Length;
        string[] files = [.. await Task.WhenAll(CatalogFiles.Formats.Select((format, index) => CatalogFiles.WriteAsync(_folder[$"part.{format}"], index * part, part)))];
        string undisturbed = _folder["undisturbed"];
        string disturbed = _folder["disturbed"];
        string[] arguments = ["ingest", "catalog", .. files, "--release", "t", "--table", "sample", "--partition-rows", "1000", "--data"];
        long started = TimeProvider.System.GetTimestamp();
        (await HvendProcess.RunAsync([.. arguments, undisturbed])).MustSucceed();
        await KillThenFinishAsync([.. arguments, disturbed], disturbed, "t", "sample", TimeProvider.System.GetElapsedTime(started));
        Assert.Equal(ManifestOf(undisturbed, "t", "sample"), ManifestOf(disturbed, "t", "sample"));
    }

    [Fact]
    public async Task Replacement_that_is_killed_leaves_the_table_answering()
    {
        string data = _folder["data"];
        string first = await CatalogFiles.WriteAsync(_folder["first.csv"], 0, 100);
        string second = await CatalogFiles.WriteAsync(_folder["second.csv"], 100);
        string[] arguments = ["--release", "t", "--table", "sample", "--data", data];
        (await HvendProcess.RunAsync(["ingest", "catalog", first, .. arguments])).MustSucceed();
        await using HvendProcess server = await HvendProcess.ServeAsync(data);
        string[] replace = ["ingest", "catalog", second, "--replace", .. arguments];
        foreach (int milliseconds in new[] { 150, 300, 450 })
        {
            await RunAndKillAsync(replace, TimeSpan.FromMilliseconds(milliseconds));
            Assert.Contains(await server.Client.NumberAsync("SELECT COUNT(*) AS n FROM t.sample"), new long[] { 100, 5900 });
        }

        (await HvendProcess.RunAsync(replace)).MustSucceed();
        await Api.EventuallyAsync(() => server.Client.NumberAsync("SELECT COUNT(*) AS n FROM t.sample"), count => count == 5900, TimeSpan.FromSeconds(5), "Rows after the replacement");
        (await HvendProcess.RunAsync("check", "--data", data)).MustSucceed();
    }

    /// <summary>Kills the command at three moments spread over the time it takes, then lets it end; checks what is left.</summary>
    private static async Task KillThenFinishAsync(string[] arguments, string data, string release, string table, TimeSpan takes)
    {
        Random random = new(20261123);
        for (int third = 0; third < 3; third++)
        {
            await RunAndKillAsync(arguments, takes * ((third + random.NextDouble()) / 3));
        }

        bool wasDone = File.Exists(Path.Combine(data, "releases", release, "tables", table, Manifest.FileName));
        HvendOutcome last = await HvendProcess.RunAsync(arguments);

        // The last one may have been killed after its work; then there is nothing left to do, and it says so.
        Assert.True(last.ExitCode == 0 || (wasDone && last.Error.Contains("--replace", StringComparison.Ordinal)), last.Error);
        (await HvendProcess.RunAsync("check", "--data", data)).MustSucceed();
        Assert.Equal([table], Directory.EnumerateFileSystemEntries(Path.Combine(data, "releases", release, "tables")).Select(Path.GetFileName));
    }

    private static async Task RunAndKillAsync(string[] arguments, TimeSpan after)
    {
        using CancellationTokenSource kill = new(after);
        await HvendProcess.RunAsync(arguments, [], kill.Token);
    }

    private static string ManifestOf(string data, string release, string table) => File.ReadAllText(Path.Combine(data, "releases", release, "tables", table, Manifest.FileName));
}
