using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hven.Functional.Tests.Support;

namespace Hven.Functional.Tests;

/// <summary>Accounts from outside: signing in by password, cookie, token and Basic; and what attackers try.</summary>
public sealed class AccountTests(DemoServer demo)
{
    [Fact]
    public async Task Session_lasts_from_sign_in_to_sign_out()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("BEN");
        Assert.Equal("ben", (await MeAsync(ben)).GetProperty("name").GetString());
        JsonElement session = Assert.Single((await ben.GetFromJsonAsync<JsonElement>("/api/v1/me/sessions")).EnumerateArray().ToArray());
        Assert.True(session.GetProperty("current").GetBoolean());
        using HttpResponseMessage signedOut = await ben.DeleteAsync("/api/v1/session");
        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
        Assert.False((await MeAsync(ben)).GetProperty("signedIn").GetBoolean());
    }

    [Fact]
    public async Task Cookie_of_a_session_that_was_ended_elsewhere_opens_nothing()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient first = await server.SignInAsync("ben");
        using HttpClient second = await server.SignInAsync("ben");
        Assert.Equal("ben", (await MeAsync(first)).GetProperty("name").GetString());
        JsonElement other = (await second.GetFromJsonAsync<JsonElement>("/api/v1/me/sessions")).EnumerateArray().Single(session => !session.GetProperty("current").GetBoolean());
        using HttpResponseMessage ended = await second.DeleteAsync($"/api/v1/me/sessions/{other.GetProperty("id")}");
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.False((await MeAsync(first)).GetProperty("signedIn").GetBoolean());
    }

    [Fact]
    public async Task Token_opens_what_its_scopes_say_until_it_is_revoked()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        JsonElement made = await PostAsync(ben, "/api/v1/me/tokens", new { name = "laptop", scopes = new[] { "query" }, days = 3 });
        string token = made.GetProperty("token").GetString()!;
        using HttpClient program = server.WithToken(token);
        Assert.Equal(["query"], (await MeAsync(program)).GetProperty("capabilities").EnumerateArray().Select(one => one.GetString()));
        await program.MustAnswerAsync();

        // No job, no account, and no other token can come of it.
        foreach ((string address, HttpStatusCode expected) in new[] { ("/api/v1/me/tokens", HttpStatusCode.Forbidden), ("/tap/async", HttpStatusCode.Forbidden), ("/api/v1/admin/users", HttpStatusCode.Forbidden) })
        {
            using HttpResponseMessage refused = await program.GetAsync(address);
            Assert.Equal(expected, refused.StatusCode);
        }

        using HttpResponseMessage revoked = await ben.DeleteAsync($"/api/v1/me/tokens/{made.GetProperty("record").GetProperty("id")}");
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        using HttpResponseMessage after = await program.GetAsync("/api/v1/me");
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Equal("token", (await after.ProblemAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Basic_takes_a_token_as_the_password()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        string token = await server.TokenAsync("ben", "query", "jobs");
        using HttpClient program = server.Anonymous();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"whoever:{token}")));
        using HttpResponseMessage answer = await program.GetAsync("/tap/tables");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("ben", answer.Headers.GetValues("X-VO-Authenticated").Single());
    }

    [Theory]
    [InlineData("Bearer hven_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer ")]
    [InlineData("Basic AAAA")]
    [InlineData("Basic not*base64")]
    [InlineData("Digest username=\"ada\"")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.")]
    public async Task Forged_credentials_are_refused_with_ways_to_sign_in(string header)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(demo.Server.Address, "/tap/sync?LANG=ADQL&QUERY=SELECT+TOP+1+*+FROM+dr1.main"));
        request.Headers.TryAddWithoutValidation("Authorization", header);
        using HttpResponseMessage answer = await demo.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/x-votable+xml", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("QUERY_STATUS", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(answer.Headers.WwwAuthenticate, way => way.Scheme == "ivoa_cookie");
        Assert.Contains(answer.Headers.WwwAuthenticate, way => way.Scheme == "Basic");
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    public async Task Change_in_the_name_of_a_user_comes_from_the_own_site(string header, string value, HttpStatusCode expected)
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/me/tokens") { Content = JsonContent.Create(new { name = "x" }) };
        request.Headers.TryAddWithoutValidation(header, value);
        using HttpResponseMessage answer = await ben.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, (await ben.GetFromJsonAsync<JsonElement>("/api/v1/me/tokens")).GetArrayLength());
    }

    [Fact]
    public async Task Guessing_is_slowed_down_whether_or_not_the_account_exists()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo, ("HVEN__ACCOUNTS__GUESSES", "3"));
        using HttpClient guesser = server.Anonymous();
        foreach (string name in new[] { "ben", "nobody" })
        {
            string[] answers = [.. await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => CodeAsync(guesser, name, "wrong wrong wrong")))];
            Assert.All(answers, code => Assert.Contains(code, new[] { "401 sign-in", "429 sign-in-paused" }));
            Assert.Equal("429 sign-in-paused", await CodeAsync(guesser, name, AccountServer.Password));
        }

        Assert.Equal("204 ", await CodeAsync(guesser, "cleo", AccountServer.Password));
    }

    [Fact]
    public async Task Address_of_a_client_is_taken_from_proxies_that_are_trusted_alone()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo, ("HVEN__TRUSTEDPROXIES", "127.0.0.1 10.1.0.0/16"), ("HVEN__ACCOUNTS__GUESSES", "3"));
        await using AccountServer direct = await AccountServer.StartAsync(demo);

        // What a client writes itself stands before what the proxies add.
        Assert.Equal("203.0.113.9", await AddressAsync(server, "198.51.100.1, 203.0.113.9, 10.1.2.3"));
        Assert.Equal("2001:db8::7", await AddressAsync(server, "2001:db8::7"));
        Assert.Equal("127.0.0.1", await AddressAsync(server, "no address"));
        Assert.Equal("127.0.0.1", await AddressAsync(direct, "203.0.113.9"));

        // Who guesses is paused, and not everybody else who comes by the same proxy.
        using HttpClient guesser = server.Anonymous();
        guesser.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.66");
        for (int guess = 0; guess < 15; guess++)
        {
            await CodeAsync(guesser, $"nobody{guess}", "wrong wrong wrong");
        }

        Assert.Equal("429 sign-in-paused", await CodeAsync(guesser, "cleo", AccountServer.Password));
        using HttpClient other = server.Anonymous();
        other.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.67");
        Assert.Equal("204 ", await CodeAsync(other, "cleo", AccountServer.Password));

        static async Task<string?> AddressAsync(AccountServer server, string forwarded)
        {
            using HttpClient ben = new() { BaseAddress = server.Server.Address };
            ben.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", forwarded);
            (await ben.PostAsJsonAsync("/api/v1/session", new { name = "ben", password = AccountServer.Password })).Dispose();
            return (await ben.GetFromJsonAsync<JsonElement>("/api/v1/me/sessions")).EnumerateArray().Single(session => session.GetProperty("current").GetBoolean()).GetProperty("address").GetString();
        }
    }

    [Fact]
    public async Task New_password_ends_the_other_sessions_and_takes_the_present_one()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient other = await server.SignInAsync("ben");
        using HttpResponseMessage wrong = await ben.PostAsJsonAsync("/api/v1/me/password", new { present = "not this one", password = "another good one" });
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        using HttpResponseMessage tooShort = await ben.PostAsJsonAsync("/api/v1/me/password", new { present = AccountServer.Password, password = "short" });
        Assert.Equal("password-length", (await tooShort.ProblemAsync()).GetProperty("code").GetString());
        using HttpResponseMessage done = await ben.PostAsJsonAsync("/api/v1/me/password", new { present = AccountServer.Password, password = "another good one" });
        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
        Assert.True((await MeAsync(ben)).GetProperty("signedIn").GetBoolean());
        Assert.False((await MeAsync(other)).GetProperty("signedIn").GetBoolean());
        Assert.Equal("401 sign-in", await CodeAsync(other, "ben", AccountServer.Password));
        Assert.Equal("204 ", await CodeAsync(other, "ben", "another good one"));
    }

    [Fact]
    public async Task Invitation_makes_one_account_with_its_roles()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        string code = (await PostAsync(ada, "/api/v1/admin/invitations", new { roles = new[] { "advanced" } })).GetProperty("code").GetString()!;
        using HttpClient guest = server.Anonymous();
        using HttpResponseMessage closed = await guest.PostAsJsonAsync("/api/v1/accounts", new { name = "dora", password = AccountServer.Password });
        Assert.Equal("registration-off", (await closed.ProblemAsync()).GetProperty("code").GetString());
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(number =>
            guest.PostAsJsonAsync("/api/v1/accounts", new { name = $"dörte{number}", password = AccountServer.Password, invite = code })));
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        JsonElement users = await ada.GetFromJsonAsync<JsonElement>("/api/v1/admin/users?text=dörte");
        JsonElement made = Assert.Single(users.GetProperty("users").EnumerateArray().ToArray());
        Assert.Equal(["advanced"], made.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
    }

    [Fact]
    public async Task Name_that_cannot_be_or_is_taken_is_refused()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo, ("HVEN__ACCOUNTS__REGISTRATION", "Open"), ("HVEN__ACCOUNTS__GUESSES", "1000"));
        using HttpClient guest = server.Anonymous();
        foreach (string name in new[] { "", "anonymous", "../../etc", "ada lovelace", "ada\r\nBcc: x", "ＡＤＡ", "ADA", "-rf", "аda", "o\u0308rsted", "x\u200by", "\ud800" })
        {
            using HttpResponseMessage answer = await guest.PostAsync("/api/v1/accounts", new StringContent($"{{\"name\":{JsonSerializer.Serialize(name)},\"password\":\"{AccountServer.Password}\"}}", Encoding.UTF8, "application/json"));
            Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Conflict, $"'{name}': {answer.StatusCode}");
            Assert.Contains((await answer.ProblemAsync()).GetProperty("code").GetString(), new[] { "user-name", "user-exists" });
        }

        using HttpResponseMessage good = await guest.PostAsJsonAsync("/api/v1/accounts", new { name = "Ørsted_張.7", password = AccountServer.Password });
        Assert.Equal(HttpStatusCode.Created, good.StatusCode);
    }

    [Fact]
    public async Task Registration_waits_for_approval_where_that_is_set()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo, ("HVEN__ACCOUNTS__REGISTRATION", "Approval"));
        using HttpClient guest = server.Anonymous();
        JsonElement asked = await PostAsync(guest, "/api/v1/accounts", new { name = "eva", password = AccountServer.Password, email = "eva@example.org" });
        Assert.Equal("unapproved", asked.GetProperty("status").GetString());
        Assert.Equal("403 account-status", await CodeAsync(guest, "eva", AccountServer.Password));
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpResponseMessage approved = await ada.PatchAsJsonAsync("/api/v1/admin/users/eva", new { status = "active" });
        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        Assert.Equal("204 ", await CodeAsync(guest, "eva@example.org", AccountServer.Password));
    }

    [Fact]
    public async Task Last_administrator_stays()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpResponseMessage roles = await ada.PatchAsJsonAsync("/api/v1/admin/users/ada", new { roles = new[] { "default" } });
        using HttpResponseMessage closed = await ada.PatchAsJsonAsync("/api/v1/admin/users/ada", new { status = "disabled" });
        using HttpResponseMessage deleted = await ada.DeleteAsync("/api/v1/admin/users/ada");
        using HttpResponseMessage role = await ada.PutAsJsonAsync("/api/v1/admin/roles/admin", new { capabilities = new[] { "query" } });
        foreach (HttpResponseMessage answer in new[] { roles, closed, deleted, role })
        {
            Assert.Equal("last-administrator", (await answer.ProblemAsync()).GetProperty("code").GetString());
        }

        Assert.Contains("admin", (await MeAsync(ada)).GetProperty("roles").EnumerateArray().Select(one => one.GetString()));
    }

    [Fact]
    public async Task Changes_are_in_the_audit_log_without_secrets()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        await ada.PutAsJsonAsync("/api/v1/admin/groups/members", new { title = "Members", members = new[] { "ben" } });
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { roles = new[] { "limited" }, password = "a new good password" });
        string text = await ada.GetStringAsync("/api/v1/admin/audit?limit=1000");
        string[] actions = [.. JsonDocument.Parse(text).RootElement.GetProperty("entries").EnumerateArray().Select(entry => $"{entry.GetProperty("actor")} {entry.GetProperty("action")} {entry.GetProperty("subject")}")];
        Assert.Contains("hvend user.add user:ada", actions);
        Assert.Contains("ada session.begin user:ada", actions);
        Assert.Contains("ada group.set group:members", actions);
        Assert.Contains("ada user.password user:ben", actions);
        Assert.Contains("ada user.change user:ben", actions);
        Assert.DoesNotContain("a new good password", text, StringComparison.Ordinal);
        Assert.DoesNotContain(AccountServer.Password, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disabled_user_is_out_at_once()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ada = await server.SignInAsync("ada");
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient program = server.WithToken(await server.TokenAsync("ben", "query"));
        await program.MustAnswerAsync();
        await ada.PatchAsJsonAsync("/api/v1/admin/users/ben", new { status = "disabled" });
        Assert.False((await MeAsync(ben)).GetProperty("signedIn").GetBoolean());
        using HttpResponseMessage refused = await program.GetAsync("/api/v1/me");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    private static Task<JsonElement> MeAsync(HttpClient client) => client.GetFromJsonAsync<JsonElement>("/api/v1/me");

    private static async Task<string> CodeAsync(HttpClient client, string name, string password)
    {
        using HttpResponseMessage answer = await client.PostAsJsonAsync("/api/v1/session", new { name, password });
        return $"{(int)answer.StatusCode} {(answer.IsSuccessStatusCode ? "" : (await answer.ProblemAsync()).GetProperty("code").GetString())}";
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string address, object body)
    {
        using HttpResponseMessage answer = await client.PostAsJsonAsync(address, body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
