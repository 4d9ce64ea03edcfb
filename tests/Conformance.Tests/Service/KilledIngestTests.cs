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
        (await HvendProcess.RunAsync([.. make, folder["whole"]])).MustSucceed();
        string expected = await Manifest(folder["whole"]);

        var random = new Random(2);
        int killed = 0;
        while (killed < Kills)
        {
            // Long enough that each try gets further than the last, short enough that no try comes to its end before the tenth kill.
            using CancellationTokenSource kill = new(TimeSpan.FromMilliseconds(400 + random.Next(1400)));
            HvendOutcome outcome = await HvendProcess.RunAsync([.. make, folder["killed"]], [], kill.Token);
            if (outcome.ExitCode == 0)
            {
                break;
            }

            killed++;
        }

        Assert.True(killed >= 3, $"Only {killed} kills came before the end: the machine is too fast for this size.");
        if (!File.Exists(ManifestPath(folder["killed"])))
        {
            (await HvendProcess.RunAsync([.. make, folder["killed"]])).MustSucceed();
        }

        Assert.Equal(expected, await Manifest(folder["killed"]));
        (await HvendProcess.RunAsync("check", "--data", folder["killed"])).MustSucceed();
    }

    private static string ManifestPath(string data) => Path.Combine(data, "releases", "dr1", "tables", "main", "MANIFEST.sha256");

    private static Task<string> Manifest(string data) => File.ReadAllTextAsync(ManifestPath(data), TestContext.Current.CancellationToken);
}
