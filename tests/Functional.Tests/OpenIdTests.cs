using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Sign-in by an OpenID provider that others wrote: oidc-provider, in Node.</summary>
public sealed partial class OpenIdTests(DemoServer demo)
{
    private const string Public = "http://survey.example.org";

    [Fact]
    public async Task Person_of_a_provider_gets_an_account_whose_groups_follow_it()
    {
        await using IdentityProvider provider = await IdentityProvider.StartAsync();
        provider.Set("7", new { name = "Zoë Müller", preferred_username = "Zoë Müller", email = "zoe@example.org", email_verified = true, groups = new[] { "/survey/members", "/survey/operators" } });
        provider.Set("8", new { name = "Ben", preferred_username = "ben", email = "stranger@example.org", groups = Array.Empty<string>() });
        await using AccountServer server = await AccountServer.StartAsync(demo, provider.Settings(
            ("Groups__/survey/members", "members"), ("Roles__/survey/operators", "admin"), ("CreateAccounts", "Yes"), ("Title", "Observatory")));
        using HttpClient ada = await server.SignInAsync("ada");
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { email = "ben@example.org" });
        await ada.PutAsJsonAsync("/api/v1/admin/groups/own", new { members = Array.Empty<string>() });

        JsonElement ways = await ada.GetFromJsonAsync<JsonElement>("/api/v1/session/ways");
        Assert.Equal(("off", "observatory", "Observatory"), (ways.GetProperty("registration").GetString(), ways.GetProperty("providers")[0].GetProperty("name").GetString(), ways.GetProperty("providers")[0].GetProperty("title").GetString()));
        using Browser zoe = new(server.Server.Address);
        Assert.Equal("/account?x=1", await zoe.SignInAsync("7", "/account?x=1"));
        JsonElement me = await zoe.MeAsync();
        Assert.Equal(("Zoë.Müller", "admin default", "members"), (me.GetProperty("name").GetString(), Words(me, "roles"), Words(me, "groups")));
        Assert.True(me.GetProperty("emailConfirmed").GetBoolean());

        // What the provider takes away is away at the next sign-in; what an administrator gave stays.
        provider.Set("7", new { preferred_username = "renamed", groups = Array.Empty<string>() });
        await ada.PatchAsJsonAsync("/api/v1/admin/users/Zo%C3%AB.M%C3%BCller", new { groups = new[] { "members", "own" } });
        using Browser again = new(server.Server.Address);
        Assert.Equal("/query", await again.SignInAsync("7", "https://evil.example/"));
        me = await again.MeAsync();
        Assert.Equal(("Zoë.Müller", "default", "own"), (me.GetProperty("name").GetString(), Words(me, "roles"), Words(me, "groups")));

