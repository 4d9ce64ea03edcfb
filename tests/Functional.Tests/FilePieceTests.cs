using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Files in pieces, as tus has it, from the side of clients that break off, lie and come many at once.</summary>
public sealed class FilePieceTests(DemoServer demo)
{
    [Fact]
    public async Task Piece_with_a_digest_counts_whole_or_not_at_all()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        byte[] content = Files.Noise(600_000, 1);
        string upload = await BeginAsync(ben, "a.bin", content.Length);
        string token = await server.TokenAsync("ben", "mydb");
        foreach ((string algorithm, Func<byte[], byte[]> hash, int from, int to) in new (string, Func<byte[], byte[]>, int, int)[] { ("sha1", SHA1.HashData, 0, 200_000), ("sha256", SHA256.HashData, 200_000, 400_000), ("sha512", SHA512.HashData, 400_000, 600_000) })
        {
            byte[] piece = content[from..to];
            using HttpResponseMessage damaged = await PatchAsync(ben, upload, from, [.. piece[..^1], (byte)(piece[^1] ^ 1)], ("Upload-Checksum", $"{algorithm} {Convert.ToBase64String(hash(piece))}"));
            Assert.Equal((460, "upload-checksum"), ((int)damaged.StatusCode, await damaged.CodeAsync()));
            Assert.Equal(from, await OffsetAsync(ben, upload));

            // One that breaks off does not count either.
            using (await RawRequest.ConnectAsync(server.Server.Address, $"PATCH {upload} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: {from}\r\nUpload-Checksum: {algorithm} {Convert.ToBase64String(hash(piece))}\r\nContent-Length: 200000\r\n\r\n{new string('x', 100_000)}"))
            {
                await Task.Delay(200, TestContext.Current.CancellationToken);
            }

            await Api.EventuallyAsync(() => PatchAsync(ben, upload, from, piece, ("Upload-Checksum", $"{algorithm} {Convert.ToBase64String(hash(piece))}")), answer => answer.StatusCode == HttpStatusCode.NoContent, TimeSpan.FromSeconds(15), "the piece");
        }

