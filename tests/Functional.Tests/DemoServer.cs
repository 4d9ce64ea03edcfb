using System.Net.Http.Json;
using System.Text.Json;
using Hven.Testing;

// The tests measure one machine's time and memory: they take turns.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Hven.Functional.Tests.DemoServer))]

namespace Hven.Functional.Tests;

/// <summary>One server over one simulated survey for all tests of this project.</summary>
public sealed class DemoServer : IAsyncLifetime
{
    public const int Objects = 20_000;

    private readonly TemporaryFolder _folder = new();
    private HvendProcess? _server;

    /// <summary>The server's data directory. Who changes something in it takes a copy.</summary>
    public string Data => _folder["data"];

    public HvendProcess Server => _server!;

    public HttpClient Client => Server.Client;

    public async ValueTask InitializeAsync()
    {
        (await HvendProcess.RunAsync("demo", "--data", Data, "--objects", $"{Objects}")).MustSucceed();
        _server = await HvendProcess.ServeAsync(Data);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Copies the survey, without its accelerators, to a folder of the caller.</summary>
    public void CopyDataTo(string target)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Data, "releases"), "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(Data, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}

/// <summary>The calls of the JSON API that most tests make.</summary>
internal static class Api
{
    public static Task<HttpResponseMessage> QueryAsync(this HttpClient client, string query, string format = "json", long? maxRows = null) =>
        client.PostAsJsonAsync("/api/v1/query", new { query, format, maxRows });

    /// <summary>The rows of a query's JSON answer.</summary>
    public static async Task<List<JsonElement[]>> RowsAsync(this HttpClient client, string query, long? maxRows = null)
    {
        using HttpResponseMessage response = await client.QueryAsync(query, maxRows: maxRows);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{query}\n{response.StatusCode}: {text}");
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().ToArray())];
    }

    /// <summary>The number that a query with one row and one column gives.</summary>
    public static async Task<long> NumberAsync(this HttpClient client, string query) => (await client.RowsAsync(query)).Single()[0].GetInt64();

    /// <summary>Reads a problem document and checks the members that every one has.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((int)response.StatusCode, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("code").GetString());
        Assert.NotEqual("", problem.GetProperty("detail").GetString());
        return problem;
    }

    /// <summary>Where a query stands.</summary>
    public static async Task<JsonElement> StatusAsync(this HttpClient client, string id) =>
        JsonDocument.Parse(await client.GetStringAsync($"/api/v1/queries/{id}")).RootElement;

    /// <summary>The id that the server gave a query.</summary>
    public static string QueryId(this HttpResponseMessage response) => response.Headers.GetValues("Hven-Query-Id").Single();

    /// <summary>Proves that the server still does its work.</summary>
    public static async Task MustAnswerAsync(this HttpClient client) => Assert.Equal(DemoServer.Objects, await client.NumberAsync("SELECT COUNT(*) AS n FROM dr1.main"));

    /// <summary>Asks until the answer fits, or fails with the last answer.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T>> ask, Func<T, bool> fits, TimeSpan patience, string what)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            T answer = await ask();
            if (fits(answer))
            {
                return answer;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < patience, $"{what}: after {patience} it is still {answer}");
            await Task.Delay(20);
        }
    }
}
