using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Users' files from the side of those who mean harm, of clients that break off, and of many at once.</summary>
public sealed class FileSafetyTests(DemoServer demo)
{
    /// <summary>Ways out of a folder, as they are tried in all encodings.</summary>
    private static readonly string[] s_harm =
    [
        "..", "../x", "a/../../x", "%2e%2e/x", "%2e%2e%2fx", "..%2f..%2fx", "..%5c..%5cx", "..\\..\\x", "%252e%252e%252f%252e%252e%252fx", "%c0%ae%c0%ae/x", "%c0%ae%c0%ae%c0%afx", "%e0%80%ae%e0%80%ae/x", "%uff0e%uff0e/x",
        "a%00b", "a%0ab", "%2fetc%2fpasswd", "/etc/passwd", "a//b", "a/./b", "C:%5cx", "NUL", "nul.fits", "a/COM1.txt", "trailing.", "trailing%20", "%e2%80%aefdp.exe", "%ed%a0%80", "%f0%9f%94",
    ];

    [Fact]
    public async Task Path_that_means_harm_reaches_nothing()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        string token = await server.TokenAsync("ben", "mydb");
        using HttpClient ben = server.WithToken(token);
        string[] before = Tree(server.Data);
        foreach (string path in s_harm)
        {
            foreach (string method in new[] { "PUT", "GET", "DELETE" })
            {
                string answer = await RawRequest.SendAsync(server.Server.Address, $"{method} /files/me/{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n{(method == "PUT" ? "Content-Length: 4\r\n\r\nevil" : "\r\n")}");
                Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
                Assert.DoesNotContain("HTTP/1.1 5", answer, StringComparison.Ordinal);
                Assert.All(Tree(server.Data).Except(before).Where(file => !file.Contains("state.db", StringComparison.Ordinal) && !file.StartsWith("cache/", StringComparison.Ordinal)), file => Assert.Matches(@"^users/\d+/files/[0-9a-f]{2}/[0-9a-f]{32}$", file));
            }

            foreach (string raw in new[] { Uri.UnescapeDataString(path), path })
            {
                using HttpResponseMessage moved = await ben.PostAsJsonAsync("/api/v1/files/move", new { from = raw, to = "y" });
                using HttpResponseMessage linked = await ben.PostAsJsonAsync("/api/v1/files/links", new { path = raw });
                Assert.True(moved.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound && linked.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{raw}: {moved.StatusCode} {linked.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Names_that_look_the_same_are_one_and_capitals_are_not()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        await ben.MustPutAsync(Uri.EscapeDataString("caf\u0065\u0301/a.txt").Replace("%2F", "/", StringComparison.Ordinal), "one");
        await ben.MustPutAsync("caf%C3%A9/a.txt", "two");
        Assert.Equal(["caf\u00E9/a.txt"], await ben.NamesAsync());
        await ben.MustPutAsync("Run/a.txt", "capital");
        await ben.MustPutAsync("run/a.txt", "small");
        await ben.MustPutAsync("r_n/a.txt", "line");
        await ben.MustPutAsync("r%25n/a.txt", "percent");
        Assert.Equal(["run/a.txt"], await ben.NamesAsync("run/"));
        Assert.Equal(["r_n/a.txt"], await ben.NamesAsync("r_n/"));
        Assert.Equal(["r%n/a.txt"], await ben.NamesAsync("r%n/"));
    }

    [Fact]
    public async Task Conditions_and_bodies_that_are_not_whole_never_cost_a_file()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        string token = await server.TokenAsync("ben", "mydb");
        using HttpClient ben = server.WithToken(token);
        using HttpResponseMessage made = await ben.PutFileAsync("a.txt", "old"u8.ToArray());
        string tag = made.Headers.ETag!.Tag;
        byte[] content = Files.Noise(100_000, 3);
        foreach ((string name, string value) in new[] { ("If-Match", "\"x\", \"y\""), ("If-Match", $"W/{tag}"), ("If-None-Match", $"\"x\", {tag}") })
        {
            await ben.PutFileAsync("a.txt", content, (name, value)).MustRefuseAsync(HttpStatusCode.PreconditionFailed, "file-changed");
        }

        // As two fields, and as what is no tag.
        string two = await RawRequest.SendAsync(server.Server.Address, $"PUT /files/me/a.txt HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nIf-Match: \"x\"\r\nIf-Match: \"y\"\r\nContent-Length: 4\r\nConnection: close\r\n\r\nevil");
        string none = await RawRequest.SendAsync(server.Server.Address, $"PUT /files/me/a.txt HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nIf-Match: nonsense\r\nContent-Length: 4\r\nConnection: close\r\n\r\nevil");
        Assert.Equal(("HTTP/1.1 412", "HTTP/1.1 400"), (two[..12], none[..12]));
        await ben.PutFileAsync("a.txt", content, ("Content-Range", "bytes 0-99999/200000")).MustRefuseAsync(HttpStatusCode.BadRequest, "file-part");
        await ben.PutFileAsync("a.txt", content, ("Content-Encoding", "gzip")).MustRefuseAsync(HttpStatusCode.UnsupportedMediaType, "file-part");
        using HttpRequestMessage delete = new(HttpMethod.Delete, "/files/me/a.txt");
        delete.Headers.IfMatch.Add(new("\"other\""));
        await ben.SendAsync(delete).MustRefuseAsync(HttpStatusCode.PreconditionFailed, "file-changed");

        // A client that goes away amid the bytes.
        int there = Files.Contents(server.Data).Length;
        using (await RawRequest.ConnectAsync(server.Server.Address, $"PUT /files/me/a.txt HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Length: 1000000\r\n\r\n{new string('x', 200_000)}"))
        {
            await Api.EventuallyAsync(() => Task.FromResult(Files.Contents(server.Data).Length), count => count == there + 1, TimeSpan.FromSeconds(10), "the upload");
        }

        await Api.EventuallyAsync(() => Task.FromResult(Files.Contents(server.Data).Length), count => count == there, TimeSpan.FromSeconds(10), "the rest of the upload");
        Assert.Equal("old", await ben.GetStringAsync("/files/me/a.txt"));
        Assert.Equal(3, (await ben.GetFromJsonAsync<JsonElement>("/api/v1/files")).GetProperty("usedBytes").GetInt64());

        await ada.PutAsJsonAsync("/api/v1/admin/maintenance", new { message = "Back at noon." });
        await Api.EventuallyAsync(() => ben.PutFileAsync("b.txt", [1]), answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(10), "the maintenance");
        await ada.PutAsJsonAsync("/api/v1/admin/maintenance", new { message = (string?)null });
        using HttpResponseMessage moved = await ben.PostAsJsonAsync("/api/v1/files/move", new { from = "a.txt", to = "c.txt" });
        using HttpResponseMessage deleted = await ben.DeleteAsync("/files/me/c.txt");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        string audit = await ada.GetStringAsync("/api/v1/admin/audit");
        Assert.All(["file.put", "file.move", "file.delete"], action => Assert.Contains(action, audit, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bytes_that_a_user_may_keep_are_held_to_by_many_at_once()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { quota = new { storedBytes = 1_000_000 } });
        byte[] content = Files.Noise(150_000, 5);
        HttpStatusCode[] told = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            using HttpResponseMessage answer = await ben.PutFileAsync($"f{number}", content);
            return answer.StatusCode;
        }));
        Assert.Equal((6, 14), (told.Count(status => status == HttpStatusCode.Created), told.Count(status => status == HttpStatusCode.RequestEntityTooLarge)));

        // Of a length that is not told, room is made as bytes come.
        HttpStatusCode[] untold = await Task.WhenAll(Enumerable.Range(0, 10).Select(async number =>
        {
            using HttpRequestMessage request = new(HttpMethod.Put, $"/files/me/g{number}") { Content = new StreamContent(new MemoryStream(Files.Noise(60_000, 6))), Headers = { TransferEncodingChunked = true } };
            using HttpResponseMessage answer = await ben.SendAsync(request);
            return answer.StatusCode;
        }));
        Assert.InRange(untold.Count(status => status == HttpStatusCode.Created), 0, 1);
        Assert.InRange((await ben.GetFromJsonAsync<JsonElement>("/api/v1/files")).GetProperty("usedBytes").GetInt64(), 900_000, 1_000_000);
        using HttpResponseMessage gone = await ben.DeleteAsync("/files/me/" + (await ben.NamesAsync())[0]);
        await ben.MustPutAsync("again", content);
    }

