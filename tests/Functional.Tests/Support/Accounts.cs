using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Hven.Testing;

namespace Hven.Functional.Tests.Support;

/// <summary>A server over its own copy of the survey, with accounts that the command line made.</summary>
internal sealed class AccountServer : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private static readonly SemaphoreSlim s_making = new(1, 1);

    private readonly TemporaryFolder _folder;

    private AccountServer(HvendProcess server, TemporaryFolder folder) => (Server, _folder) = (server, folder);

    public HvendProcess Server { get; }

    public string Data => _folder["data"];

    /// <summary>Starts a server with an administrator <c>ada</c> and users <c>ben</c> and <c>cleo</c>.</summary>
    public static async Task<AccountServer> StartAsync(DemoServer demo, params (string Name, string Value)[] environment)
    {
        TemporaryFolder folder = new();
        demo.CopyDataTo(folder["data"]);
        File.Copy(await MadeAsync(demo), Path.Combine(folder["data"], "state.db"));
        return new(await HvendProcess.ServeAsync(folder["data"], environment), folder);
    }

    /// <summary>A database with the accounts, made once: the command takes a second for each.</summary>
    private static async Task<string> MadeAsync(DemoServer demo)
    {
        string folder = Path.Combine(demo.Data, "..", "accounts");
        string file = Path.Combine(folder, "state.db");
        await s_making.WaitAsync();
        try
        {
            if (!File.Exists(file))
            {
                foreach ((string name, string role) in new[] { ("ada", "admin"), ("ben", "default"), ("cleo", "default") })
                {
                    await CommandAsync(folder, Password, "user", "add", name, "--role", role);
                }
            }
        }
        finally
        {
            s_making.Release();
        }

        return file;
    }

    /// <summary>Runs a command of hvend with a line of input, and gives its output.</summary>
    public static async Task<string> CommandAsync(string data, string input, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "hvend.dll"), .. arguments, "--data", data])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(input);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"hvend {string.Join(' ', arguments)}: {process.ExitCode}\n{await error}");
        return output.Trim();
    }

    /// <summary>A client without an account.</summary>
    public HttpClient Anonymous() => new(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Server.Address };

    /// <summary>A client that has signed in with a password.</summary>
    public async Task<HttpClient> SignInAsync(string name)
    {
        HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Server.Address };
        using HttpResponseMessage answer = await client.PostAsJsonAsync("/api/v1/session", new { name, password = Password });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return client;
    }

    /// <summary>A client that shows a token.</summary>
    public HttpClient WithToken(string token)
    {
        HttpClient client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Makes a token by the command line.</summary>
    public Task<string> TokenAsync(string name, params string[] scopes) => CommandAsync(Data, "", ["user", "token", name, "--scope", .. scopes]);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
