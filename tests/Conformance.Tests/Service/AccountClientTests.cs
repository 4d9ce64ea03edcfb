using System.Diagnostics;
using System.Net.Http.Json;
using Hven.Conformance.Tests.Support;
using Hven.Testing;

namespace Hven.Conformance.Tests.Service;

/// <summary>pyvo, astroquery and STILTS at a service that serves nobody without an account.</summary>
public sealed class AccountClientTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private HvendProcess _server = null!;
    private string _token = "";

    private string Server => _server.Address.ToString().TrimEnd('/');

    public async ValueTask InitializeAsync()
    {
        string data = _folder["data"];
        (await HvendProcess.RunAsync("demo", "--data", data, "--objects", "3000")).MustSucceed();
        await CommandAsync("correct horse battery", "user", "add", "ada", "--role", "admin", "--data", data);
        await CommandAsync("correct horse battery", "user", "add", "ben", "--role", "default", "--data", data);
        string administrator = (await HvendProcess.RunAsync("user", "token", "ada", "--scope", "admin", "--data", data)).MustSucceed().Output.Trim();
        _token = (await HvendProcess.RunAsync("user", "token", "ben", "--scope", "query", "jobs", "--data", data)).MustSucceed().Output.Trim();
        _server = await HvendProcess.ServeAsync(data);
        using HttpRequestMessage close = new(HttpMethod.Put, "/api/v1/admin/roles/anonymous") { Content = JsonContent.Create(new { capabilities = Array.Empty<string>() }), Headers = { Authorization = new("Bearer", administrator) } };
        using HttpResponseMessage closed = await _server.Client.SendAsync(close);
        Assert.True(closed.IsSuccessStatusCode, await closed.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("pyvo_async:token")]
    [InlineData("pyvo_async:basic")]
    [InlineData("pyvo_async:cookie")]
    [InlineData("pyvo_refused")]
    [InlineData("astroquery_async:token")]
    [InlineData("astroquery_async:basic")]
    public Task Python_client_is_served_with_an_account(string what) => Tool.PythonAsync("service_accounts.py", Server, _token, what);

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Stilts_shows_a_token_as_the_password_of_Basic(string sync)
    {
        string found = await Tool.RunAsync(
            "stilts", "-Dstar.basicauth.user=whoever", $"-Dstar.basicauth.password={_token}", "tapquery", $"tapurl={Server}/tap", "adql=SELECT TOP 7 RA FROM dr1.main", $"sync={sync}", "omode=out", "ofmt=csv");
        Assert.Equal(8, found.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static async Task CommandAsync(string input, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "hvend.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(input);
        process.StandardInput.Close();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