    [Fact]
    public async Task Many_uploads_at_once_fill_no_more_of_the_disk_than_their_user_may()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { quota = new { storedBytes = 2_000_000 } });
        string token = await server.TokenAsync("ben", "mydb");
        var connections = new List<System.Net.Sockets.TcpClient>();
        try
        {
            for (int number = 0; number < 12; number++)
            {
                connections.Add(await RawRequest.ConnectAsync(server.Server.Address, $"PUT /files/me/f{number} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nTransfer-Encoding: chunked\r\n\r\nC3500\r\n{new string('x', 800_000)}\r\n"));
            }

            await Task.Delay(1000, TestContext.Current.CancellationToken);
            Assert.InRange(Files.Contents(server.Data).Sum(file => new FileInfo(file).Length), 1, 2_000_000);
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }

        await Api.EventuallyAsync(() => Task.FromResult(Files.Contents(server.Data).Length), count => count == 0, TimeSpan.FromSeconds(15), "what had come");
        using HttpClient ben = server.WithToken(token);
        await ben.MustPutAsync("whole", new byte[1_999_999]);
    }

    [Fact]
    public async Task Size_of_a_file_is_bounded_by_its_setting_alone_and_a_head_reads_nothing_of_it()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo, ("HVEN__FILES__MAXFILEMIB", "48"));
        using HttpClient ben = await server.SignInAsync("ben");
        byte[] large = Files.Noise(40 << 20, 7);
        Assert.Equal(Files.Hex(large), (await ben.MustPutAsync("large.bin", large)).GetProperty("sha256").GetString());
        await ben.PutFileAsync("larger.bin", new byte[(48 << 20) + 1]).MustRefuseAsync(HttpStatusCode.RequestEntityTooLarge, "file-size");
        using HttpRequestMessage chunked = new(HttpMethod.Put, "/files/me/larger.bin") { Content = new StreamContent(new MemoryStream(new byte[50 << 20])), Headers = { TransferEncodingChunked = true } };
        await ben.SendAsync(chunked).MustRefuseAsync(HttpStatusCode.RequestEntityTooLarge, "file-size");
        Assert.Equal(["large.bin"], await ben.NamesAsync());

        // Holes take no disk, and time only when they are read.
        await using (FileStream content = new(Files.Contents(server.Data).Single(), FileMode.Open))
        {
            content.SetLength(1L << 40);
        }

        TimeSpan before = server.Server.ProcessorTime;
        using HttpResponseMessage head = await ben.SendAsync(new(HttpMethod.Head, "/files/me/large.bin")).WaitAsync(TimeSpan.FromSeconds(10));
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.Equal(1L << 40, head.Content.Headers.ContentLength);
        Assert.InRange(server.Server.ProcessorTime - before, TimeSpan.Zero, TimeSpan.FromSeconds(0.4));
    }

    [Fact]
    public async Task Backup_brings_files_and_links_back_and_a_check_finds_what_was_damaged()
    {
        using TemporaryFolder folder = new();
        byte[] content = Files.Noise(200_000, 9);
        string token;
        string link;
        await using (AccountServer server = await AccountServer.StartAsync(demo))
        {
            token = await server.TokenAsync("ben", "mydb");
            using HttpClient ben = server.WithToken(token);
            await ben.MustPutAsync("a/kept.bin", content);
            await ben.MustPutAsync("b.part", "not a part of anything");
            using HttpResponseMessage made = await ben.PostAsJsonAsync("/api/v1/files/links", new { path = "a/kept.bin" });
            link = new Uri((await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("href").GetString()!).AbsolutePath;
            (await HvendProcess.RunAsync("backup", "--data", server.Data, "--to", folder["backup"])).MustSucceed();
        }

        (await HvendProcess.RunAsync("restore", "--from", folder["backup"], "--data", folder["data"])).MustSucceed();
        Assert.Contains("2 files of users: as they came", (await HvendProcess.RunAsync("check", "--data", folder["data"])).MustSucceed().Output, StringComparison.Ordinal);
        await using (HvendProcess restored = await HvendProcess.ServeAsync(folder["data"]))
        {
            Assert.Equal(content, await restored.Client.GetByteArrayAsync(link));
            restored.Client.DefaultRequestHeaders.Authorization = new("Bearer", token);
            Assert.Equal(["a/kept.bin", "b.part"], await restored.Client.NamesAsync());
            Assert.Equal("not a part of anything", await restored.Client.GetStringAsync("/files/me/b.part"));
        }

        string damaged = Files.Contents(folder["data"]).Single(file => new FileInfo(file).Length == content.Length);
        content[100] ^= 1;
        await File.WriteAllBytesAsync(damaged, content);
        File.Delete(Files.Contents(folder["data"]).Single(file => file != damaged));
        HvendOutcome outcome = await HvendProcess.RunAsync("check", "--data", folder["data"]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("a/kept.bin", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("is missing; it is the file 'b.part'", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hundred_thousand_files_are_listed_page_by_page_and_do_not_slow_uploads()
    {
        const int Count = 100_000;
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        await ben.MustPutAsync("first", "x");
        await using (Microsoft.Data.Sqlite.SqliteConnection state = new($"Data Source={Path.Combine(server.Data, "state.db")}"))
        {
            await state.OpenAsync();
            await using Microsoft.Data.Sqlite.SqliteCommand copy = state.CreateCommand();
            copy.CommandText = $"""
                WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {Count - 1})
                INSERT INTO files (OwnerId, Path, Blob, Bytes, Sha256, MediaType, Modified)
                SELECT f.OwnerId, 'many/' || printf('%06d', i) || '.dat', f.Blob, f.Bytes, f.Sha256, f.MediaType, f.Modified FROM files AS f, n WHERE f.Path = 'first'
                """;
            Assert.Equal(Count, await copy.ExecuteNonQueryAsync());
        }

        int seen = 0;
        string? after = null;
        var pages = new List<double>();
        do
        {
            long started = TimeProvider.System.GetTimestamp();
            JsonElement page = await ben.GetFromJsonAsync<JsonElement>($"/api/v1/files?prefix=many/&limit=1000{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}");
            pages.Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
            seen += page.GetProperty("files").GetArrayLength();
            after = page.TryGetProperty("next", out JsonElement next) ? next.GetString() : null;
        }
        while (after is not null);

        var puts = new List<double>();
        for (int number = 0; number < 20; number++)
        {
            long started = TimeProvider.System.GetTimestamp();
            await ben.MustPutAsync($"many/new-{number}", "x");
            puts.Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        }

        string measured = string.Create(CultureInfo.InvariantCulture, $"{seen} files; pages of 1,000 {pages.Order().ElementAt(pages.Count / 2):0.000} s in the middle, {pages.Max():0.000} s at worst; uploads {puts.Order().ElementAt(10):0.000} s in the middle, {puts.Max():0.000} s at worst");
        TestContext.Current.TestOutputHelper?.WriteLine(measured);
        Assert.True(seen == Count && pages.Order().ElementAt(pages.Count / 2) < 0.5 && puts.Order().ElementAt(10) < 0.5, measured);
    }

    private static string[] Tree(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file))];
}