        Assert.Equal(content, await ben.GetByteArrayAsync("/files/me/a.bin"));
        using HttpResponseMessage options = await ben.SendAsync(new(HttpMethod.Options, "/files/uploads"));
        Assert.Equal("sha256,sha512,sha1", options.Headers.GetValues("Tus-Checksum-Algorithm").Single());
        string other = await BeginAsync(ben, "b.bin", 5);
        await PatchAsync(ben, other, 0, [1], ("Upload-Checksum", "md4 AAAA")).MustRefuseAsync(HttpStatusCode.BadRequest, "upload-checksum");
    }

    [Fact]
    public async Task Broken_piece_keeps_what_came_and_goes_on_byte_by_byte()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        string token = await server.TokenAsync("ben", "mydb");
        using HttpClient ben = server.WithToken(token);
        byte[] content = [.. Enumerable.Range(0, 500_000).Select(number => (byte)('a' + (number % 26)))];
        string upload = await BeginAsync(ben, "a.txt", content.Length);
        long offset = 0;
        foreach (int part in new[] { 1, 77_777, 131_072, 5 })
        {
            using (await RawRequest.ConnectAsync(server.Server.Address, $"PATCH {upload} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: {offset}\r\nContent-Length: {content.Length - offset}\r\n\r\n{Encoding.ASCII.GetString(content, (int)offset, part)}"))
            {
                await Task.Delay(200, TestContext.Current.CancellationToken);
                await PatchAsync(ben, upload, offset, [1]).MustRefuseAsync((HttpStatusCode)423, "upload-busy");
            }

            long expected = offset + part;
            offset = await Api.EventuallyAsync(() => OffsetAsync(ben, upload), there => there == expected, TimeSpan.FromSeconds(10), "what came");

            // The server has noticed when it lets others write.
            await Api.EventuallyAsync(() => PatchAsync(ben, upload, offset + 1, []), answer => answer.StatusCode == HttpStatusCode.Conflict, TimeSpan.FromSeconds(10), "the end of the broken piece");
        }

        await PatchAsync(ben, upload, offset, [.. content[(int)offset..], 1, 2, 3]).MustRefuseAsync(HttpStatusCode.RequestEntityTooLarge, "upload-offset");
        offset = await OffsetAsync(ben, upload);
        using HttpResponseMessage rest = await PatchAsync(ben, upload, offset, content[(int)offset..]);
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        JsonElement file = (await ben.ListFilesAsync()).Single();
        Assert.Equal(Files.Hex(content), file.GetProperty("sha256").GetString());
        Assert.Equal(content, await ben.GetByteArrayAsync("/files/me/a.txt"));
    }

    [Fact]
    public async Task Room_for_whole_files_counts_from_the_beginning_and_uploads_are_bounded()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo, ("HVEN__FILES__UPLOADS", "7"));
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient cleo = await server.SignInAsync("cleo");
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { quota = new { storedBytes = 1_000_000 } });
        HttpResponseMessage[] begun = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => CreateAsync(ben, $"f{number}", 300_000)));
        Assert.Equal(3, begun.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.All(begun, answer => Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.RequestEntityTooLarge));
        await ben.PutFileAsync("g", new byte[200_000]).MustRefuseAsync(HttpStatusCode.RequestEntityTooLarge, "quota-bytes");
        string first = begun.First(answer => answer.StatusCode == HttpStatusCode.Created).Headers.Location!.AbsolutePath;

        // An upload is its user's alone.
        foreach (HttpMethod method in new[] { HttpMethod.Head, HttpMethod.Delete })
        {
            using HttpResponseMessage hidden = await SendAsync(cleo, method, first);
            Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        }

        await PatchAsync(cleo, first, 0, new byte[10]).MustRefuseAsync(HttpStatusCode.NotFound, "upload-unknown");
        for (int number = 0; number < 4; number++)
        {
            await BeginAsync(ben, $"small{number}", 1);
        }

        await CreateAsync(ben, "one more", 1).MustRefuseAsync(HttpStatusCode.TooManyRequests, "too-many-uploads");
        using HttpResponseMessage given = await SendAsync(ben, HttpMethod.Delete, first);
        Assert.Equal(HttpStatusCode.NoContent, given.StatusCode);

        // What is empty is whole at once; clients send nothing for it.
        using HttpResponseMessage empty = await CreateAsync(ben, "empty", 0);
        Assert.Equal(HttpStatusCode.Created, empty.StatusCode);
        Assert.Equal(["empty"], await ben.NamesAsync());
        await ben.MustPutAsync("g", new byte[200_000]);
        await CreateAsync(ben, "../x", 1).MustRefuseAsync(HttpStatusCode.BadRequest, "file-name");
        using HttpRequestMessage post = new(HttpMethod.Post, begun.Last(answer => answer.StatusCode == HttpStatusCode.Created).Headers.Location!.AbsolutePath) { Headers = { { "Tus-Resumable", "1.0.0" }, { "X-HTTP-Method-Override", "DELETE" } } };
        using HttpResponseMessage overridden = await ben.SendAsync(post);
        Assert.Equal(HttpStatusCode.NoContent, overridden.StatusCode);
    }

    [Fact]
    public async Task Two_servers_of_one_database_share_files_and_pieces()
    {
        Assert.SkipWhen(PostgresProcess.Missing is not null, PostgresProcess.Missing ?? "");
        await using PostgresProcess postgres = await PostgresProcess.StartAsync();
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["hven.json"], JsonSerializer.Serialize(new { State = new { Postgres = await postgres.CreateDatabaseAsync() } }));
        await AccountServer.CommandAsync(folder.Path, AccountServer.Password, "user", "add", "ben", "--role", "default");
        string token = await AccountServer.CommandAsync(folder.Path, "", "user", "token", "ben", "--scope", "mydb");
        await using HvendProcess one = await HvendProcess.ServeAsync(folder.Path);
        await using HvendProcess two = await HvendProcess.ServeAsync(folder.Path);
        foreach (HvendProcess server in new[] { one, two })
        {
            server.Client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        foreach (string path in new[] { "Run/b", "run/a", "run/A", "r_n/a", "%F0%9F%94%AD/x" })
        {
            await one.Client.MustPutAsync(path, path);
        }

        Assert.Equal(["run/A", "run/a"], (await two.Client.NamesAsync("run/")).Order(StringComparer.Ordinal));
        Assert.Equal(["🔭/x"], await two.Client.NamesAsync("🔭/"));
        var paged = new List<string>();
        for (string? after = null; ;)
        {
            JsonElement page = await two.Client.GetFromJsonAsync<JsonElement>($"/api/v1/files?limit=2{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}");
            paged.AddRange(page.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()!));
            after = page.TryGetProperty("next", out JsonElement next) ? next.GetString() : null;
            if (after is null)
            {
                break;
            }
        }

        Assert.Equal(5, paged.Distinct().Count());
        byte[] content = [.. Enumerable.Repeat((byte)'x', 400_000)];
        string upload = await BeginAsync(one.Client, "pieces.txt", content.Length);
        using (await RawRequest.ConnectAsync(one.Address, $"PATCH {upload} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: {content.Length}\r\n\r\n{new string('x', 100_000)}"))
        {
            await Task.Delay(300, TestContext.Current.CancellationToken);
            await PatchAsync(two.Client, upload, 0, content).MustRefuseAsync((HttpStatusCode)423, "upload-busy");
        }

        await Api.EventuallyAsync(() => PatchAsync(two.Client, upload, 100_000, content[100_000..]), answer => answer.StatusCode == HttpStatusCode.NoContent, TimeSpan.FromSeconds(10), "the rest");
        Assert.Equal(content, await one.Client.GetByteArrayAsync("/files/me/pieces.txt"));
        using HttpResponseMessage moved = await two.Client.PostAsJsonAsync("/api/v1/files/move", new { from = "run/a", to = "run/b" });
        Assert.Equal("run/a", await one.Client.GetStringAsync("/files/me/run/b"));
        await two.Client.PostAsJsonAsync("/api/v1/files/move", new { from = "run/b", to = "run/A" }).MustRefuseAsync(HttpStatusCode.Conflict, "file-exists");
        await postgres.PauseAsync();
        await one.Client.PutFileAsync("late", [1]).MustRefuseAsync(HttpStatusCode.ServiceUnavailable, "state");
        await postgres.ResumeAsync();
        await one.Client.MustPutAsync("late", "again");
    }

    [Fact]
    public async Task Command_line_that_was_killed_goes_on_where_it_was()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        string token = await server.TokenAsync("ben", "mydb");
        using HttpClient ben = server.WithToken(token);
        using TemporaryFolder folder = new();
        byte[] content = Files.Noise(300_000_000, 3);
        await File.WriteAllBytesAsync(folder["big.bin"], content);
        using (System.Diagnostics.Process first = HvenProgram.Start(server.Server.Address, token, folder.Path, "files", "put", "big.bin", "data/"))
        {
            await Api.EventuallyAsync(() => Task.FromResult(Files.Contents(server.Data).Sum(file => new FileInfo(file).Length)), there => there > 10_000_000, TimeSpan.FromSeconds(30), "the upload");
            first.Kill();
            await first.WaitForExitAsync();
        }

        string part = Files.Contents(server.Data).Single();
        Assert.InRange(new FileInfo(part).Length, 10_000_000, content.Length - 1);
        await HvenProgram.MustAsync(server.Server.Address, token, folder.Path, "files", "put", "big.bin", "data/");
        Assert.Equal([part], Files.Contents(server.Data));
        Assert.Equal(Files.Hex(content), (await ben.ListFilesAsync()).Single().GetProperty("sha256").GetString());
        Assert.Equal("{}", (await File.ReadAllTextAsync(folder["hven/uploads.json"])).Trim());
    }

    private static Task<HttpResponseMessage> CreateAsync(HttpClient client, string name, long length) =>
        SendAsync(client, HttpMethod.Post, "/files/uploads", ("Upload-Length", length.ToString(CultureInfo.InvariantCulture)), ("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}"));

    private static async Task<string> BeginAsync(HttpClient client, string name, long length)
    {
        using HttpResponseMessage answer = await CreateAsync(client, name, length);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.AbsolutePath;
    }

    private static async Task<long> OffsetAsync(HttpClient client, string upload)
    {
        using HttpResponseMessage answer = await SendAsync(client, HttpMethod.Head, upload);
        return long.Parse(answer.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
    }

    private static async Task<HttpResponseMessage> PatchAsync(HttpClient client, string upload, long offset, byte[] piece, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Patch, upload) { Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Offset", offset.ToString(CultureInfo.InvariantCulture) } }, Content = new ByteArrayContent(piece) { Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") } } };
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await client.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string address, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, address) { Headers = { { "Tus-Resumable", "1.0.0" } } };
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await client.SendAsync(request);
    }
}
