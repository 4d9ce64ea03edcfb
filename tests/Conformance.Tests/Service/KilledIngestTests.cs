using Hven.Testing;

namespace Hven.Conformance.Tests.Service;

/// <summary>An ingest killed by SIGKILL at ten random moments and then finished leaves the bytes of one that was left alone.</summary>
public sealed class KilledIngestTests
{
    private const int Kills = 10;

    [Fact]
    public async Task Demo_killed_ten_times_ends_with_the_same_bytes()
    {
        using TemporaryFolder folder = new();
        string[] make = ["demo", "--objects", "400000", "--no-accelerate", "--data"];
        long started = TimeProvider.System.GetTimestamp();
        (await HvendProcess.RunAsync([.. make, folder["whole"]])).MustSucceed();
        TimeSpan undisturbed = TimeProvider.System.GetElapsedTime(started);
        string expected = await Manifest(folder["whole"]);

        // A try goes on where the one before was killed, so a table is whole after a few kills; then another is begun.
        var random = new Random(2);
        int killed = 0;
        int table = 0;
        for (int tries = 0; killed < Kills && tries < 6 * Kills; tries++)
        {
            using CancellationTokenSource kill = new(undisturbed * (0.1 + (0.8 * random.NextDouble())));
            HvendOutcome outcome = await HvendProcess.RunAsync([.. make, folder[$"killed{table}"]], [], kill.Token);
            if (outcome.ExitCode == 0)
            {
                Assert.Equal(expected, await Manifest(folder[$"killed{table++}"]));
            }
            else
            {
                killed++;
            }
        }

        Assert.Equal(Kills, killed);
        string last = folder[$"killed{table}"];
        if (!File.Exists(ManifestPath(last)))
        {
            (await HvendProcess.RunAsync([.. make, last])).MustSucceed();
        }

        Assert.Equal(expected, await Manifest(last));
        (await HvendProcess.RunAsync("check", "--data", last)).MustSucceed();
    }

    private static string ManifestPath(string data) => Path.Combine(data, "releases", "dr1", "tables", "main", "MANIFEST.sha256");

    private static Task<string> Manifest(string data) => File.ReadAllTextAsync(ManifestPath(data), TestContext.Current.CancellationToken);
}