        // Nobody gets a local account by its name or address.
        using Browser ben = new(server.Server.Address);
        await ben.SignInAsync("8", "//evil.example");
        Assert.Equal("ben2", (await ben.MeAsync()).GetProperty("name").GetString());
        provider.Set("9", new { preferred_username = "carla", email = "BEN@example.org", email_verified = true });
        using Browser carla = new(server.Server.Address);
        await carla.SignInAsync("9", "/\\evil.example");
        me = await carla.MeAsync();
        Assert.Equal(("carla", JsonValueKind.Null), (me.GetProperty("name").GetString(), me.GetProperty("email").ValueKind));
    }

    [Fact]
    public async Task Sign_in_belongs_to_the_browser_that_began_it_and_is_good_once()
    {
        await using IdentityProvider provider = await IdentityProvider.StartAsync();
        provider.Set("7", new { preferred_username = "zoe" });
        await using AccountServer server = await AccountServer.StartAsync(demo, provider.Settings(("CreateAccounts", "Yes")));
        using Browser attacker = new(server.Server.Address);
        using Browser victim = new(server.Server.Address);

        // Somebody hands his own half-done sign-in to another, who would work in his account.
        string callback = await attacker.CallbackAsync("7", "/query");
        Assert.Equal("/sign-in?failure=oidc-state", await victim.FollowAsync(callback));
        Assert.False((await victim.MeAsync()).GetProperty("signedIn").GetBoolean());
        await victim.BeginAsync("/query");
        Assert.Equal("/sign-in?failure=oidc-state", await victim.FollowAsync(callback));
        Assert.Equal("/query", await attacker.FollowAsync(callback));
        Assert.Equal("/sign-in?failure=oidc-state", await attacker.FollowAsync(callback));
        Assert.Equal("/sign-in?failure=oidc-state", await victim.FollowAsync("/api/v1/session/oidc/observatory/callback?code=x&state=y"));
        Assert.Equal("/sign-in?failure=oidc-state", await victim.FollowAsync("/api/v1/session/oidc/observatory/callback?error=access_denied"));
        using HttpResponseMessage none = await victim.Client.GetAsync("/api/v1/session/oidc/nobody");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Account_is_linked_by_who_is_signed_in_to_it()
    {
        await using IdentityProvider provider = await IdentityProvider.StartAsync();
        provider.Set("7", new { preferred_username = "zoe", groups = new[] { "in" } });
        provider.Set("8", new { preferred_username = "out" });
        await using AccountServer server = await AccountServer.StartAsync(demo, provider.Settings(("CreateAccounts", "No"), ("RequireGroups__0", "in")));
        using Browser zoe = new(server.Server.Address);
        Assert.Equal("/sign-in?failure=oidc-account", await zoe.SignInAsync("7", "/query"));
        using Browser stranger = new(server.Server.Address);
        Assert.Equal("/sign-in?failure=oidc-groups", await stranger.SignInAsync("8", "/query"));
        using HttpResponseMessage unsigned = await zoe.Client.GetAsync("/api/v1/session/oidc/observatory?link=true");
        Assert.Equal(HttpStatusCode.Forbidden, unsigned.StatusCode);
        using HttpResponseMessage signedIn = await zoe.Client.PostAsJsonAsync("/api/v1/session", new { name = "ben", password = AccountServer.Password });
        Assert.Equal("/account", await zoe.SignInAsync("7", "/account&link=true"));
        Assert.Equal("ben", (await zoe.MeAsync()).GetProperty("name").GetString());
        using Browser later = new(server.Server.Address);
        Assert.Equal("/query", await later.SignInAsync("7", "/query"));
        Assert.Equal("ben", (await later.MeAsync()).GetProperty("name").GetString());

        // One identity has one account.
        using Browser cleo = new(server.Server.Address);
        using HttpResponseMessage cleoIn = await cleo.Client.PostAsJsonAsync("/api/v1/session", new { name = "cleo", password = AccountServer.Password });
        Assert.Equal("/sign-in?failure=oidc-linked", await cleo.SignInAsync("7", "/account&link=true"));
    }

    [Fact]
    public async Task Provider_that_is_away_is_told_in_words()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo, ("HVEN__SignIn__Providers__observatory__Authority", "http://127.0.0.1:9"), ("HVEN__SignIn__Providers__observatory__ClientId", "hven"));
        using HttpClient nobody = server.Anonymous();
        using HttpResponseMessage away = await nobody.GetAsync("/api/v1/session/oidc/observatory");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.Contains("does not answer", await away.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Words(JsonElement me, string name) => string.Join(' ', me.GetProperty(name).EnumerateArray().Select(one => one.GetString()));

    /// <summary>What a person does in a browser: follows redirects, fills the provider's forms in.</summary>
    private sealed partial class Browser(Uri server) : IDisposable
    {
        private readonly HttpClient _there = new(new HttpClientHandler { AllowAutoRedirect = false });

        public HttpClient Client { get; } = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server };

        public Task<JsonElement> MeAsync() => Client.GetFromJsonAsync<JsonElement>("/api/v1/me");

        public async Task<Uri> BeginAsync(string to)
        {
            string query = to.Replace("?", "%3F", StringComparison.Ordinal).Replace("=", "%3D", StringComparison.Ordinal).Replace("&link%3Dtrue", "&link=true", StringComparison.Ordinal);
            using HttpResponseMessage begun = await Client.GetAsync(new Uri($"/api/v1/session/oidc/observatory?to={query}", UriKind.Relative));
            Assert.True(begun.StatusCode == HttpStatusCode.Redirect, await begun.Content.ReadAsStringAsync());
            return begun.Headers.Location!;
        }

        public async Task<string> SignInAsync(string subject, string to) => await FollowAsync(await CallbackAsync(subject, to));

        /// <summary>Goes on from the address that the provider sent the browser to, and gives the page that it ends on.</summary>
        public async Task<string> FollowAsync(string callback)
        {
            using HttpResponseMessage answer = await Client.GetAsync(new Uri(callback, UriKind.Relative));
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            return answer.Headers.Location!.ToString();
        }

        public async Task<string> CallbackAsync(string subject, string to)
        {
            Uri address = await BeginAsync(to);
            for (int step = 0; step < 20; step++)
            {
                using HttpResponseMessage page = await _there.GetAsync(address);
                Uri? next = page.Headers.Location;
                if (next is null)
                {
                    string html = await page.Content.ReadAsStringAsync();
                    string prompt = Prompt().Match(html).Groups[1].Value;
                    Dictionary<string, string> fields = new() { ["prompt"] = prompt };
                    if (prompt == "login")
                    {
                        (fields["login"], fields["password"]) = (subject, "any");
                    }

                    using HttpResponseMessage sent = await _there.PostAsync(new Uri(address, FormAction().Match(html).Groups[1].Value), new FormUrlEncodedContent(fields));
                    next = sent.Headers.Location ?? throw new InvalidDataException(await sent.Content.ReadAsStringAsync());
                }

                address = new Uri(address, next);
                if (address.AbsoluteUri.StartsWith(Public, StringComparison.Ordinal))
                {
                    return address.PathAndQuery;
                }
            }

            throw new InvalidDataException($"The provider goes round and round: {address}");
        }

        public void Dispose()
        {
            Client.Dispose();
            _there.Dispose();
        }

        [GeneratedRegex("name=\"prompt\" value=\"(\\w+)\"")]
        private static partial Regex Prompt();

        [GeneratedRegex("<form[^>]* action=\"([^\"]+)\"")]
        private static partial Regex FormAction();
    }

    private sealed class IdentityProvider : IAsyncDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly Dictionary<string, object> _accounts = [];
        private readonly int _port;
        private Process? _process;

        private IdentityProvider()
        {
            using TcpListener probe = new(IPAddress.Loopback, 0);
            probe.Start();
            _port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        public static async Task<IdentityProvider> StartAsync()
        {
            string script = Path.Combine(Root(), "web", "tests", "openid", "provider.mjs");
            Assert.SkipUnless(Directory.Exists(Path.Combine(Root(), "web", "node_modules", "oidc-provider")), "The provider is not installed: run npm ci in web/, as ./dev test does.");
            IdentityProvider provider = new();
            await File.WriteAllTextAsync(provider._folder["accounts.json"], "{}");
            await File.WriteAllTextAsync(provider._folder["secret"], "a secret: with/odd+letters\n");
            string node = Directory.Exists(Path.Combine(Root(), "artifacts", "node", "node_modules", ".bin")) ? Path.Combine(Root(), "artifacts", "node", "node_modules", ".bin", "node") : "node";
            ProcessStartInfo start = new(node) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            foreach (string argument in new[] { script, $"{provider._port}", provider._folder["accounts.json"], $"{Public}/api/v1/session/oidc/observatory/callback" })
            {
                start.ArgumentList.Add(argument);
            }

            provider._process = Process.Start(start)!;
            provider._process.ErrorDataReceived += (_, _) => { };
            provider._process.BeginErrorReadLine();
            Assert.Equal("ready", await provider._process.StandardOutput.ReadLineAsync());
            return provider;
        }

        public void Set(string subject, object claims)
        {
            _accounts[subject] = claims;
            File.WriteAllText(_folder["accounts.json"], JsonSerializer.Serialize(_accounts));
        }

        public (string Name, string Value)[] Settings(params (string Name, string Value)[] more) =>
        [
            ("HVEN__PublicUrl", Public),
            .. new[] { ("Authority", $"http://127.0.0.1:{_port}"), ("ClientId", "hven"), ("ClientSecretFile", _folder["secret"]), ("Scopes", "openid profile email groups") }.Concat(more)
                .Select(one => ($"HVEN__SignIn__Providers__observatory__{one.Item1}", one.Item2)),
        ];

        public async ValueTask DisposeAsync()
        {
            if (_process is not null)
            {
                _process.Kill();
                await _process.WaitForExitAsync();
                _process.Dispose();
            }

            _folder.Dispose();
        }

        private static string Root()
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "Hven.slnx")))
            {
                folder = Path.GetDirectoryName(folder);
            }

            return folder ?? throw new DirectoryNotFoundException("Hven.slnx");
        }
    }
}
