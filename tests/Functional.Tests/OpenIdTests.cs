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
        provider.Set("9", new { preferred_username = "mallory", groups = new[] { "in" } });
        await using AccountServer server = await AccountServer.StartAsync(demo, provider.Settings(("CreateAccounts", "No"), ("RequireGroups__0", "in"), ("Groups__in", "members"), ("Roles__operators", "admin")));
        using Browser zoe = new(server.Server.Address);
        Assert.Equal("/sign-in?failure=oidc-account", await zoe.SignInAsync("7", "/query"));
        using Browser stranger = new(server.Server.Address);
        Assert.Equal("/sign-in?failure=oidc-groups", await stranger.SignInAsync("8", "/query"));
        using HttpResponseMessage unsigned = await zoe.Client.PostAsync("/api/v1/me/identity/observatory", null);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);

        // What an administrator gave is not taken by an identity that does not bring it.
        await zoe.WithPasswordAsync("ada");
        Assert.Equal("/account", await zoe.LinkAsync("7"));
        JsonElement me = await zoe.MeAsync();
        Assert.Equal(("ada", "admin", "members", "observatory"), (me.GetProperty("name").GetString(), Words(me, "roles"), Words(me, "groups"), me.GetProperty("provider").GetString()));
        using Browser later = new(server.Server.Address);
        Assert.Equal("/query", await later.SignInAsync("7", "/query"));
        Assert.Equal("ada", (await later.MeAsync()).GetProperty("name").GetString());

        // One identity has one account, and one account one identity.
        using Browser cleo = new(server.Server.Address);
        await cleo.WithPasswordAsync("cleo");
        Assert.Equal("/sign-in?failure=oidc-linked", await cleo.LinkAsync("7"));
        Assert.Equal("/sign-in?failure=oidc-linked", await zoe.LinkAsync("9"));

        using HttpResponseMessage unlinked = await zoe.Client.DeleteAsync("/api/v1/me/identity");
        Assert.Equal(HttpStatusCode.NoContent, unlinked.StatusCode);
        me = await zoe.MeAsync();
        Assert.Equal(("admin", "", JsonValueKind.Null), (Words(me, "roles"), Words(me, "groups"), me.GetProperty("provider").ValueKind));
        using HttpResponseMessage twice = await zoe.Client.DeleteAsync("/api/v1/me/identity");
        Assert.Equal("oidc-unlinked", (await twice.ProblemAsync()).GetProperty("code").GetString());
        Assert.Equal("/account", await cleo.LinkAsync("7"));

        // An administrator sees who it is, and undoes it.
        JsonElement identity = (await zoe.Client.GetFromJsonAsync<JsonElement>("/api/v1/admin/users/cleo")).GetProperty("identity");
        Assert.Equal(("observatory", "7"), (identity.GetProperty("provider").GetString(), identity.GetProperty("subject").GetString()));
        using HttpResponseMessage undone = await zoe.Client.DeleteAsync("/api/v1/admin/users/cleo/identity");
        Assert.Equal(HttpStatusCode.NoContent, undone.StatusCode);
        Assert.False((await cleo.MeAsync()).GetProperty("signedIn").GetBoolean());
        using Browser none = new(server.Server.Address);
        Assert.Equal("/sign-in?failure=oidc-account", await none.SignInAsync("7", "/query"));
    }

    [Fact]
    public async Task Account_is_not_linked_by_what_a_stranger_makes_its_browser_do()
    {
        await using IdentityProvider provider = await IdentityProvider.StartAsync();
        provider.Set("9", new { preferred_username = "mallory" });
        await using AccountServer server = await AccountServer.StartAsync(demo, provider.Settings(("CreateAccounts", "No")));
        using Browser ben = new(server.Server.Address);
        await ben.WithPasswordAsync("ben");

        // By a link, a form of another site, or a token.
        Assert.Equal("/sign-in?failure=oidc-account", await ben.SignInAsync("9", "/account&link=true"));
        foreach ((string header, string value) in new[] { ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site") })
        {
            using HttpRequestMessage foreign = new(HttpMethod.Post, "/api/v1/me/identity/observatory");
            foreign.Headers.Add(header, value);
            using HttpResponseMessage crossed = await ben.Client.SendAsync(foreign);
            Assert.Equal("cross-site", (await crossed.ProblemAsync()).GetProperty("code").GetString());
        }

        using HttpClient program = server.WithToken(await server.TokenAsync("ben", "account"));
        using HttpResponseMessage byToken = await program.PostAsync("/api/v1/me/identity/observatory", null);
        Assert.Equal("oidc-link", (await byToken.ProblemAsync()).GetProperty("code").GetString());

        // Begun as ben and ended in the same browser as cleo, or signed out.
        string begun = await ben.CallbackAsync("9", await ben.BeginLinkAsync());
        await ben.WithPasswordAsync("cleo");
        Assert.Equal("/sign-in?failure=oidc-state", await ben.FollowAsync(begun));
        begun = await ben.CallbackAsync("9", await ben.BeginLinkAsync());
        (await ben.Client.DeleteAsync("/api/v1/session")).Dispose();
        Assert.Equal("/sign-in?failure=oidc-state", await ben.FollowAsync(begun));
        using HttpClient ada = await server.SignInAsync("ada");
        Assert.DoesNotContain("user.link", await ada.GetStringAsync("/api/v1/admin/audit"), StringComparison.Ordinal);

        // Who has no password cannot lock the own door.
        await using AccountServer open = await AccountServer.StartAsync(demo, provider.Settings(("CreateAccounts", "Yes")));
        using Browser mallory = new(open.Server.Address);
        await mallory.SignInAsync("9", "/query");
        using HttpResponseMessage last = await mallory.Client.DeleteAsync("/api/v1/me/identity");
        Assert.Equal((HttpStatusCode.Conflict, "oidc-last"), (last.StatusCode, (await last.ProblemAsync()).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Groups_and_roles_of_the_provider_come_and_go_and_those_of_administrators_stay()
    {
        await using IdentityProvider provider = await IdentityProvider.StartAsync();
        await using AccountServer server = await AccountServer.StartAsync(demo, provider.Settings(
            ("CreateAccounts", "Yes"), ("Groups__urn:mace:example:group:survey", "members"), ("Groups__lens", "lensing"), ("Roles__staff", "advanced"), ("Roles__ghosts", "no-such-role")));
        using HttpClient ada = await server.SignInAsync("ada");
        (await ada.PutAsJsonAsync("/api/v1/admin/groups/friends", new { title = "Friends" })).Dispose();
        provider.Set("7", new { preferred_username = "dora", groups = new[] { "urn:mace:example:group:survey", "staff", "ghosts", "nobody-maps-this" } });
        Assert.Equal(("advanced default", "members"), await AfterAsync());

        // An administrator gives more; the provider takes one and gives another.
        (await ada.PatchAsJsonAsync("/api/v1/admin/users/dora", new { groups = new[] { "members", "friends" } })).Dispose();
        provider.Set("7", new { groups = new[] { "URN:MACE:EXAMPLE:GROUP:SURVEY", "lens" } });
        Assert.Equal(("default", "friends lensing"), await AfterAsync());

        // What an administrator gave stays, though the provider brought it meanwhile.
        (await ada.PatchAsJsonAsync("/api/v1/admin/users/dora", new { roles = new[] { "default", "advanced" } })).Dispose();
        foreach (string[] groups in new string[][] { [], ["staff"], [] })
        {
            provider.Set("7", new { groups });
            Assert.Equal(("advanced default", "friends"), await AfterAsync());
        }

        async Task<(string Roles, string Groups)> AfterAsync()
        {
            using Browser browser = new(server.Server.Address);
            await browser.SignInAsync("7", "/query");
            JsonElement me = await browser.MeAsync();
            return (Words(me, "roles"), Words(me, "groups"));
        }
    }

    [Fact]
    public async Task Account_waits_for_an_administrator_who_is_told_by_mail()
    {
        await using MailCatcher mail = MailCatcher.Start();
        await using IdentityProvider provider = await IdentityProvider.StartAsync();
        provider.Set("7", new { preferred_username = "eva" });
        await using AccountServer server = await AccountServer.StartAsync(demo, [.. provider.Settings(), .. mail.Settings]);
        using HttpClient ada = await server.SignInAsync("ada");
        (await ada.PatchAsJsonAsync("/api/v1/admin/users/ada", new { email = "ada@example.org" })).Dispose();
        (await ada.PostAsJsonAsync("/api/v1/admin/users", new { name = "boss", email = "boss@example.org", password = AccountServer.Password, roles = new[] { "admin" } })).Dispose();
        using Browser eva = new(server.Server.Address);
        Assert.Equal("/sign-in?failure=account-status", await eva.SignInAsync("7", "/query"));
        Assert.False((await eva.MeAsync()).GetProperty("signedIn").GetBoolean());
        Assert.Contains("eva", (await mail.WaitAsync("boss@example.org", "", TimeSpan.FromSeconds(30))).TextBody, StringComparison.Ordinal);
        string log = await ada.GetStringAsync("/api/v1/admin/audit");
        Assert.Contains("session.refused", log, StringComparison.Ordinal);
        (await ada.PatchAsJsonAsync("/api/v1/admin/users/eva", new { status = "active" })).Dispose();
        Assert.Equal("/query", await eva.SignInAsync("7", "/query"));

        // A closed account stays closed.
        (await ada.PatchAsJsonAsync("/api/v1/admin/users/eva", new { status = "disabled" })).Dispose();
        Assert.Equal("/sign-in?failure=account-status", await eva.SignInAsync("7", "/query"));
        Assert.False((await eva.MeAsync()).GetProperty("signedIn").GetBoolean());
    }

    [Fact]
    public async Task Sign_in_begun_at_one_server_ends_at_another()
    {
        await using IdentityProvider provider = await IdentityProvider.StartAsync();
        provider.Set("7", new { preferred_username = "zoe" });
        (string, string)[] settings = provider.Settings(("CreateAccounts", "Yes"));
        await using AccountServer server = await AccountServer.StartAsync(demo, settings);
        await using HvendProcess other = await HvendProcess.ServeAsync(server.Data, settings);
        using Browser zoe = new(server.Server.Address);
        string callback = await zoe.CallbackAsync("7", new Uri(server.Server.Address, $"/api/v1/session/oidc/observatory?to={Uri.EscapeDataString("/query?q=%C3%A9+1")}"));
        using HttpResponseMessage came = await zoe.Client.GetAsync(new Uri(other.Address, callback));
        Assert.Equal("/query?q=%C3%A9+1", came.Headers.Location?.OriginalString);
        Assert.Equal("zoe", (await zoe.MeAsync()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Sign_in_with_the_state_in_PostgreSQL_takes_the_longest_page_and_name()
    {
        Assert.SkipWhen(PostgresProcess.Missing is not null, PostgresProcess.Missing ?? "");
        await using PostgresProcess postgres = await PostgresProcess.StartAsync();
        await using IdentityProvider provider = await IdentityProvider.StartAsync();
        string subject = new('s', 255);
        provider.Set(subject, new { preferred_username = new string('ü', 3000), name = new string('n', 3000), email = $"{new string('m', 3000)}@example.org", email_verified = true, groups = Enumerable.Range(0, 300).Select(number => $"g{number}") });
        using TemporaryFolder folder = new();
        (string, string)[] groups = [.. Enumerable.Range(0, 300).Select(number => ($"Groups__g{number}", $"group-{number}"))];
        await using HvendProcess server = await HvendProcess.ServeAsync(folder["data"], [.. provider.Settings([("CreateAccounts", "Yes"), .. groups]), ("HVEN__State__Postgres", await postgres.CreateDatabaseAsync())]);
        using Browser browser = new(server.Address);
        string page = "/query?q=" + new string('&', 490);
        Assert.Equal(page, await browser.FollowAsync(await browser.CallbackAsync(subject, new Uri(server.Address, $"/api/v1/session/oidc/observatory?to={Uri.EscapeDataString(page)}"))));
        JsonElement me = await browser.MeAsync();
        Assert.Equal((true, 300), (me.GetProperty("signedIn").GetBoolean(), me.GetProperty("groups").GetArrayLength()));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/x\r\nSet-Cookie: a=b")]
    [InlineData("/query?q=\u00e9")]
    [InlineData("/x\"y")]
    public async Task Page_for_afterwards_is_one_of_this_server(string to)
    {
        await using IdentityProvider provider = await IdentityProvider.StartAsync();
        provider.Set("7", new { preferred_username = "zoe" });
        await using AccountServer server = await AccountServer.StartAsync(demo, provider.Settings(("CreateAccounts", "Yes")));
        using Browser zoe = new(server.Server.Address);
        Assert.Equal("/query", await zoe.FollowAsync(await zoe.CallbackAsync("7", new Uri(server.Server.Address, $"/api/v1/session/oidc/observatory?to={Uri.EscapeDataString(to)}"))));
        Assert.True((await zoe.MeAsync()).GetProperty("signedIn").GetBoolean());
    }

    [Fact]
    public async Task Settings_that_cannot_be_end_the_start_by_name()
    {
        using TemporaryFolder folder = new();
        (string Name, string Value)[] settings =
        [
            ("HVEN__SignIn__Providers__bad__Authority", "http://login.example.org"), ("HVEN__SignIn__Providers__bad__ClientSecretFile", "/no/such/file"),
            ("HVEN__SignIn__Providers__bad__Groups__x", "No Group"), ("HVEN__SignIn__Providers__bad__Roles__x", "anonymous"), ("HVEN__SignIn__Providers__Bad_2__ClientId", "x"),
        ];
        InvalidOperationException fault = await Assert.ThrowsAsync<InvalidOperationException>(() => HvendProcess.ServeAsync(folder["data"], settings));
        InvalidOperationException unknown = await Assert.ThrowsAsync<InvalidOperationException>(() => HvendProcess.ServeAsync(folder["data"], ("HVEN__SignIn__Providers__hub__Colour", "blue")));
        Assert.Contains("Colour", unknown.Message, StringComparison.Ordinal);
        foreach (string key in new[] { "bad:Authority", "bad:ClientId", "bad:ClientSecretFile", "bad:Groups", "bad:Roles", "Providers:Bad_2" })
        {
            Assert.Contains(key, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Sign_ins_without_end_are_not_begun()
    {
        await using IdentityProvider provider = await IdentityProvider.StartAsync();
        await using AccountServer server = await AccountServer.StartAsync(demo, provider.Settings());
        using HttpClient nobody = server.Anonymous();
        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 205).Select(async _ =>
        {
            using HttpResponseMessage answer = await nobody.GetAsync("/api/v1/session/oidc/observatory");
            return answer.StatusCode;
        }));
        Assert.Equal((200, 5), (answers.Count(one => one == HttpStatusCode.Redirect), answers.Count(one => one == HttpStatusCode.TooManyRequests)));
    }

    [Fact]
    public async Task Provider_that_is_away_is_told_in_words()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo, ("HVEN__SignIn__Providers__observatory__Authority", "http://127.0.0.1:9"), ("HVEN__SignIn__Providers__observatory__ClientId", "hven"));
        using HttpClient nobody = server.Anonymous();
        using HttpResponseMessage away = await nobody.GetAsync("/api/v1/session/oidc/observatory");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.Contains("does not answer", await away.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // A person is shown the page; everything else goes on.
        using HttpRequestMessage person = new(HttpMethod.Get, "/api/v1/session/oidc/observatory");
        person.Headers.Accept.ParseAdd("text/html");
        using HttpResponseMessage shown = await nobody.SendAsync(person);
        Assert.Equal("/sign-in?failure=oidc-down", shown.Headers.Location?.OriginalString);
        using HttpClient ben = await server.SignInAsync("ben");
        await ben.MustAnswerAsync();
    }

    private static string Words(JsonElement me, string name) => string.Join(' ', me.GetProperty(name).EnumerateArray().Select(one => one.GetString()));

    /// <summary>What a person does in a browser: follows redirects, fills the provider's forms in.</summary>
    private sealed partial class Browser(Uri server) : IDisposable
    {
        private HttpClient _there = new(new HttpClientHandler { AllowAutoRedirect = false });

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

        public async Task WithPasswordAsync(string name)
        {
            using HttpResponseMessage answer = await Client.PostAsJsonAsync("/api/v1/session", new { name, password = AccountServer.Password });
            Assert.True(answer.IsSuccessStatusCode);
        }

        public async Task<Uri> BeginLinkAsync()
        {
            using HttpResponseMessage answer = await Client.PostAsync("/api/v1/me/identity/observatory", null);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            return new((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("location").GetString()!);
        }

        public async Task<string> LinkAsync(string subject) => await FollowAsync(await CallbackAsync(subject, await BeginLinkAsync()));

        /// <summary>Goes on from the address that the provider sent the browser to, and gives the page that it ends on.</summary>
        public async Task<string> FollowAsync(string callback)
        {
            using HttpResponseMessage answer = await Client.GetAsync(new Uri(callback, UriKind.Relative));
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            return answer.Headers.Location!.ToString();
        }

        public async Task<string> CallbackAsync(string subject, string to) => await CallbackAsync(subject, await BeginAsync(to));

        /// <summary>Signs in at the provider, and gives the address that it sends the browser back to.</summary>
        public async Task<string> CallbackAsync(string subject, Uri address)
        {
            if (address.Authority == Client.BaseAddress!.Authority)
            {
                using HttpResponseMessage begun = await Client.GetAsync(address);
                address = begun.Headers.Location ?? throw new InvalidDataException(await begun.Content.ReadAsStringAsync());
            }

            // Each time as whom the test says.
            _there.Dispose();
            _there = new(new HttpClientHandler { AllowAutoRedirect = false });
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
