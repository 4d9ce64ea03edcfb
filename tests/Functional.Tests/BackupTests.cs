using System.Text.Json;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>A backup is made while the server runs, and brings everything back.</summary>
public sealed class BackupTests(DemoServer demo)
{
    private const string Question = "SELECT TOP 200 COADD_OBJECT_ID, RA, DEC, MAG_AUTO_I FROM dr1.main ORDER BY COADD_OBJECT_ID";

    [Fact]
    public async Task Restored_data_directory_gives_the_same_answers()
    {
        using TemporaryFolder folder = new();
        string before;
        string token;
        string data;
        await using (AccountServer server = await AccountServer.StartAsync(demo))
        {
            data = server.Data;
            token = await server.TokenAsync("ben", "query", "jobs");
            using HttpClient ben = server.WithToken(token);
            before = JsonSerializer.Serialize(await ben.RowsAsync(Question));
            (await HvendProcess.RunAsync("backup", "--data", data, "--to", folder["backup"])).MustSucceed();

            // What is there is not copied again.
            HvendOutcome again = (await HvendProcess.RunAsync("backup", "--data", data, "--to", folder["backup"])).MustSucceed();
            Assert.Contains(", 0 of them copied now", again.Output, StringComparison.Ordinal);
            Assert.Equal(before, JsonSerializer.Serialize(await ben.RowsAsync(Question)));
        }

        Assert.False(Directory.Exists(data));
        (await HvendProcess.RunAsync("restore", "--from", folder["backup"], "--data", folder["restored"])).MustSucceed();
        (await HvendProcess.RunAsync("check", "--data", folder["restored"])).MustSucceed();
        await using HvendProcess restored = await HvendProcess.ServeAsync(folder["restored"]);
        restored.Client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(before, JsonSerializer.Serialize(await restored.Client.RowsAsync(Question)));
        Assert.Contains("\"name\":\"ben\"", await restored.Client.GetStringAsync("/api/v1/me"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_backup_is_refused_and_leaves_nothing()
    {
        using TemporaryFolder folder = new();
        demo.CopyDataTo(folder["data"]);
        (await HvendProcess.RunAsync("backup", "--data", folder["data"], "--to", folder["backup"])).MustSucceed();
        string file = Directory.EnumerateFiles(folder["backup"], "*.parquet", SearchOption.AllDirectories).First();
        byte[] bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        HvendOutcome outcome = await HvendProcess.RunAsync("restore", "--from", folder["backup"], "--data", folder["restored"]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(Path.GetFileName(file), outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["restored"]));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/tmp/outside")]
    [InlineData("releases/../../outside")]
    public async Task Manifest_that_leads_elsewhere_is_refused(string name)
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["backup"]);
        folder.Write("backup/MANIFEST.sha256", $"{new string('0', 64)}  {name}\n");
        HvendOutcome outcome = await HvendProcess.RunAsync("restore", "--from", folder["backup"], "--data", folder["restored"]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("outside", outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["outside"]));
    }

    [Fact]
    public async Task Folder_with_something_else_is_left_alone()
    {
        using TemporaryFolder folder = new();
        demo.CopyDataTo(folder["data"]);
        Directory.CreateDirectory(folder["precious"]);
        folder.Write("precious/thesis.tex", "years of work");
        Assert.Equal(1, (await HvendProcess.RunAsync("backup", "--data", folder["data"], "--to", folder["precious"])).ExitCode);
        Assert.Equal(1, (await HvendProcess.RunAsync("backup", "--data", folder["data"], "--to", folder["data/backup"])).ExitCode);
        (await HvendProcess.RunAsync("backup", "--data", folder["data"], "--to", folder["backup"])).MustSucceed();
        Assert.Equal(1, (await HvendProcess.RunAsync("restore", "--from", folder["backup"], "--data", folder["precious"])).ExitCode);
        Assert.Equal("years of work", await File.ReadAllTextAsync(folder["precious/thesis.tex"]));
    }
}
