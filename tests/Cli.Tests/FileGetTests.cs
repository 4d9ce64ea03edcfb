using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Hven.Cli.Tests;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hven-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary><c>hven files get</c> from servers that mean harm, or are not what they were.</summary>
public sealed class FileGetTests
{
    private static readonly byte[] s_content = [.. Enumerable.Range(0, 100_000).Select(number => (byte)(number * 31 >> 3))];
    private static readonly string s_hash = Convert.ToHexStringLower(SHA256.HashData(s_content));

    [Theory]
    [InlineData("data/../../evil")]
    [InlineData("data/../evil")]
    [InlineData("data//etc/evil")]
    [InlineData("data/..\\..\\evil")]
    [InlineData("data/C:evil")]
    [InlineData("data/a\0b")]
    [InlineData("data/.bashrc")]
    [InlineData("data/.ssh/authorized_keys")]
    [InlineData("data/")]
    public async Task Name_that_leads_out_of_the_folder_is_not_written(string path)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.Files = context => context.Request.Path.StartsWithSegments("/api") ? List(context, path, s_hash) : context.Response.Body.WriteAsync(s_content).AsTask();
        using TestFolder folder = new();
        Directory.CreateDirectory(folder["inside/target"]);
        using Session session = new();
        Assert.Equal(1, await session.RunAsync(server, "files", "get", "data/", "-o", folder["inside/target"]));
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }));
        Assert.DoesNotContain('\0', session.Error);
    }

    [Fact]
    public async Task Content_that_is_not_what_was_told_does_not_get_its_name()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.Files = context => context.Request.Path.StartsWithSegments("/api") ? List(context, "data/a.bin", new string('0', 64)) : context.Response.Body.WriteAsync(s_content).AsTask();
        using TestFolder folder = new();
        using Session session = new();
        Assert.Equal(1, await session.RunAsync(server, "files", "get", "data/", "-o", folder.Path));
        Assert.Contains("SHA-256", session.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Part_of_another_state_of_the_file_is_not_gone_on_with()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        string? asked = null;
        server.Files = async context =>
        {
            if (context.Request.Path.StartsWithSegments("/api"))
            {
                await List(context, "data/a.bin", s_hash);
                return;
            }

            // If-Range names the state that is wanted; a server with another one sends the whole.
            asked = $"{context.Request.Headers.Range} {context.Request.Headers.IfRange}";
            await context.Response.Body.WriteAsync(s_content);
        };
        using TestFolder folder = new();
        Directory.CreateDirectory(folder["data"]);
        await File.WriteAllBytesAsync(folder["data/a.bin.part"], new byte[5000]);
        using Session session = new();
        Assert.Equal(0, await session.RunAsync(server, "files", "get", "data/", "-o", folder.Path));
        Assert.Equal($"bytes=5000- \"{s_hash}\"", asked);
        Assert.Equal(s_content, await File.ReadAllBytesAsync(folder["data/a.bin"]));
    }

    private static Task List(HttpContext context, string path, string sha256) => context.Response.WriteAsJsonAsync(
        new { files = new[] { new { path, bytes = s_content.Length, mediaType = "application/octet-stream", sha256, modified = "2027-01-01T00:00:00Z" } }, next = (string?)null, usedBytes = 1, maxBytes = (long?)null },
        JsonSerializerOptions.Web);
}
