using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Programs sign in by a code that their user types in a browser; <c>hven login</c> and what it keeps.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed partial class DeviceTests(DemoServer demo)
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:device_code";

    [Fact]
    public async Task Login_keeps_a_token_for_this_server_until_logout()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        using TemporaryFolder folder = new();
        Uri address = server.Server.Address;
        using (Process login = HvenProgram.Start(null, null, folder.Path, "login", "--url", address.ToString()))
        {
            string code = "";
            while (code.Length == 0)
            {
                code = UserCode().Match(await login.StandardError.ReadLineAsync() ?? throw new InvalidDataException("hven login ended.")).Value;
            }

            JsonElement asked = await ben.GetFromJsonAsync<JsonElement>($"/api/v1/device/{code.ToLowerInvariant()}");
            Assert.Equal(("query jobs mydb cutouts", "127.0.0.1"), (string.Join(' ', asked.GetProperty("scopes").EnumerateArray().Select(one => one.GetString())), asked.GetProperty("address").GetString()));
            using HttpResponseMessage allowed = await ben.PostAsJsonAsync($"/api/v1/device/{code}", new { allow = true });
            Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
            string output = await login.StandardOutput.ReadToEndAsync();
            await login.WaitForExitAsync();
            Assert.True(login.ExitCode == 0 && output.Contains("as ben", StringComparison.Ordinal), output);
        }

        // The server is the usual one from now on, and the token goes to it alone.
        Assert.Contains("ben at", await HvenProgram.MustAsync(null, null, folder.Path, "whoami"), StringComparison.Ordinal);
        Assert.Equal("ben", JsonDocument.Parse(await HvenProgram.MustAsync(null, null, folder.Path, "whoami", "--json")).RootElement.GetProperty("name").GetString());
        Assert.Contains("anonymous", await HvenProgram.MustAsync(demo.Client.BaseAddress, null, folder.Path, "whoami"), StringComparison.Ordinal);
        await HvenProgram.MustAsync(null, null, folder.Path, "query", "--job", "SELECT TOP 1 RA FROM dr1.main");
        string file = folder["hven/credentials.json"];
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        JsonElement token = Assert.Single((await ben.GetFromJsonAsync<JsonElement>("/api/v1/me/tokens")).EnumerateArray());
        Assert.StartsWith("hven on ", token.GetProperty("name").GetString(), StringComparison.Ordinal);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        (int code1, _, string error) = await HvenProgram.RunAsync(null, null, folder.Path, "whoami");
        Assert.True(code1 == 2 && error.Contains("chmod 600", StringComparison.Ordinal), error);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string secret = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement.EnumerateObject().Single().Value.GetString()!;
        await HvenProgram.MustAsync(null, null, folder.Path, "logout");
        using HttpClient program = server.WithToken(secret);
        using HttpResponseMessage revoked = await program.GetAsync("/api/v1/me");
        Assert.Equal(HttpStatusCode.Unauthorized, revoked.StatusCode);
        Assert.DoesNotContain(secret, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Assert.Contains("not signed in", await HvenProgram.MustAsync(null, null, folder.Path, "logout"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_are_kept_and_a_given_token_is_tried_first()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using TemporaryFolder folder = new();
        await HvenProgram.MustAsync(null, null, folder.Path, "config", "set", "server", server.Server.Address.ToString());
        await HvenProgram.MustAsync(null, null, folder.Path, "config", "set", "format", "tsv");
        Assert.Equal($"format = tsv\nserver = {server.Server.Address}\n", await HvenProgram.MustAsync(null, null, folder.Path, "config", "list"));
        Assert.Equal("RA\tDEC", (await HvenProgram.MustAsync(null, null, folder.Path, "query", "SELECT TOP 1 RA, DEC FROM dr1.main")).Split('\n')[0].Trim());
        Assert.Equal(2, (await HvenProgram.RunAsync(null, null, folder.Path, "login", "--token", "hven_seen")).Code);
        Assert.Equal(1, await LoginAsync("hven_wrong"));
        Assert.False(File.Exists(folder["hven/credentials.json"]));
        string token = (await server.TokenAsync("cleo", "query")).Trim();
        Assert.Equal(0, await LoginAsync(token));

        // Another takes its place, and the first is good no more.
        Assert.Equal(0, await LoginAsync((await server.TokenAsync("cleo", "query", "jobs")).Trim()));
        using HttpClient former = server.WithToken(token);
        using HttpResponseMessage ended = await former.GetAsync("/api/v1/me");
        Assert.Equal(HttpStatusCode.Unauthorized, ended.StatusCode);
        Assert.Contains("cleo", await HvenProgram.MustAsync(null, null, folder.Path, "whoami"), StringComparison.Ordinal);
        await HvenProgram.MustAsync(null, null, folder.Path, "config", "unset", "format");
        Assert.Equal(1, (await HvenProgram.RunAsync(null, null, folder.Path, "config", "get", "format")).Code);
        Assert.Equal(2, (await HvenProgram.RunAsync(null, null, folder.Path, "config", "set", "colour", "blue")).Code);
        Assert.Equal(2, (await HvenProgram.RunAsync(null, null, folder.Path, "config", "set", "server", "nowhere")).Code);
        Assert.Equal(2, (await HvenProgram.RunAsync(new Uri("http://example.org/"), token, folder.Path, "whoami")).Code);
        (_, _, string hint) = await HvenProgram.RunAsync(null, token, folder.Path, "whoami");
        Assert.Contains("hven login", hint, StringComparison.Ordinal);

        async Task<int> LoginAsync(string secret)
        {
            using Process login = HvenProgram.Start(null, null, folder.Path, "login", "--token", "-");
            await login.StandardInput.WriteLineAsync(secret);
            await login.WaitForExitAsync();
            return login.ExitCode;
        }
    }

    [Fact]
    public async Task Codes_are_good_once_for_who_asked_and_not_to_be_guessed()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient nobody = server.Anonymous();
        JsonElement codes = await FormAsync(nobody, "/api/v1/device", HttpStatusCode.OK, ("scope", "query jobs"), ("client_name", "a\r\nb <i>"));
        (string device, string user) = (codes.GetProperty("device_code").GetString()!, codes.GetProperty("user_code").GetString()!);
        Assert.Equal($"{codes.GetProperty("verification_uri").GetString()}?code={user}", codes.GetProperty("verification_uri_complete").GetString());
        Assert.Equal("authorization_pending", Error(await PollAsync(nobody, device)));
        Assert.Equal("slow_down", Error(await PollAsync(nobody, device)));
        Assert.Equal("expired_token", Error(await PollAsync(nobody, device + "x")));
        Assert.Equal("expired_token", Error(await PollAsync(nobody, user)));
        Assert.Equal("unsupported_grant_type", Error(await FormAsync(nobody, "/api/v1/device/token", HttpStatusCode.BadRequest, ("grant_type", "password"), ("device_code", device))));
        using HttpResponseMessage unsigned = await nobody.PostAsJsonAsync($"/api/v1/device/{user}", new { allow = true });
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);

        // A token makes no other; another site's page neither.
        using HttpClient program = server.WithToken(await server.TokenAsync("ben", "query", "jobs", "account"));
        using HttpResponseMessage byToken = await program.PostAsJsonAsync($"/api/v1/device/{user}", new { allow = true });
        Assert.Equal(HttpStatusCode.Forbidden, byToken.StatusCode);
        using HttpRequestMessage foreign = new(HttpMethod.Post, $"/api/v1/device/{user}") { Content = JsonContent.Create(new { allow = true }), Headers = { { "Origin", "https://evil.example" } } };
        using HttpResponseMessage crossed = await ben.SendAsync(foreign);
        Assert.Equal(HttpStatusCode.Forbidden, crossed.StatusCode);

        using HttpResponseMessage allowed = await ben.PostAsJsonAsync($"/api/v1/device/{user}", new { allow = true });
        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        using HttpResponseMessage twice = await ben.PostAsJsonAsync($"/api/v1/device/{user}", new { allow = false });
        Assert.Equal(HttpStatusCode.NotFound, twice.StatusCode);
        JsonElement[] polls = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => JsonDocument.Parse(await (await PostAsync(nobody, "/api/v1/device/token", ("grant_type", Grant), ("device_code", device))).Content.ReadAsStringAsync()).RootElement));
        JsonElement token = Assert.Single(polls, poll => poll.TryGetProperty("access_token", out _));
        Assert.Equal(("Bearer", "query jobs"), (token.GetProperty("token_type").GetString(), token.GetProperty("scope").GetString()));
        using HttpClient device1 = server.WithToken(token.GetProperty("access_token").GetString()!);
        Assert.Equal("ben", (await device1.GetFromJsonAsync<JsonElement>("/api/v1/me")).GetProperty("name").GetString());
        using HttpResponseMessage narrow = await device1.GetAsync("/api/v1/me/tokens");
        Assert.Equal(HttpStatusCode.Forbidden, narrow.StatusCode);

        JsonElement denied = await FormAsync(nobody, "/api/v1/device", HttpStatusCode.OK);
        await ben.PostAsJsonAsync($"/api/v1/device/{denied.GetProperty("user_code").GetString()}", new { allow = false });
        Assert.Equal("access_denied", Error(await PollAsync(nobody, denied.GetProperty("device_code").GetString()!)));
        using HttpResponseMessage wrong = await PostAsync(nobody, "/api/v1/device", ("scope", "query everything"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);

        // Whoever guesses is paused; so is who begins without end.
        HttpStatusCode last = HttpStatusCode.NotFound;
        for (int guess = 0; guess < 60 && last == HttpStatusCode.NotFound; guess++)
        {
            using HttpResponseMessage guessed = await ben.GetAsync($"/api/v1/device/BBBB-BBB{(char)('A' + (guess % 26))}");
            last = guessed.StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        last = HttpStatusCode.OK;
        for (int begun = 0; begun < 30 && last == HttpStatusCode.OK; begun++)
        {
            using HttpResponseMessage more = await PostAsync(nobody, "/api/v1/device", ("scope", "query"));
            last = more.StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task Token_of_a_device_lasts_no_longer_than_the_server_lets_tokens()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo, ("HVEN__ACCOUNTS__TOKENDAYS", "30"));
        using HttpClient ben = await server.SignInAsync("ben");
        using HttpClient nobody = server.Anonymous();
        JsonElement codes = await FormAsync(nobody, "/api/v1/device", HttpStatusCode.OK);
        (await ben.PostAsJsonAsync($"/api/v1/device/{codes.GetProperty("user_code").GetString()}", new { allow = true })).Dispose();
        JsonElement token = await FormAsync(nobody, "/api/v1/device/token", HttpStatusCode.OK, ("grant_type", Grant), ("device_code", codes.GetProperty("device_code").GetString()!));
        Assert.InRange(token.GetProperty("expires_in").GetInt32(), 29 * 86_400, 30 * 86_400);
    }

    private static string? Error(JsonElement answer) => answer.GetProperty("error").GetString();

    private static Task<JsonElement> PollAsync(HttpClient client, string device) => FormAsync(client, "/api/v1/device/token", HttpStatusCode.BadRequest, ("grant_type", Grant), ("device_code", device));

    private static async Task<JsonElement> FormAsync(HttpClient client, string address, HttpStatusCode expected, params (string Name, string Value)[] fields)
    {
        using HttpResponseMessage answer = await PostAsync(client, address, fields);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string address, params (string Name, string Value)[] fields) =>
        client.PostAsync(new Uri(address, UriKind.Relative), new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    [GeneratedRegex("[B-Z]{4}-[B-Z]{4}")]
    private static partial Regex UserCode();
}
