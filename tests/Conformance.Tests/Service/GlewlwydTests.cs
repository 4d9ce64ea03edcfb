using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Hven.Conformance.Tests.Support;
using Hven.Testing;

namespace Hven.Conformance.Tests.Service;

/// <summary>Sign-in with Glewlwyd, an OpenID provider in C from Debian.</summary>
public sealed class GlewlwydTests
{
    private const string Program = "/usr/bin/glewlwyd";
    private const string Schema = "/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3";
    private const string Secret = "AsecretOfLettersAndDigits42";
    private const string Public = "http://survey.example.org";

    [Fact]
    public async Task Person_of_Glewlwyd_signs_in_and_a_wrong_secret_of_the_server_is_told()
    {
        Assert.SkipUnless(File.Exists(Program), "Glewlwyd is not installed (on Debian: apt-get install glewlwyd).");
        using TemporaryFolder folder = new();
        int port = FreePort();
        using Process process = await StartAsync(folder, port);
        try
        {
            using HttpClient admin = await SignInThereAsync(port, "admin", "password");
            await SetUpAsync(admin, port);
            using HttpClient person = await SignInThereAsync(port, "zoe", "correct horse battery");
            await MustAsync(person.PutAsJsonAsync("api/auth/grant/hven", new { scope = "openid" }));
            folder.Write("good", Secret);
            folder.Write("wrong", "not this one");
            Assert.Equal("/sign-in?failure=oidc-client", await FlowAsync(folder, port, "wrong", person, null));
            Assert.Equal("/account", await FlowAsync(folder, port, "good", person, me =>
                Assert.Equal(("zoe", "Zoë Müller", "zoe@example.org"), (me.GetProperty("name").GetString(), me.GetProperty("fullName").GetString(), me.GetProperty("email").GetString()))));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> FlowAsync(TemporaryFolder folder, int port, string secret, HttpClient person, Action<JsonElement>? look)
    {
        await using HvendProcess server = await HvendProcess.ServeAsync(
            folder[$"data-{secret}"], ("HVEN__PublicUrl", Public), ("HVEN__SignIn__Providers__glew__Authority", $"http://127.0.0.1:{port}/api/oidc"), ("HVEN__SignIn__Providers__glew__ClientId", "hven"),
            ("HVEN__SignIn__Providers__glew__ClientSecretFile", folder[secret]), ("HVEN__SignIn__Providers__glew__Scopes", "openid"), ("HVEN__SignIn__Providers__glew__CreateAccounts", "Yes"));
        using HttpClient browser = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
        using HttpResponseMessage begun = await browser.GetAsync(new Uri("/api/v1/session/oidc/glew?to=/account", UriKind.Relative));

        // Its page goes on by this word once somebody is signed in there.
        using HttpResponseMessage there = await person.GetAsync(new Uri($"{begun.Headers.Location}&g_continue"));
        Assert.True(there.Headers.Location?.AbsoluteUri.StartsWith(Public, StringComparison.Ordinal), $"{there.StatusCode} {there.Headers.Location}");
        using HttpResponseMessage came = await browser.GetAsync(new Uri(there.Headers.Location!.PathAndQuery, UriKind.Relative));
        look?.Invoke(await browser.GetFromJsonAsync<JsonElement>("/api/v1/me"));
        return came.Headers.Location!.OriginalString;
    }

    private static async Task<Process> StartAsync(TemporaryFolder folder, int port)
    {
        string database = folder["glewlwyd.db"];
        await Tool.RunAsync("/usr/bin/python3", "-c", "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2]).read())", database, Schema);
        string config = folder.Write("glewlwyd.conf", $$"""
            port={{port}}
            bind_address="127.0.0.1"
            external_url="http://127.0.0.1:{{port}}"
            login_url="login.html"
            api_prefix="api"
            log_mode="console"
            log_level="WARNING"
            cookie_domain="127.0.0.1"
            session_key="GLEWLWYD2_SESSION_ID"
            admin_scope="g_admin"
            profile_scope="g_profile"
            user_module_path="/usr/lib/glewlwyd/user"
            client_module_path="/usr/lib/glewlwyd/client"
            user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
            plugin_module_path="/usr/lib/glewlwyd/plugin"
            hash_algorithm="SHA512"
            database = { type = "sqlite3"; path = "{{database}}"; };
            """);
        Process process = Process.Start(new ProcessStartInfo(Program, [$"--config-file={config}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>A session there, tried until the program listens.</summary>
    private static async Task<HttpClient> SignInThereAsync(int port, string username, string password)
    {
        HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new($"http://127.0.0.1:{port}/") };
        long begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await MustAsync(client.PostAsJsonAsync("api/auth/", new { username, password }));
                return client;
            }
            catch (HttpRequestException) when (TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }

    private static async Task SetUpAsync(HttpClient admin, int port)
    {
        using RSA key = RSA.Create(2048);
        Dictionary<string, object> parameters = new()
        {
            ["iss"] = $"http://127.0.0.1:{port}/api/oidc", ["jwt-type"] = "rsa", ["jwt-key-size"] = "256", ["key"] = key.ExportPkcs8PrivateKeyPem(), ["cert"] = key.ExportSubjectPublicKeyInfoPem(),
            ["access-token-duration"] = 3600, ["refresh-token-duration"] = 3600, ["code-duration"] = 600, ["subject-type"] = "public", ["jwks-show"] = true, ["pkce-allowed"] = true,
            ["auth-type-code-enabled"] = true, ["auth-type-id-token-enabled"] = true, ["allowed-scope"] = new[] { "openid" }, ["name-claim"] = "on-demand", ["name-claim-scope"] = new[] { "openid" },
            ["email-claim"] = "on-demand", ["email-claim-scope"] = new[] { "openid" },
        };
        foreach (string off in new[] { "refresh-token-rolling", "allow-non-oidc", "pkce-method-plain-allowed", "request-parameter-allow", "introspection-revocation-allowed", "register-client-allowed", "session-management-allowed", "oauth-rar-allowed", "oauth-par-allowed", "oauth-ciba-allowed" }
            .Concat(new[] { "token", "none", "password", "client", "device", "refresh" }.Select(way => $"auth-type-{way}-enabled")))
        {
            parameters[off] = false;
        }

        await MustAsync(admin.PostAsJsonAsync("api/mod/plugin", new { module = "oidc", name = "oidc", display_name = "OIDC", enabled = true, parameters }));
        await MustAsync(admin.PostAsJsonAsync("api/client", new
        {
            client_id = "hven", name = "Hven", confidential = true, enabled = true, client_secret = Secret, password = Secret, redirect_uri = new[] { $"{Public}/api/v1/session/oidc/glew/callback" },
            authorization_type = new[] { "code" }, token_endpoint_auth_method = new[] { "client_secret_basic" }, scope = Array.Empty<string>(),
        }));
        await MustAsync(admin.PostAsJsonAsync("api/user", new { username = "zoe", name = "Zoë Müller", email = "zoe@example.org", password = "correct horse battery", enabled = true, scope = new[] { "openid", "g_profile" } }));
    }

    private static async Task MustAsync(Task<HttpResponseMessage> sending)
    {
        using HttpResponseMessage answer = await sending;
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.RequestMessage?.RequestUri}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
