using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Files of users and of jobs: kept, taken in parts and in pieces, packed, linked, and nobody else's.</summary>
public sealed class FileTests(DemoServer demo)
{
    [Fact]
    public async Task File_is_kept_listed_taken_in_parts_moved_and_deleted()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient cleo = await server.SignInAsync("cleo");
        using HttpClient nobody = server.Anonymous();
        byte[] content = RandomNumberGenerator.GetBytes(300_000);
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));
        using HttpResponseMessage made = await PutAsync(ben, "data/2027/Ωmega Cen.fits", content);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.Created, $"\"{hash}\""), (made.StatusCode, made.Headers.ETag!.Tag));
        using HttpResponseMessage again = await PutAsync(ben, "data/2027/Ωmega Cen.fits", content);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await PutAsync(ben, "notes.txt", "hello"u8.ToArray());
        JsonElement list = await ben.GetFromJsonAsync<JsonElement>("/api/v1/files?prefix=data/");
        JsonElement one = Assert.Single(list.GetProperty("files").EnumerateArray());
        Assert.Equal(("data/2027/Ωmega Cen.fits", 300_000, hash, "application/fits"), (one.GetProperty("path").GetString(), one.GetProperty("bytes").GetInt32(), one.GetProperty("sha256").GetString(), one.GetProperty("mediaType").GetString()));
        JsonElement page = await ben.GetFromJsonAsync<JsonElement>("/api/v1/files?limit=1");
        Assert.Equal("notes.txt", (await ben.GetFromJsonAsync<JsonElement>($"/api/v1/files?limit=1&after={Uri.EscapeDataString(page.GetProperty("next").GetString()!)}")).GetProperty("files")[0].GetProperty("path").GetString());

        using HttpRequestMessage part = new(HttpMethod.Get, Address("data/2027/Ωmega Cen.fits")) { Headers = { Range = new RangeHeaderValue(1000, 1999) } };
        using HttpResponseMessage taken = await ben.SendAsync(part);
        Assert.Equal(HttpStatusCode.PartialContent, taken.StatusCode);
        Assert.Equal(content[1000..2000], await taken.Content.ReadAsByteArrayAsync());
        Assert.Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData(content))}:", taken.Headers.GetValues("Repr-Digest").Single());
        Assert.Equal("attachment", taken.Content.Headers.ContentDisposition!.DispositionType);
        foreach (HttpClient stranger in new[] { cleo, nobody })
        {
            using HttpResponseMessage hidden = await stranger.GetAsync(Address("data/2027/Ωmega Cen.fits"));
            Assert.Equal(stranger == cleo ? HttpStatusCode.NotFound : HttpStatusCode.Unauthorized, hidden.StatusCode);
        }

        using HttpResponseMessage moved = await ben.PostAsJsonAsync("/api/v1/files/move", new { from = "notes.txt", to = "old/notes.md" });
        Assert.Equal("hello", await ben.GetStringAsync(Address("old/notes.md")));
        using HttpResponseMessage onto = await ben.PostAsJsonAsync("/api/v1/files/move", new { from = "old/notes.md", to = "data/2027/Ωmega Cen.fits" });
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (moved.StatusCode, onto.StatusCode));
        using HttpResponseMessage deleted = await ben.DeleteAsync(Address("old/notes.md"));
        using HttpResponseMessage gone = await ben.GetAsync(Address("old/notes.md"));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, gone.StatusCode));
    }

    [Fact]
    public async Task Damaged_unwanted_or_too_large_content_keeps_what_was_there()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo, ("HVEN__Files__MaxFileMiB", "1"), ("HVEN__Files__MaxFiles", "5"));
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpResponseMessage made = await PutAsync(ben, "a.txt", "one"u8.ToArray());
        string tag = made.Headers.ETag!.Tag;
        foreach ((string header, string value, HttpStatusCode expected) in new[]
        {
            ("Content-Digest", $"sha-256=:{Convert.ToBase64String(SHA256.HashData("other"u8))}:", HttpStatusCode.BadRequest), ("Repr-Digest", "sha-256=:abc:", HttpStatusCode.BadRequest),
            ("If-None-Match", "*", HttpStatusCode.PreconditionFailed), ("If-Match", "\"0000\"", HttpStatusCode.PreconditionFailed),
        })
        {
            using HttpResponseMessage refused = await PutAsync(ben, "a.txt", "two"u8.ToArray(), (header, value));
            Assert.Equal(expected, refused.StatusCode);
        }

        Assert.Equal("one", await ben.GetStringAsync(Address("a.txt")));
        using HttpResponseMessage matched = await PutAsync(ben, "a.txt", "two"u8.ToArray(), ("If-Match", tag), ("Content-Digest", $"sha-256=:{Convert.ToBase64String(SHA256.HashData("two"u8))}:"));
        Assert.True(matched.StatusCode == HttpStatusCode.OK, await matched.Content.ReadAsStringAsync());
        using HttpResponseMessage large = await PutAsync(ben, "large.bin", new byte[(1 << 20) + 1]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);

        // At the edge of the quota: of many at once, only as many as fit.
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { quota = new { storedBytes = 2_000_003 } });
        HttpStatusCode[] codes = await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            using HttpResponseMessage answer = await PutAsync(ben, $"many/{number}.bin", new byte[600_000]);
            return answer.StatusCode;
        }));
        Assert.Equal(3, codes.Count(code => code == HttpStatusCode.Created));
        Assert.All(codes, code => Assert.True(code is HttpStatusCode.Created or HttpStatusCode.RequestEntityTooLarge));
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { quota = new { storedBytes = 100_000_000 } });
        using HttpResponseMessage fifth = await PutAsync(ben, "fifth", [1]);
        using HttpResponseMessage sixth = await PutAsync(ben, "sixth", [1]);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.RequestEntityTooLarge), (fifth.StatusCode, sixth.StatusCode));
        string files = Directory.GetDirectories(Path.Combine(server.Data, "users")).Select(folder => Path.Combine(folder, "files")).Single(Directory.Exists);
        Assert.Equal(6, Directory.GetFiles(files, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Names_lead_nowhere_else()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        string token = await server.TokenAsync("ben", "mydb");
        foreach (string raw in new[]
        {
            "../../hven.json", "..%2f..%2fstate.db", "%2e%2e/%2e%2e/state.db", "a/../../b", "..%5c..%5cstate.db", "a%00b", "%252e%252e%252fx", ".hidden", "a/.b/c", "a//b", "a/", "con%3a", "a%0d%0ab", "%c0%ae%c0%ae/x", "%e2%80%aetxt.exe",
            new string('x', 300), string.Join('/', Enumerable.Repeat("d", 30)),
        })
        {
            using RawResponse answer = await RawAsync(server, "PUT", $"/files/me/{raw}", token);
            Assert.True(answer.Status is 400 or 404 or 405 or 201 && (answer.Status != 201 || !raw.Contains("2e", StringComparison.Ordinal) || raw.Contains("252e", StringComparison.Ordinal)), $"{raw}: {answer.Status}");
        }

        string[] outside = [.. Directory.EnumerateFiles(server.Data, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != ".lock").Where(file => File.ReadAllBytes(file) is [(byte)'x', (byte)'y', (byte)'z'])];
        Assert.All(outside, file => Assert.Matches("/users/[0-9]+/files/[0-9a-f]{2}/[0-9a-f]{32}$", file));
        using HttpResponseMessage html = await PutAsync(ben, "page.html", "<script>alert(1)</script>"u8.ToArray());
        using HttpResponseMessage page = await ben.GetAsync(Address("page.html"));
        Assert.Equal("application/octet-stream", page.Content.Headers.ContentType!.MediaType);
        Assert.Contains("sandbox", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task File_comes_in_pieces_and_goes_on_after_the_server_was_killed()
    {
        using TemporaryFolder folder = new();
        demo.CopyDataTo(folder.Path);
        await AccountServer.CommandAsync(folder.Path, AccountServer.Password, "user", "add", "ben", "--role", "default");
        string token = (await AccountServer.CommandAsync(folder.Path, "", "user", "token", "ben", "--scope", "mydb")).Trim();
        byte[] content = RandomNumberGenerator.GetBytes(2_000_000);
        string path;
        await using (HvendProcess first = await HvendProcess.ServeAsync(folder.Path))
        {
            using HttpClient client = Client(first, token);
            using HttpResponseMessage begun = await TusAsync(client, HttpMethod.Post, "/files/uploads", null, ("Upload-Length", "2000000"), ("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes("big/δ.bin"))}"));
            Assert.Equal(HttpStatusCode.Created, begun.StatusCode);
            path = begun.Headers.Location!.AbsolutePath;
            using HttpResponseMessage piece = await TusAsync(client, HttpMethod.Patch, path, content[..700_000], ("Upload-Offset", "0"));
            Assert.Equal("700000", piece.Headers.GetValues("Upload-Offset").Single());
            using HttpResponseMessage wrong = await TusAsync(client, HttpMethod.Patch, path, content[..10], ("Upload-Offset", "0"));
            Assert.Equal(HttpStatusCode.Conflict, wrong.StatusCode);
            using HttpResponseMessage old = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            Assert.Equal(HttpStatusCode.PreconditionFailed, old.StatusCode);
            Assert.Equal(2_000_000, (await client.GetFromJsonAsync<JsonElement>("/api/v1/files")).GetProperty("usedBytes").GetInt32());
        }

        await using HvendProcess second = await HvendProcess.ServeAsync(folder.Path);
        using HttpClient later = Client(second, token);
        using HttpResponseMessage seen = await TusAsync(later, HttpMethod.Head, path, null);
        Assert.Equal(("700000", "2000000"), (seen.Headers.GetValues("Upload-Offset").Single(), seen.Headers.GetValues("Upload-Length").Single()));
        using HttpResponseMessage rest = await TusAsync(later, HttpMethod.Patch, path, content[700_000..], ("Upload-Offset", "700000"));
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        Assert.Equal(content, await later.GetByteArrayAsync(Address("big/δ.bin")));
        using HttpResponseMessage done = await TusAsync(later, HttpMethod.Head, path, null);
        Assert.Equal(HttpStatusCode.NotFound, done.StatusCode);
        Assert.Equal(2_000_000, (await later.GetFromJsonAsync<JsonElement>("/api/v1/files")).GetProperty("usedBytes").GetInt32());
        using HttpResponseMessage options = await later.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/files/uploads"));
        Assert.Equal("creation,expiration,checksum,termination", options.Headers.GetValues("Tus-Extension").Single());
        using HttpResponseMessage other = await TusAsync(later, HttpMethod.Post, "/files/uploads", null, ("Upload-Length", "5"), ("Upload-Metadata", $"filename {Convert.ToBase64String("x"u8)}"));
        using HttpResponseMessage given = await TusAsync(later, HttpMethod.Delete, other.Headers.Location!.AbsolutePath, null);
        Assert.Equal(HttpStatusCode.NoContent, given.StatusCode);
        Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "users"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Files_and_results_come_as_archives_that_other_programs_read()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient cleo = await server.SignInAsync("cleo");
        using TemporaryFolder folder = new();
        Dictionary<string, byte[]> files = new() { ["a/ä.bin"] = RandomNumberGenerator.GetBytes(200_000), ["a/b/c.txt"] = "c"u8.ToArray(), ["d.txt"] = [] };
        foreach ((string name, byte[] content) in files)
        {
            using HttpResponseMessage put = await PutAsync(ben, name, content);
        }

        foreach (string format in new[] { "zip", "tar" })
        {
            using HttpResponseMessage answer = await ben.PostAsJsonAsync("/api/v1/files/archive", new { paths = new[] { "a/", "d.txt", "a/b/c.txt" }, format });
            byte[] bytes = await answer.Content.ReadAsByteArrayAsync();
            await File.WriteAllBytesAsync(folder[$"x.{format}"], bytes);
            Assert.Equal(files.Keys.Append("manifest.sha256").Order(StringComparer.Ordinal), Names(bytes, format).Order(StringComparer.Ordinal));
            Directory.CreateDirectory(folder[format]);
            await RunAsync(folder[format], format == "zip" ? ["python3", "-m", "zipfile", "-e", "../x.zip", "."] : ["tar", "xf", "../x.tar"]);
            await RunAsync(folder[format], ["sha256sum", "--quiet", "-c", "manifest.sha256"]);
        }

        JsonElement job = await JobApiTests.EndedAsync(ben, JobApiTests.Id(await JobApiTests.MakeAsync(ben, new { query = "SELECT TOP 9 RA FROM dr1.main", format = "csv,fits" })));
        Assert.Equal(["result.csv", "result.fits", "manifest.sha256"], Names(await ben.GetByteArrayAsync($"/files/jobs/{JobApiTests.Id(job)}.zip"), "zip"));
        using HttpResponseMessage hidden = await cleo.GetAsync($"/files/jobs/{JobApiTests.Id(job)}.zip");
        using HttpResponseMessage unknown = await ben.GetAsync($"/files/jobs/{JobApiTests.Id(job)}.rar");
        using HttpResponseMessage none = await ben.PostAsJsonAsync("/api/v1/files/archive", new { paths = new[] { "nothing" } });
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.NotFound), (hidden.StatusCode, unknown.StatusCode, none.StatusCode));
    }

    [Fact]
    public async Task Link_opens_one_file_until_it_ends_or_is_taken_back()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient cleo = await server.SignInAsync("cleo");
        using HttpClient nobody = server.Anonymous();
        using HttpResponseMessage a = await PutAsync(ben, "a.txt", "one"u8.ToArray());
        JsonElement link = await MakeAsync(ben, new { path = "a.txt", days = 3 });
        string href = link.GetProperty("href").GetString()!;
        Assert.Equal("one", await nobody.GetStringAsync(new Uri(href)));
        JsonElement job = await JobApiTests.EndedAsync(ben, JobApiTests.Id(await JobApiTests.MakeAsync(ben, new { query = "SELECT TOP 2 RA FROM dr1.main", format = "csv" })));
        string result = (await MakeAsync(ben, new { path = "result.csv", job = JobApiTests.Id(job) })).GetProperty("href").GetString()!;
        Assert.StartsWith("RA", await nobody.GetStringAsync(new Uri(result)), StringComparison.Ordinal);
        Assert.Equal(2, (await ben.GetFromJsonAsync<JsonElement>("/api/v1/files/links")).GetArrayLength());
        Assert.Equal(0, (await cleo.GetFromJsonAsync<JsonElement>("/api/v1/files/links")).GetArrayLength());
        foreach (object wrong in new object[] { new { path = "b.txt" }, new { path = "a.txt", days = 0 }, new { path = "a.txt", days = 4000 }, new { path = "../job.json", job = JobApiTests.Id(job) } })
        {
            using HttpResponseMessage refused = await ben.PostAsJsonAsync("/api/v1/files/links", wrong);
            Assert.True(refused.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest);
        }

        using HttpResponseMessage foreign = await cleo.PostAsJsonAsync("/api/v1/files/links", new { path = "result.csv", job = JobApiTests.Id(job) });
        using HttpResponseMessage taken = await cleo.DeleteAsync($"/api/v1/files/links/{link.GetProperty("id").GetInt64()}");
        using HttpClient narrow = server.WithToken(await server.TokenAsync("ben", "mydb"));
        using HttpResponseMessage wider = await narrow.PostAsJsonAsync("/api/v1/files/links", new { path = "result.csv", job = JobApiTests.Id(job) });
        Assert.Equal(HttpStatusCode.Forbidden, wider.StatusCode);
        string secret = new Uri(href).Segments[^2].TrimEnd('/');
        using HttpResponseMessage forged = await nobody.GetAsync(new Uri(href.Replace(secret, secret[..^1] + (secret[^1] == 'A' ? 'B' : 'A'), StringComparison.Ordinal)));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.StatusCode, taken.StatusCode, forged.StatusCode));
        using HttpResponseMessage deleted = await ben.DeleteAsync($"/api/v1/jobs/{JobApiTests.Id(job)}");
        using HttpResponseMessage gone = await nobody.GetAsync(new Uri(result));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { status = "disabled" });
        using HttpResponseMessage closed = await nobody.GetAsync(new Uri(href));
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { status = "active" });
        using HttpClient again = await server.SignInAsync("ben");
        using HttpResponseMessage ended = await again.DeleteAsync($"/api/v1/files/links/{link.GetProperty("id").GetInt64()}");
        using HttpResponseMessage after = await nobody.GetAsync(new Uri(href));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NoContent, HttpStatusCode.NotFound), (closed.StatusCode, ended.StatusCode, after.StatusCode));
    }

    [Fact]
    public async Task Command_line_sends_takes_and_verifies_files()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using TemporaryFolder folder = new();
        string token = await server.TokenAsync("ben", "mydb");
        Task<string> Hven(params string[] arguments) => HvenProgram.MustAsync(server.Server.Address, token, folder.Path, arguments);
        byte[] content = RandomNumberGenerator.GetBytes(1_500_000);
        await File.WriteAllBytesAsync(folder["big.bin"], content);
        folder.Write("empty.txt", "");
        await Hven("files", "put", "big.bin", "data/deep/");
        await Hven("files", "put", "empty.txt", "data/nothing.txt");
        await Hven("files", "put", "big.bin");
        Assert.Matches("1.5 MB .*data/deep/big.bin", await Hven("files", "ls", "data/"));
        await Hven("files", "get", "data/", "-o", "out");
        Assert.Equal(content, await File.ReadAllBytesAsync(folder["out/data/deep/big.bin"]));
        Assert.Empty(await File.ReadAllBytesAsync(folder["out/data/nothing.txt"]));
        File.Delete(folder["out/data/deep/big.bin"]);
        await File.WriteAllBytesAsync(folder["out/data/deep/big.bin.part"], content[..1_000_000]);
        await Hven("files", "get", "data/", "-o", "out");
        Assert.Equal(content, await File.ReadAllBytesAsync(folder["out/data/deep/big.bin"]));
        await Hven("files", "mv", "big.bin", "small.bin");
        using HttpClient nobody = server.Anonymous();
        Assert.Equal(content, await nobody.GetByteArrayAsync(new Uri((await Hven("files", "link", "small.bin", "--days", "1")).Trim())));
        await Hven("files", "rm", "small.bin", "data/nothing.txt");
        Assert.Equal(1, JsonDocument.Parse(await Hven("files", "ls", "--json")).RootElement.GetProperty("files").GetArrayLength());
        Assert.Equal(1, (await HvenProgram.RunAsync(server.Server.Address, token, folder.Path, "files", "get", "small.bin")).Code);
        Assert.Equal(1, (await HvenProgram.RunAsync(server.Server.Address, token, folder.Path, "files", "put", "big.bin", "../x")).Code);
    }

    private static Uri Address(string path) => new($"/files/me/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}", UriKind.Relative);

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, string path, byte[] content, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, Address(path)) { Content = new ByteArrayContent(content) };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }

    private static async Task<JsonElement> MakeAsync(HttpClient client, object link)
    {
        using HttpResponseMessage made = await client.PostAsJsonAsync("/api/v1/files/links", link);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        return await made.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static HttpClient Client(HvendProcess server, string token)
    {
        HttpClient client = new() { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    private static async Task<HttpResponseMessage> TusAsync(HttpClient client, HttpMethod method, string path, byte[]? piece, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path) { Headers = { { "Tus-Resumable", "1.0.0" } } };
        if (piece is not null)
        {
            request.Content = new ByteArrayContent(piece) { Headers = { ContentType = new("application/offset+octet-stream") } };
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await client.SendAsync(request);
    }

    private static string[] Names(byte[] archive, string format)
    {
        using MemoryStream stream = new(archive);
        if (format == "zip")
        {
            using ZipArchive zip = new(stream);
            return [.. zip.Entries.Select(entry => entry.FullName)];
        }

        List<string> names = [];
        using TarReader tar = new(stream);
        while (tar.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
        }

        return [.. names];
    }

    private static async Task RunAsync(string folder, string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true })!;
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
    }

    /// <summary>Sends an address as it is, which no client library does.</summary>
    private static async Task<RawResponse> RawAsync(AccountServer server, string method, string target, string token)
    {
        using System.Net.Sockets.TcpClient tcp = new();
        await tcp.ConnectAsync(server.Server.Address.Host, server.Server.Address.Port);
        await using System.Net.Sockets.NetworkStream stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {server.Server.Address.Authority}\r\nAuthorization: Bearer {token.Trim()}\r\nContent-Length: 3\r\nConnection: close\r\n\r\nxyz"));
        using StreamReader reader = new(stream);
        string line = await reader.ReadLineAsync() ?? "HTTP/1.1 0";
        return new(int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    private sealed record RawResponse(int Status) : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
