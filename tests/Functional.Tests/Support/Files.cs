using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Hven.Functional.Tests.Support;

/// <summary>Requests to users' files.</summary>
internal static class Files
{
    public static string Digest(byte[] content) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(content))}:";

    public static string Hex(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Bytes that repeat nothing, the same for a seed.</summary>
    public static byte[] Noise(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static Task<HttpResponseMessage> PutFileAsync(this HttpClient client, string path, byte[] content, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = new(HttpMethod.Put, $"/files/me/{path}") { Content = new ByteArrayContent(content) };
        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return client.SendAsync(request);
    }

    public static async Task<JsonElement> MustPutAsync(this HttpClient client, string path, byte[] content)
    {
        using HttpResponseMessage answer = await client.PutFileAsync(path, content);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public static Task<JsonElement> MustPutAsync(this HttpClient client, string path, string content) => client.MustPutAsync(path, Encoding.UTF8.GetBytes(content));

    public static async Task<JsonElement[]> ListFilesAsync(this HttpClient client, string prefix = "") =>
        [.. (await client.GetFromJsonAsync<JsonElement>($"/api/v1/files?limit=10000&prefix={Uri.EscapeDataString(prefix)}")).GetProperty("files").EnumerateArray()];

    public static async Task<string[]> NamesAsync(this HttpClient client, string prefix = "") => [.. (await client.ListFilesAsync(prefix)).Select(entry => entry.GetProperty("path").GetString()!)];

    /// <summary>The contents of users' files on the server's disk.</summary>
    public static string[] Contents(string data) => Directory.Exists(Path.Combine(data, "users"))
        ? [.. Directory.EnumerateFiles(Path.Combine(data, "users"), "*", SearchOption.AllDirectories).Where(file => file.Contains("/files/", StringComparison.Ordinal))]
        : [];

    public static async Task<string> CodeAsync(this HttpResponseMessage answer) => (await answer.ProblemAsync()).GetProperty("code").GetString()!;

    public static async Task MustRefuseAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status, string code)
    {
        using HttpResponseMessage answer = await sending;
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status && text.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal), $"{answer.StatusCode}: {text}");
    }
}
