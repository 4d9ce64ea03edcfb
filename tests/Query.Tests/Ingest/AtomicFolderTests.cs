using Hven.Platform.Storage.Interop;
using Hven.Testing;

namespace Hven.Query.Tests.Ingest;

public sealed class AtomicFolderTests
{
    [Fact]
    public async Task Swap_exchanges_two_folders_and_never_leaves_the_place_empty()
    {
        using TemporaryFolder folder = new();
        foreach (string name in new[] { "new", "place" })
        {
            Directory.CreateDirectory(folder[name]);
            await File.WriteAllTextAsync(Path.Combine(folder[name], "name"), name, TestContext.Current.CancellationToken);
        }

        using CancellationTokenSource done = new();
        Task<int> watching = Task.Run(() =>
        {
            int missing = 0;
            while (!done.IsCancellationRequested)
            {
                missing += File.Exists(Path.Combine(folder["place"], "name")) ? 0 : 1;
            }

            return missing;
        });
        for (int round = 0; round < 1001; round++)
        {
            AtomicFolder.Swap(folder["new"], folder["place"]);
        }

        await done.CancelAsync();
        Assert.Equal(0, await watching);
        Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(folder["place"], "name"), TestContext.Current.CancellationToken));
        Assert.Equal("place", await File.ReadAllTextAsync(Path.Combine(folder["new"], "name"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Swap_with_a_folder_that_is_missing_fails_and_moves_nothing()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["place"]);
        Assert.ThrowsAny<IOException>(() => AtomicFolder.Swap(folder["missing"], folder["place"]));
        Assert.True(Directory.Exists(folder["place"]));
    }
}
