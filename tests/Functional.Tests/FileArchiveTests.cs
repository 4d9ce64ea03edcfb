using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Archives: what other programs read, of files that are what they should be, for those who wait for them.</summary>
public sealed partial class FileArchiveTests(DemoServer demo)
{
    [Fact]
    public async Task Files_and_results_come_in_every_form_and_other_programs_verify_them()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient cleo = await server.SignInAsync("cleo");
        using HttpClient nobody = server.Anonymous();
        using TemporaryFolder folder = new();
        string job = await JobAsync(ben);
        await ben.MustPutAsync("data/%CF%89 Cen.csv", string.Concat(Enumerable.Repeat("1,2,3\n", 50_000)));
        await ben.MustPutAsync("data/deep/er/noise.bin", Files.Noise(300_000, 1));
        await ben.MustPutAsync("empty", "");
        await ben.MustPutAsync("Data/other.txt", "of another folder");
        string[] expected = ["data/deep/er/noise.bin", "data/ω Cen.csv", "empty", $"job-{job}/result.csv", "manifest.sha256"];
        foreach (string format in new[] { "zip", "tar", "tar.zst" })
        {
            using HttpResponseMessage answer = await ben.PostAsJsonAsync("/api/v1/files/archive", new { paths = new[] { "data/", "empty" }, jobs = new[] { job }, format });
            byte[] archive = await answer.Content.ReadAsByteArrayAsync();
            Assert.True(answer.IsSuccessStatusCode, System.Text.Encoding.UTF8.GetString(archive));
            Assert.Equal($"attachment; filename=files.{format}; filename*=UTF-8''files.{format}", answer.Content.Headers.GetValues("Content-Disposition").Single().Replace("\"", "", StringComparison.Ordinal));
            string place = Directory.CreateDirectory(folder[format + "-x"]).FullName;
            await File.WriteAllBytesAsync(folder["a." + format], archive);
            if (format == "zip")
            {
                Assert.InRange(archive.Length, 300_000, 600_000);
                await RunAsync(place, "python3", "-c", "import zipfile; z = zipfile.ZipFile('../a.zip'); assert z.testzip() is None; z.extractall('.')");
            }
            else
            {
                Unpack(archive, format, place);
            }

            Assert.Equal(expected.Order(StringComparer.Ordinal), Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(place, file)).Order(StringComparer.Ordinal));
            await RunAsync(place, "sha256sum", "--strict", "-c", "manifest.sha256");
        }

        using HttpResponseMessage one = await ben.GetAsync($"/files/jobs/{job}/result.csv");
        Assert.Equal(await File.ReadAllBytesAsync(folder[$"zip-x/job-{job}/result.csv"]), await one.Content.ReadAsByteArrayAsync());
        Assert.True(one.Headers.Contains("Repr-Digest"));
        using HttpResponseMessage head = await ben.SendAsync(new(HttpMethod.Head, $"/files/jobs/{job}.tar.zst"));
        Assert.Equal((HttpStatusCode.OK, "application/zstd"), (head.StatusCode, head.Content.Headers.ContentType!.MediaType));
        await ben.GetAsync($"/files/jobs/{job}.rar").MustRefuseAsync(HttpStatusCode.BadRequest, "archive-format");
        await ben.GetAsync($"/files/jobs/{job}/..%2Fjob.json").MustRefuseAsync(HttpStatusCode.NotFound, "result-unknown");
        foreach (HttpClient stranger in new[] { cleo, nobody })
        {
            await stranger.GetAsync($"/files/jobs/{job}.zip").MustRefuseAsync(HttpStatusCode.NotFound, "job-unknown");
            await stranger.GetAsync($"/files/jobs/{job}/result.csv").MustRefuseAsync(HttpStatusCode.NotFound, "job-unknown");
        }

        await cleo.PostAsJsonAsync("/api/v1/files/archive", new { jobs = new[] { job } }).MustRefuseAsync(HttpStatusCode.NotFound, "job-unknown");
        await cleo.PostAsJsonAsync("/api/v1/files/archive", new { paths = new[] { "empty" } }).MustRefuseAsync(HttpStatusCode.NotFound, "file-unknown");
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("tar.zst")]
    public async Task File_that_was_damaged_breaks_the_archive_off(string format)
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        await ben.MustPutAsync("a.bin", Files.Noise(3_000_000, 1));
        string content = Files.Contents(server.Data).Single();
        byte[] bytes = await File.ReadAllBytesAsync(content);
        bytes[2_000_000] ^= 1;
        await File.WriteAllBytesAsync(content, bytes);
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using HttpResponseMessage answer = await ben.PostAsJsonAsync("/api/v1/files/archive", new { paths = new[] { "a.bin" }, format });
            await answer.Content.ReadAsByteArrayAsync();
        });
        await Api.EventuallyAsync(() => Task.FromResult(server.Server.Log), log => log.Contains("1502", StringComparison.Ordinal), TimeSpan.FromSeconds(5), "the log");
    }

    [Fact]
    public async Task Client_that_goes_away_ends_its_archive_and_others_find_a_place()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo, ("HVEN__FILES__ARCHIVES", "1"));
        string token = await server.TokenAsync("ben", "mydb");
        using HttpClient ben = server.WithToken(token);
        await ben.MustPutAsync("large.bin", Files.Noise(30 << 20, 1));
        const string Body = "{\"paths\":[\"large.bin\"],\"format\":\"tar\"}";
        using (await RawRequest.ConnectAsync(server.Server.Address, $"POST /api/v1/files/archive HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"))
        {
            await Api.EventuallyAsync(() => OpenAsync(server), open => open == 1, TimeSpan.FromSeconds(10), "the archive");
            await ben.PostAsJsonAsync("/api/v1/files/archive", new { paths = new[] { "large.bin" } }).MustRefuseAsync(HttpStatusCode.ServiceUnavailable, "archives-busy");
        }

        await Api.EventuallyAsync(() => OpenAsync(server), open => open == 0, TimeSpan.FromSeconds(5), "the archive of a client that is gone");
        using HttpResponseMessage again = await ben.PostAsJsonAsync("/api/v1/files/archive", new { paths = new[] { "large.bin" } });
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.DoesNotContain("1502", server.Server.Log, StringComparison.Ordinal);
    }

    private static async Task<string> JobAsync(HttpClient client)
    {
        string job = await client.CreateJobAsync(("QUERY", "SELECT TOP 500 * FROM dr1.main"), ("FORMAT", "csv"), ("PHASE", "RUN"));
        XElement ended = await client.EndedAsync(job);
        Assert.True(ended.Phase() == "COMPLETED", ended.ToString());
        return job[(job.LastIndexOf('/') + 1)..];
    }

    private static void Unpack(byte[] archive, string format, string place)
    {
        using MemoryStream stream = new(archive);
        using Stream plain = format == "tar" ? stream : new ZstdSharp.DecompressionStream(stream);
        TarFile.ExtractToDirectory(plain, place, overwriteFiles: false);
    }

    private static async Task<long> OpenAsync(AccountServer server)
    {
        using HttpClient client = server.Anonymous();
        Match match = Open().Match(await client.GetStringAsync("/metrics"));
        return match.Success ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : throw new InvalidOperationException("There is no metric of archives.");
    }

    private static async Task RunAsync(string folder, params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true })!;
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
    }

    [GeneratedRegex(@"^hven_files_archives\S* (\d+)", RegexOptions.Multiline)]
    private static partial Regex Open();
}
